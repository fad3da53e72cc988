import Primitives

// What becomes of the bytes of an unknown command.
extension Session {
  /// Adds an edit; nothing where the model is silent.
  mutating func edit(_ bytes: [UInt8], at offset: UInt64, into findings: inout Findings) {
    guard isJudging, !bytes.isEmpty else { return }
    findings.edits.append(Edit(sender: .client, offset: offset, bytes: bytes))
  }

  /// Masks a line that starts in these bytes, or lies in the masked rest of its packet.
  ///
  /// - Parameters:
  ///   - bytes: the segment.
  ///   - range: the line without its end, or what the segment has of it.
  ///   - base: the stream offset of the first of `bytes`.
  ///   - isWhole: whether the line's end is known.
  ///   - first: the segment of the line's first byte; nil where it is this one.
  ///   - findings: what arises is added here.
  mutating func maskLine(
    _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64, isWhole: Bool, first: Moment? = nil,
    into findings: inout Findings
  ) {
    guard isJudging else {
      if !isWhole { clientPhase = .line(.masked(.nothing)) }
      return
    }
    let offset = base + UInt64(range.lowerBound)
    if !packet.isMasked {
      beginMask(bytes, in: range, offset: offset, first: first, into: &findings)
    }
    let after: [UInt8]
    var rest = LineMask.all
    switch policy.profile.unknownCommand {
    case .maskPacket:
      packet.isMasked = true
      after = crossedOut(bytes, in: range)
    case .maskVerb:
      let blank = range.first { isBlank(bytes[$0]) } ?? range.upperBound
      rest = blank < range.upperBound ? .nothing : .verb
      after =
        crossedOut(bytes, in: range.lowerBound..<blank) + copy(bytes, blank..<range.upperBound)
    case .noop where range.count < 4:
      after = crossedOut(bytes, in: range)
    case .noop:
      after = noop(range.count)
    }
    if !isWhole { clientPhase = .line(.masked(rest)) }
    pending?.append(bytes, in: range, after, at: offset)
    edit(changed(bytes, range, after), at: offset, into: &findings)
  }

  /// Masks a later segment's part of an unknown command line, its end included.
  mutating func maskRest(
    _ mask: LineMask, _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64,
    into findings: inout Findings
  ) {
    guard isJudging else { return }
    let content = range.prefix { bytes[$0] != 13 && bytes[$0] != 10 }
    let stop: Int
    switch mask {
    case .all: stop = content.endIndex
    case .verb: stop = content.first { isBlank(bytes[$0]) } ?? content.endIndex
    case .nothing: stop = content.startIndex
    }
    if mask == .verb, stop < content.endIndex { clientPhase = .line(.masked(.nothing)) }
    let offset = base + UInt64(content.startIndex)
    let masked = crossedOut(bytes, in: content.startIndex..<stop)
    let after = masked + copy(bytes, stop..<content.endIndex)
    tryLineLength(into: &findings)
    pending?.append(
      bytes, in: content.startIndex..<content.endIndex, after, at: offset)
    edit(masked, at: offset, into: &findings)
  }

  /// Starts the event of an unknown command.
  private mutating func beginMask(
    _ bytes: Span<UInt8>, in range: Range<Int>, offset: UInt64, first: Moment?,
    into findings: inout Findings
  ) {
    flushPending(into: &findings)
    let isTLS = recordedCommand(bytes, in: range) == .startTLS && policy.map != nil
    let setting = policy.map?.parameters.allowsTLS
    let isNoop = policy.profile.unknownCommand == .noop && range.count >= 4
    pending = PendingMask(
      rule: .unknownCommand, moment: first ?? packet.moment, offset: offset, length: 0,
      match: isTLS ? "parameters no allow-tls" : policy.statement,
      source: isTLS ? setting?.source ?? policy.map?.source : policy.source,
      action: isNoop ? .rewrite : .mask,
      isAuthentication: leadingVerb(bytes, in: range) == .auth)
  }

  /// Emits the event of a masked command once it is complete.
  mutating func flushPending(into findings: inout Findings) {
    guard let done = pending else { return }
    pending = nil
    emit(
      Event(
        rule: done.rule, moment: done.moment, sender: .client, offset: done.offset,
        length: done.length, match: done.match, source: done.source, action: done.action,
        before: done.isAuthentication ? redacted(done.before) : done.before, after: done.after,
        confidence: done.rule.confidence), into: &findings)
    diverge(done.moment, "the server receives another command than the recording has")
  }

  /// `match cmd verb … mask`: the known command is masked with the profile's scope.
  mutating func maskVerb(
    _ numbered: InspectionPolicy.NumberedMatch, _ bytes: Span<UInt8>, in range: Range<Int>,
    site: Site, into findings: inout Findings
  ) {
    let base = site.offset - UInt64(range.lowerBound)
    // `fire` has said it: the bytes are masked without an event of their own.
    maskLine(bytes, in: range, base: base, isWhole: true, into: &findings)
    if packet.isMasked {
      pending?.rule = .commandVerb
      pending?.match = numbered.match.text
      pending?.source = numbered.match.source
    } else {
      pending = nil
      diverge(site.moment, "the server receives another command than the recording has")
    }
  }
}

/// `X` for every byte but CR and LF.
func crossedOut(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
  var result = copy(bytes, range)
  for index in result.indices where result[index] != 13 && result[index] != 10 {
    result[index] = UInt8(ascii: "X")
  }
  return result
}

/// The bytes of a range.
func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
  var result: [UInt8] = []
  result.append(bytes, in: range)
  return result
}

/// The first bytes of a line, authentication data left out.
func excerpt(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
  let short = copy(bytes, range.prefix(Event.excerptLimit))
  return leadingVerb(bytes, in: range) == .auth ? redacted(short) : short
}

/// An AUTH command without its initial response (RFC 4954 section 4).
func redacted(_ command: [UInt8]) -> [UInt8] {
  let words = command.split(
    maxSplits: 2, omittingEmptySubsequences: true, whereSeparator: { isBlank($0) })
  guard words.count > 2 else { return command }
  return Array(words[0]) + [32] + Array(words[1]) + Array(" [not shown]".utf8)
}

/// The replacement up to its last byte that differs.
private func changed(_ bytes: Span<UInt8>, _ range: Range<Int>, _ after: [UInt8]) -> [UInt8] {
  var count = after.count
  while count > 0, after[count - 1] == bytes[range.lowerBound + count - 1] { count -= 1 }
  return Array(after.prefix(count))
}

/// `NOOP` and blanks.
private func noop(_ count: Int) -> [UInt8] {
  Array("NOOP".utf8) + [UInt8](repeating: UInt8(ascii: " "), count: max(0, count - 4))
}
