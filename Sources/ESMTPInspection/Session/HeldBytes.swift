import Primitives

/// Bytes of one direction that wait for a decision, with the segments that brought them.
struct HeldBytes: Sendable {
  /// The stream offset of the first byte.
  private(set) var start: UInt64 = 0
  /// The bytes.
  private(set) var bytes: [UInt8] = []
  /// Where each segment's part starts, and the segment.
  private(set) var pieces: [Piece] = []

  /// How many bytes are held in most sessions at most.
  private static let usual = 256

  /// The part of one segment.
  struct Piece: Sendable {
    var start: UInt64
    /// Where its whole segment starts, of which an earlier piece may be held, too.
    var segment: UInt64
    var moment: Moment
    /// Whether it lies in the masked rest of its packet.
    var isMasked = false
  }

  var isEmpty: Bool { bytes.isEmpty }
  var end: UInt64 { start + UInt64(bytes.count) }

  /// The end of what the first segment brought.
  var endOfFirstSegment: UInt64 {
    pieces.first { $0.segment != pieces[0].segment }?.start ?? end
  }

  /// Adds a part of a segment; the first one decides where the held bytes start.
  ///
  /// - Parameters:
  ///   - segment: the segment.
  ///   - range: the part.
  ///   - offset: the stream offset of its first byte.
  ///   - whole: the stream offset of the whole segment; nil where it starts here.
  ///   - moment: the frame of the segment, and its time.
  ///   - isMasked: whether it lies in the masked rest of its packet.
  ///   - continues: whether the part before it, if one is held, is of the same segment.
  mutating func append(
    _ segment: Span<UInt8>, in range: Range<Int>, offset: UInt64, of whole: UInt64? = nil,
    moment: Moment, isMasked: Bool = false, continues: Bool = false
  ) {
    guard !range.isEmpty else { return }
    if bytes.isEmpty { start = offset }
    // Most of what is held is a few lines: one allocation in place of one for each that comes.
    if bytes.capacity == 0 { bytes.reserveCapacity(HeldBytes.usual) }
    if !continues || pieces.isEmpty {
      pieces.append(
        Piece(start: offset, segment: whole ?? offset, moment: moment, isMasked: isMasked))
    }
    bytes.append(segment, in: range)
  }

  /// The segment that brought the byte at a stream offset; nil where it is not held.
  func moment(at offset: UInt64) -> Moment? {
    guard offset >= start, offset < end else { return nil }
    return pieces.last { $0.start <= offset }?.moment
  }

  /// Empties and keeps the memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: bytes.capacity <= 4096)
    pieces.removeAll(keepingCapacity: pieces.capacity <= 64)
  }
}
