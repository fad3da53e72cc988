import ESMTPInspection
import Primitives

extension TestPoint {
  /// Where there is none to be judged.
  static func noSession(_ why: String = "no session on the inspected ports was found") -> TestPoint
  {
    TestPoint(name: "there is a session", outcome: .failed("no-session"), message: why)
  }

  /// Where there are some, and none was looked at.
  static let nothingSeen = TestPoint(
    name: "a session was looked at", outcome: .failed("nothing-seen"),
    message: "nothing of the sessions could be looked at")

  /// Where more were not looked at than are allowed.
  static func tooManyUnchecked(_ why: String) -> TestPoint {
    TestPoint(
      name: "no more sessions than allowed are unchecked", outcome: .failed("unchecked"),
      message: why)
  }

  /// An input: it fails where it was not read to its end.
  init(_ capture: CaptureRecord) {
    self.init(
      name: "\(capture.name) is read to its end",
      outcome: capture.error == nil ? .passed : .failed("read-in-part"),
      message: capture.error ?? "")
  }

  /// A session: it fails where the gate says so, or where it is dropped or reset.
  init(_ session: SessionRecord) {
    let gate = session.gate ?? (session.verdict >= .dropped ? .verdict : .passed)
    let notes = session.coverageNotes.prefix(4).map {
      "not seen from frame \($0.frame) on: \($0.reason.sentence)"
    }
    guard gate != .passed else {
      let isSeen = session.isSeen
      self.init(
        name: session.testName, outcome: isSeen ? .passed : .skipped,
        message: !isSeen ? notes.first ?? "not looked at" : "")
      return
    }
    let acting = session.events.filter { $0.event.action > .none && $0.isObserved }.map(\.event)
    let kind = gate == .outcome ? session.fate.outcome.rawValue : session.verdict.rawValue
    let reason = session.reason(of: gate)
    self.init(
      name: session.testName, outcome: .failed(kind),
      message: kind + (reason.map { ": \(session.words(of: $0))" } ?? ""),
      details: acting.prefix(20).map(\.testLine) + notes)
  }
}

extension SessionRecord {
  /// Why a gate is hit: a verdict is never explained by what others do to the mail.
  fileprivate func reason(of gate: GateResult) -> SessionReason? {
    guard gate == .verdict, reason?.cause == nil else { return reason }
    return verdictReason
  }

  /// The event that decides, or where there is none, why.
  fileprivate func words(of reason: SessionReason) -> String {
    if let event = reason.event { return events[event].event.testLine }
    return reason.what + (reason.frame.map { ", frame \($0)" } ?? "") + "; by \(reason.by)"
  }
}

extension Event {
  /// The event as a line of a test.
  fileprivate var testLine: String {
    let place = source.map { "\($0)  " } ?? ""
    return "frame \(moment.frame), \(rule.rawValue), \(action.name): "
      + place + (match ?? summary)
  }
}

extension SessionRecord {
  /// The session as the name of a test.
  var testName: String { "session \(id), \(client) to \(server)" }

  /// Whether something of it was looked at, or the policy says that nothing is to be.
  var isSeen: Bool { coverage != .none || verdict == .exempt }
}
