import Primitives

// The client's direction: what each byte belongs to.
extension Session {
  /// Takes a segment of the client, or the part of one that was held.
  mutating func clientSegment(
    _ bytes: Span<UInt8>, start: UInt64, of segment: UInt64, at moment: Moment,
    isMasked: Bool = false, isCut: Bool = false, into findings: inout Findings
  ) {
    packet = Packet(
      start: start, segment: segment, moment: moment, isMasked: isMasked, isCut: isCut)
    if silentSide == .server { noteOneSided(.client, at: moment, into: &findings) }
    var cursor = 0
    while cursor < bytes.count {
      if packet.endsWithStartTLS { noteInjection(bytes, from: cursor, into: &findings) }
      let first = cursor
      let passage = findings.tellsPassages ? clientPassage(bytes, from: cursor) : nil
      let untold = passage == .content ? untoldContent : 0
      switch clientPhase {
      case .command:
        cursor = commandStart(bytes, from: cursor, start: start, into: &findings)
      case .line(let open):
        cursor = lineRest(open, bytes, from: cursor, start: start, into: &findings)
      case .awaitingData:
        cursor = holdBehindData(bytes, from: cursor, start: start, into: &findings)
      case .content:
        cursor = content(bytes, from: cursor, start: start, into: &findings)
      case .authentication:
        cursor = authenticationLine(bytes, from: cursor, start: start, into: &findings)
      case .chunk(let remaining, let isLast, let isEntered):
        cursor = chunk(
          bytes, from: cursor, remaining: remaining, isLast: isLast, isEntered: isEntered,
          into: &findings)
      case .opaque:
        cursor = bytes.count
      case .uncertain(let isArmed):
        cursor = resynchronise(bytes, from: cursor, isArmed: isArmed, into: &findings)
      }
      if let passage {
        tell(passage, first..<cursor, behind: untold, start: start, into: &findings)
      }
    }
    if case .line(.masked) = clientPhase {} else { flushPending(into: &findings) }
  }

  // MARK: Command lines

  /// Judges a segment at the start of a command line.
  private mutating func commandStart(
    _ bytes: Span<UInt8>, from start: Int, start base: UInt64, into findings: inout Findings
  ) -> Int {
    hasJudged = hasJudged || isJudging
    if entersTLS(bytes, from: start) {
      beginOpaque(
        at: packet.moment, sender: .client, offset: base + UInt64(start), into: &findings)
      return start
    }
    line.begin(at: base + UInt64(start))
    settleStrayReplies(into: &findings)
    noteTLSRecord(bytes, from: start, base: base, into: &findings)
    let end = lineEnd(bytes, from: start)
    guard let end else { return openLine(bytes, from: start, base: base, into: &findings) }
    wholeLine(bytes, in: start..<end.content, end: end, base: base, into: &findings)
    return end.next
  }

  /// A line whose end is not in the segment.
  private mutating func openLine(
    _ bytes: Span<UInt8>, from start: Int, base: UInt64, into findings: inout Findings
  ) -> Int {
    let range = start..<bytes.count
    measure(bytes, in: range)
    tryLineLength(into: &findings)
    guard isJudging else {
      clientPhase = .line(.masked(.nothing))
      return bytes.count
    }
    if packet.isMaskOpen { doubt(.unknownCommandScope) }
    // What a later segment makes of the line may be STARTTLS.
    doubt(.silentTLS)
    let judgement = policy.profile.judge(
      bytes, in: range, isWhole: false, allowsTLS: policy.allowsTLS)
    switch judgement {
    case .known(let verb) where !packet.isMasked:
      holdLine(verb, bytes, in: range, into: &findings)
    case .startTLS where !packet.isMasked:
      holdLine(nil, bytes, in: range, into: &findings)
    case .tooShort where (bytes[bytes.count - 1] == 13 || packet.isCut) && !packet.isMasked:
      // A CR at the end of a segment awaits its LF.
      holdLine(nil, bytes, in: range, into: &findings)
    case .tooShort:
      if !packet.isMasked {
        noteSplitVerb(bytes, in: range, at: line.start, into: &findings)
      }
      maskLine(bytes, in: range, base: base, isWhole: false, into: &findings)
    case .known, .startTLS, .unknown:
      maskLine(bytes, in: range, base: base, isWhole: false, into: &findings)
    }
    return bytes.count
  }

