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
    if !packet.isMasked || pending == nil {
      beginMask(bytes, in: range, offset: offset, first: first, into: &findings)
    }
    packet.isMaskOpen = policy.openSwitches.contains(.unknownCommandScope)
    let (after, rest) = unknownCommand(bytes, in: range)
    if policy.profile.unknownCommand == .maskPacket { packet.isMasked = true }
    if !isWhole { clientPhase = .line(.masked(rest)) }
    take(after, bytes, in: range, at: offset, into: &findings)
  }

  /// The first bytes of an unknown command behind the profile's mask, and how far the rest is masked.
  private func unknownCommand(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) -> (after: [UInt8], rest: LineMask) {
    switch policy.profile.unknownCommand {
    case .maskPacket: LineMask.all.applied(to: bytes, in: range)
    case .maskVerb: LineMask.lead.applied(to: bytes, in: range)
    case .noop where range.count < 4: LineMask.all.applied(to: bytes, in: range)
    case .noop: (noop(bytes, in: range), .blank)
    }
  }

  /// Takes a masked piece of a command line.
  private mutating func take(
    _ after: [UInt8], _ bytes: Span<UInt8>, in range: Range<Int>, at offset: UInt64,
    into findings: inout Findings
  ) {
    let changed = changed(bytes, range, after)
    if !changed.isEmpty {
      line.isChanged = true
      pending?.isChanged = true
    }
    pending?.append(bytes, in: range, after, at: offset)
    edit(changed, at: offset, into: &findings)
  }

  /// Masks a later segment's part of an unknown command line, its end included.
  ///
  /// - Parameters:
  ///   - mask: how far the rest is masked.
  ///   - bytes: the segment.
  ///   - range: its part of the line.
  ///   - base: the stream offset of the first of `bytes`.
  ///   - isProper: false where CR LF does not end the line, which is then crossed out whole.
  ///   - findings: what arises is added here.
  mutating func maskRest(
    _ mask: LineMask, _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64, isProper: Bool,
    into findings: inout Findings
  ) {
    guard isJudging else { return }
    let mask = isProper ? mask : .all
    let content = range.prefix { bytes[$0] != 13 && bytes[$0] != 10 }
    let (after, rest) = mask.applied(to: bytes, in: content)
    if rest != mask { clientPhase = .line(.masked(rest)) }
    if isProper { tryLineLength(into: &findings) }
    take(after, bytes, in: content, at: base + UInt64(content.startIndex), into: &findings)
  }

  /// Starts the event of an unknown command.
  private mutating func beginMask(
    _ bytes: Span<UInt8>, in range: Range<Int>, offset: UInt64, first: Moment?,
    into findings: inout Findings
  ) {
    flushPending(into: &findings)
    let isTLS = recordedCommand(bytes, in: range) == .startTLS
    let refusal = isTLS ? policy.refusedTLSStatement : nil
    // The rest of a segment is masked for the reason for which its mask began.
    let verb = packet.isMasked && maskedVerb?.frame == packet.moment.frame ? maskedVerb : nil
    let isNoop = policy.profile.unknownCommand == .noop && range.count >= 4
    pending = PendingMask(
      rule: verb == nil ? .unknownCommand : .commandVerb, moment: first ?? packet.moment,
      offset: offset, length: 0,
      match: verb?.match ?? refusal?.match ?? policy.statement,
      source: verb?.source ?? refusal?.source ?? policy.source,
      action: isNoop ? .rewrite : .mask,
      isSecret: mayHoldSecret(leadingVerb(bytes, in: range)))
  }

  /// Emits the event of a masked command once it is complete.
  mutating func flushPending(into findings: inout Findings) {
    guard let done = pending else { return }
    pending = nil
    emit(
      Event(
        rule: done.rule, moment: done.moment, sender: .client, offset: done.offset,
        length: done.length, match: done.match, source: done.source,
        action: done.isChanged ? done.action : .none, before: done.shown(done.before),
        after: done.isChanged ? done.shown(done.after) : [],
        log: done.log), into: &findings)
    guard done.isChanged else { return }
    diverge(
      done.moment, at: done.offset,
      done.rule == .commandTermination
        ? Session.terminationWhy : "the server receives another command than the recording has")
  }

  /// `match cmd verb … mask`: the known command is masked with the profile's scope.
  mutating func maskVerb(
    _ bytes: Span<UInt8>, in range: Range<Int>, site: Site, into findings: inout Findings
  ) {
    let base = site.offset - UInt64(range.lowerBound)
    // One event: what the match says, with the bytes of the mask.
    guard let event = findings.events.popLast() else { return }
    eventCount -= 1
    maskLine(bytes, in: range, base: base, isWhole: true, into: &findings)
    pending?.rule = .commandVerb
    pending?.moment = event.moment
    pending?.match = event.match
    pending?.source = event.source
    pending?.log = event.log
    maskedVerb = (event.moment.frame, event.match, event.source)
  }
}

