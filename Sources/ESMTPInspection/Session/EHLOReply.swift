import Primitives

/// A keyword line of an EHLO reply (RFC 5321 section 4.1.1.1).
private struct KeywordLine {
  /// The line behind its code and separator.
  var text: Range<Int>
  /// The end of the line's first word.
  var end: Int
  /// What is used of the line: its keyword, of `AUTH=LOGIN`, the older spelling of `AUTH LOGIN`, the
  /// part before the `=`.
  var name: Range<Int>
  /// The name as a word.
  var word: PackedWord
  /// The words of `match ehlo-reply-parameter` that mean it, as bits.
  var meanings: UInt32
  /// The same with the switch for `AUTH=` turned.
  var otherMeanings: UInt32
  /// Whether the keyword is STARTTLS.
  var isStartTLS: Bool
  /// The number of the match that masks it, 0 where none does but the line is hidden.
  var hiddenBy: Int?
}

extension CaseIterable where Self: Equatable {
  /// The bit of a word by its place in the list.
  var bit: UInt32 {
    for (place, word) in Self.allCases.enumerated() where word == self { return 1 << UInt32(place) }
    return 0
  }
}

extension EHLOParameter {
  private static let names: [(word: PackedWord, bit: UInt32)] = [
    (PackedWord("8BITMIME"), EHLOParameter.eightBitMIME.bit), (PackedWord("AUTH"), auth.bit),
    (PackedWord("BINARYMIME"), binarymime.bit), (PackedWord("CHECKPOINT"), checkpoint.bit),
    (PackedWord("DSN"), dsn.bit), (PackedWord("ENHANCEDSTATUSCODES"), ecode.bit),
    (PackedWord("ETRN"), etrn.bit), (PackedWord("PIPELINING"), pipelining.bit),
    (PackedWord("SIZE"), size.bit), (PackedWord("VRFY"), vrfy.bit),
  ]
  private static let othersBit = others.bit
  private static let vrfyBit = vrfy.bit

  /// The bits of the words that mean a keyword (evidence 1.3): none where `AUTH=…`, which ends at a blank
  /// and is thus not `auth`, is not one of the others either.
  static func meanings(
    _ keyword: PackedWord, hasEquals: Bool, vrfyIsOther: Bool, authEqualsIsOther: Bool
  ) -> UInt32 {
    for (word, bit) in names where word == keyword {
      return bit == vrfyBit && vrfyIsOther ? bit | othersBit : bit
    }
    return hasEquals && !authEqualsIsOther ? 0 : othersBit
  }
}

// The reply to EHLO and `match ehlo-reply-parameter`.
extension Session {
  /// Masks keyword lines of a 250 reply to EHLO; a keyword that the end of what is there cuts is not
  /// known, and stays.
  mutating func maskKeywords(
    _ reply: HeldBytes, isCut: Bool = false, into findings: inout Findings
  ) {
    let bytes = reply.bytes.span
    var lines = ReplyLines(bytes, in: 0..<bytes.count).lines
    // Of a line that is cut in its code the others tell.
    if isCut, let last = lines.last, last.upperBound == bytes.count, last.count < 4 {
      lines.removeLast()
    }
    guard let last = lines.last, ReplyLines.code(bytes, last) == 250, isJudging else { return }
    var keywords: [KeywordLine] = []
    keywords.reserveCapacity(lines.count)
    for line in lines.dropFirst() where line.count > 4 {
      let keyword = keywordLine(line, bytes)
      if isCut, keyword.end == bytes.count { continue }
      keywords.append(keyword)
    }
    noteMaskedKeywords(keywords, reply, into: &findings)

    var after = reply.bytes
    var letter: UInt8 = 0
    var unchanged: [Int] = []
    for index in keywords.indices {
      let line = keywords[index]
      keywords[index].hiddenBy = hiding(line)
      guard keywords[index].hiddenBy != nil else { continue }
      for place in line.text { after[place] = UInt8(ascii: "X") }
      if let end = line.text.last { after[end] = UInt8(ascii: "A") + letter }
      letter = (letter + 1) % 26
      if after[line.text] == reply.bytes[line.text] { unchanged.append(index) }
    }
    // What another inspection has crossed out in the same way stays as it is.
    for index in unchanged.reversed() { keywords.remove(at: index) }
    noteOpenKeywords(keywords, reply)
    // The order of the statements decides which speaks first; the letters follow the lines.
    fireKeywords(keywords, reply, after, into: &findings)
    guard isJudging else { return }
    masked = MaskedKeywords()
    guard let first = keywords.first(where: { $0.hiddenBy != nil })?.text.lowerBound,
      let end = keywords.last(where: { $0.hiddenBy != nil })?.text.upperBound
    else { return }
    findings.edits.append(
      Edit(
        sender: .server, offset: reply.start + UInt64(first), bytes: Array(after[first..<end])))
    masked.keywords = hiddenKeywords(keywords)
    if keywords.contains(where: { $0.isStartTLS && $0.hiddenBy != nil }) { hidesTLS = true }
    masked.ordinal = eventCount - 1
    masked.frame = (reply.moment(at: reply.start + UInt64(first)) ?? opened).frame
  }

