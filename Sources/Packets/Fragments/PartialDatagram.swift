import Primitives

/// The fragments of one datagram that have arrived, or of one that was whole a moment ago.
struct PartialDatagram: Sendable {
  /// What became of a fragment.
  enum Outcome {
    case kept
    /// The same part with the same bytes again.
    case duplicate
    /// It overlaps another one or contradicts the datagram's end: the datagram is dropped.
    case overlap
    /// The datagram was dropped before.
    case late
  }

  /// One kept fragment.
  struct Piece: Sendable {
    /// Its place in the datagram's payload, of the length on the wire.
    var range: Range<Int>
    /// Where its captured bytes stand in `bytes`, and how many they are.
    var storage: Range<Int>
    var frame: Int
    var frameOffset: Int
  }

  /// The latest capture time up to the first fragment in nanoseconds.
  let time: Int64
  /// Set after an overlap: what is yet to come is dropped too (RFC 5722 section 4).
  private(set) var isDropped = false
  private(set) var isWhole = false
  private(set) var header: [UInt8] = []
  private(set) var nextHeaderField = 0
  private(set) var nextHeader: UInt8 = 0
  private(set) var bytes: [UInt8] = []
  /// Sorted by range; they never overlap.
  private(set) var pieces: [Piece] = []
  private(set) var duplicates: [Piece] = []
  private(set) var length: Int?
  private var covered = 0
  private(set) var headerChecksum = ChecksumState.right

  init(time: Int64) { self.time = time }

  /// What the datagram is charged with in bytes.
  var cost: Int {
    256 + header.count + bytes.count
      + (pieces.count + duplicates.count) * MemoryLayout<Piece>.stride
  }

  /// Takes a fragment of a datagram that is not whole yet.
  mutating func insert(_ fragment: Fragment, of frame: Span<UInt8>, number: Int) -> Outcome {
    guard !isDropped else { return .late }
    let index = firstPiece(endingAfter: fragment.range.lowerBound)
    if isCopy(fragment, of: frame, at: index) {
      duplicates.append(
        Piece(
          range: fragment.range, storage: 0..<fragment.payload.count,
          frame: number, frameOffset: fragment.payload.lowerBound))
      return .duplicate
    }
    guard fits(fragment, before: index) else {
      self = PartialDatagram(time: time)
      isDropped = true
      return .overlap
    }
    if fragment.range.lowerBound == 0 {
      header.append(frame, in: fragment.header)
      nextHeaderField = fragment.nextHeaderField - fragment.header.lowerBound
      nextHeader = fragment.nextHeader
    }
    if fragment.isLast { length = fragment.range.upperBound }
    if headerChecksum != .wrong, fragment.headerChecksum != .right {
      headerChecksum = fragment.headerChecksum
    }
    let storage = bytes.count..<bytes.count + fragment.payload.count
    bytes.append(frame, in: fragment.payload)
    pieces.insert(
      Piece(
        range: fragment.range, storage: storage, frame: number,
        frameOffset: fragment.payload.lowerBound), at: index)
    covered += fragment.range.count
    isWhole = covered == length
    return .kept
  }

  /// Whether the datagram may hold a segment to or from one of the ports, which its first fragment names
  /// where it has come.
  func mayHoldSegment(of ports: PortSet) -> Bool {
    guard nextHeader == InternetHeader.tcp, let first = pieces.first, first.range.lowerBound == 0,
      first.storage.count >= 4
    else { return true }
    let start = first.storage.lowerBound
    return ports.contains(bytes.span.word(at: start))
      || ports.contains(bytes.span.word(at: start + TCPHeader.destinationPort))
  }

  private func firstPiece(endingAfter offset: Int) -> Int {
    pieces.indices.partitioningIndex { pieces[$0].range.upperBound > offset }
  }

  /// Whether a fragment repeats one that was kept, as far as both were captured.
  func isCopy(_ fragment: Fragment, of frame: Span<UInt8>) -> Bool {
    isCopy(fragment, of: frame, at: firstPiece(endingAfter: fragment.range.lowerBound))
  }

  private func isCopy(_ fragment: Fragment, of frame: Span<UInt8>, at index: Int) -> Bool {
    guard index < pieces.count else { return false }
    let piece = pieces[index]
    guard piece.range == fragment.range,
      fragment.isLast == (piece.range.upperBound == length)
    else { return false }
    let count = min(fragment.payload.count, piece.storage.count)
    return equalBytes(
      frame, fragment.payload.prefix(count), bytes.span, piece.storage.prefix(count))
  }

  private func fits(_ fragment: Fragment, before index: Int) -> Bool {
    if index < pieces.count, pieces[index].range.lowerBound < fragment.range.upperBound {
      return false
    }
    if let length {
      return !fragment.isLast && fragment.range.upperBound <= length
    }
    return !fragment.isLast || (pieces.last?.range.upperBound ?? 0) <= fragment.range.lowerBound
  }
}

extension Range<Int> {
  /// The first `count` numbers, or all where they are fewer.
  fileprivate func prefix(_ count: Int) -> Range<Int> {
    lowerBound..<lowerBound + Swift.min(count, self.count)
  }
}
