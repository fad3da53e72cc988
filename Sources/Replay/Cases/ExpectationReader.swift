import ASAPolicy
import ESMTPInspection
import Reports
import Yams

extension Expectation {
  /// The longest text that is read, in bytes.
  static let longestText = 1 << 20
  /// The most aliases; more could stand for a text of any length.
  static let mostAliases = 8

  /// Reads the text of an `expect.yaml`.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - path: the name of the file for messages.
  /// - Throws: `ExpectationError`, with line and key.
  public init(_ text: String, path: String) throws(ExpectationError) {
    self.init()
    let whole = YAMLFields.Place(path: path, line: 0, key: nil)
    guard let root = try Self.compose(text, whole) else {
      throw whole.error("the file is empty; record it anew")
    }
    var place = whole
    place.line = root.mark?.line ?? 1
    let fields = try YAMLFields(
      root, place,
      known: [
        "policy", "policy_map", "ingress", "egress", "base", "context", "profile", "ports", "skip",
        "verdicts", "sessions", "recorded",
      ])
    try readPolicy(fields)
    try readDecisions(fields)
    if let fields = try fields.fields("recorded", known: ["model", "policy", "captures"]) {
      recorded = try Recording(fields)
    }
    guard verdicts != nil || !sessions.isEmpty || skip != nil else {
      throw whole.error("nothing is expected; give 'verdicts' or 'sessions'")
    }
  }

  private static func compose(_ text: String, _ place: YAMLFields.Place) throws(ExpectationError)
    -> Node?
  {
    guard text.utf8.count <= longestText else {
      throw place.error("the file is longer than \(longestText) bytes; expect less in it")
    }
    guard aliases(in: text) <= mostAliases else {
      throw place.error(
        "more than \(mostAliases) words begin with '*', as aliases do; write them out")
    }
    do { return try Yams.compose(yaml: text) } catch let error as YamlError {
      throw refusal(error, text, place)
    } catch {
      throw place.error("the file is no YAML; record it anew")
    }
  }

  /// The number of places where an alias could stand.
  private static func aliases(in text: String) -> Int {
    var count = 0
    var previous = UInt8(ascii: "\n")
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*"), " \t\r\n[{,:?-".utf8.contains(previous) { count += 1 }
      previous = byte
    }
    return count
  }

  private mutating func readPolicy(_ fields: YAMLFields) throws(ExpectationError) {
    policies = try fields.texts("policy") ?? []
    if policies == ["default"] { policies = [] }
    policyMap = try fields.text("policy_map")
    ingress = try fields.text("ingress")
    egress = try fields.text("egress")
    base = try fields.word("base", "base", as: LoadedPolicy.Options.Base.self)
    context = try fields.text("context")
    profile = try fields.text("profile")
    if let profile, Profile.named(profile) == nil {
      throw YAMLFields.unknown(
        profile, fields.place("profile"), "profile", of: Profile.all.map(\.name))
    }
    if let numbers = try fields.numbers("ports", in: 1...65535) {
      ports = numbers.map { UInt16(clamping: $0) }
      if ports.isEmpty { throw fields.place("ports").error("a port is due, as in [25]") }
    }
  }

  private mutating func readDecisions(_ fields: YAMLFields) throws(ExpectationError) {
    skip = try fields.text("skip")
    if let skip, skip.allSatisfy(\.isWhitespace) || YAMLFields.isFlag(skip) {
      throw fields.place("skip").error(
        "the reason is due, not '\(skip)'; say why the case is passed over, or remove the key")
    }
    if let counts = try fields.fields("verdicts", known: Verdict.allCases.map(\.rawValue)) {
      var verdicts: [Verdict: Int] = [:]
      for verdict in Verdict.allCases {
        verdicts[verdict] = try counts.number(verdict.rawValue, in: 0...Int.max)
      }
      self.verdicts = verdicts.filter { $0.value > 0 }
    }
    guard let items = try fields.items("sessions") else { return }
    sessions = try items.map { item throws(ExpectationError) in
      try ExpectedSession(
        YAMLFields(
          item.node, item.place,
          known: [
            "session", "client", "server", "sender", "message_id", "verdict", "rules", "exact",
            "forwarded",
          ]))
    }
  }
}

extension ExpectedSession {
  fileprivate init(_ fields: YAMLFields) throws(ExpectationError) {
    self.init()
    number = try fields.number("session", in: 1...Int.max)
    client = try ExpectedSession.endpoint("client", fields)
    server = try ExpectedSession.endpoint("server", fields)
    sender = try fields.text("sender")
    messageID = try fields.text("message_id")
    verdict = try fields.word("verdict", "verdict", as: Verdict.self)
    if let items = try fields.items("rules") {
      let rules = try items.map { item throws(ExpectationError) in
        try YAMLFields.word(
          YAMLFields.text(item.node, item.place), item.place, "rule", as: Rule.self)
      }
      self.rules = Rule.allCases.filter(rules.contains)
    }
    let isExact = try fields.flag("exact")
    if let hashes = try fields.fields("forwarded", known: ["client", "server"]) {
      let record = ForwardedRecord(
        client: try ExpectedSession.hash("client", hashes),
        server: try ExpectedSession.hash("server", hashes))
      if isExact != false { forwarded = record }
    } else if isExact == true {
      throw fields.place("exact").error(
        "the hashes are missing; give 'forwarded' with 'client' and 'server'")
    }
  }

  private static func endpoint(_ name: String, _ fields: YAMLFields) throws(ExpectationError)
    -> Endpoint?
  {
    guard let text = try fields.text(name) else { return nil }
    if let endpoint = Endpoint(text) { return endpoint }
    throw fields.place(name).error(
      "an address is due, as 192.0.2.1, 192.0.2.1:25, 2001:db8::1 or [2001:db8::1]:25")
  }

  private static func hash(_ name: String, _ fields: YAMLFields) throws(ExpectationError)
    -> String
  {
    guard let text = try fields.text(name) else {
      throw fields.place.error("'\(name)' is missing")
    }
    return try checkedHash(text, fields.place(name))
  }
}

extension Recording {
  fileprivate init(_ fields: YAMLFields) throws(ExpectationError) {
    guard let model = try fields.number("model", in: 0...Int.max) else {
      throw fields.place.error("'model' is missing; record the case anew")
    }
    self.init(model: model)
    for hash in try fields.texts("policy") ?? [] {
      policies.append(try checkedHash(hash, fields.place("policy")))
    }
    guard let files = try fields.fields("captures", known: nil) else { return }
    for file in files.names {
      captures[file] = try checkedHash(files.text(file) ?? "", files.place(file))
    }
  }
}

private func checkedHash(_ text: String, _ place: YAMLFields.Place) throws(ExpectationError)
  -> String
{
  let isHex = text.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
  guard text.utf8.count == 64, isHex else {
    throw place.error("a SHA-256 is due: 64 digits and small letters from a to f")
  }
  return text
}
