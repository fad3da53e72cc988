import Primitives

// The server's direction: replies, and what each of them answers.
extension Session {
  /// Takes a segment of the server.
  mutating func serverSegment(
    _ bytes: Span<UInt8>, start: UInt64, at moment: Moment, into findings: inout Findings
  ) {
    if silentSide == .client { noteOneSided(.server, at: moment, into: &findings) }
    // What was masked of an open line is told before the server's next word.
    flushPending(into: &findings)
    var cursor = 0
    while cursor < bytes.count {
      let first = cursor
      let passage = findings.tellsPassages ? serverPassage : nil
      switch serverPhase {
      case .opaque:
        cursor = bytes.count
      case .uncertain:
        cursor = searchReply(bytes, from: cursor, start: start, at: moment, into: &findings)
      case .replies:
        cursor = replyPiece(bytes, from: cursor, start: start, at: moment, into: &findings)
      }
      if let passage { findings.tell(passage, first..<cursor, start: start, of: .server) }
    }
    // A reply to DATA may have released such a line; where the server's bytes are cut does not matter.
    flushPending(into: &findings)
  }

  /// Adds what belongs to the current line of the current reply.
  private mutating func replyPiece(
    _ bytes: Span<UInt8>, from cursor: Int, start: UInt64, at moment: Moment,
    into findings: inout Findings
  ) -> Int {
    hasJudged = hasJudged || isJudging
    if reply.isEmpty { beginReply() }
    let feed = firstIndex(of: 10, in: bytes, from: cursor)
    let end = feed.map { $0 + 1 } ?? bytes.count
    let known = reply.bytes.count
    reply.append(
      bytes, in: cursor..<end, offset: start + UInt64(cursor), moment: moment,
      continues: cursor > 0)
    // The head of a record has no LF, and may come in pieces.
    if replyLineStart == 0, known < 3, looksLikeTLS(reply.bytes.span, from: 0) {
      let first = reply.start
      reply.removeAll()
      replyIsHeld = false
      answerInTLS(at: moment, offset: first, into: &findings)
      return cursor
    }
    if feed != nil {
      let lineRange = replyLineStart..<reply.bytes.count
      guard lineRange.count > 3, reply.bytes[lineRange.lowerBound + 3] == UInt8(ascii: "-") else {
        endReply(at: moment, into: &findings)
        // It may have released a line, which comes before what the same segment brings behind it.
        flushPending(into: &findings)
        return end
      }
      replyLineStart = reply.bytes.count
    }
    if reply.bytes.count > Session.holdLimit { boundReply(at: moment, into: &findings) }
    return end
  }

  /// Begins the reply that starts now.
  mutating func beginReply() {
    replyLineStart = 0
    replyIsHeld = !replyIsReleased && isJudging && editsNextReply
  }

  /// Whether the reply that starts now is one that the inspection may edit.
  private var editsNextReply: Bool {
    if greetingIsDue { return true }
    guard let first = replies.first else { return false }
    return first.request == .ehlo && !first.isRewritten
  }

  /// A reply longer than the bound is decided as it stands.
  private mutating func boundReply(at moment: Moment, into findings: inout Findings) {
    if replyIsHeld {
      noteBlind(
        .boundHit, at: moment, sender: .server, offset: reply.start, length: reply.bytes.count,
        "a reply of more than \(Session.holdLimit) bytes is decided as it stands",
        into: &findings)
      editReply(isCut: true, into: &findings)
    }
    let open = Array(reply.bytes[replyLineStart...].prefix(4))
    let offset = reply.start + UInt64(replyLineStart)
    reply.removeAll()
    replyIsHeld = false
    replyIsReleased = true
    reply.append(open.span, in: 0..<open.count, offset: offset, moment: moment)
    replyLineStart = 0
  }

  /// The last line of a reply is there.
  private mutating func endReply(at moment: Moment, into findings: inout Findings) {
    if replyIsHeld { editReply(into: &findings) }
    var taken = HeldBytes()
    swap(&taken, &reply)
    let length = taken.bytes.count
    let code = lastCode(taken.bytes)
    replyIsHeld = false
    replyIsReleased = false
    let site = Site(
      sender: .server, offset: taken.start, length: length,
      moment: taken.moment(at: taken.start) ?? moment)
    answer(code, site: site, reply: taken.bytes, at: moment, into: &findings)
    taken.removeAll()
    if reply.isEmpty { swap(&taken, &reply) }
  }

