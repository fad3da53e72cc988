import ESMTPInspection
import Primitives

/// Sessions that were captured between an inspecting firewall and their clients.
public struct InspectedTraffic: Sendable {
  /// How many marks of such a firewall there are.
  public private(set) var count = 0
  private var examples: [String] = []

  private static let exampleLimit = 3

  /// None.
  public init() {}

  /// Adds a session, or `times` of them with the same marks.
  public mutating func add(_ record: borrowing SessionRecord, times: Int = 1) {
    let events = record.events.span
    for index in events.indices where events[index].event.rule == .alreadyInspected {
      let event = events[index].event
      count += times
      guard examples.count < Self.exampleLimit else { continue }
      examples.append(
        "session \(Spoken.number(record.id)), frame \(Spoken.number(event.moment.frame))"
          + (event.note.map { ": \($0)" } ?? ""))
    }
  }

  /// What is said of it before anything else, in a sentence without a full stop; nil where there is none.
  public var remark: String? {
    guard count > 0 else { return nil }
    let shown = examples + (count > examples.count ? ["and more"] : [])
    return "the captured traffic carries the marks of an inspecting firewall in "
      + "\(Spoken.count(count, "place")): it was captured between one and the client, so that what such a "
      + "firewall masks on the way to the client cannot be judged any more, as it can be in a capture of the "
      + "server's side; what the client sends stands here as it sent it; "
      + shown.joined(separator: "; ")
  }
}
