import ESMTPInspection
import Primitives

/// A digest of what an inspection does to the bytes of a session (FNV-1a, 64 bits).
struct ChangeDigest: Sendable {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Adds an edit.
  mutating func add(_ edit: Edit) {
    add(UInt64(edit.sender.rawValue))
    add(edit.offset)
    for byte in edit.bytes { add(UInt64(byte)) }
  }

  /// The digest of everything up to the end: where the session was ended, and how, where it was.
  func value(ending: Decision?, _ forwarded: (client: UInt64, server: UInt64)) -> UInt64 {
    guard let ending else { return state }
    var copy = self
    copy.add(UInt64(ending.rawValue))
    copy.add(forwarded.client)
    copy.add(forwarded.server)
    return copy.state
  }

  private mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0x100_0000_01B3
  }
}
