import ESMTPInspection
import Primitives

extension SourceTexts {
  /// The words of a line with single blanks between them.
  func words(_ origin: Origin) -> String {
    guard let line = Tokenizer.line(bytes(origin), origin: origin) else { return "" }
    return line.tokens.map { $0.isQuoted ? "\"\($0.text)\"" : $0.text }.joined(separator: " ")
  }

  /// How many lines have a word and do not begin with another one.
  func lines(with word: String, notOf head: String) -> Int {
    let bytes = Array(word.utf8)
    var count = 0
    for text in 0..<self.count {
      for number in 1..<max(lineCount(text), 1) + 1 {
        let origin = Origin(text: Int32(clamping: text), line: Int32(clamping: number))
        let line = self.bytes(origin)
        guard line.firstRange(of: bytes) != nil,
          let tokens = Tokenizer.line(line, origin: origin)?.tokens
        else { continue }
        if tokens.first?.word != head, tokens.contains(where: { $0.text == word }) { count += 1 }
      }
    }
    return count
  }

  /// A line of an access list in the form of the running configuration, without its number.
  func entry(_ origin: Origin, of name: String) -> String {
    guard let line = Tokenizer.line(bytes(origin), origin: origin),
      let at = line.tokens.firstIndex(where: { $0.text == name })
    else { return "" }
    var tokens = line.tokens[(at + 1)...]
    if tokens.first?.word == "line" { tokens = tokens.dropFirst(2) }
    if Interpreter.isKind(tokens.first?.word) { tokens = tokens.dropFirst() }
    tokens = tokens.prefix { !$0.text.hasPrefix("(hitcnt") && !$0.text.hasPrefix("0x") }
    return "access-list \(name) extended " + tokens.map(\.text).joined(separator: " ")
  }
}

extension Version {
  /// The line as a configuration opens with it.
  var text: String {
    "\(platform.rawValue.uppercased()) Version \(major).\(minor)(\(maintenance))"
      + (interim > 0 ? "\(interim)" : "")
  }
}

extension AddressRange {
  /// The mask of an IPv4 range that is a subnet.
  var v4Mask: UInt32 { ~(low.v4Bits ^ high.v4Bits) }

  /// Whether the range is all addresses with a prefix.
  var isSubnet: Bool {
    low.isIPv6 == high.isIPv6 && AddressRange(low, prefix: prefixLength) == self
  }
}

extension AddressSpec {
  /// As an argument of an access list or a group.
  var text: String {
    switch self {
    case .any: "any"
    case .anyIPv4: "any4"
    case .anyIPv6: "any6"
    case .range(let range):
      if range.low == range.high {
        "host \(range.low)"
      } else if range.low.isIPv6 {
        "\(range.low)/\(range.prefixLength)"
      } else {
        "\(range.low) \(IPAddress(v4: range.v4Mask))"
      }
    case .masked(let bits, let mask): "\(IPAddress(v4: bits)) \(IPAddress(v4: mask))"
    case .named(let name, let mask):
      mask == .max ? "host \(name.name)" : "\(name.name) \(IPAddress(v4: mask))"
    case .interface(let name): "interface \(name.name)"
    case .object(let name): "object \(name.name)"
    case .group(let name): "object-group \(name.name)"
    case .unknowable: "any"
    }
  }

  /// As the line of an object; nil where it has none.
  var objectText: String? {
    switch self {
    case .range(let range):
      range.low == range.high
        ? "host \(range.low)"
        : range.isSubnet ? "subnet \(text)" : "range \(range.low) \(range.high)"
    case .masked: "subnet \(text)"
    case .named(let name, let mask):
      mask == .max ? "host \(name.name)" : "subnet \(name.name) \(IPAddress(v4: mask))"
    case .unknowable: "fqdn name.invalid"
    default: nil
    }
  }
}

extension PortSpec {
  /// As an argument; empty for any port.
  var text: String {
    switch self {
    case .any: ""
    case .none: "lt 0"
    case .range(let low, let high): low == high ? "eq \(low)" : "range \(low) \(high)"
    case .except(let port): "neq \(port)"
    case .group(let name): "object-group \(name.name)"
    }
  }
}

extension ServiceSpec {
  /// As the line of an object or group.
  var text: String {
    guard isTCP else { return "udp" }
    return "tcp" + (source == .any ? "" : " source \(source.text)")
      + (destination == .any ? "" : " destination \(destination.text)")
  }
}

extension ConnectionLimits {
  /// The limits that are set, as `set connection` takes them.
  var words: String {
    [
      ("conn-max", connections), ("embryonic-conn-max", embryonic), ("per-client-max", perClient),
      ("per-client-embryonic-max", perClientEmbryonic),
    ].filter { $0.1 > 0 || $0.0 == "conn-max" && !isLimited }.map { "\($0.0) \($0.1)" }
      .joined(separator: " ")
  }
}

extension PolicyMap.Parameters {
  /// All parameters, as a configuration that leaves nothing open prints them (evidence 1.5).
  func lines(silentTLS: Bool) -> [String] {
    let relay = mailRelay?.value.map { "mail-relay \($0.domain) action \($0.action)" }
    let special = specialCharacter?.value.map { "special-character action \($0)" }
    let silent = silentTLS ? PolicyMap.AllowTLS(logs: false) : nil
    let tls = (allowsTLS.map(\.value) ?? silent).map {
      $0.logs ? "allow-tls action log" : "allow-tls"
    }
    return [
      masksBanner?.value ?? false ? "mask-banner" : "no mask-banner", relay ?? "no mail-relay",
      special ?? "no special-character", tls ?? "no allow-tls",
    ]
  }
}

extension TrafficPolicy.Entry {
  /// Whether it bears on ESMTP, or on connections as such.
  var isShown: Bool {
    inspect != nil || bareNoInspect != nil || setsConnection || tcpMap != nil
      || name.name == "inspection_default"
  }
}

extension TimeRange {
  /// The lines below `time-range NAME`.
  var lines: [String] {
    var lines: [String] = []
    if start != nil || end != nil {
      let from = start.map { " start \(Clock.date(minute: $0))" } ?? ""
      let to = end.map { " end \(Clock.date(minute: $0))" } ?? ""
      lines.append("absolute" + from + to)
    }
    let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    for period in periods {
      if let days = period.days {
        let words = days.indices.filter { days[$0] }.map { names[$0] }
        lines.append(
          "periodic \(words.joined(separator: " ")) \(Clock.text(period.from)) to "
            + Clock.text(period.to))
      } else {
        lines.append(
          "periodic \(names[period.from / 1440 % 7]) \(Clock.text(period.from % 1440)) to "
            + "\(names[period.to / 1440 % 7]) \(Clock.text(period.to % 1440))")
      }
    }
    return lines
  }
}

/// Times in the device's words.
private enum Clock {
  /// `hh:mm`.
  static func text(_ minute: Int) -> String {
    twoDigits(minute / 60) + ":" + twoDigits(minute % 60)
  }

  /// `hh:mm day month year` of a minute since 1970.
  static func date(minute: Int) -> String {
    let date = CivilDate(daysSince1970: Int64(minute / 1440))
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return "\(text(minute % 1440)) \(date.day) \(names[date.month - 1]) \(date.year)"
  }
}