extension LineMask {
  /// Masks a part of a line, its end left out.
  ///
  /// - Returns: its bytes behind the mask, and how far the rest of the line is masked.
  fileprivate func applied(
    to bytes: Span<UInt8>, in range: Range<Int>
  ) -> (after: [UInt8], rest: LineMask) {
    switch self {
    case .all: return (crossedOut(bytes, in: range), self)
    case .nothing: return (copy(bytes, range), self)
    case .blank: return ([UInt8](repeating: UInt8(ascii: " "), count: range.count), self)
    case .lead, .verb:
      let rest = self == .lead ? skippingBlanks(bytes, in: range) : range
      let verb = firstWord(bytes, in: rest)
      let after =
        copy(bytes, range.lowerBound..<verb.lowerBound) + crossedOut(bytes, in: verb)
        + copy(bytes, verb.upperBound..<range.upperBound)
      if verb.upperBound < range.upperBound { return (after, .nothing) }
      return (after, verb.isEmpty ? self : .verb)
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
  return authenticationDataStart(short).map { withheld(short, from: $0) } ?? short
}

/// The verbs that SASL data follows: AUTH, and Exchange's own.
private let authenticationVerbs = ["AUTH", "X-EXPS"]

/// Whether a line asks for an authentication, by AUTH or in Exchange's way.
func asksForAuthentication(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
  let word = firstWord(bytes, in: skippingBlanks(bytes, in: range))
  return isAuthenticationVerb(copy(bytes, word.prefix(8)))
}

private func isAuthenticationVerb(_ word: some Collection<UInt8>) -> Bool {
  authenticationVerbs.contains { word.elementsEqual($0.utf8, by: { $0.uppercase == $1 }) }
}

/// Where the initial response of an AUTH command starts (RFC 4954 section 4); nil where there is none.
func authenticationDataStart(_ command: [UInt8]) -> Int? {
  let words = command.split(
    maxSplits: 2, omittingEmptySubsequences: true, whereSeparator: { $0.isBlank })
  guard words.count > 2, isAuthenticationVerb(words[0]) else { return nil }
  return words[2].startIndex
}

/// Bytes up to a place, with a word for the rest.
func withheld(_ bytes: [UInt8], from place: Int) -> [UInt8] {
  Array(bytes.prefix(place)) + Array("[not shown]".utf8)
}

/// The replacement up to its last byte that differs.
func changed(_ bytes: Span<UInt8>, _ range: Range<Int>, _ after: [UInt8]) -> [UInt8] {
  var count = after.count
  while count > 0, after[count - 1] == bytes[range.lowerBound + count - 1] { count -= 1 }
  return Array(after.prefix(count))
}

/// `NOOP` and blanks; a CR at the end of the range awaits its LF and stays.
private func noop(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
  let count = bytes[range.upperBound - 1] == 13 ? range.count - 1 : range.count
  let text = Array("NOOP".utf8) + [UInt8](repeating: UInt8(ascii: " "), count: max(0, count - 4))
  return text + copy(bytes, range.lowerBound + text.count..<range.upperBound)
}
