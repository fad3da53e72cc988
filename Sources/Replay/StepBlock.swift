import ASAPolicy
import CaptureFiles
import Packets
import Primitives
import Reassembly
import Rewriting

/// What a run of frames brought: the steps of their sessions in order, with the bytes of these.
struct StepBlock: Sendable {
  /// A step of a session.
  struct Entry: Sendable {
    var kind: Kind
    /// The slot of its connection.
    var slot: Int32
    /// The frames of the connection up to now, both ways.
    var packets: UInt32
  }

  enum Kind: Sendable {
    /// A session; an index into `openings`.
    case opened(Int)
    /// What the inspection is to know of both sides.
    case peers(Peers)
    /// Something of its streams. Bytes are a range of `buffer` where they are a payload, else of `bytes`.
    case step(Step)
    /// A segment after a time without any.
    case silence(Silence)
    /// A segment that brought nothing else, told where packets count.
    case segment(Moment)
    /// Time goes on, told where limits of connections are evaluated elsewhere.
    case time(Moment)
    /// The end; an index into `endings`.
    case closed(Int)
    /// A session of which nothing but parts of a handshake came, from start to end; an index into
    /// `endings`.
    case bare(Int)
    /// The end of what a frame brought; an index into `placements`.
    case frame(Int)
  }

  /// What the packets of a connection have shown by now.
  struct Peers: Sendable {
    /// What the client may send in one segment in bytes, 0 where the server has not said it.
    var clientSegmentLimit: UInt16
    /// What the server may send in one segment in bytes, 0 where the client has not said it.
    var serverSegmentLimit: UInt16
    /// The side without a packet so far.
    var silentSide: Sender?
  }

  /// A segment after a time without any.
  struct Silence: Sendable {
    var sender: Sender
    var bits: ControlBits
    /// The time since the segment before it, in nanoseconds.
    var duration: Int64
    var moment: Moment
  }

  /// The start of a session.
  struct Opening: Sendable {
    var connection: Connection
    /// One for each policy of the run.
    var classifications: [Classification]
  }

  /// The end of a session.
  struct Ending: Sendable {
    var connection: Connection
    var closing: Step.Closing
    /// The side whose RST or FIN it was.
    var sender: Sender
    var moment: Moment
    /// Whether it was ended because there were too many, and nothing but parts of a handshake had come.
    var isEvicted = false
    /// What its packets showed of their way.
    var notes = PathNotes()
    /// The last frame before something that could not be read and may hold the rest of it; nil where its
    /// end was captured, or all was read.
    var unread: Moment?

    /// Until when it is known that nothing more of it came.
    var followed: Moment { unread ?? moment }
    /// Whether the capture goes no further, and the connection may have.
    var isCutOff: Bool { closing == .endOfCapture || unread != nil }

    /// The frame that ended it, from 1; 0 where the capture did.
    var frame: Int { closing == .endOfCapture ? 0 : moment.frame }
  }

  /// A frame of the rewritten capture. Trivial: there is one for each frame.
  struct Placement: Sendable {
    var moment: Moment
    /// Its captured length in bytes.
    var length: Int
    /// What it holds.
    var decoded: DecodedFrame
    /// The connection of its segment, or of the datagram that it completes.
    var owner: SegmentOwner?
    /// Whether nobody has looked at its bytes, because no connection that is open takes them.
    var isStray = false
    /// The datagram that it completes; an index into `datagrams`.
    var datagram: Int?
    /// Whether it is no frame, but the end of what came before one.
    var isEmpty = false
  }

  /// A datagram that was put together from frames.
  struct Datagram: Sendable {
    var bytes: [UInt8] = []
    /// Which frames carry what of it.
    var parts: [FragmentPart] = []
  }

  private(set) var entries: [Entry] = []
  /// All frames as records, where the capture is written again.
  var records = FrameRun()
  private(set) var placements: [Placement] = []
  private(set) var datagrams: [Datagram] = []
  /// Where its frames lie; nil where the bytes of all of its steps are copied.
  var buffer: FrameBuffer?
  /// The bytes of steps that lie in no buffer.
  private(set) var bytes: [UInt8] = []
  private(set) var openings: [Opening] = []
  private(set) var endings: [Ending] = []
  /// The number of frames.
  private(set) var frames = 0
  /// Their captured lengths, in bytes.
  private(set) var capturedBytes: UInt64 = 0
  private var (earliest, latest) = (Int64.max, Int64.min)
  /// Their earliest and latest times, in nanoseconds since 1970; nil where it has none.
  var span: ClosedRange<Int64>? { frames > 0 ? earliest...latest : nil }
  /// The last frame.
  private(set) var last = Moment(frame: 0, time: 0)

  /// A block is handed over when it has so many bytes, entries, frames or bare sessions.
  ///
  /// Small enough that what one thread has written is still in the cache when the other reads it.
  static let byteLimit = 1 << 18
  static let entryLimit = 2048
  static let frameLimit = 1 << 14
  /// The ends of sessions are large.
  static let endingLimit = 256