  /// Says why the letters of a verb are masked: its segment holds fewer than four.
  mutating func noteSplitVerb(
    _ bytes: Span<UInt8>, in range: Range<Int>, at offset: UInt64, into findings: inout Findings
  ) {
    emit(
      Event(
        rule: .splitVerb, moment: packet.moment, sender: .client, offset: offset,
        length: range.count, before: shown(bytes, in: range)), into: &findings)
  }

  private mutating func holdLine(
    _ verb: Verb?, _ bytes: Span<UInt8>, in range: Range<Int>, into findings: inout Findings
  ) {
    clientPhase = .line(.held(verb))
    held.append(bytes, in: range, offset: line.start, of: packet.segment, moment: packet.moment)
    boundLine(verb, into: &findings)
  }

  /// Goes on with a line that an earlier segment began.
  private mutating func lineRest(
    _ open: OpenLine, _ bytes: Span<UInt8>, from start: Int, start base: UInt64,
    into findings: inout Findings
  ) -> Int {
    // The CR of an earlier segment was the end of the line, or it was a stray one.
    if line.endsWithCarriageReturn, bytes[start] != 10 {
      endLine(open, bytes, in: start..<start, isTerminated: false, into: &findings)
      return start
    }
    let end = lineEnd(bytes, from: start)
    let range = start..<(end?.next ?? bytes.count)
    // An LF right behind an earlier segment's CR is a proper end.
    let isProper =
      end?.isTerminated ?? true || line.endsWithCarriageReturn && bytes[start] == 10
    if end == nil {
      measure(bytes, in: range)
    } else {
      let closing = line.endsWithCarriageReturn ? start : (end?.content ?? range.upperBound)
      measure(bytes, in: start..<closing)
    }
    switch open {
    case .held(let verb):
      held.append(
        bytes, in: range, offset: base + UInt64(start), of: packet.segment, moment: packet.moment)
      if end == nil {
        tryLineLength(into: &findings)
        boundLine(verb, into: &findings)
        return bytes.count
      }
    case .masked(let mask):
      maskRest(mask, bytes, in: range, base: base, isProper: isProper, into: &findings)
      if end == nil { return bytes.count }
    case .released:
      if end == nil {
        tryLineLength(into: &findings)
        return bytes.count
      }
    }
    endLine(open, bytes, in: range, isTerminated: isProper, into: &findings)
    return range.upperBound
  }

  /// Ends a line that spans segments.
  private mutating func endLine(
    _ open: OpenLine, _ bytes: Span<UInt8>, in range: Range<Int>, isTerminated: Bool,
    into findings: inout Findings
  ) {
    clientPhase = .command
    switch open {
    case .held(let verb):
      var taken = HeldBytes()
      swap(&taken, &held)
      let length = min(line.length, taken.bytes.count)
      let end = LineEnd(content: length, next: taken.bytes.count, isTerminated: isTerminated)
      wholeLine(
        taken.bytes.span, in: 0..<length, end: end, base: taken.start,
        first: taken.moment(at: taken.start), verb: verb, into: &findings)
      taken.removeAll()
      // What the judgement held behind DATA is of another line.
      if held.isEmpty { swap(&taken, &held) }
    case .masked:
      noteUseOfHead(isOpen: false)
      if isTerminated {
        tryLineLength(isFinal: true, into: &findings)
      } else if pending?.offset == line.start {
        // The event of a masked packet is about its first line, and this is about the last.
        pending?.endWithoutCRLF()
      }
      recordHead(isRewritten: line.isChanged, into: &findings)
      if !packet.isMasked { flushPending(into: &findings) }
    case .released:
      noteUseOfHead(isOpen: false)
      if isTerminated { tryLineLength(isFinal: true, into: &findings) }
      recordHead(isRewritten: false, into: &findings)
    }
  }

