import Primitives

// What becomes of the mail of a session that has ended.
extension Session {
  /// Decides the fates of all messages, and of the session.
  mutating func decideFates(_ closing: Closing) {
    // Its reply came before the firewall ended the session, and would not have.
    if ending != nil, let end = course.omittedEnd, end >= forwarded.client {
      var facts = MessageFacts()
      facts.endSegment = end
      facts.obstacle = course.obstacle
      noteOmitted(facts, code: nil)
    }
    messageFates.reserveCapacity(messages.count)
    for index in messages.indices {
      let code = messages[index].reply.flatMap { Int($0) }
      messageFates.append(
        fate(of: course.facts[index], code: code, isOver: closing == .closed))
    }
    fate = sessionFate
  }

  /// The gravest fate of its messages, or what is known where there are none.
  private var sessionFate: MailFate {
    var gravest = course.omitted
    for fate in messageFates where gravest.map({ $0.outcome < fate.outcome }) ?? true {
      gravest = fate
    }
    if let gravest { return gravest }
    if let refusal = course.refusedGreeting { return refused(refusal) }
    let isEncrypted = clientPhase == .opaque || serverPhase == .opaque
    if let ending {
      return MailFate(
        isEncrypted ? .lost : .unknown, frame: ending.moment.frame, cause: course.ending,
        why: isEncrypted
          ? "the firewall ends the session before any mail"
          : "no mail was seen in it; the firewall ends the session")
    }
    if let obstacle = course.obstacle, obstacle.kind == .unknown {
      return MailFate(
        .unknown, frame: obstacle.frame, cause: obstacle.cause, isExpected: true, why: obstacle.why)
    }
    guard isEncrypted else { return fateOfLeaving ?? .unseen }
    let frame = course.encryptedFrom ?? blindness.first { $0.reason == .tls }?.frame
    return MailFate(.unknown, frame: frame, why: "the recording is encrypted from there on")
  }

  /// What becomes of one message.
  ///
  /// - Parameters:
  ///   - facts: what the dialogue shows of it.
  ///   - code: that of the reply to its content, where one came.
  ///   - isOver: whether the connection ended in the recording.
  /// - Returns: its fate.
  func fate(of facts: MessageFacts, code: Int?, isOver: Bool) -> MailFate {
    let obstacle = facts.obstacle
    if let refusal = facts.refusal, isMet(refusal) { return refused(refusal) }
    if facts.refusedRecipients > 0, facts.acceptedRecipients == 0,
      let refusal = facts.recipientRefusal, isMet(refusal)
    {
      return refused(refusal)
    }
    if let unseenEnd = facts.unseenEnd {
      return MailFate(
        .hangs, frame: unseenEnd.frame, cause: unseenEnd.cause, isExpected: code != nil,
        why: "the firewall does not see the end of the message, whose final dot a segment cuts, "
          + "and the client waits for the reply")
    }
    if let obstacle, obstacle.kind == .unknown {
      return MailFate(
        .unknown, frame: obstacle.frame, cause: obstacle.cause, isExpected: true, why: obstacle.why)
    }
    if let ending, facts.replyFrame == nil || isForwarded(facts) == false {
      return ended(ending, facts, code)
    }
    guard let code else { return unanswered(facts, isOver: isOver) }
    if code >= 400 {
      return refused(
        Refusal(code: code, frame: facts.replyFrame ?? 0, command: "the message"))
    }
    return accepted(facts)
  }

  /// Whether the server gets what it refuses: a drop may discard a command that was still held.
  private func isMet(_ refusal: Refusal) -> Bool {
    ending == nil || refusal.segment.map { $0 < forwarded.client } ?? true
  }

  private func accepted(_ facts: MessageFacts) -> MailFate {
    if facts.hidesTLS, facts.refusedRecipients == 0, facts.obstacle == nil {
      return MailFate(
        .deliveredInClear, frame: facts.replyFrame, cause: facts.tlsHiddenBy,
        why:
          "the server takes the message; it offers STARTTLS, which the client does not get to see")
    }
    var why = "the server takes the message"
    if facts.refusedRecipients > 0 {
      why +=
        ", and refuses \(facts.refusedRecipients) of "
        + "\(facts.refusedRecipients + facts.acceptedRecipients) recipients"
    }
    if let obstacle = facts.obstacle { why += "; \(obstacle.why)" }
    if facts.hidesTLS { why += "; it offers STARTTLS, which the client does not get to see" }
    return MailFate(
      facts.hidesTLS ? .deliveredInClear : .delivered, frame: facts.replyFrame,
      cause: facts.tlsHiddenBy ?? facts.obstacle?.cause, isExpected: facts.obstacle != nil, why: why
    )
  }

  private func refused(_ refusal: Refusal) -> MailFate {
    let frame = refusal.frame > 0 ? refusal.frame : nil
    guard let code = refusal.code else {
      return MailFate(
        .refused, frame: frame, cause: refusal.cause, isExpected: true,
        why: "the server refuses what it gets in place of \(refusal.command)")
    }
    let answer = refusal.lack == nil ? "\(code) to \(refusal.command)" : ""
    return MailFate(
      .refused, frame: frame, cause: refusal.cause,
      why: "the server answers " + (refusal.lack ?? answer))
  }

  /// Whether the server gets the end of a message's content; nil where the recording does not show that
  /// end. A segment is forwarded whole or not at all.
  private func isForwarded(_ facts: MessageFacts) -> Bool? {
    facts.endSegment.map { $0 < forwarded.client }
  }

  /// A message that has no reply when the firewall ends the session, or none that could have come.
  private func ended(
    _ ending: SessionEnding, _ facts: MessageFacts, _ code: Int?
  ) -> MailFate {
    let how = ending.decision == .reset ? "resets" : "drops"
    let isExpected = facts.obstacle != nil
    if isForwarded(facts) == true {
      let isTaken = code.map { $0 < 400 } ?? false
      if isTaken || code == nil {
        return MailFate(
          isTaken ? .delivered : .unknown, frame: ending.moment.frame, cause: course.ending,
          isExpected: true,
          why: "the server has the whole message, but the firewall \(how) the session before its "
            + "reply: the client sends the message again")
      }
    }
    return MailFate(
      .lost, frame: ending.moment.frame, cause: course.ending, isExpected: isExpected,
      why: "the firewall \(how) the session before the server has the message")
  }

  /// A message of which the recording has no reply.
  private func unanswered(_ facts: MessageFacts, isOver: Bool) -> MailFate {
    if silentSide == .server || !blindness.isEmpty {
      return MailFate(.unknown, why: "the recording lacks the reply to the message")
    }
    if let end = facts.endFrame {
      return MailFate(
        .unknown, frame: end,
        why: isOver
          ? "the session ends after the message and before the reply to it"
          : "the recording ends before the reply to the message")
    }
    guard isOver else {
      return MailFate(.unknown, why: "the recording ends inside the message")
    }
    return facts.hasContent
      ? MailFate(.lost, why: "the connection ends in the middle of the message")
      : MailFate(.unknown, why: "the client gives the message up before its content")
  }
}
