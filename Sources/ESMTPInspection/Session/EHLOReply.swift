import Primitives

/// A keyword line of an EHLO reply (RFC 5321 section 4.1.1.1).
private struct KeywordLine {
  /// The line behind its code and separator.
  var text: Range<Int>
  /// The keyword in upper case, at most 64 bytes.
  var keyword: String
  /// The words of `match ehlo-reply-parameter` that mean it.
  var names: [EHLOParameter]
}

extension EHLOParameter {
  /// The words that mean a keyword (evidence 1.3).
  static func names(of keyword: String, profile: Profile) -> [EHLOParameter] {
    switch keyword {
    case "8BITMIME": [.eightBitMIME]
    case "AUTH": [.auth]
    case "BINARYMIME": [.binarymime]
    case "CHECKPOINT": [.checkpoint]
    case "DSN": [.dsn]
    case "ENHANCEDSTATUSCODES": [.ecode]
    case "ETRN": [.etrn]
    case "PIPELINING": [.pipelining]
    case "SIZE": [.size]
    case "VRFY": profile.vrfyIsOther ? [.vrfy, .others] : [.vrfy]
    case _ where keyword.hasPrefix("AUTH=") && !profile.authEqualsIsOther: [.auth]
    default: [.others]
    }
  }
}

// The reply to EHLO and `match ehlo-reply-parameter`.
extension Session {
  /// Masks keyword lines of a 250 reply to EHLO.
  mutating func maskKeywords(_ reply: HeldBytes, into findings: inout Findings) {
    let bytes = reply.bytes.span
    let lines = ReplyLines(bytes, in: 0 ..< bytes.count).lines
    guard let last = lines.last, ReplyLines.code(bytes, last) == 250, isJudging else { return }
    let keywords = lines.dropFirst().compactMap { keywordLine($0, bytes) }
    noteMaskedKeywords(keywords, reply, into: &findings)

    var after = reply.bytes
    var hidden: [(line: KeywordLine, number: Int)] = []
    let tlsIsHidden = !policy.allowsTLS && policy.map != nil
    var letter: UInt8 = 0
    for line in keywords {
      let isTLS = line.keyword == "STARTTLS"
      let number = isTLS && policy.allowsTLS ? nil : maskingMatch(line)
      guard number != nil || isTLS && tlsIsHidden else { continue }
      for index in line.text { after[index] = UInt8(ascii: "X") }
      if let end = line.text.last { after[end] = UInt8(ascii: "A") + letter }
      letter = (letter + 1) % 26
      hidden.append((line, number ?? 0))
    }
    // The order of the statements decides which speaks first; the letters follow the lines.
    fireKeywords(keywords, hidden, reply, after, into: &findings)
    guard isJudging else { return }
    masked = MaskedKeywords()
    guard let first = hidden.first, let end = hidden.last?.line.text.upperBound else { return }
    let start = first.line.text.lowerBound
    findings.edits.append(
      Edit(
        sender: .server, offset: reply.start + UInt64(start), bytes: Array(after[start ..< end])))
    // A keyword that also stands unmasked in the reply counts as offered.
    let offered = keywords.filter { line in !hidden.contains { $0.line.text == line.text } }
    masked.names = hidden.map(\.line.keyword).filter { name in
      !offered.contains { $0.keyword == name }
    }
    masked.ordinal = eventCount - 1
    masked.frame = (reply.moment(at: reply.start + UInt64(start)) ?? opened).frame
  }

  private func keywordLine(_ line: Range<Int>, _ bytes: Span<UInt8>) -> KeywordLine? {
    guard line.count > 4 else { return nil }
    let text = line.lowerBound + 4 ..< line.upperBound
    let end = text.first { isBlank(bytes[$0]) } ?? text.upperBound
    let keyword = asText((text.lowerBound ..< min(end, text.lowerBound + 64)).map { upper(bytes[$0]) })
    return KeywordLine(
      text: text, keyword: keyword,
      names: EHLOParameter.names(of: keyword, profile: policy.profile))
  }

