/// A TCP sequence number: arithmetic modulo 2^32 (RFC 9293 section 3.4).
public struct SequenceNumber: Hashable, Sendable {
  /// The number on the wire.
  public let value: UInt32

  /// A number as it stands on the wire.
  public init(_ value: UInt32) { self.value = value }

  /// The signed distance from another number; positive where this one is later.
  public func distance(from other: SequenceNumber) -> Int {
    Int(Int32(bitPattern: value &- other.value))
  }

  /// The number that lies `bytes` later (or earlier, where negative).
  public static func + (number: SequenceNumber, bytes: Int) -> SequenceNumber {
    SequenceNumber(number.value &+ UInt32(truncatingIfNeeded: bytes))
  }
}

extension SequenceNumber: CustomStringConvertible {
  /// The number on the wire in decimal.
  public var description: String { "\(value)" }
}