  /// The hidden keywords in order; one that also stands unmasked in the reply counts as offered.
  private func hiddenKeywords(_ lines: [KeywordLine]) -> [HiddenKeyword] {
    var offered: [PackedWord] = []
    var hidden: [HiddenKeyword] = []
    offered.reserveCapacity(lines.count)
    hidden.reserveCapacity(lines.count)
    for line in lines {
      if let match = line.hiddenBy {
        hidden.append(HiddenKeyword(word: line.word, match: match))
      } else {
        offered.append(line.word)
      }
    }
    offered.sort()
    if !offered.isEmpty { hidden.removeAll { offered.place(of: $0.word, in: \.self) != nil } }
    // Of several lines of one keyword the first counts.
    hidden.sort { $0.word < $1.word }
    return hidden
  }

  /// What the event names that hides a keyword by a match, 0 for the refusal of TLS.
  func cause(hidingBy match: Int?) -> Cause {
    guard match != 0 else {
      let refusal = policy.refusedTLSStatement
      return Cause(.allowTLS, match: refusal?.match, source: refusal?.source)
    }
    let numbered = policy.matches(.ehloReplyParameter).first { $0.number == match }
    return Cause(
      .ehloReplyParameter, match: numbered?.text, source: numbered?.match.source)
  }

  /// What the switches for `AUTH=` and for TLS could change of the session's course.
  private mutating func noteOpenKeywords(_ keywords: [KeywordLine], _ reply: HeldBytes) {
    if keywords.contains(where: \.isStartTLS) { doubt(.silentTLS) }
    guard keywords.contains(where: { $0.meanings != $0.otherMeanings }) else { return }
    var others = keywords
    for index in others.indices {
      others[index].meanings = keywords[index].otherMeanings
      others[index].hiddenBy = hiding(others[index])
    }
    // Of a reply in several segments also the places of what is masked matter.
    let isSame =
      reply.pieces.count == 1 && course(keywords) == course(others)
      && hiddenKeywords(keywords).map(\.word) == hiddenKeywords(others).map(\.word)
    if !isSame { doubt(.authEquals) }
  }

  /// The matches that mask a line of the reply, and those that meet one without; 0 is for STARTTLS.
  private func course(_ keywords: [KeywordLine]) -> [Int] {
    var numbers = keywords.contains { $0.hiddenBy == 0 } ? [0] : []
    for numbered in policy.matches(.ehloReplyParameter) {
      if keywords.contains(where: { $0.hiddenBy == numbered.number }) {
        numbers.append(numbered.number)
      } else if keywords.contains(where: {
        numbered.means($0.meanings) && !($0.isStartTLS && policy.allowsTLS)
      }) {
        numbers.append(-numbered.number)
      }
    }
    return numbers
  }

  private func keywordLine(_ line: Range<Int>, _ bytes: Span<UInt8>) -> KeywordLine {
    let text = line.lowerBound + 4..<line.upperBound
    let keyword = firstWord(bytes, in: text)
    let word = PackedWord(bytes, in: keyword)
    let hasEquals =
      keyword.count > 4 && bytes[keyword.lowerBound + 4] == UInt8(ascii: "=")
      && leadingVerb(bytes, in: keyword) == .auth
    let meanings = EHLOParameter.meanings(
      word, hasEquals: hasEquals, vrfyIsOther: policy.profile.vrfyIsOther,
      authEqualsIsOther: policy.profile.authEqualsIsOther)
    let isOpen = hasEquals && policy.openSwitches.contains(.authEquals)
    let name = keyword.prefix { bytes[$0] != UInt8(ascii: "=") }
    return KeywordLine(
      text: text, end: keyword.upperBound, name: name,
      word: name == keyword ? word : PackedWord(bytes, in: name),
      meanings: meanings,
      otherMeanings: isOpen
        ? EHLOParameter.meanings(
          word, hasEquals: true, vrfyIsOther: policy.turnedProfile.vrfyIsOther,
          authEqualsIsOther: policy.turnedProfile.authEqualsIsOther) : meanings,
      isStartTLS: word == .startTLS)
  }

  /// The number of the first match that hides a line, 0 where TLS is not allowed; nil where it stays.
  private func hiding(_ line: KeywordLine) -> Int? {
    hiding(line.meanings, isStartTLS: line.isStartTLS)
  }

  private func hiding(_ meanings: UInt32, isStartTLS: Bool) -> Int? {
    if isStartTLS, policy.allowsTLS { return nil }
    for numbered in policy.matches(.ehloReplyParameter) where numbered.means(meanings) {
      if numbered.match.actions.contains(where: { if case .mask = $0 { true } else { false } }) {
        return numbered.number
      }
    }
    return isStartTLS && policy.map != nil ? 0 : nil
  }

