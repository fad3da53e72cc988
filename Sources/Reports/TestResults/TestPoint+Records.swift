import ESMTPInspection
import Primitives

extension TestPoint {
  /// Where there is none to be judged.
  static let noSession = TestPoint(
    name: "there is a session", outcome: .failed("no-session"),
    message: "no session on the inspected ports was found")

  /// Where there are some, and none was looked at.
  static let nothingSeen = TestPoint(
    name: "a session was looked at", outcome: .failed("nothing-seen"),
    message: "nothing of the sessions could be looked at")

  /// An input: it fails where it was not read to its end.
  init(_ capture: CaptureRecord) {
    self.init(
      name: "\(capture.name) is read to its end",
      outcome: capture.error == nil ? .passed : .failed("read-in-part"),
      message: capture.error ?? "")
  }

  /// A session: it fails where the gate says so, or where it is dropped or reset.
  init(_ session: SessionRecord) {
    let fails = session.failsGate ?? (session.verdict >= .dropped)
    let notes = session.coverageNotes.prefix(4).map {
      "not seen from frame \($0.frame) on: \(coverageReasonText($0.reason))"
    }
    guard fails else {
      let isSeen = session.isSeen
      self.init(
        name: session.testName, outcome: isSeen ? .passed : .skipped,
        message: !isSeen ? notes.first ?? "not looked at" : "")
      return
    }
    let acting = session.events.filter { $0.event.action > .none && $0.isObserved }.map(\.event)
    let lines = acting.prefix(20).map { event in
      let place = event.source.map { "\($0)  " } ?? ""
      return "frame \(event.moment.frame), \(event.rule.rawValue), \(event.action.name): "
        + place + (event.match ?? event.rule.explanation.summary)
    }
    let gravest = zip(acting, lines).max { $0.0.action < $1.0.action }?.1
    self.init(
      name: session.testName, outcome: .failed(session.verdict.rawValue),
      message: session.verdict.rawValue + (gravest.map { ": \($0)" } ?? ""),
      details: lines + notes)
  }
}

extension SessionRecord {
  /// The session as the name of a test.
  var testName: String { "session \(id), \(client) to \(server)" }

  /// Whether something of it was looked at, or the policy says that nothing is to be.
  var isSeen: Bool { coverage != .none || verdict == .exempt }
}
