import CPcap

/// A record of a classic capture that lies whole in a buffer.
public struct PlainRecord: Sendable {
  /// The time of its frame in nanoseconds since 1970.
  public var nanoseconds: Int64
  /// Where in the buffer the captured bytes lie, behind the record's header.
  public var place: Int
  /// How many they are.
  public var captured: Int
  /// The frame's length on the wire in bytes.
  public var original: Int
}

/// What the records of a classic capture look like.
///
/// Limits: version 2.4 in micro- or nanoseconds, of link types whose frames libpcap hands out as they
/// are.
struct PlainRecordForm: Sendable {
  private let isSwapped: Bool
  /// Nanoseconds of a unit of the fraction.
  private let unit: Int64
  /// How many units are a second.
  private let fractionLimit: UInt32
  /// Longest captured length in bytes.
  private let limit: Int

  private static let headerLength = SavefileFormat.recordHeaderLength

  /// Link types without a pseudo-header that libpcap turns to the byte order of this machine.
  private static let linkTypes: Set<Int32> = [
    DLT_EN10MB, DLT_RAW, DLT_IPV4, DLT_IPV6, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL, DLT_LOOP,
    DLT_PPP,
  ]

  /// The form that a file header announces; nil where libpcap reads the records.
  ///
  /// - Parameters:
  ///   - head: the file header.
  ///   - linkType: what libpcap says that frames start with.
  ///   - snapshotLength: what libpcap says is the longest captured length.
  init?(_ head: [UInt8], linkType: Int32, snapshotLength: Int) {
    guard head.count >= 8, PlainRecordForm.linkTypes.contains(linkType),
      (1...SavefileFormat.longestFrame).contains(snapshotLength)
    else { return nil }
    switch Array(head.prefix(8)) {
    case [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]: (isSwapped, unit) = (false, 1000)
    case [0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0]: (isSwapped, unit) = (false, 1)
    case [0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4]: (isSwapped, unit) = (true, 1000)
    case [0xA1, 0xB2, 0x3C, 0x4D, 0, 2, 0, 4]: (isSwapped, unit) = (true, 1)
    default: return nil
    }
    fractionLimit = UInt32(1_000_000_000 / unit)
    limit = snapshotLength
  }

  /// The unit of times where each frame lies behind its record's header as this machine writes it; nil
  /// where the capture's byte order is another.
  var precision: TimestampPrecision? {
    isSwapped ? nil : unit == 1 ? .nanoseconds : .microseconds
  }

  /// Finds the records that are whole.
  ///
  /// - Parameters:
  ///   - buffer: where they lie.
  ///   - start: where the first one starts; moved behind the last one that is whole.
  ///   - end: where the bytes end that have come.
  ///   - records: gets them.
  /// - Returns: false where the next one is none that is read here.
  func find(
    in buffer: FrameBuffer, from start: inout Int, to end: Int, into records: inout [PlainRecord]
  ) -> Bool {
    while end &- start >= PlainRecordForm.headerLength {
      let seconds = word(buffer, start)
      let fraction = word(buffer, start &+ 4)
      let captured = Int(word(buffer, start &+ 8))
      let original = Int(word(buffer, start &+ 12))
      guard fraction < fractionLimit, captured <= min(limit, original) else { return false }
      let place = start &+ PlainRecordForm.headerLength
      guard end &- place >= captured else { return true }
      records.append(
        PlainRecord(
          nanoseconds: Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* unit, place: place,
          captured: captured, original: original))
      start = place &+ captured
    }
    return true
  }

  @inline(__always)
  private func word(_ buffer: FrameBuffer, _ offset: Int) -> UInt32 {
    let word = unsafe UInt32(
      littleEndian: buffer.base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    return isSwapped ? word.byteSwapped : word
  }
}