  /// Records a line that was not held by its first bytes.
  private mutating func recordHead(isRewritten: Bool, into findings: inout Findings) {
    let head = line.head
    let range = 0..<min(line.length, head.count)
    let command = recordedCommand(head.span, in: range)
    let path = command.takesPath ? MailPath(head.span, in: range) : nil
    record(
      command, head.span, in: range, path: path,
      parameters: path.map { esmtpParameters(head.span, behind: $0, in: range) } ?? [],
      isRewritten: isRewritten, into: &findings)
  }

  /// Decides a held line that is longer than the bound as it stands.
  private mutating func boundLine(_ verb: Verb?, into findings: inout Findings) {
    guard held.bytes.count >= Session.lineLimit else { return }
    var taken = HeldBytes()
    swap(&taken, &held)
    let text = taken.bytes.span
    noteBlind(
      .boundHit, at: packet.moment, sender: .client, offset: taken.start, length: text.count,
      "a command line of more than \(Session.lineLimit) bytes is decided as it stands",
      into: &findings)
    noteUseOfHead(isOpen: true)
    if let verb {
      judgeCommand(
        verb, text, in: 0..<min(line.length, text.count),
        path: verb.takesPath ? MailPath(text, in: 0..<min(line.length, text.count)) : nil,
        base: taken.start, isCut: true, into: &findings)
    }
    line.head = Array(taken.bytes.prefix(LineProgress.headLimit))
    clientPhase = .line(.released)
  }

  // MARK: Other phases

  private mutating func holdBehindData(
    _ bytes: Span<UInt8>, from start: Int, start base: UInt64, into findings: inout Findings
  ) -> Int {
    if packet.isMaskOpen { doubt(.unknownCommandScope) }
    held.append(
      bytes, in: start..<bytes.count, offset: base + UInt64(start), of: packet.segment,
      moment: packet.moment, isMasked: packet.isMasked)
    if held.bytes.count > Session.holdLimit {
      noteBlind(
        .boundHit, at: packet.moment, sender: .client, offset: held.start,
        length: held.bytes.count,
        "no reply to DATA came before \(Session.holdLimit) bytes: they are taken as content",
        into: &findings)
      openContent()
      releaseHeld(into: &findings)
    }
    return bytes.count
  }

  private mutating func authenticationLine(
    _ bytes: Span<UInt8>, from start: Int, start base: UInt64, into findings: inout Findings
  ) -> Int {
    if line.length == 0 { line.begin(at: base + UInt64(start)) }
    let feed = firstIndex(of: 10, in: bytes, from: start)
    measure(bytes, in: start..<(feed ?? bytes.count))
    guard let feed else { return bytes.count }
    if line.length > 512 {
      emit(
        Event(
          rule: .authLineLength, moment: packet.moment, sender: .client, offset: line.start,
          length: line.length, confidence: .inferred,
          note:
            "a line of SASL data is longer than 512 bytes; a device that measures it may drop it"
        ), into: &findings)
    }
    line.length = 0
    clientPhase = .command
    replies.append(AwaitedReply(request: .authentication, isRewritten: false))
    return feed + 1
  }

  private mutating func chunk(
    _ bytes: Span<UInt8>, from start: Int, remaining: UInt64, isLast: Bool, isEntered: Bool,
    into findings: inout Findings
  ) -> Int {
    if !isEntered, !saidChunk {
      saidChunk = true
      noteBlind(
        .bdatUnmodelled, at: packet.moment, sender: .client,
        offset: packet.start + UInt64(start), length: Int(clamping: remaining),
        "the recording sends a chunk that the inspection would not have let begin",
        into: &findings)
    }
    let taken = min(remaining, UInt64(bytes.count - start))
    transaction.takeChunk(bytes, in: start..<start + Int(taken))
    transaction.facts.hasContent = true
    if taken == remaining, isLast { finishChunks(into: &findings) }
    clientPhase =
      taken == remaining
      ? .command : .chunk(remaining: remaining - taken, isLast: isLast, isEntered: true)
    return start + Int(taken)
  }
}
