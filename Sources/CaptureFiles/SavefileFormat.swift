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

/// The finest unit of a capture's time stamps, as far as its first bytes tell.
///
/// - Parameter head: the start of the capture; of pcapng, the blocks before the first packet.
/// - Returns: microseconds where nothing says otherwise.
func timestampPrecision(head: [UInt8]) -> TimestampPrecision {
  switch recognise(firstBytes: head) {
  case .pcap:
    let first = Array(head.prefix(4))
    return first == [0xA1, 0xB2, 0x3C, 0x4D] || first == [0x4D, 0x3C, 0xB2, 0xA1]
      ? .nanoseconds : .microseconds
  case .pcapng: return interfacePrecision(head)
  case .empty, .compressed, .foreign, .text, .unknown: return .microseconds
  }
}

/// The finest `if_tsresol` of the interfaces that are described before the first packet
/// (draft-ietf-opsawg-pcapng section 4.2).
private func interfacePrecision(_ head: [UInt8]) -> TimestampPrecision {
  guard head.count >= 12 else { return .microseconds }
  let isBig = head[8] == 0x1A
  let number = { (at: Int, count: Int) -> Int in
    (0..<count).reduce(0) { $0 << 8 | Int(head[at + (isBig ? $1 : count - 1 - $1)]) }
  }
  var at = 0
  while head.count - at >= 12 {
    let type = number(at, 4)
    let length = number(at + 4, 4)
    guard type == 0x0A0D_0D0A || type == 1, length >= 12, length % 4 == 0 else { break }
    if type == 1 {
      var option = at + 16
      let end = min(at + length - 4, head.count)
      while end - option >= 5 {
        let (code, count) = (number(option, 2), number(option + 2, 2))
        if code == 0 { break }
        if code == 9, count == 1 {
          let resolution = head[option + 4]
          // 2⁻⁶ seconds are whole microseconds, and 2⁻⁷ are not.
          let isFine = resolution & 0x7F > 6
          if isFine { return .nanoseconds }
        }
        option += 4 + (count + 3) / 4 * 4
      }
    }
    at += length
  }
  return .microseconds
}