  /// The code of the last line, which is the reply's; nil where it has none.
  private func lastCode(_ bytes: [UInt8]) -> Int? {
    var end = bytes.count
    if end > replyLineStart, bytes[end - 1] == 10 { end -= 1 }
    if end > replyLineStart, bytes[end - 1] == 13 { end -= 1 }
    return ReplyLines.code(bytes.span, min(replyLineStart, end)..<end)
  }

  /// Edits what is held of the current reply; `isCut` says that its end is not there.
  mutating func editReply(isCut: Bool = false, into findings: inout Findings) {
    // The head of a line that may be none of a reply.
    if serverPhase == .uncertain { return }
    var taken = HeldBytes()
    swap(&taken, &reply)
    if greetingIsDue {
      maskGreeting(taken, into: &findings)
    } else {
      maskKeywords(taken, isCut: isCut, into: &findings)
    }
    swap(&taken, &reply)
  }

  /// Decides a reply that the end of the session cuts.
  mutating func finishReply(at moment: Moment, into findings: inout Findings) {
    guard !reply.isEmpty else { return }
    if replyIsHeld, isJudging { editReply(isCut: true, into: &findings) }
    replyIsHeld = false
    reply.removeAll()
  }

  // MARK: What a reply answers

  private mutating func answer(
    _ code: Int?, site: Site, reply: [UInt8], at moment: Moment, into findings: inout Findings
  ) {
    if let code, code >= 400 { wanted.look(atRefusal: reply) }
    if greetingIsDue {
      greetingIsDue = false
      if let code, code != 220 { noteGreeting(site, excerpt: shown(reply), into: &findings) }
      if let code { noteRefusal(code, "the connection", at: moment.frame) }
      if let code, code >= 400, ending == nil {
        course.refusedGreeting = Refusal(code: code, frame: moment.frame, command: "the connection")
      }
      // As with any reply, a command is due behind it.
      if case .uncertain = clientPhase { settle(code, into: &findings) }
      return
    }
    replyDigest.add(reply)
    if silentSide == .client { expectsUnmatchedReplies = true }
    if case .uncertain = clientPhase { return settle(code, into: &findings) }
    guard let awaited = takeAwaited(code) else {
      if expectsUnmatchedReplies, clientPhase == .command, code == 354 || code == 334 {
        forgetReplies()
        return settle(code, into: &findings)
      }
      if let code { noteUnaskedRefusal(code, at: moment) }
      return noteStrayReply(
        code, site: site, reply: reply, isWithheld: maySendSecrets, at: moment)
    }
    let code = code ?? 0
    noteReply(code, to: awaited, reply, at: moment)
    if code >= 500, marks.isDisjoint(with: .commands) { noteMarks(ofError: reply) }
    switch awaited.request {
    case .data:
      answerData(code, into: &findings)
    case .authentication where code == 334, .other where code == 334 && awaited.isRewritten:
      expectsUnmatchedReplies = false
      if clientPhase == .command {
        clientPhase = .authentication
        line.length = 0
      }
    case .startTLS where code == 220:
      answerStartTLS(awaited, site: site, at: moment, into: &findings)
    case .authentication:
      if code >= 400 { maySendSecrets = true }
      // None but AUTH is answered by 235 (RFC 4954 section 6).
      if expectsUnmatchedReplies, code != 235 { doubtClient(isArmed: true) }
    case .startTLS where expectsUnmatchedReplies:
      doubtClient(isArmed: true)
    case .recipient(let message, let span):
      var decided = site
      decided.moment = moment
      countRecipient(code, message)
      if (400..<600).contains(code), !awaited.isRewritten {
        refuseRecipient(
          in: span, site: decided, reply: reply, isWithheld: awaited.isWithheld, into: &findings)
      }
    case .endOfMailData(let message):
      if let message { noteReply("\(code)", toMessage: message) }
    case .chunk(let isLast):
      answerChunk(code, isLast: isLast)
    case .ehlo:
      noteMarks(ofReplyToEHLO: reply, code)
    case .helo:
      noteMarks(ofReplyToHELO: code)
    case .mail, .other, .startTLS, .crossedOut:
      break
    }
    let isMisplaced =
      code == 354 && awaited.request != .data
      || code == 334 && awaited.request != .authentication && !awaited.isRewritten
    if isMisplaced {
      noteStrayReply(
        code, site: site, reply: reply, isWithheld: awaited.isWithheld, at: moment)
    }
    // Content that a hole cut ends with the reply to it, whatever the hole hid.
    if isInCutContent, code != 354 {
      endCutContent(code, at: moment)
    }
  }

