import ESMTPInspection
import Packets
import Primitives
import Reassembly
import Reports

// Sessions that look as a drop leaves them which the policy does not predict.
extension SessionState {
  /// How long a server waits at least before it gives up a message, in nanoseconds. RFC 5321 section
  /// 4.5.3.2.7 wants five minutes; a Postfix that is overloaded waits 10 s.
  private static let shortestTimeout: Int64 = 10_000_000_000

  /// Where a session stops as one that is dropped does, seen from the client's side or from the server's.
  ///
  /// What it looks like is all that is known: from there on nothing shows whether something dropped the
  /// session, or the path or an end died.
  ///
  /// - Parameters:
  ///   - events: the events of the record.
  ///   - ending: the end of the connection.
  /// - Returns: what is seen; nil where the inspection ends the session, or something arrives behind.
  func unpredictedStop(
    _ events: [EventRecord], _ ending: StepBlock.Ending
  ) -> TroubleRecord? {
    guard session.ending == nil else { return nil }
    if !session.marks.isDisjoint(with: .replies) { return neverAcknowledged(ending) }
    if let stop = contentStop(ending) { return stop }
    guard isInspected, !isMidstream, let stop = neverAcknowledged(ending), !masksReplies(events)
    else { return nil }
    return stop
  }

  /// Whether a reply passed unmasked that the policy masks: the client does not lie beyond the device then.
  private func masksReplies(_ events: [EventRecord]) -> Bool {
    events.contains { $0.event.sender == .server && $0.event.action == .mask }
  }

  private var isInspected: Bool { inspectionIndex != nil }

  /// The client's side of a drop: bytes of a mail that nobody acknowledges, and silence or an RST for an
  /// answer. Where the server says anything behind them, they were lost on a path that goes on.
  private func neverAcknowledged(_ ending: StepBlock.Ending) -> TroubleRecord? {
    let (client, server) = (ending.notes.client, ending.notes.server)
    guard let message = session.messages.last, message.reply == nil,
      let outcome = session.messageFates.last?.outcome, outcome == .unknown || outcome == .lost,
      server.acknowledgedFrame > 0, server.zeroWindows == 0,
      session.refusals.allSatisfy({ $0.frame <= server.acknowledgedFrame })
    else { return nil }
    if let worst = worstRepetition(of: .client, ending), isLost(worst, of: .client, ending),
      server.lastFrame < worst.firstFrame
    {
      return TroubleRecord(
        .neverAcknowledged, frame: worst.firstFrame, count: worst.count,
        why:
          "the client sends \(worst.length) bytes of a mail again and again, and nothing comes from the "
          + "server any more, as after a drop that this policy does not do, or on a dead path")
    }
    let unacknowledged = client.highest.distance(from: server.acknowledged)
    guard ending.closing == .reset, ending.sender == .server, message.bytes > 0, unacknowledged > 0
    else { return nil }
    return TroubleRecord(
      .neverAcknowledged, frame: ending.moment.frame,
      why:
        "an RST answers \(unacknowledged) bytes of a mail in the place of an acknowledgement, as after a "
        + "drop that this policy does not do, or of a server that gives up")
  }

  /// The server's side of a drop: a mail that stops in its content, a server that gives it up after a while,
  /// and a client from which nothing comes any more, not even an acknowledgement.
  private func contentStop(_ ending: StepBlock.Ending) -> TroubleRecord? {
    guard let timeout = session.contentTimeout, timeout.silence >= Self.shortestTimeout,
      session.silentSide == nil, ending.notes.client.lastFrame < timeout.moment.frame,
      !(ending.closing == .reset && ending.sender == .client)
    else { return nil }
    return TroubleRecord(
      .contentStops, frame: timeout.moment.frame,
      why:
        "the message stops in its content, the server gives it up after "
        + "\(timeout.silence / 1_000_000_000) s, and nothing comes from the client any more, as on the "
        + "server's side of a drop, or from a dead client")
  }
}
