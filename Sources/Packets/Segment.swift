public import Primitives

/// The control bits of a TCP header (RFC 9293 section 3.1).
public struct ControlBits: OptionSet, Sendable, Hashable {
  /// The low six bits of the header's fourteenth byte.
  public let rawValue: UInt8
  /// Bits as they stand in the header.
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No more data from the sender.
  @inlinable public static var fin: ControlBits { ControlBits(rawValue: 1) }
  /// Synchronize sequence numbers.
  @inlinable public static var syn: ControlBits { ControlBits(rawValue: 2) }
  /// Reset the connection.
  @inlinable public static var rst: ControlBits { ControlBits(rawValue: 4) }
  /// Push function.
  @inlinable public static var psh: ControlBits { ControlBits(rawValue: 8) }
  /// The acknowledgment number is significant.
  @inlinable public static var ack: ControlBits { ControlBits(rawValue: 16) }
  /// The urgent pointer is significant.
  @inlinable public static var urg: ControlBits { ControlBits(rawValue: 32) }
}

/// What a checksum turned out to be.
public enum ChecksumState: UInt8, Sendable {
  /// Not looked at, or not coverable (cut by the snap length).
  case unchecked
  /// Right.
  case right
  /// Wrong.
  case wrong
  /// Wrong as a whole and equal to the pseudo-header's sum alone: left to the network card.
  case partial
}

/// A TCP segment found in a frame or a reassembled datagram (RFC 9293 section 3.1).
///
/// Trivial: no reference is counted when it is copied. The payload is a range of the bytes that were
/// decoded, never a copy.
public struct Segment: Sendable {
  /// The sender's socket.
  public var source: Socket
  /// The receiver's socket. With a source route or routing header: the final destination.
  public var destination: Socket
  /// SEG.SEQ
  public var sequenceNumber: SequenceNumber
  /// SEG.ACK
  public var acknowledgmentNumber: SequenceNumber
  /// The control bits.
  public var controlBits: ControlBits
  /// SEG.WND as on the wire, not scaled.
  public var window: UInt16
  /// The captured payload, as a range of the decoded bytes.
  public var payload: Range<Int>
  /// The payload's length on the wire in bytes; larger than `payload.count` where the snap length cut it.
  public var payloadLength: Int
  /// The TCP checksum.
  public var checksum: ChecksumState
  /// The IPv4 header checksum; `unchecked` for IPv6.
  public var headerChecksum: ChecksumState
  /// The ones' complement sum of the payload, where it is known without a second reading.
  public var payloadSum: UInt16?
  /// The MSS option in bytes, 0 where there is none.
  public var maximumSegmentSize: UInt16
  /// Whether a time stamp option is there, and its TSval (RFC 7323).
  public var timestampValue: UInt32?
  /// The window scale option's shift, where there is one (RFC 7323).
  public var windowScale: UInt8?
  /// The IPv4 identification, or 0.
  public var identification: UInt16
  /// The time to live or hop limit.
  public var timeToLive: UInt8
  /// Where the IP header starts in the decoded bytes.
  public var headerOffset: Int
  /// Where the TCP header starts in the decoded bytes.
  public var segmentOffset: Int

  /// SEG.LEN: payload bytes, SYN and FIN counted (RFC 9293 section 3.3.1).
  public var sequenceLength: Int {
    payloadLength + (controlBits.contains(.syn) ? 1 : 0) + (controlBits.contains(.fin) ? 1 : 0)
  }
}
