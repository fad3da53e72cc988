import ESMTPInspection
import Reports

/// A digest of what is decided in a session, wherever the lines stand that do it (FNV-1a, 64 bits).
struct DecisionDigest: Sendable {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The digest of events in their order.
  init(_ events: [EventRecord]) {
    for record in events { add(record.event) }
  }

  /// Adds an event, where it is a decision.
  mutating func add(_ event: borrowing Event) {
    guard event.isDecision else { return }
    add(event.rule.rawValue)
    add(UInt64(event.action.rawValue))
    add(event.offset)
    for line in event.log { add(line) }
  }

  private mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    // No byte of UTF-8: where a text ends is part of what is said.
    add(0xFF)
  }

  private mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x100_0000_01B3
  }
}

extension Event {
  /// Whether something is done or logged.
  var isDecision: Bool { action > .none || !log.isEmpty }
}