  var isFull: Bool {
    bytes.count >= StepBlock.byteLimit || entries.count >= StepBlock.entryLimit
      || frames >= StepBlock.frameLimit || endings.count >= StepBlock.endingLimit
      || records.count >= StepBlock.byteLimit
  }

  /// Makes the block empty; its memory stays.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    buffer = nil
    bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * StepBlock.byteLimit)
    openings.removeAll(keepingCapacity: true)
    endings.removeAll(keepingCapacity: true)
    records.removeAll()
    placements.removeAll(keepingCapacity: true)
    datagrams.removeAll()
    frames = 0
    capturedBytes = 0
    (earliest, latest) = (.max, .min)
  }

  /// Ends what a frame brought.
  mutating func append(_ placement: Placement) {
    append(.frame(placements.count), 0, packets: 0)
    placements.append(placement)
  }

  /// The datagram that a frame completes, empty where it completes none.
  func datagram(of placement: Placement) -> Datagram {
    placement.datagram.map { datagrams[$0] } ?? Datagram()
  }

  /// Ends what a frame brought that completes a datagram.
  mutating func append(_ placement: Placement, completing datagram: Datagram) {
    var placement = placement
    placement.datagram = datagrams.count
    datagrams.append(datagram)
    append(placement)
  }

  /// Counts a frame of a captured length in bytes.
  mutating func count(_ moment: Moment, length: Int) {
    frames &+= 1
    capturedBytes &+= UInt64(truncatingIfNeeded: length)
    last = moment
    earliest = min(earliest, moment.time)
    latest = max(latest, moment.time)
  }

  /// The number of the first placed frame with a time outside a span; 0 where there is none.
  func firstFrame(outside times: ClosedRange<Int64>) -> Int {
    placements.first { !$0.isEmpty && !times.contains($0.moment.time) }?.moment.frame ?? 0
  }

  mutating func append(_ kind: Kind, _ slot: Int, packets: Int) {
    entries.append(
      Entry(
        kind: kind, slot: Int32(truncatingIfNeeded: slot),
        packets: UInt32(truncatingIfNeeded: packets)))
  }

  mutating func append(_ opening: Opening, _ slot: Int, packets: Int) {
    append(.opened(openings.count), slot, packets: packets)
    openings.append(opening)
  }

  @inline(__always)
  mutating func append(_ ending: consuming Ending, _ slot: Int, packets: Int) {
    append(.closed(endings.count), slot, packets: packets)
    endings.append(ending)
  }

  /// Adds the end of a session that was not told before.
  @inline(__always)
  mutating func append(
    bare ending: consuming Ending, _ slot: Int, packets: Int
  ) {
    append(.bare(endings.count), slot, packets: packets)
    endings.append(ending)
  }

  /// Adds a step that brings bytes, with a copy of them.
  mutating func append(_ step: Step, _ bytes: Span<UInt8>, _ slot: Int, packets: Int) {
    let start = self.bytes.count
    self.bytes.append(bytes, in: 0..<bytes.count)
    var step = step
    step.kind = .bytes(.released(start..<start &+ bytes.count))
    append(.step(step), slot, packets: packets)
  }

  /// Adds a step that brings bytes of the buffer.
  mutating func append(_ step: Step, at range: Range<Int>, _ slot: Int, packets: Int) {
    var step = step
    step.kind = .bytes(.payload(range))
    append(.step(step), slot, packets: packets)
  }

  /// Whether a frame's record can be added: all of a block lie in its buffer, or none.
  func canRecord(lentAt place: Int?) -> Bool { frames == 0 || records.isLent == (place != nil) }

  /// Adds a frame's record.
  ///
  /// - Parameters:
  ///   - bytes: the captured bytes.
  ///   - place: where they lie in the buffer, behind a record header of the output's; nil where they are
  ///     copied.
  ///   - originalLength: the frame's length on the wire in bytes.
  ///   - time: its time in nanoseconds since 1970.
  ///   - format: the form of the output.
  @inline(__always)
  mutating func record(
    _ bytes: Span<UInt8>, lentAt place: Int?, originalLength: Int, time: Int64,
    as format: SavefileFormat
  ) {
    if let place, let buffer {
      records.extend(
        in: buffer, to: place &- SavefileFormat.recordHeaderLength..<place &+ bytes.count)
    } else {
      records.append(bytes, originalLength: originalLength, time: time, as: format)
    }
  }

  /// Lends the buffer; no byte where there is none.
  func withBuffer<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
    guard let buffer else { return body([UInt8]().span) }
    return buffer.withBytes(body)
  }

  /// A copy of the bytes of a step.
  func copy(_ source: Step.BytesSource) -> [UInt8] {
    switch source {
    case .released(let range): return Array(bytes[range])
    case .payload(let range):
      return withBuffer { buffer in
        var copy: [UInt8] = []
        copy.append(buffer, in: range)
        return copy
      }
    }
  }
}

extension StepBlock.Placement {
  /// The end of what came before a frame, or behind the last one.
  static func none(at moment: Moment) -> StepBlock.Placement {
    StepBlock.Placement(moment: moment, length: 0, decoded: .other, isEmpty: true)
  }
}
