import Primitives

// Whole command lines: form, criteria, addresses.
extension Session {
  /// Judges a line of which the end is known.
  ///
  /// - Parameters:
  ///   - bytes: the segment, or the held bytes of several.
  ///   - range: the line without its end.
  ///   - end: its end.
  ///   - base: the stream offset of the first of `bytes`.
  ///   - first: the segment that brought the line's first byte; nil where it is this one.
  ///   - verb: the verb that this segment was seen to start with, whatever came behind it.
  ///   - findings: what arises is added here.
  mutating func wholeLine(
    _ bytes: Span<UInt8>, in range: Range<Int>, end: LineEnd, base: UInt64, first: Moment? = nil,
    verb: Verb? = nil, into findings: inout Findings
  ) {
    line.length = range.count
    let command = recordedCommand(bytes, in: range)
    switch command {
    case .other: noteMarks(ofCommand: bytes, in: range, isTerminated: end.isTerminated)
    case .verb(.noop): noteMarks(ofNoop: bytes, in: range)
    case .verb, .startTLS, .binaryData: break
    }
    if packet.isMaskOpen { doubt(.unknownCommandScope) }
    if command == .startTLS { doubt(.silentTLS) }
    let takesPath = command.takesPath || verb?.takesPath ?? false
    let path = takesPath ? MailPath(bytes, in: range) : nil
    let ownPath = command.takesPath ? path : nil
    let parameters = ownPath.map { esmtpParameters(bytes, behind: $0, in: range) } ?? []
    noteUse(command, bytes, in: range, parameters)
    var isRewritten = true
    if packet.isMasked {
      if end.isTerminated {
        tryLineLength(bytes, in: range, isFinal: true, into: &findings)
      }
      maskLine(bytes, in: range, base: base, isWhole: true, into: &findings)
      isRewritten = line.isChanged
    } else if !end.isTerminated {
      terminate(bytes, in: range, base: base, first: first, into: &findings)
      isRewritten = line.isChanged
    } else {
      tryLineLength(bytes, in: range, isFinal: true, into: &findings)
      isRewritten = judgeLine(
        bytes, in: range, path: path, base: base, first: first, verb: verb, into: &findings)
    }
    record(
      command, bytes, in: range, path: ownPath, parameters: parameters, isRewritten: isRewritten,
      into: &findings)
    if !packet.isMasked { flushPending(into: &findings) }
  }

  /// Judges a properly ended line; true where its verb is not what the server will see.
  private mutating func judgeLine(
    _ bytes: Span<UInt8>, in range: Range<Int>, path: MailPath?, base: UInt64, first: Moment?,
    verb: Verb?, into findings: inout Findings
  ) -> Bool {
    guard isJudging else { return false }
    guard range.count >= 4 else {
      return shortLine(bytes, in: range, base: base, first: first, into: &findings)
    }
    let judgement =
      verb.map(VerbJudgement.known)
      ?? policy.profile.judge(bytes, in: range, isWhole: true, allowsTLS: policy.allowsTLS)
    switch judgement {
    case .known(let verb):
      return judgeCommand(verb, bytes, in: range, path: path, base: base, into: &findings)
    case .startTLS:
      return false
    case .tooShort, .unknown:
      maskLine(bytes, in: range, base: base, isWhole: true, first: first, into: &findings)
      return line.isChanged
    }
  }

  /// A line of at most three bytes: an empty one is only an event, others are masked.
  private mutating func shortLine(
    _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64, first: Moment?,
    into findings: inout Findings
  ) -> Bool {
    var event = Event(
      rule: .shortCommand, moment: first ?? packet.moment, sender: .client,
      offset: base + UInt64(range.lowerBound), length: range.count,
      before: shown(bytes, in: range))
    guard !range.isEmpty else {
      event.note = "an empty line"
      emit(event, into: &findings)
      return false
    }
    let after = crossedOut(bytes, in: range)
    line.isChanged = !changed(bytes, range, after).isEmpty
    if line.isChanged {
      event.action = .mask
      event.after = after
    }
    emit(event, into: &findings)
    guard line.isChanged else { return false }
    diverge(
      event.moment, at: event.offset,
      "the server receives X for a command of fewer than four characters")
    edit(after, at: event.offset, into: &findings)
    return true
  }