  /// What hides an extension from the client wherever a server offers it; nil where nothing does.
  func hiding(_ required: RequiredExtension) -> Cause? {
    let isStartTLS = required == .startTLS
    let meanings = EHLOParameter.meanings(
      required.word, hasEquals: false, vrfyIsOther: policy.profile.vrfyIsOther,
      authEqualsIsOther: policy.profile.authEqualsIsOther)
    return hiding(meanings, isStartTLS: isStartTLS).map { cause(hidingBy: isStartTLS ? 0 : $0) }
  }

  /// Whether the policy hides a keyword that stands by itself in its line.
  private func hides(_ keyword: String) -> Bool {
    let line = Array("250-\(keyword)".utf8)
    return hiding(keywordLine(0..<line.count, line.span)) != nil
  }

  /// One event for each match that meets a line of the reply, and one for STARTTLS where none does.
  private mutating func fireKeywords(
    _ keywords: [KeywordLine], _ reply: HeldBytes, _ after: [UInt8], into findings: inout Findings
  ) {
    let allowsTLS = policy.allowsTLS
    for numbered in policy.matches(.ehloReplyParameter) where isJudging {
      let masks = keywords.contains { $0.hiddenBy == numbered.number }
      let site = site(reply, keywords) { line in
        masks
          ? line.hiddenBy == numbered.number
          : numbered.means(line.meanings) && !(line.isStartTLS && allowsTLS)
      }
      guard let site else { continue }
      let index = findings.events.count
      let before = excerpt(reply.bytes, site, reply)
      fire(numbered, site: site, into: &findings) { before }
      if masks, findings.events.count > index {
        findings.events[index].after = excerpt(after, site, reply)
      }
    }
    guard isJudging, let site = site(reply, keywords, where: { $0.hiddenBy == 0 }) else { return }
    var event = site.event(.allowTLS, before: excerpt(reply.bytes, site, reply))
    event.after = excerpt(after, site, reply)
    event.action = .mask
    event.match = policy.refusedTLSStatement?.match
    event.source = policy.refusedTLSStatement?.source
    emit(event, into: &findings)
  }

  /// What stands at a place of the reply.
  private func excerpt(_ bytes: [UInt8], _ site: Site, _ reply: HeldBytes) -> [UInt8] {
    let start = Int(site.offset - reply.start)
    return Array(bytes[start..<start + min(site.length, Event.excerptLimit)])
  }

  /// From the first to the last of the keyword lines that a condition names.
  private func site(
    _ reply: HeldBytes, _ lines: [KeywordLine], where condition: (KeywordLine) -> Bool
  ) -> Site? {
    guard let start = lines.first(where: condition)?.text.lowerBound,
      let end = lines.last(where: condition)?.text.upperBound
    else { return nil }
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
    let isCrossed = { (line: KeywordLine) in
      line.text.count > 1 && bytes[line.text.dropLast()].allSatisfy { $0 == UInt8(ascii: "X") }
        && (65...90).contains(bytes[line.text.upperBound - 1])
    }
    crossed = CrossedKeywords()
    if !keywords.isEmpty { marks.insert(.keywords) }
    defer { if marks.isEvidence { noteMarks(of: keywords.filter { !isCrossed($0) }, bytes) } }
    guard let first = keywords.first(where: isCrossed), first.text.count > 2,
      bytes[first.text.upperBound - 1] == UInt8(ascii: "A"),
      let site = site(reply, keywords, where: isCrossed)
    else { return }
    marks.insert(.letteredKeywords)
    crossed = CrossedKeywords(
      frame: site.moment.frame, lengths: keywords.filter(isCrossed).map(\.text.count),
      offered: RequiredExtension.allCases.filter { required in
        keywords.contains { $0.word == required.word }
      })
    if keywords.count(where: isCrossed) > 1 || first.text.count != 8 {
      marks.insert(.othersCrossed)
    }
    // One reply tells what further ones tell.
    guard !sawCrossedKeywords else { return }
    sawCrossedKeywords = true
    var likely = LikelyKeywords()
    let others = keywords.filter { !isCrossed($0) }.map {
      String(decoding: bytes[$0.name], as: UTF8.self)
    }
    for line in keywords where isCrossed(line) {
      likely.add(String(decoding: bytes[line.text], as: UTF8.self), beside: others)
    }
    noteAlreadyInspected(
      likely.words(hides: { hides($0) }), offset: site.offset, length: site.length,
      moment: site.moment, before: excerpt(bytes, site, reply), into: &findings)
  }

  /// Notes which keywords an inspection before the capture has left.
  private mutating func noteMarks(of keywords: [KeywordLine], _ bytes: [UInt8]) {
    for line in keywords {
      let end = line.name.upperBound
      let hasEquals = end < line.text.upperBound && bytes[end] == UInt8(ascii: "=")
      if line.isStartTLS {
        marks.insert(.startTLSKeyword)
      } else if line.meanings & EHLOParameter.vrfy.bit != 0 {
        marks.insert(.vrfyKeyword)
      } else if hasEquals, leadingVerb(bytes.span, in: line.name) == .auth {
        marks.insert(.authEquals)
      } else if line.meanings & EHLOParameter.others.bit != 0 {
        marks.insert(.otherKeyword)
      }
    }
  }
}
