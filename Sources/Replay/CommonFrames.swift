import Packets
import Reassembly

/// What `CommonDecoder` has found in some frames, in their order.
struct CommonFrames: Sendable {
  /// What a frame holds.
  enum Kind: UInt8 {
    /// The segment at hand.
    case segment
    case other
    /// Nobody has looked, or it is not common.
    case unknown
  }

  private var kinds: [Kind] = []
  private var segments: [Segment] = []
  /// How many frames were taken, and which of the segments is at hand.
  private var (taken, place) = (0, -1)

  /// Makes it empty; its memory stays.
  mutating func removeAll() {
    kinds.removeAll(keepingCapacity: true)
    segments.removeAll(keepingCapacity: true)
    (taken, place) = (0, -1)
  }

  /// Looks at the next frame.
  mutating func append(_ frame: Span<UInt8>, _ decoder: CommonDecoder) {
    switch decoder.decode(frame) {
    case .segment(let segment):
      kinds.append(.segment)
      segments.append(segment)
    case .other: kinds.append(.other)
    case .reassembled, .fragment, .malformed, nil: kinds.append(.unknown)
    }
  }

  /// What the next frame holds.
  @inline(__always)
  mutating func next() -> Kind {
    guard taken < kinds.count else { return .unknown }
    let kind = kinds[taken]
    taken &+= 1
    if kind == .segment { place &+= 1 }
    return kind
  }

  /// Has what is needed for the segments behind the one at hand fetched.
  @inline(__always)
  func foresee(_ reassembler: borrowing Reassembler) {
    let (soon, sooner) = (place &+ CommonFrames.foresight, place &+ CommonFrames.foresight / 2)
    if soon < segments.count { reassembler.foresee(segments[soon], segments[sooner]) }
  }

  /// How many segments are handled in the time that memory takes to be fetched twice.
  private static let foresight = 6

  /// The segment at hand; nobody asks where there is none.
  var segment: Segment {
    @inline(__always) _read { yield segments[place] }
  }
}