  /// The number of the first match that masks a line; nil where none does.
  private func maskingMatch(_ line: KeywordLine) -> Int? {
    policy.matches(.ehloReplyParameter).first { numbered in
      matches(numbered, line)
        && numbered.match.actions.contains { if case .mask = $0 { true } else { false } }
    }?.number
  }

  private func matches(_ numbered: InspectionPolicy.NumberedMatch, _ line: KeywordLine) -> Bool {
    guard case .words(let indices, let list) = numbered.match.argument else { return false }
    let isNamed = indices.contains { index in line.names.contains { $0.rawValue == list[index] } }
    return isNamed != numbered.match.isNegated
  }

  /// One event for each match that meets a line of the reply, and one for STARTTLS where none does.
  private mutating func fireKeywords(
    _ keywords: [KeywordLine], _ hidden: [(line: KeywordLine, number: Int)], _ reply: HeldBytes,
    _ after: [UInt8], into findings: inout Findings
  ) {
    for numbered in policy.matches(.ehloReplyParameter) where isJudging {
      let met = keywords.filter { line in
        (line.keyword != "STARTTLS" || !policy.allowsTLS) && matches(numbered, line)
      }
      let own = hidden.filter { $0.number == numbered.number }.map(\.line)
      guard let site = site(of: own.isEmpty ? met : own, reply) else { continue }
      let range = Int(site.offset - reply.start) ..< Int(site.offset - reply.start) + site.length
      let index = findings.events.count
      fire(numbered, site: site, into: &findings) {
        Array(reply.bytes[range].prefix(Event.excerptLimit))
      }
      if !own.isEmpty, findings.events.count > index {
        findings.events[index].after = Array(after[range].prefix(Event.excerptLimit))
      }
    }
    let bare = hidden.filter { $0.number == 0 }.map(\.line)
    guard isJudging, let site = site(of: bare, reply) else { return }
    let range = Int(site.offset - reply.start) ..< Int(site.offset - reply.start) + site.length
    var event = site.event(.allowTLS, before: Array(reply.bytes[range].prefix(Event.excerptLimit)))
    event.after = Array(after[range].prefix(Event.excerptLimit))
    event.action = .mask
    event.match = "parameters no allow-tls"
    event.source = policy.map?.parameters.allowsTLS?.source ?? policy.map?.source
    emit(event, into: &findings)
  }

  /// From the first to the last of some keyword lines.
  private func site(of lines: [KeywordLine], _ reply: HeldBytes) -> Site? {
    guard let start = lines.first?.text.lowerBound, let end = lines.last?.text.upperBound else {
      return nil
    }
    let offset = reply.start + UInt64(start - 4)
    return Site(
      sender: .server, offset: offset, length: end - start + 4,
      moment: reply.moment(at: offset) ?? opened)
  }

  /// `XXXA`, `XXXB`, … in order are keywords that an inspection hid before.
  private mutating func noteMaskedKeywords(
    _ keywords: [KeywordLine], _ reply: HeldBytes, into findings: inout Findings
  ) {
    let bytes = reply.bytes
    let crossed = keywords.filter { line in
      line.text.count > 1 && bytes[line.text.dropLast()].allSatisfy { $0 == UInt8(ascii: "X") }
        && (65 ... 90).contains(bytes[line.text.upperBound - 1])
    }
    guard let first = crossed.first, bytes[first.text.upperBound - 1] == UInt8(ascii: "A"),
      first.text.count > 2, let site = site(of: crossed, reply)
    else { return }
    let range = Int(site.offset - reply.start) ..< Int(site.offset - reply.start) + site.length
    noteAlreadyInspected(
      "keywords of the reply to EHLO are crossed out", offset: site.offset, length: site.length,
      moment: site.moment, before: Array(bytes[range]), into: &findings)
  }
}
