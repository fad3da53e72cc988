import CPcap
private import Glibc

/// The records of a classic capture, taken where they lie in a buffer of many.
///
/// libpcap copies each header and each frame out of the stream's buffer, which costs more than all that
/// is done with most frames. So libpcap opens the capture and says what it holds, and as long as its
/// records are what nearly all are, they are read here. The first one that is anything else, be it
/// cut, longer than the snapshot length or the frame, or of a fraction of a second that is none, and the
/// end go back to libpcap, which goes on from there: what is odd about a capture is said by libpcap alone.
///
/// Limits: version 2.4 in micro- or nanoseconds, of link types whose frames libpcap hands out as they
/// are.
@safe struct PlainRecords: ~Copyable {
  private let source: ByteSource
  /// What reads the source where it is a file; nil where it is read when bytes are needed.
  let ahead: ReadAhead?
  private let isSwapped: Bool
  /// Nanoseconds of a unit of the fraction.
  private let unit: Int64
  /// How many units are a second.
  private let fractionLimit: UInt32
  /// Longest captured length in bytes.
  private let limit: Int
  /// What reading fills starts at a page, and what is left of the bytes before goes before it:
  /// read(2) into memory that does not was measured at a third of the speed.
  private(set) var buffer: FrameBuffer
  /// Where that lies.
  private var base: UnsafeMutableRawPointer
  private var buffers = FrameBufferPool(capacity: PlainRecords.capacity)
  /// Whether `buffer` is another one than that of the record before.
  private(set) var isFresh = true
  /// The bytes at hand that no record has taken.
  private var start: Int
  private var end: Int

  /// The captured length of the record at hand in bytes.
  private(set) var captured = 0
  /// Its frame's length on the wire in bytes.
  private(set) var original = 0
  /// Its time in nanoseconds since 1970.
  private(set) var nanoseconds: Int64 = 0

  /// The largest record, rounded up to pages.
  static let reserve = 266_240
  private static let area = 262_144
  static let capacity = reserve + area
  /// So much of a buffer is filled where no record needs more: several wait to be inspected at a time.
  static let share = 131_072
  /// Less room than this is not read into: it would take many calls.
  private static let leastRoom = 16_384
  static let fileHeaderLength = 24
  private static let headerLength = SavefileFormat.recordHeaderLength

  /// Link types without a pseudo-header that libpcap turns to the byte order of this machine.
  private static let linkTypes: Set<Int32> = [
    DLT_EN10MB, DLT_RAW, DLT_IPV4, DLT_IPV6, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL, DLT_LOOP,
    DLT_PPP,
  ]

  /// The records behind the file header; nil where libpcap reads them.
  ///
  /// - Parameters:
  ///   - stream: where libpcap has read the file header from.
  ///   - linkType: what libpcap says that frames start with.
  ///   - snapshotLength: what libpcap says is the longest captured length.
  init?(_ stream: SavefileStream, linkType: Int32, snapshotLength: Int) {
    let head = stream.source.firstBytes
    guard stream.given == PlainRecords.fileHeaderLength, head.count >= 8,
      PlainRecords.linkTypes.contains(linkType),
      (1...PlainRecords.area).contains(snapshotLength)
    else { return nil }
    switch Array(head.prefix(8)) {
    case [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0]: (isSwapped, unit) = (false, 1000)
    case [0x4D, 0x3C, 0xB2, 0xA1, 2, 0, 4, 0]: (isSwapped, unit) = (false, 1)
    case [0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4]: (isSwapped, unit) = (true, 1000)
    case [0xA1, 0xB2, 0x3C, 0x4D, 0, 2, 0, 4]: (isSwapped, unit) = (true, 1)
    default: return nil
    }
    source = stream.source
    ahead = ReadAhead(source)
    fractionLimit = UInt32(1_000_000_000 / unit)
    limit = snapshotLength
    buffer = buffers.take()
    unsafe base = buffer.base
    (start, end) = (PlainRecords.reserve, PlainRecords.reserve)
  }

  /// Goes on to the next record.
  ///
  /// - Returns: false where it is none that is read here; then nothing of it was taken.
  @inline(__always)
  mutating func advance() -> Bool {
    guard end &- start >= PlainRecords.headerLength || fill(PlainRecords.headerLength) else {
      return false
    }
    let seconds = word(0)
    let fraction = word(4)
    captured = Int(word(8))
    original = Int(word(12))
    guard fraction < fractionLimit, captured <= min(limit, original) else {
      return false
    }
    let length = PlainRecords.headerLength &+ captured
    guard end &- start >= length || fill(length) else { return false }
    nanoseconds = Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* unit
    start &+= length
    return true
  }

  /// The captured bytes of the record at hand, until the next call of `advance`.
  var bytes: UnsafeBufferPointer<UInt8> {
    @inline(__always) get {
      let first = unsafe (base + place).assumingMemoryBound(to: UInt8.self)
      return unsafe UnsafeBufferPointer(start: first, count: captured)
    }
  }

  /// Where in `buffer` these bytes lie.
  var place: Int {
    @inline(__always) get { start &- captured }
  }

  /// The unit of times where each frame lies behind its record's header as this machine writes it; nil
  /// where the capture's byte order is another.
  var precision: TimestampPrecision? {
    isSwapped ? nil : unit == 1 ? .nanoseconds : .microseconds
  }

  /// Says that whoever takes the records knows the buffer.
  mutating func noteBuffer() { isFresh = false }

  /// Gives back what was not taken, so that libpcap reads it.
  mutating func handOver() {
    let rest = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
    let further = ahead?.stop() ?? []
    source.putBack(unsafe Array(rest) + further)
    start = end
  }

  @inline(__always)
  private func word(_ offset: Int) -> UInt32 {
    let word = unsafe UInt32(
      littleEndian: base.loadUnaligned(fromByteOffset: start &+ offset, as: UInt32.self))
    return isSwapped ? word.byteSwapped : word
  }

  /// Reads until so many bytes are at hand, at most a whole record; false where there are no more.
  @inline(never)
  private mutating func fill(_ length: Int) -> Bool {
    let count = end &- start
    guard count <= PlainRecords.reserve, length <= PlainRecords.reserve else { return false }
    if let ahead {
      while end &- start < length {
        let piece = ahead.next()
        guard piece.count > 0 else { return false }
        goOn(in: piece.buffer, piece.count)
      }
      return true
    }
    let isUsedUp = room < PlainRecords.leastRoom
    if isUsedUp || PlainRecords.capacity &- end < length &- count {
      goOn(in: buffers.take(), 0)
    }
    while end &- start < length {
      let size = max(room, length &- (end &- start))
      let area = unsafe UnsafeMutableRawBufferPointer(start: base + end, count: size)
      let read = unsafe source.read(into: area)
      guard read > 0 else { return false }
      end &+= read
    }
    return true
  }

  /// The bytes of the share that are not filled.
  private var room: Int { PlainRecords.reserve &+ PlainRecords.share &- end }

  /// Goes on in a buffer that has some bytes already, with those before them that no record has taken.
  private mutating func goOn(in next: FrameBuffer, _ filled: Int) {
    let count = end &- start
    let first = PlainRecords.reserve &- count
    unsafe (next.base + first).copyMemory(from: base + start, byteCount: count)
    unsafe base = next.base
    buffer = next
    isFresh = true
    (start, end) = (first, PlainRecords.reserve &+ filled)
  }
}
