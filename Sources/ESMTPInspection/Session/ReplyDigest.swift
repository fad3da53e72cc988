import Primitives

/// A hash over the replies of a session: the first line of each but the greeting.
///
/// No inspection edits these, so that both sides of a firewall have the same.
public struct ReplyDigest: Sendable, Hashable {
  /// The hash so far.
  public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
  /// How many replies it is of.
  public private(set) var count = 0

  /// A hash that is known.
  public init(value: UInt64, count: Int) {
    self.value = value
    self.count = count
  }

  /// A hash over nothing.
  public init() {}

  /// Takes the next reply (FNV-1a over its first line in words of eight bytes, each folded).
  mutating func add(_ reply: [UInt8]) {
    count += 1
    let bytes = reply.span
    let end = firstIndex(of: 10, in: bytes, from: 0) ?? bytes.count
    var index = 0
    while index < end {
      value = (value ^ bytes.littleEndianWord(at: index, before: end)) &* 0x100_0000_01B3
      value ^= value >> 32
      index += 8
    }
  }
}