  private mutating func answerData(_ code: Int, into findings: inout Findings) {
    // The fixup generations that open the content at DATA do not look at the reply.
    guard clientPhase == .awaitingData else {
      if clientPhase == .content, code != 354, !expectsUnmatchedReplies { refuseContent() }
      return
    }
    if code == 354 { expectsUnmatchedReplies = false }
    if expectsUnmatchedReplies { return doubtClient(isArmed: true) }
    switch (code, dataHasGap) {
    case (354, false): openContent()
    case (354, true):
      openContent()
      scanner?.gap(length: 1)
    case (_, false): clientPhase = .command
    case (_, true): loseClient(isArmed: true)
    }
    dataHasGap = false
    // The reply is on its way while the lines that it releases are judged, and stays forwarded where one of
    // them ends the session. Where none does, what its segment holds behind it may yet make it wait.
    let mark = forwarded.server
    if isJudging, segmentEnd.server <= received.server { forwarded.server = received.server }
    releaseHeld(into: &findings)
    if isJudging { forwarded.server = mark }
  }

  /// What the model takes for content is none in the recording.
  private mutating func refuseContent() {
    transaction.isRefused = true
    transaction.facts.hasContent = false
  }

  /// Notes the reply to a message, which may be open where the model has not seen its end.
  private mutating func noteReply(_ reply: String, toMessage message: Int) {
    if message < messages.count {
      messages[message].reply = reply
    } else if message == messages.count, transaction.hasRecordedEnd {
      transaction.message.reply = reply
    }
  }

  private mutating func answerStartTLS(
    _ awaited: AwaitedReply, site: Site, at moment: Moment, into findings: inout Findings
  ) {
    if awaited.isRewritten || !policy.allowsTLS {
      beginOpaque(
        at: moment, sender: .server, offset: site.offset + UInt64(site.length),
        spoiledBy: awaited.spoiledBy, into: &findings)
      return
    }
    var event = site.event(.tlsStarted, before: [])
    if let setting = policy.map?.parameters.allowsTLS {
      event.match = "parameters allow-tls"
      event.source = setting.source
      if setting.value?.logs == true {
        event.action = .log
        event.log = [tlsLine]
      }
    }
    emit(event, into: &findings)
    blind(.tls, at: moment)
    noteEncryption(isForeseen: true, at: moment)
    held.removeAll()
    clientPhase = .opaque
    serverPhase = .opaque
  }

  /// Counts an accepted recipient with its message, which a pipelined command may have closed.
  private mutating func countRecipient(_ code: Int, _ message: Int) {
    guard (200..<300).contains(code) else { return }
    if message == messages.count + omittedMessages {
      transaction.message.recipients += 1
    } else if message < messages.count {
      messages[message].recipients += 1
    }
  }

  /// Counts a refused recipient among those of the same span, whatever was pipelined behind it.
  private mutating func refuseRecipient(
    in span: UInt32, site: Site, reply: [UInt8], isWithheld: Bool, into findings: inout Findings
  ) {
    let count = recipients.addRefused(in: span)
    let before = shown(reply, isWithheld: isWithheld)
    tryCount(.invalidRecipientsCount, count, site: site, into: &findings) { before }
  }

  private mutating func answerChunk(_ code: Int, isLast: Bool) {
    if case .chunk(_, _, isEntered: false) = clientPhase, code >= 500 {
      clientPhase = .command
      return
    }
    if isLast { finishTransaction(reply: "\(code)") }
  }

  /// Whether bytes are missing of the content that is being sent.
  var isInCutContent: Bool {
    guard clientPhase == .content else { return false }
    switch scanner {
    case .some(let scanner): return !scanner.isComplete
    case .none: return false
    }
  }

  mutating func endCutContent(_ code: Int, at moment: Moment) {
    if ending == nil { transaction.facts.replyFrame = moment.frame }
    finishTransaction(reply: "\(code)")
    scanner = nil
    loseClient(isArmed: true)
  }
}