  static let terminationWhy = "the server receives X for a command that CR LF does not end"

  /// A line that does not end in CR LF is crossed out whole, and nothing else is tried on it.
  private mutating func terminate(
    _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64, first: Moment?,
    into findings: inout Findings
  ) {
    guard isJudging else { return }
    let after = crossedOut(bytes, in: range)
    let offset = base + UInt64(range.lowerBound)
    line.isChanged = !changed(bytes, range, after).isEmpty
    emit(
      Event(
        rule: .commandTermination, moment: first ?? packet.moment, sender: .client, offset: offset,
        length: range.count, action: line.isChanged ? .mask : .none,
        before: shown(bytes, in: range),
        after: line.isChanged ? Array(after.prefix(Event.excerptLimit)) : []), into: &findings)
    guard line.isChanged else { return }
    diverge(first ?? packet.moment, at: offset, Session.terminationWhy)
    edit(after, at: offset, into: &findings)
  }

  /// Tries the criteria of a known command in the order of parsing; true where its verb is masked.
  @discardableResult
  mutating func judgeCommand(
    _ verb: Verb, _ bytes: Span<UInt8>, in range: Range<Int>, path: MailPath?, base: UInt64,
    isCut: Bool = false, into findings: inout Findings
  ) -> Bool {
    guard isJudging else { return false }
    let site = Site(
      sender: .client, offset: base + UInt64(range.lowerBound), length: range.count,
      moment: packet.moment)
    let isMasked = tryVerb(verb, bytes, in: range, site: site, into: &findings)
    if isJudging, verb.takesPath, let path {
      judgePath(verb, path, bytes, in: range, base: base, isCut: isCut, site: site, into: &findings)
    }
    guard isJudging else { return isMasked }
    switch verb {
    case .mail, .rset, .ehlo, .helo:
      // One that the server does not get starts nothing anew.
      if isMasked { break }
      recipients.startSpan()
    case .rcpt:
      tryCount(.recipientCount, recipients.addRecipient(), site: site, into: &findings) {
        excerpt(bytes, in: range)
      }
    case .auth, .data, .etrn, .help, .noop, .quit, .saml, .send, .soml, .vrfy:
      break
    }
    return isMasked
  }

  private mutating func tryVerb(
    _ verb: Verb, _ bytes: Span<UInt8>, in range: Range<Int>, site: Site,
    into findings: inout Findings
  ) -> Bool {
    var isMasked = false
    for numbered in policy.matches(.commandVerb) where isJudging && numbered.means(verb.bit) {
      let effect = fire(numbered, site: site, into: &findings) {
        excerpt(bytes, in: range)
      }
      if effect == .mask, !isMasked {
        isMasked = true
        maskVerb(bytes, in: range, site: site, into: &findings)
      }
    }
    return isMasked
  }

  // MARK: Addresses

  private mutating func judgePath(
    _ verb: Verb, _ path: MailPath, _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64,
    isCut: Bool, site: Site, into findings: inout Findings
  ) {
    var path = path
    // A bracket may still come where the bound cut the line.
    if isCut { path.strayBrackets = [] }
    judgeCharacters(path, bytes, in: range, base: base, site: site, into: &findings)
    if isJudging, !path.specialCharacters.isEmpty,
      let setting = policy.map?.parameters.specialCharacter, let action = setting.value
    {
      fire(
        action, rule: .specialCharacter, match: "parameters special-character",
        source: setting.source, text: "special-character: special character in the mail address",
        site: site, into: &findings
      ) { excerpt(bytes, in: range) }
    }
    guard isJudging else { return }
    if verb == .rcpt {
      judgeRelay(path, bytes, in: range, site: site, into: &findings)
    } else {
      let address = path.address
      peaks.raise(.senderAddressLength, to: address.count)
      for numbered in policy.senderAddressMatches where isJudging {
        guard numbered.match.meets(bytes.extracting(address)) else { continue }
        fire(numbered, site: site, into: &findings) { excerpt(bytes, in: range) }
      }
    }
  }

