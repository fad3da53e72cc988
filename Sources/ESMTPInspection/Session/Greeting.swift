import Primitives

// The greeting (RFC 5321 section 4.3.1) and `mask-banner`.
extension Session {
  /// Masks a greeting of code 220, all its lines.
  mutating func maskGreeting(_ greeting: HeldBytes, into findings: inout Findings) {
    let bytes = greeting.bytes.span
    let lines = ReplyLines(bytes, in: 0..<bytes.count).lines
    guard let first = lines.first, let last = lines.last, isJudging else { return }
    noteMaskedGreeting(greeting, lines, into: &findings)
    noteMarks(ofGreeting: greeting.bytes, lines)
    // A greeting that the session's end cuts is told by its first line.
    let code = ReplyLines.code(bytes, last) ?? ReplyLines.code(bytes, first)
    guard code == 220, masksBanner else { return }
    let after = masked(
      greeting, lines, policy.profile.bannerFirstLine, policy.profile.bannerFurtherLines)
    if policy.openSwitches.contains(.banner) {
      let other = masked(
        greeting, lines, policy.turnedProfile.bannerFirstLine,
        policy.turnedProfile.bannerFurtherLines)
      let isSame =
        (after == greeting.bytes) == (other == greeting.bytes)
        && (!hasSeveralLines(greeting, lines)
          || isBroken(greeting, lines, after.span) == isBroken(greeting, lines, other.span))
      if !isSame { doubt(.banner) }
    }
    guard after != greeting.bytes else { return }
    let moment = greeting.moment(at: greeting.start) ?? opened
    emit(
      Event(
        rule: .maskBanner, moment: moment, sender: .server, offset: greeting.start,
        length: after.count, match: policy.bannerStatement.match,
        source: policy.bannerStatement.source,
        action: policy.profile.bannerFirstLine == .cmapReady ? .rewrite : .mask,
        before: Array(greeting.bytes.prefix(Event.excerptLimit)),
        after: Array(after.prefix(Event.excerptLimit))),
      into: &findings)
    findings.edits.append(Edit(sender: .server, offset: greeting.start, bytes: after))
    noteBrokenGreeting(lines, after, greeting, moment, into: &findings)
  }

  private var masksBanner: Bool {
    policy.map == nil || policy.map?.parameters.masksBanner?.value == true
  }

  /// The bytes of a greeting behind the masks of its first and its further lines.
  private func masked(
    _ greeting: HeldBytes, _ lines: [Range<Int>], _ firstMask: Profile.BannerMask,
    _ furtherMask: Profile.BannerMask
  ) -> [UInt8] {
    var after = greeting.bytes
    // A fixed text stands for all lines: what was between them is filled up as well.
    if firstMask == .cmapReady, let first = lines.first, let last = lines.last {
      mask(first.lowerBound..<last.upperBound, as: .cmapReady, in: &after)
      return after
    }
    for (index, line) in lines.enumerated() {
      mask(line, as: index == 0 ? firstMask : furtherMask, in: &after)
    }
    return after
  }

  /// Whether the masked greeting has lost its code or its continuation mark.
  private func isBroken(
    _ greeting: HeldBytes, _ lines: [Range<Int>], _ after: Span<UInt8>
  ) -> Bool {
    // A fixed text is one line, in whatever lines it stands.
    if policy.profile.bannerFirstLine == .cmapReady { return false }
    return lines.contains { line in
      let wasContinued = isContinued(line, in: greeting.bytes.span)
      let staysContinued = isContinued(line, in: after)
      let losesCode =
        ReplyLines.code(greeting.bytes.span, line) == 220 && ReplyLines.code(after, line) != 220
      return losesCode || wasContinued != staysContinued
    }
  }

  /// Whether a greeting has more than one line, be it that they are not there.
  private func hasSeveralLines(_ greeting: HeldBytes, _ lines: [Range<Int>]) -> Bool {
    lines.count > 1 || lines.contains { isContinued($0, in: greeting.bytes.span) }
  }

  private func isContinued(_ line: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    line.count > 3 && bytes[line.lowerBound + 3] == UInt8(ascii: "-")
  }

