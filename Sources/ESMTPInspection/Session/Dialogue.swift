import Primitives

// The recorded dialogue: what a line asks for, whatever the inspection made of it.
extension Session {
  /// Takes a whole command line of the recording.
  ///
  /// - Parameters:
  ///   - command: what it asks for.
  ///   - bytes: the line's bytes.
  ///   - range: the line without its end, as far as it is kept.
  ///   - path: the path of a command that takes one.
  ///   - parameters: the ESMTP parameters behind it.
  ///   - isRewritten: whether the server would see another command.
  ///   - findings: what arises is added here.
  mutating func record(
    _ command: RecordedCommand, _ bytes: Span<UInt8>, in range: Range<Int>, path: MailPath?,
    parameters: [ESMTPParameter], isRewritten: Bool, into findings: inout Findings
  ) {
    let mayHoldSecret = mayHoldSecret(leadingVerb(bytes, in: range))
    defer { if mayHoldSecret { replies.hideLast() } }
    notePipelining(bytes, in: range, into: &findings)
    if isJudging, let obstacle = course.obstacle, obstacle.cause?.rule == .bannerBroken {
      testify(
        true, .bannerBroken, at: obstacle.frame,
        evidence: packet.moment.frame,
        "the client reads the greeting and goes on")
    }
    let isSpoiled = isJudging && (isRewritten || line.otherAddress != nil)
    let spoiledBy =
      isSpoiled ? line.otherAddress ?? pending?.cause ?? course.lastDeed : nil
    defer { if transaction.isOpen { noteBeginning() } }
    let crossed = command == .other ? crossedOutCount(bytes, in: range) : 0
    let request = request(of: command, bytes, in: range, crossed: crossed)
    course.leave.note(command, at: packet.moment.frame)
    var awaited = AwaitedReply(
      request: request, isRewritten: isRewritten, spoiledBy: spoiledBy,
      frame: packet.moment.frame, segment: packet.segment)
    awaited.isCrossedOut = crossed > 0
    replies.append(awaited)
    if request == .authentication, silentSide == .server {
      loseClient(isArmed: false)
    }
    switch command {
    case .verb(.data):
      maySendSecrets = false
      transaction.isOpen = true
      let opensAtOnce =
        silentSide == .server || !isRewritten && policy.profile.contentOpening == .dataCommand
      if opensAtOnce { openContent() } else { clientPhase = .awaitingData }
    case .verb(let verb):
      maySendSecrets = false
      recordVerb(verb, path.map { asText(bytes, in: $0.address) }, parameters)
    case .startTLS:
      packet.endsWithStartTLS = !isRewritten
      if silentSide == .server { loseClient(isArmed: false) }
    case .binaryData(let size, let isLast):
      transaction.isOpen = true
      if size > 0 {
        clientPhase = .chunk(remaining: size, isLast: isLast, isEntered: false)
      } else if isLast {
        finishChunks(into: &findings)
      }
    case .other:
      break
    }
  }

  /// What a command asks for, as the reply's effect depends on it.
  ///
  /// - Parameters:
  ///   - command: the command.
  ///   - bytes: the bytes it lies in.
  ///   - range: its line there.
  ///   - crossed: how many X it begins with that an inspection has left.
  /// - Returns: the request.
  private func request(
    of command: RecordedCommand, _ bytes: Span<UInt8>, in range: Range<Int>, crossed: Int
  ) -> AwaitedReply.Request {
    switch command {
    case .verb(.data): .data
    case .verb(.mail), .verb(.saml), .verb(.send), .verb(.soml): .mail
    case .verb(.rcpt): .recipient(message: messages.count + omittedMessages, span: recipients.span)
    case .verb(.ehlo): .ehlo
    case .verb(.helo): .helo
    case .verb(.auth): .authentication
    case .verb(.etrn), .verb(.help), .verb(.noop), .verb(.quit), .verb(.rset), .verb(.vrfy): .other
    case .startTLS: .startTLS
    case .binaryData(_, let isLast): .chunk(isLast: isLast)
    case .other where crossed > 0 && crossed == range.count: .crossedOut(length: crossed)
    case .other: asksForAuthentication(bytes, in: range) ? .authentication : .other
    }
  }

  /// Notes what a verb does to the transaction.
  private mutating func recordVerb(
    _ verb: Verb, _ address: String?, _ parameters: [ESMTPParameter]
  ) {
    switch verb {
    case .mail, .saml, .send, .soml:
      finishTransaction(reply: nil)
      transaction.isOpen = true
      transaction.message.sender = address
      wanted.look(at: address, .sender)
      transaction.declaredSize = parameters.first { $0.name == "SIZE" }.flatMap {
        UInt64($0.value)
      }
    case .rcpt:
      transaction.isOpen = true
      transaction.recipients += 1
      wanted.look(at: address, .recipient)
      if transaction.message.firstRecipient == nil {
        transaction.message.firstRecipient = address
      }
    case .ehlo, .helo, .rset, .quit:
      finishTransaction(reply: nil)
    case .auth, .data, .etrn, .help, .noop, .vrfy:
      break
    }
  }