  /// `|`, `<` and `>` where they do not belong (evidence 3.4).
  private mutating func judgeCharacters(
    _ path: MailPath, _ bytes: Span<UInt8>, in range: Range<Int>, base: UInt64, site: Site,
    into findings: inout Findings
  ) {
    if !path.pipes.isEmpty { doubt(.pipe) }
    if packet.isMaskOpen, !path.pipes.isEmpty || !path.strayBrackets.isEmpty {
      doubt(.unknownCommandScope)
    }
    let closes = policy.profile.pipe == .closeSession
    if closes, !path.pipes.isEmpty {
      var event = site.event(.addressCharacter, before: excerpt(bytes, in: range))
      event.action = .drop
      event.match = policy.statement
      event.source = policy.source
      event.log =
        [maliciousPatternLine(bytes, path.range)] + terminationLines(.drop, site: site)
      event.note = "a | in the path of MAIL or RCPT closes the session; no statement changes that"
      flushPending(into: &findings)
      emit(event, into: &findings)
      end(.drop, at: site.moment, "the session is closed here")
      return
    }
    guard !path.pipes.isEmpty || !path.strayBrackets.isEmpty else { return }
    let blanks = (path.pipes + path.strayBrackets).sorted()
    // A mask of the whole command leaves nothing to blank.
    guard let first = blanks.first, let last = blanks.last, !packet.isMasked else { return }
    var after = copy(bytes, first..<last + 1)
    for index in blanks { after[index - first] = UInt8(ascii: " ") }
    var whole = copy(bytes, range)
    for index in blanks { whole[index - range.lowerBound] = UInt8(ascii: " ") }
    var event = site.event(.addressCharacter, before: excerpt(bytes, in: range))
    event.after = Array(whole.prefix(Event.excerptLimit))
    event.action = .rewrite
    event.match = policy.statement
    event.source = policy.source
    if policy.profile.pipe != .blank || !path.strayBrackets.isEmpty {
      event.log = [replacedStringLine(bytes, path.range)]
    }
    flushPending(into: &findings)
    emit(event, into: &findings)
    diverge(
      site.moment, at: base + UInt64(first),
      "the server receives another address than the recording has")
    line.otherAddress = Cause(event)
    edit(after, at: base + UInt64(first), into: &findings)
  }

  /// `mail-relay DOMAIN`: an RCPT whose domain is neither DOMAIN nor below it.
  private mutating func judgeRelay(
    _ path: MailPath, _ bytes: Span<UInt8>, in range: Range<Int>, site: Site,
    into findings: inout Findings
  ) {
    guard let setting = policy.map?.parameters.mailRelay, let relay = setting.value else { return }
    let domain = path.domain(bytes) ?? 0..<0
    if isWithin(relay.domain, bytes, domain) { return }
    fire(
      relay.action, rule: .mailRelay, match: "parameters mail-relay \(relay.domain)",
      source: setting.source, text: "mail-relay: No Mail Relay allowed", site: site,
      into: &findings
    ) { excerpt(bytes, in: range) }
  }

  private func isWithin(_ domain: String, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let wanted = domain.utf8.drop { $0 == UInt8(ascii: ".") }
    guard range.count >= wanted.count else { return false }
    let start = range.upperBound - wanted.count
    for (index, byte) in wanted.enumerated() where bytes[start + index].uppercase != byte.uppercase
    {
      return false
    }
    return start == range.lowerBound || bytes[start - 1] == UInt8(ascii: ".")
  }
}

extension PolicyMap.Match {
  /// Whether a reverse path has the length, or holds the expression.
  fileprivate func meets(_ address: Span<UInt8>) -> Bool {
    switch argument {
    case .greaterThan(let limit): (address.count > limit) != isNegated
    case .regex(let reference): reference.program.matches(address) != isNegated
    case .words: false
    }
  }
}