  private func mask(_ line: Range<Int>, as kept: Profile.BannerMask, in bytes: inout [UInt8]) {
    let star = UInt8(ascii: "*")
    switch kept {
    case .keepTwoZero:
      var previous: UInt8 = 0
      for index in line {
        let byte = bytes[index]
        let stays =
          byte == UInt8(ascii: "2") || byte == UInt8(ascii: "0")
          || byte == UInt8(ascii: " ") && previous == UInt8(ascii: "0") || byte == 13
        previous = byte
        if !stays { bytes[index] = star }
      }
    case .keepFirstFour:
      for index in line.dropFirst(4) where bytes[index] != 13 { bytes[index] = star }
    case .keepNothing:
      for index in line where bytes[index] != 13 { bytes[index] = star }
    case .cmapReady:
      let text = Array("220 SMTP/cmap ready".utf8)
      for (place, index) in line.enumerated() {
        bytes[index] = place < text.count ? text[place] : UInt8(ascii: "_")
      }
    }
  }

  /// Says what the client does with a greeting that lost its code or its continuation mark.
  private mutating func noteBrokenGreeting(
    _ lines: [Range<Int>], _ after: [UInt8], _ greeting: HeldBytes, _ moment: Moment,
    into findings: inout Findings
  ) {
    guard isBroken(greeting, lines, after.span) else { return }
    let isSeveral = hasSeveralLines(greeting, lines)
    let number = lines.count > 1 ? "\(lines.count) lines" : "several lines"
    emit(
      Event(
        rule: .bannerBroken, moment: moment, sender: .server, offset: greeting.start,
        length: after.count, match: policy.bannerStatement.match,
        source: policy.bannerStatement.source,
        note: !isSeveral
          ? "the mask hides the code of the greeting, which the client cannot read; "
            + "that a real device does so is known from one source alone"
          : "the mask breaks a greeting of \(number): the client waits for its end; "
            + "what a real device does to later lines is known from one source alone"),
      into: &findings)
    // A generation that masks the code of every greeting delivered mail all the same: what the
    // one source says of it decides nothing.
    guard isSeveral else { return }
    diverge(
      moment, at: greeting.start, of: .server,
      "the masked greeting of several lines can no longer be read")
    course.meet(
      Obstacle(
        kind: .unknown, frame: moment.frame,
        cause: Cause(
          .bannerBroken, match: policy.bannerStatement.match, source: policy.bannerStatement.source),
        why:
          "the mask breaks a greeting of \(number), for whose end the client may wait; "
          + "what a real device does to later lines is known from one source alone"))
  }

  /// A greeting other than 220 passes and is named.
  mutating func noteGreeting(_ site: Site, excerpt: [UInt8], into findings: inout Findings) {
    emit(site.event(.greetingNot220, before: excerpt), into: &findings)
  }

  /// A greeting of nothing but `2`, `0`, `*` and blanks has passed such an inspection before
  /// (transcript J01).
  private mutating func noteMaskedGreeting(
    _ greeting: HeldBytes, _ lines: [Range<Int>], into findings: inout Findings
  ) {
    guard let line = lines.first, line.count >= 8 else { return }
    var stars = 0
    for byte in greeting.bytes[line] {
      switch byte {
      case UInt8(ascii: "*"): stars += 1
      case UInt8(ascii: "2"), UInt8(ascii: "0"), UInt8(ascii: " "), 9: break
      default: return
      }
    }
    guard stars >= 3 else { return }
    let leaves =
      masksBanner
      ? "this policy would leave it like this, too" : "this policy masks none: another one did"
    noteAlreadyInspected(
      "the greeting consists of asterisks, as 'mask-banner' leaves it; \(leaves)",
      offset: greeting.start, length: line.count,
      moment: greeting.moment(at: greeting.start) ?? opened, before: Array(greeting.bytes[line]),
      into: &findings)
  }

  /// Says what in the capture an inspecting firewall has left.
  mutating func noteAlreadyInspected(
    _ what: String, offset: UInt64, length: Int, moment: Moment, before: [UInt8],
    into findings: inout Findings
  ) {
    emit(
      Event(
        rule: .alreadyInspected, moment: moment, sender: .server, offset: offset, length: length,
        before: Array(before.prefix(Event.excerptLimit)), note: what), into: &findings)
  }
}
