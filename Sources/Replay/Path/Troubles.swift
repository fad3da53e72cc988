import ESMTPInspection
import Packets
import Primitives
import Reassembly
import Reports

// What else is wrong in a session.
extension SessionState {
  /// From how many repetitions of one segment on retransmissions are more than a loss.
  private static let stormLimit = 4
  /// From which length in bytes on a segment is a large one: the least that IPv4 hosts take, 536
  /// (RFC 9293 section 3.7.1).
  private static let largeSegment = 537

  /// What is wrong and not the inspection's doing, in order of frames.
  ///
  /// - Parameters:
  ///   - ending: the end of the connection.
  ///   - events: the events of the record.
  ///   - corroboration: what the capture says of the predicted actions.
  func troubles(
    _ ending: StepBlock.Ending, beside events: [EventRecord], _ corroboration: [CorroborationRecord]
  ) -> [TroubleRecord] {
    let notes = ending.notes
    var found: [TroubleRecord] = []
    let again = notes.client.synchronizations
    // Who goes on behind the SYN was answered; the answer was not captured.
    if again.firstFrame > 0, notes.server.firstFrame == 0, !notes.client.goesOn {
      found.append(
        TroubleRecord(
          .synUnanswered, frame: again.firstFrame, count: again.count + 1,
          why: "nobody answers the SYN"))
    }
    for sender in Sender.allCases {
      if let loss = loss(of: sender, ending) { found.append(loss) }
      let side = notes[sender]
      if side.zeroWindows > 0 {
        found.append(
          TroubleRecord(
            .zeroWindow, frame: side.zeroWindowFrame, count: side.zeroWindows,
            why: "the \(sender) has no room for more bytes"))
      }
    }
    if let pause = longestPause {
      found.append(
        TroubleRecord(
          .idle, frame: pause.frame,
          why: "nothing came for \(pause.duration / 1_000_000_000) s; the device keeps an idle "
            + "connection for \(pause.limit / 1_000_000_000) s"))
    }
    // A client that begins with TLS awaits no greeting.
    if let earlyFrame, session.implicitTLSFrame == nil {
      found.append(
        TroubleRecord(
          .earlyTalker, frame: earlyFrame, why: "the client speaks before the server has greeted it"
        ))
    }
    for refusal in session.refusals {
      found.append(
        TroubleRecord(
          refusal.code == 421 ? .serverCloses : .serverRefusal, frame: refusal.frame,
          count: refusal.count, why: "the server answers \(refusal.code) to \(refusal.command)"))
    }
    if ending.closing == .reset {
      found.append(
        TroubleRecord(
          .peerReset, frame: ending.moment.frame, why: "the \(ending.sender) resets the connection")
      )
    }
    if let effects = effects(events, corroboration) { found.removeAll { $0.frame >= effects } }
    // In order of frames; those of one frame stay as they are.
    return found.enumerated().sorted {
      ($0.element.frame, $0.offset) < ($1.element.frame, $1.offset)
    }
    .map(\.element)
  }

  /// From which frame on the capture shows what a predicted end of the session leads to; nil where the
  /// inspection does not end it, or the capture shows that nobody did.
  private func effects(
    _ events: [EventRecord], _ corroboration: [CorroborationRecord]
  ) -> Int? {
    // A pause after which the device forgets a connection is wrong without the inspection.
    guard let frame = session.ending?.moment.frame, let rule = events.ending?.rule,
      rule != .connectionTimeout,
      !corroboration.contains(where: { $0.state == .contradicted && $0.rule == rule })
    else { return nil }
    return frame
  }

  /// Segments of a side that are lost too often.
  private func loss(of sender: Sender, _ ending: StepBlock.Ending) -> TroubleRecord? {
    let side = ending.notes[sender]
    let worst = side.worst
    guard worst.count >= 2, worst.count >= Self.stormLimit || worst.length >= Self.largeSegment
    else { return nil }
    let peer = ending.notes[sender.peer]
    // Whether the receiver never got it, although it got what was sent before.
    let isLost =
      peer.acknowledgedFrame > 0 && peer.acknowledged.distance(from: worst.start) <= 0
      && (ending.connection.offset(of: worst.start, sender: sender) ?? 0) > 0
    if isLost, worst.length >= Self.largeSegment, worst.length >= side.largest {
      return TroubleRecord(
        .pathMTU, frame: worst.firstFrame, count: worst.count,
        why:
          "a segment of \(worst.length) bytes never arrives, and smaller ones do: it looks like a "
          + "path MTU that nobody learns of")
    }
    guard worst.count >= Self.stormLimit else { return nil }
    return TroubleRecord(
      .retransmissions, frame: worst.firstFrame, count: side.repetitions,
      why: "the \(sender) sends one segment \(worst.count) times more")
  }
}
