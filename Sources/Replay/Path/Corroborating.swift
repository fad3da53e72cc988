import ESMTPInspection
import Primitives
import Reassembly
import Reports

// Predicted actions against what the capture shows.
extension SessionState {
  /// What the capture says of each predicted action.
  ///
  /// - Parameters:
  ///   - events: the events of the record.
  ///   - ending: the end of the connection.
  /// - Returns: one item for the action that ends the session, for each other one of which the dialogue
  ///   tells something, and one for each further rule that acts; at most `Session.testimonyLimit` and one a rule.
  func corroborations(
    _ events: [EventRecord], _ ending: StepBlock.Ending
  ) -> [CorroborationRecord] {
    var records: [CorroborationRecord] = []
    records.reserveCapacity(min(events.count, 4))
    if let event = events.ending { records.append(corroboration(of: event, ending)) }
    for testimony in session.testimonies {
      records.append(
        CorroborationRecord(
          testimony.isContradiction ? .contradicted : .confirmed, rule: testimony.rule,
          frame: testimony.frame, evidence: testimony.evidence...testimony.evidence,
          why: testimony.why))
    }
    let acting = events.span
    for index in acting.indices where acting[index].acts {
      let (rule, frame) = (acting[index].event.rule, acting[index].event.moment.frame)
      guard !records.contains(where: { $0.rule == rule }) else { continue }
      records.append(
        CorroborationRecord(
          .silent, rule: rule, frame: frame,
          why: "what the dialogue shows could be with the action and without it"))
    }
    return records
  }

  /// What the packets say of the action that ends the session.
  private func corroboration(
    of event: Event, _ ending: StepBlock.Ending
  ) -> CorroborationRecord {
    let record = {
      (state: CorroborationRecord.State, evidence: ClosedRange<Int>?, why: String) in
      CorroborationRecord(
        state, rule: event.rule, frame: event.moment.frame, evidence: evidence, why: why)
    }
    if session.isRefused { return refusalCorroboration(ending, record) }
    let (connection, notes) = (ending.connection, ending.notes)
    let mark = event.sender == .client ? session.forwarded.client : session.forwarded.server
    let peer = notes[event.sender.peer]
    let acknowledged =
      peer.acknowledgedFrame > 0
      ? connection.offset(of: peer.acknowledged, sender: event.sender) : nil
    if let acknowledged, acknowledged > mark {
      let frame = max(peer.acknowledgedFrame, event.moment.frame)
      return record(
        .contradicted, frame...frame,
        "the \(event.sender.peer) acknowledges bytes that would not have reached it")
    }
    let again = notes[event.sender].latest
    if again.count > 0, let start = connection.offset(of: again.start, sender: event.sender),
      start + UInt64(again.length) > mark
    {
      return record(
        .confirmed, again.firstFrame...again.lastFrame,
        "the \(event.sender) sends the bytes \(again.count == 1 ? "again" : "\(again.count) times more")"
          + (acknowledged == nil ? "" : ", and nobody acknowledges them"))
    }
    if ending.closing == .reset, ending.moment.frame >= event.moment.frame {
      let frame = ending.moment.frame
      if event.action == .reset {
        return record(.confirmed, frame...frame, "an RST ends the connection")
      }
      // What comes after a drop is denied, and may be answered by an RST (evidence 4, transcript G02).
      if ending.sender == event.sender.peer, acknowledged != nil {
        return record(
          .confirmed, frame...frame,
          "an RST answers the bytes of the \(event.sender) in the place of an acknowledgement")
      }
    }
    return record(
      .silent, nil, "the capture has neither an acknowledgement nor a repetition of the bytes")
  }

  /// What the packets say of a SYN that the device drops.
  private func refusalCorroboration(
    _ ending: StepBlock.Ending,
    _ record: (CorroborationRecord.State, ClosedRange<Int>?, String) -> CorroborationRecord
  ) -> CorroborationRecord {
    let server = ending.notes.server
    if server.firstFrame > 0 {
      return record(
        .contradicted, server.firstFrame...server.firstFrame,
        "the server answers a SYN that would not have reached it")
    }
    let again = ending.notes.client.synchronizations
    return again.count > 0
      ? record(
        .confirmed, again.firstFrame...again.lastFrame,
        "the client sends its SYN \(again.count) times more, and nobody answers")
      : record(.silent, nil, "the capture has one SYN and no answer")
  }
}

extension [EventRecord] {
  /// The event that ends the session; nil where none does.
  var ending: Event? {
    let events = span
    for index in events.indices where events[index].acts && events[index].event.action >= .drop {
      return events[index].event
    }
    return nil
  }
}

extension EventRecord {
  /// Whether it changes or ends something.
  fileprivate var acts: Bool { isObserved && event.action >= .mask }
}
