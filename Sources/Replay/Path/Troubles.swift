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
  /// What is wrong beside the predicted actions and what they lead to, in order of frames.
  ///
  /// - Parameters:
  ///   - ending: the end of the connection.
  ///   - events: the events of the record.
  ///   - corroboration: what the capture says of the predicted actions.
  /// - Returns: what is wrong.
  func troubles(
    _ ending: StepBlock.Ending, beside events: [EventRecord], _ corroboration: [CorroborationRecord]
  ) -> [TroubleRecord] {
    let notes = ending.notes
    var found: [TroubleRecord] = []
    let again = notes.client.synchronizations
    // Who goes on behind the SYN was answered; the answer was not captured.
    let isAlone =
      again.firstFrame > 0 && notes.server.firstFrame == 0 && !notes.client.goesOn
    let isRefused = isAlone && ending.closing == .reset && ending.sender == .server
    if isRefused {
      found.append(
        TroubleRecord(
          .synRefused, frame: ending.moment.frame, why: "an RST answers the SYN"))
    } else if isAlone {
      found.append(
        TroubleRecord(
          .synUnanswered, frame: again.firstFrame, count: again.count + 1,
          why: "nobody answers the SYN"))
    }
    if let silence = greetingSilence(ending) { found.append(silence) }
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
    if ending.closing == .reset, !isRefused {
      found.append(
        TroubleRecord(
          .peerReset, frame: ending.moment.frame, why: "the \(ending.sender) resets the connection")
      )
    }
    let stop = unpredictedStop(events, ending)
    if let effects = effects(events, corroboration) ?? stop?.frame {
      found.removeAll { $0.frame >= effects }
    }
    if let stop { found.append(stop) }
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

  /// A server that takes the connection and sends nothing, however long that was seen.
  private func greetingSilence(_ ending: StepBlock.Ending) -> TroubleRecord? {
    guard
      clientStream.bytes + clientStream.missing + serverStream.bytes + serverStream.missing == 0,
      let silence = ending.greetingSilence
    else { return nil }
    return TroubleRecord(
      .noGreeting, frame: last.frame,
      why: "the server sends no greeting in \(silence / 1_000_000_000) s")
  }

  /// The segment of a side that comes again most often, where that is too often.
  func worstRepetition(of sender: Sender, _ ending: StepBlock.Ending) -> Repetition? {
    let worst = ending.notes[sender].worst
    return worst.count >= 2
      && (worst.count >= Self.stormLimit || worst.length >= Self.largeSegment) ? worst : nil
  }

  /// Whether the receiver of a segment never got it, although it got what was sent before.
  func isLost(_ segment: Repetition, of sender: Sender, _ ending: StepBlock.Ending) -> Bool {
    let peer = ending.notes[sender.peer]
    return peer.acknowledgedFrame > 0 && peer.acknowledged.distance(from: segment.start) <= 0
      && (ending.connection.offset(of: segment.start, sender: sender) ?? 0) > 0
  }

  /// Segments of a side that are lost too often.
  private func loss(of sender: Sender, _ ending: StepBlock.Ending) -> TroubleRecord? {
    guard let worst = worstRepetition(of: sender, ending) else { return nil }
    let side = ending.notes[sender]
    if isLost(worst, of: sender, ending), worst.length >= Self.largeSegment,
      worst.length >= side.largest
    {
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

extension StepBlock.Ending {
  /// How long a client waits for the greeting until that is told, in nanoseconds. Servers that let it wait
  /// on purpose do so for some seconds; clients give up after five minutes (RFC 5321 section 4.5.3.2.1).
  private static let longestGreeting: Int64 = 30_000_000_000

  /// How long the server of a connection of which no data came had time for its greeting, in nanoseconds;
  /// nil where that is not long, or not known.
  var greetingSilence: Int64? {
    let silence = elapsed(from: connection.first.time, to: connection.last.time)
    // From the first of several SYNs on the time would be that of the handshake, too.
    guard silence >= Self.longestGreeting, !connection.isMidstream,
      notes.server.firstFrame > 0, notes.client.goesOn, notes.client.synchronizations.count == 0
    else { return nil }
    return silence
  }
}