  /// Opens the content of a message.
  mutating func openContent() {
    clientPhase = .content
    transaction.isOpen = true
    transaction.facts.hasContent = true
    judgesContent = policy.map != nil
    scanner = MailDataScanner(
      seesSplitEndOfMailData: policy.profile.seesSplitEndOfMailData,
      thresholds: policy.contentThresholds)
  }

  /// Takes mail data; returns the index behind what belongs to it.
  mutating func content(
    _ bytes: Span<UInt8>, from start: Int, start base: UInt64, into findings: inout Findings
  ) -> Int {
    guard scanner != nil else {
      clientPhase = .command
      return start
    }
    hasJudged = hasJudged || isJudging
    let end = scanner?.scan(
      bytes, from: start, streamOffset: base, startsSegment: start == 0, into: &findings.content)
    if !findings.content.list.isEmpty { judgeContent(bytes, base: base, into: &findings) }
    noteUnseenEnd(into: &findings)
    guard let end else { return bytes.count }
    finishContent(into: &findings)
    return end
  }

  /// The final dot came: the message awaits its reply.
  private mutating func finishContent(into findings: inout Findings) {
    clientPhase = .command
    takeContentTotals()
    noteSize(into: &findings)
    transaction.facts.endFrame = packet.moment.frame
    transaction.facts.endSegment = packet.segment
    let awaitsReply = !transaction.isRefused && !transaction.hasRecordedEnd && omittedMessages == 0
    finishTransaction(reply: nil)
    replies.append(
      AwaitedReply(
        request: .endOfMailData(message: awaitsReply ? messages.count - 1 : nil),
        isRewritten: false))
  }

  /// The last byte of the last chunk came: the message awaits its reply.
  mutating func finishChunks(into findings: inout Findings) {
    noteSize(into: &findings)
    // Where the reply came ahead of the chunk's end the message is finished.
    guard transaction.isOpen else { return }
    noteBeginning()
    transaction.facts.endFrame = packet.moment.frame
    transaction.facts.endSegment = packet.segment
    finishTransaction(reply: nil)
    replies.settleChunk(message: omittedMessages == 0 ? messages.count - 1 : nil)
  }

  /// Says where more bytes came than `SIZE=` declared (RFC 1870 section 6).
  mutating func noteSize(into findings: inout Findings) {
    let actual = transaction.message.bytes
    guard isJudging, let declared = transaction.declaredSize, actual > declared else { return }
    emit(
      Event(
        rule: .sizeMismatch, moment: packet.moment, sender: .client, offset: packet.start,
        length: 0, log: [sizeLine(declared: declared, actual: actual)],
        note: "SIZE=\(declared) was declared, \(actual) bytes came"), into: &findings)
  }

  /// Moves what the scanner counted to the message.
  private mutating func takeContentTotals() {
    guard let done = scanner.take() else { return }
    peaks.take(done)
    guard !transaction.isRefused else { return }
    transaction.message.bytes = done.unseenEnd ?? done.contentBytes
    transaction.message.messageID = identifier(done.messageID)
  }

  /// Closes the transaction, if one is open, and adds its message.
  mutating func finishTransaction(reply: String?) {
    guard transaction.isOpen else { return }
    takeContentTotals()
    transaction.readChunkHead()
    var message = transaction.message
    var facts = transaction.facts
    facts.obstacle = course.obstacle
    if silentSide == .server { message.recipients = transaction.recipients }
    message.reply = reply ?? message.reply
    transaction = Transaction()
    guard messages.count < Session.messageLimit else {
      omittedMessages += 1
      course.omittedEnd = facts.endSegment ?? course.omittedEnd
      wanted.look(at: message.messageID, .messageID)
      // Of one that ended in content the reply is still to come.
      if facts.endFrame == nil || ending != nil {
        noteOmitted(facts, code: reply.flatMap { Int($0) })
      }
      return
    }
    messages.append(message)
    course.facts.append(facts)
  }

  /// Notes where a message begins, and whether its client may know of TLS.
  private mutating func noteBeginning() {
    guard transaction.facts.firstFrame == 0 else { return }
    transaction.facts.firstFrame = packet.moment.frame
    transaction.facts.tlsHiddenBy = tlsHiddenBy
  }
}

extension RecordedCommand {
  /// Whether the argument is a path.
  var takesPath: Bool {
    if case .verb(let verb) = self { verb.takesPath } else { false }
  }
}

/// Bytes as text, one character a byte: reports escape what is not printable ASCII.
func asText(_ bytes: some Collection<UInt8>) -> String {
  if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
  var text = ""
  for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
  return text
}

/// The first bytes of a range as text, with a word on how many more there are.
private func asText(_ bytes: Span<UInt8>, in range: Range<Int>) -> String {
  let part = range.prefix(Event.excerptLimit)
  let text = asciiText(bytes, in: part) ?? asText(part.map { bytes[$0] })
  return part == range ? text : text + "... (\(range.count - part.count) more bytes)"
}

/// The msg-id of a Message-ID field's value, without what stands behind it (RFC 5322 section 3.6.4).
func identifier(_ value: [UInt8]) -> String? {
  guard !value.isEmpty else { return nil }
  let isBracketed = value.first == UInt8(ascii: "<")
  let end = isBracketed ? value.firstIndex(of: UInt8(ascii: ">")) : nil
  return asText(value[...(end ?? value.count - 1)])
}
