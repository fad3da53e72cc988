/// The unit of a capture's time stamps.
public enum TimestampPrecision: Sendable, Comparable {
  /// 10⁻⁶ seconds.
  case microseconds
  /// 10⁻⁹ seconds.
  case nanoseconds
}

/// The classic pcap format, as libpcap writes it on a little-endian machine
/// (draft-ietf-opsawg-pcap).
public struct SavefileFormat: Sendable {
  /// The unit of its time stamps.
  public var precision: TimestampPrecision
  /// The LINKTYPE_ number.
  public var linkType: UInt32
  /// Most bytes of a frame.
  public var snapshotLength: Int

  /// A format.
  ///
  /// - Parameters:
  ///   - precision: the unit of its time stamps.
  ///   - linkType: the LINKTYPE_ number.
  ///   - snapshotLength: most bytes of a frame.
  public init(precision: TimestampPrecision, linkType: UInt32, snapshotLength: Int) {
    self.precision = precision
    self.linkType = linkType
    self.snapshotLength = snapshotLength
  }

  /// The times that a record can tell, in nanoseconds since 1970: its 32 bits of seconds have no sign.
  public static let times: ClosedRange<Int64> = 0...(1 << 32) * 1_000_000_000 - 1

  /// No capture has frames of more bytes than that (`MAXIMUM_SNAPLEN` of libpcap).
  public static let longestFrame = 262_144

  /// The length of a record's header in bytes.
  public static let recordHeaderLength = 16

  /// The file header.
  public var header: [UInt8] {
    let magic: UInt32 = precision == .nanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4
    var bytes: [UInt8] = []
    // Version 2.4; two fields that are always 0.
    let words = [magic, 0x0004_0002, 0, 0, UInt32(clamping: snapshotLength), linkType]
    for word in words { SavefileFormat.append(word, to: &bytes) }
    return bytes
  }

  /// Adds the header of a record.
  ///
  /// - Parameters:
  ///   - bytes: where it goes.
  ///   - nanoseconds: the time stamp in nanoseconds since 1970.
  ///   - captured: how many bytes of the frame follow.
  ///   - original: its length on the wire.
  @inline(__always)
  public func appendRecordHeader(
    to bytes: inout [UInt8], nanoseconds: Int64, captured: Int, original: Int
  ) {
    // Rounded down, so that the fraction of a time before 1970 is positive, too.
    var (seconds, fraction) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    if fraction < 0 {
      seconds &-= 1
      fraction &+= 1_000_000_000
    }
    if precision == .microseconds { fraction /= 1000 }
    let time =
      UInt64(UInt32(truncatingIfNeeded: seconds)) | UInt64(UInt32(truncatingIfNeeded: fraction))
      &<< 32
    let lengths = UInt64(UInt32(clamping: captured)) | UInt64(UInt32(clamping: original)) &<< 32
    unsafe withUnsafeBytes(of: (time.littleEndian, lengths.littleEndian)) { header in
      unsafe bytes.append(contentsOf: header)
    }
  }

  private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word &>> shift))
    }
  }
}

/// The unit in which the time stamps of a capture can be told without a loss, by its first bytes.
///
/// Any section and any interface of pcapng has a unit of its own, behind other blocks and behind packets
/// (draft-ietf-opsawg-pcapng section 4.2), so that the first bytes say nothing of what will come.
///
/// - Parameter head: the start of the capture.
/// - Returns: the unit.
func timestampPrecision(head: [UInt8]) -> TimestampPrecision {
  switch recognise(firstBytes: head) {
  case .pcap:
    let first = Array(head.prefix(4))
    return first == [0xA1, 0xB2, 0x3C, 0x4D] || first == [0x4D, 0x3C, 0xB2, 0xA1]
      ? .nanoseconds : .microseconds
  case .pcapng: return .nanoseconds
  case .empty, .compressed, .foreign, .text, .unknown: return .microseconds
  }
}
