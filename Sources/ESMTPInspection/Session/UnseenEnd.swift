import Primitives

/// The end of a message's content that the generation does not see, because a segment cuts its final dot.
struct UnseenEnd: Sendable {
  /// The frame of the segment that ends it.
  var frame: Int
  /// The ordinal of its event.
  var ordinal: Int
  /// What inspects the session.
  var cause: Cause
}

// Generations that do not see a final dot in several segments (evidence 3.10).
extension Session {
  /// Says that the end of a message was not seen, and awaits the reply that the recording has to it.
  mutating func noteUnseenEnd(into findings: inout Findings) {
    guard let offset = scanner?.unseenEndOffset, scanner?.unseenEnd != nil,
      !transaction.hasRecordedEnd, !transaction.isRefused
    else { return }
    transaction.hasRecordedEnd = true
    if isJudging {
      let event = Event(
        rule: .splitFinalDot, moment: packet.moment, sender: .client, offset: offset,
        length: Self.finalDot.count, match: policy.statement, source: policy.source,
        before: Self.finalDot)
      emit(event, into: &findings)
      transaction.facts.unseenEnd = UnseenEnd(
        frame: packet.moment.frame, ordinal: eventCount - 1, cause: Cause(event))
    }
    replies.append(
      AwaitedReply(
        request: .endOfMailData(message: omittedMessages == 0 ? messages.count : nil),
        isRewritten: false))
  }

  /// Notes that the recording goes on as if the end had been seen.
  mutating func noteReplyToUnseenEnd(_ code: Int, at moment: Moment) {
    guard let unseenEnd = transaction.facts.unseenEnd else { return }
    let why = "the server answers \(code) to a message whose end the firewall does not see"
    testify(
      true, .splitFinalDot, at: unseenEnd.frame, evidence: moment.frame, why)
    diverge(ordinal: unseenEnd.ordinal, frame: unseenEnd.frame, why)
  }

  private static let finalDot = Array(".\r\n".utf8)
}
