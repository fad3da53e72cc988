import CaptureFiles
import Dispatch
import Packets
import Primitives
import Synchronization

/// Decoded frames in the order of their input, with the bytes of those that matter.
struct FrameBlock: Sendable {
  /// A frame.
  struct Entry: Sendable {
    /// Its number over all inputs, from 1.
    var number: Int
    /// Its time in nanoseconds since 1970.
    var time: Int64
    /// Its captured length in bytes.
    var length: Int
    /// What it holds.
    var decoded: DecodedFrame
    /// Where the bytes that the decoder speaks of stand: in `datagrams` where the frame completes one,
    /// else in `bytes`.
    var bytes: Range<Int>
  }

  var entries: [Entry] = []
  /// The frames that matter; where the capture is written again, all frames as records.
  var bytes: [UInt8] = []
  /// The bytes of reassembled datagrams.
  var datagrams: [UInt8] = []
  /// Which frames carry what of each of them.
  var parts: [[FragmentPart]] = []

  /// A block is handed over when it has so many bytes or frames.
  static let byteLimit = 1 << 20
  static let entryLimit = 4096

  var isFull: Bool { bytes.count >= FrameBlock.byteLimit || entries.count >= FrameBlock.entryLimit }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: bytes.capacity <= 2 * FrameBlock.byteLimit)
    datagrams.removeAll()
    parts.removeAll()
  }

  /// Adds a frame: what was decoded of it, and the bytes that the decoder speaks of.
  mutating func append(
    _ decoded: DecodedFrame, _ bytes: Span<UInt8>, number: Int, time: Int64, length: Int
  ) {
    let start = self.bytes.count
    self.bytes.append(bytes, in: 0..<bytes.count)
    entries.append(
      Entry(
        number: number, time: time, length: length, decoded: decoded,
        bytes: start..<start + bytes.count))
  }

  /// Adds a frame that completes a datagram.
  mutating func append(
    _ decoded: DecodedFrame, _ datagram: [UInt8], _ parts: [FragmentPart], number: Int,
    time: Int64, length: Int
  ) {
    let start = datagrams.count
    datagrams += datagram
    self.parts.append(parts)
    entries.append(
      Entry(
        number: number, time: time, length: length, decoded: decoded,
        bytes: start..<start + datagram.count))
  }
}

/// Reads and decodes an input on a thread of its own, a few blocks ahead of the analysis.
///
/// The blocks come in the order of the input, so that nothing depends on how the threads run.
final class FrameBlocks: Sendable {
  /// What is known of an input once it is open.
  struct Header: Sendable {
    var linkTypeName: String
    var snapshotLength: Int
    /// Nil where it is not understood.
    var linkType: LinkType?
    var precision = TimestampPrecision.microseconds
  }

  /// What the reading thread hands over.
  enum Item: Sendable {
    case header(Header)
    case block(FrameBlock)
    /// The last one: the decoder comes back, with the error that ended the input.
    case end(PacketDecoder, CaptureError?)
  }

  private struct State {
    var items: [Item] = []
    var spare: [FrameBlock] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  private let ready = DispatchSemaphore(value: 0)
  private let room = DispatchSemaphore(value: 2)

  /// Starts to read an input; `first` is the number of the last frame of earlier ones.
  ///
  /// With `records` the blocks hold all frames as records; `precision` is the unit of their time
  /// stamps, nil for the input's own.
  init(
    _ input: CaptureInput, filter: String?, after first: Int, decoder: PacketDecoder,
    records: Bool = false, precision: TimestampPrecision? = nil
  ) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      read(input, filter: filter, after: first, decoder: decoder, records: records, precision)
    }
  }

  /// The next item; waits for it.
  func next() -> Item {
    ready.wait()
    room.signal()
    return state.withLock { $0.items.removeFirst() }
  }

  /// Gives a block's memory back.
  func recycle(_ block: FrameBlock) {
    state.withLock { if $0.spare.count < 2 { $0.spare.append(block) } }
  }

  /// Asks the reading to end; the end still comes.
  func stop() { state.withLock { $0.isStopped = true } }

  private func put(_ item: Item) {
    room.wait()
    state.withLock { $0.items.append(item) }
    ready.signal()
  }

  private func fresh() -> FrameBlock {
    var block = state.withLock { $0.spare.popLast() } ?? FrameBlock()
    block.removeAll()
    return block
  }

  private func read(
    _ input: CaptureInput, filter: String?, after first: Int, decoder: PacketDecoder,
    records: Bool, _ precision: TimestampPrecision?
  ) {
    var decoder = decoder
    var failure: CaptureError?
    do throws(CaptureError) {
      var reader = try CaptureReader(opening: input, filter: filter)
      let known = LinkType(dataLinkType: reader.linkType)
      put(
        .header(
          Header(
            linkTypeName: reader.linkTypeName, snapshotLength: reader.snapshotLength,
            linkType: known, precision: reader.precision)))
      guard let linkType = known else {
        throw CaptureError(
          path: input.path, reason: "link type \(reader.linkTypeName) is not understood",
          remedy: "capture on an Ethernet, cooked, raw IP, loopback or PPP interface")
      }
      let format =
        !records
        ? nil
        : SavefileFormat(
          precision: precision ?? reader.precision, linkType: 0, snapshotLength: 0)
      var block = fresh()
      // What comes through a pipe is not held back for a block to fill.
      let isPrompt = input == .standardInput
      let outcome = reader.read { frame, bytes in
        let number = first + frame.number
        let decoded = decoder.decode(
          bytes, linkType: linkType, originalLength: frame.originalLength, number: number,
          time: frame.nanoseconds)
        let time = frame.nanoseconds
        format?.appendRecordHeader(
          to: &block.bytes, nanoseconds: time, captured: bytes.count,
          original: frame.originalLength)
        switch decoded {
        case .segment:
          block.append(decoded, bytes, number: number, time: time, length: bytes.count)
        case .reassembled:
          if format != nil { block.bytes.append(bytes, in: 0..<bytes.count) }
          block.append(
            decoded, decoder.datagram, decoder.datagramParts, number: number, time: time,
            length: bytes.count)
        case .fragment, .other, .malformed:
          let kept = format == nil ? 0 : bytes.count
          block.append(
            decoded, bytes.extracting(0..<kept), number: number, time: time, length: bytes.count)
        }
        guard block.isFull || isPrompt else { return true }
        put(.block(block))
        block = fresh()
        return !state.withLock { $0.isStopped }
      }
      if !block.entries.isEmpty { put(.block(block)) }
      if case .damaged(let error) = outcome { failure = error }
    } catch {
      failure = error
    }
    put(.end(decoder, failure))
  }
}
