import ASAPolicy
import ESMTPInspection
import Primitives
import Reports

extension Expectation {
  /// The text of the `expect.yaml`, the same for the same expectation.
  public var text: String {
    var lines = ["# Decisions alone; what is not named here may change."]
    lines.append("policy: " + policyText)
    let words = [
      ("policy_map", policyMap), ("ingress", ingress), ("egress", egress),
      ("base", base?.rawValue), ("context", context), ("profile", profile),
    ]
    for case (let key, let value?) in words { lines.append("\(key): \(quoted(value))") }
    lines.append("ports: [\(ports.map(String.init).joined(separator: ", "))]")
    if let skip { lines.append("skip: \(quoted(skip))") }
    if let verdicts {
      let counts = Verdict.allCases.filter { verdicts[$0, default: 0] > 0 }
      lines.append(counts.isEmpty ? "verdicts: {}" : "verdicts:")
      lines += counts.map { "  \($0.rawValue): \(verdicts[$0, default: 0])" }
    }
    if !sessions.isEmpty {
      lines.append("sessions:")
      for session in sessions { lines += session.lines }
    }
    if let recorded { lines += recorded.lines }
    return lines.joined(separator: "\n") + "\n"
  }

  private var policyText: String {
    // A file of this name stands for the device's defaults in a list of one alone.
    if policies.isEmpty { return "default" }
    if policies == ["default"] { return "./default" }
    if policies.count == 1 { return quoted(policies[0]) }
    return "[" + policies.map(quoted).joined(separator: ", ") + "]"
  }
}

extension ExpectedSession {
  fileprivate var lines: [String] {
    var pairs: [(key: String, value: String)] = []
    if let number { pairs.append(("session", "\(number)")) }
    if let client { pairs.append(("client", quoted("\(client)"))) }
    if let server { pairs.append(("server", quoted("\(server)"))) }
    if let sender { pairs.append(("sender", quoted(sender))) }
    if let messageID { pairs.append(("message_id", quoted(messageID))) }
    if let verdict { pairs.append(("verdict", verdict.rawValue)) }
    if let rules {
      pairs.append(("rules", "[" + rules.map(\.rawValue).joined(separator: ", ") + "]"))
    }
    if forwarded != nil { pairs.append(("exact", "true")) }
    guard !pairs.isEmpty else { return ["  - {}"] }
    var lines = pairs.enumerated().map { place, pair in
      "  \(place == 0 ? "-" : " ") \(pair.key): \(pair.value)"
    }
    if let forwarded {
      lines.append("    forwarded:")
      lines.append("      client: \(quoted(forwarded.client))")
      lines.append("      server: \(quoted(forwarded.server))")
    }
    return lines
  }
}

extension Recording {
  fileprivate var lines: [String] {
    var lines = ["recorded:", "  model: \(model)"]
    if policies.count == 1 {
      lines.append("  policy: \(quoted(policies[0]))")
    } else if !policies.isEmpty {
      lines.append("  policy:")
      lines += policies.map { "    - \(quoted($0))" }
    }
    if !captures.isEmpty {
      let sorted = captures.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      lines.append("  captures:")
      lines += sorted.flatMap { pair(quoted($0.key), quoted($0.value)) }
    }
    return lines
  }
}

/// The lines of a key and a value. A key that is not marked as one has at most 1024 characters (YAML
/// 1.1, simple keys), and a file name whose bytes are no text has more once they are escaped.
private func pair(_ key: String, _ value: String) -> [String] {
  key.utf8.count < 1024 ? ["    \(key): \(value)"] : ["    ? \(key)", "    : \(value)"]
}

/// A text as YAML reads it back: as it is where that is plainly a text, else in double quotes.
///
/// What is not printable ASCII, and what could be taken for YAML's own, is escaped (YAML 1.1 section
/// 5.6), so that mailbox names from a capture cannot say anything. Limits: Foundation, which makes
/// strings of what is read, takes a byte order mark away from the start of a text.
private func quoted(_ text: String) -> String {
  if isPlain(text) { return text }
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": out += "\\\(scalar)"
    // Aliases are counted without regard to quotes.
    case "*": out += "\\x2A"
    case " "..."~": out.unicodeScalars.append(scalar)
    default:
      let (mark, width) = scalar.value < 256 ? ("x", 2) : scalar.value < 65536 ? ("u", 4) : ("U", 8)
      let digits = String(scalar.value, radix: 16, uppercase: true)
      out += "\\\(mark)" + String(repeating: "0", count: width - digits.count) + digits
    }
  }
  return out + "\""
}

/// Whether a text is a word of letters, digits and marks that mean nothing to YAML.
private func isPlain(_ text: String) -> Bool {
  guard let first = text.utf8.first, first.isLetterOrDigit || first == 60 || first == 46 else {
    return false
  }
  // What looks like a number stays in quotes for other readers, but for addresses and hashes.
  guard text.utf8.contains(where: { $0 >= 58 || $0 == 46 || $0 == 47 }) || text.utf8.count == 64
  else { return false }
  let marks = Array("._@<>/+=-:".utf8)
  guard text.utf8.allSatisfy({ $0.isLetterOrDigit || marks.contains($0) }) else { return false }
  return !YAMLFields.isFlag(text) && text != "." && text != ".."
    && text.utf8.last != UInt8(ascii: ":")
}
