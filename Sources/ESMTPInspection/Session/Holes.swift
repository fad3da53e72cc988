import Primitives

// What holes leave unknown, and how it is known again.
//
// Behind a hole in the client's stream commands may be missing, behind one in the server's stream replies.
// Which command a reply answers is certain again with one that a single command alone is answered by. Until
// then a line is judged as a command where a reply has come since the last hole and it starts like one.
extension Session {
  /// A hole in the server's stream.
  mutating func serverGap(at moment: Moment, into findings: inout Findings) {
    if replyIsHeld { editReply(isCut: true, into: &findings) }
    reply.removeAll()
    replyIsHeld = false
    replyIsReleased = false
    greetingIsDue = false
    guard serverPhase != .opaque else { return }
    serverPhase = .uncertain
    expectsUnmatchedReplies = true
    switch clientPhase {
    case .uncertain:
      // The hole may hold the reply to a DATA that another has hidden.
      loseClient(isArmed: false)
    case .command, .line, .awaitingData, .content, .authentication, .chunk, .opaque:
      if replies.holdsModeChange { doubtClient(isArmed: false) }
    }
    forgetReplies()
  }

  /// A hole in the client's stream.
  mutating func clientGap(_ length: UInt64, at moment: Moment, into findings: inout Findings) {
    switch clientPhase {
    case .content:
      scanner?.gap(length: length)
      // Its end may be missing, and commands behind it.
      expectsUnmatchedReplies = true
      recipients.loseCommands()
    case .opaque:
      break
    case .uncertain:
      // The hole may hold the DATA that the next reply answers.
      loseClient(isArmed: false)
    case .chunk(let remaining, let isLast, let isEntered) where remaining >= length:
      transaction.message.bytes += length
      clientPhase =
        remaining == length
        ? .command
        : .chunk(remaining: remaining - length, isLast: isLast, isEntered: isEntered || length > 0)
    case .awaitingData:
      held.removeAll()
      dataHasGap = true
      recipients.loseCommands()
    case .command, .line, .authentication, .chunk:
      held.removeAll()
      forgetReplies()
      expectsUnmatchedReplies = true
      loseClient(isArmed: false)
    }
  }

  /// What a reply answers: the first command that waits for one. Behind a hole a reply that opens the content
  /// or asks for SASL data is the answer to the command that does so, whatever waits before it: to AUTH where
  /// one waits, and not to an unknown command, which may be another for authentication.
  mutating func takeAwaited(_ code: Int?) -> AwaitedReply? {
    guard expectsUnmatchedReplies, let code, code == 354 || code == 334 else {
      return replies.popFirst()
    }
    if code == 334, replies.awaitsAuthentication {
      return replies.popFirst { $0.request == .authentication }
    }
    return replies.popFirst { $0.isOpened(by: code) }
  }

  /// Forgets what the client's next bytes are: the answer that would tell it is missing, or may be that to a
  /// command of which a hole has hidden the answer.
  mutating func doubtClient(isArmed: Bool) {
    held.removeAll()
    dataHasGap = false
    forgetReplies()
    loseClient(isArmed: isArmed)
  }

  /// The client's next bytes may be anything: until they are commands again beyond doubt, some may go by.
  mutating func loseClient(isArmed: Bool) {
    clientPhase = .uncertain(isArmed: isArmed)
    recipients.loseCommands()
  }

  /// A reply where the client's state is not known tells what comes next.
  mutating func settle(_ code: Int?, into findings: inout Findings) {
    switch code {
    case 354:
      expectsUnmatchedReplies = false
      openContent()
    case 334:
      expectsUnmatchedReplies = false
      clientPhase = .authentication
      line.length = 0
    case .some: clientPhase = .uncertain(isArmed: true)
    case nil: break
    }
  }

  /// Looks for the first byte at which the state is certain again.
  mutating func resynchronise(
    _ bytes: Span<UInt8>, from start: Int, isArmed: Bool, into findings: inout Findings
  ) -> Int {
    if entersTLS(bytes, from: start), replies.last?.isRewritten == true || !policy.allowsTLS {
      beginOpaque(
        at: packet.moment, sender: .client, offset: packet.start + UInt64(start), into: &findings)
      return start
    }
    if looksLikeTLS(bytes, from: start) {
      blind(.tls, at: packet.moment)
      clientPhase = .opaque
      return start
    }
    let isDue = isArmed || silentSide == .server
    if isDue, start == 0, startsCommand(bytes, from: start) {
      clientPhase = .command
      if silentSide == .server { replies.removeAll() }
      return start
    }
    // Where the server's side is missing, the lines behind AUTH are SASL data up to the first verb.
    if silentSide == .server, replies.awaitsAuthentication {
      var line = start
      while let feed = firstIndex(of: 10, in: bytes, from: line), feed + 1 < bytes.count {
        line = feed + 1
        guard startsCommand(bytes, from: line) else { continue }
        clientPhase = .command
        replies.removeAll()
        return line
      }
    }
    clientPhase = .uncertain(isArmed: isArmed && start == bytes.count)
    return bytes.count
  }

  /// Whether bytes are the start of a command beyond reasonable doubt.
  private func startsCommand(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    let range = start..<bytes.count
    guard let verb = leadingVerb(bytes, in: range) else { return false }
    guard range.count > 4 else { return true }
    switch verb {
    case .mail, .rcpt, .saml, .send, .soml:
      return bytes[start + 4].isBlank && hasColon(bytes, in: range)
    // HELP is a word of English, too.
    case .data, .help, .quit, .rset: return bytes[start + 4] == 13 || bytes[start + 4] == 10
    case .auth, .ehlo, .etrn, .helo, .noop, .vrfy:
      return bytes[start + 4].isBlank || bytes[start + 4] == 13
    }
  }

  private func hasColon(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
    let end = min(range.upperBound, range.lowerBound + 16)
    return (range.lowerBound..<end).contains { bytes[$0] == UInt8(ascii: ":") }
  }

  /// Says once that the capture has no packet of the other side so far.
  mutating func noteOneSided(_ sender: Sender, at moment: Moment, into findings: inout Findings) {
    guard !saidOneSided else { return }
    saidOneSided = true
    let note =
      sender == .client
      ? "the capture has no packet of the server up to here: DATA is taken as accepted"
      : "the capture has no packet of the client up to here: no reply but the greeting is judged"
    noteBlind(
      .oneSided, at: moment, sender: sender, offset: sender == .client ? packet.start : 0,
      length: 0, note, into: &findings)
  }

  /// Takes note that a side whose packets were missing is captured after all, as where the clocks of two
  /// captures differ. What was taken for granted without it stays in the coverage.
  mutating func hearSilentSide(_ side: Sender?) {
    let isDoubtful: Bool
    switch (side, clientPhase) {
    case (nil, _): return
    case (.server, .command), (.server, .line): isDoubtful = replies.holdsModeChange
    case (.server, _): isDoubtful = true
    case (.client, _): isDoubtful = expectsUnmatchedReplies
    }
    if !isDoubtful { blindness.removeAll { $0.reason == .oneSided } }
    // Replies that came before their commands are none to those that come now.
    if isDoubtful, side == .client { doubtClient(isArmed: false) }
  }
}
