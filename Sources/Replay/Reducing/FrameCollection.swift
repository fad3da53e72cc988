import ASAPolicy
import CaptureFiles
import Packets
import Primitives
import Reassembly
import Reports
import Rewriting

/// The frames of chosen sessions, with what is needed to put others in their place.
struct FrameCollection {
  /// A frame as captured.
  struct Frame {
    var number: Int
    var time: Int64
    var originalLength: Int
    var bytes: [UInt8]
    /// The input that it stands in.
    var input: Int
    var session: Int
    /// Where it holds a part of a datagram: its own bytes, the datagram and that one's bytes.
    var part: (range: Range<Int>, datagram: Int, source: Range<Int>)?
  }

  private(set) var frames: [Frame] = []
  private(set) var datagrams: [(session: Int, bytes: [UInt8])] = []
  private(set) var headers: [StepReading.Header] = []
  private(set) var sessions: [Int: ReducedSession] = [:]
  /// Frames of sessions that were not chosen, and those of none.
  private(set) var leftOut = (others: 0, strays: 0)

  private let chosen: Set<Int>
  private var origins: [Int: [Socket: SequenceNumber]] = [:]
  /// The latest session of two sockets.
  private var latest: [SocketPair: Int] = [:]
  /// Frames with fragments whose datagram is not there yet, the oldest first.
  private var fragments: [Frame] = []
  private var bytes = 0

  /// The bytes of frames and streams that are held at once.
  static let limit = 1 << 28
  private static let fragmentLimit = 4096

  /// Reads the frames and the streams of sessions.
  ///
  /// - Throws: `ReductionError` where there are too many, link types differ within one output, or the inputs
  ///   are not what the trace of an earlier reading says.
  init(
    _ inputs: [CaptureInput], filter: String?, policy: LoadedPolicy, options: AnalysisOptions,
    chosen: Set<Int>, asRead trace: ReadingTrace?, progress: (ReadingProgress) -> Void
  ) throws(ReductionError) {
    self.chosen = chosen
    var options = options
    options.reduced = chosen
    options.keepsFrames = true
    let feed = CaptureFeed(
      SessionTracker(policies: [policy], options: options))
    var analysis = Analysis(policy: policy, options: options)
    do throws(OutputError) {
      for (place, input) in inputs.enumerated() {
        _ = try feed.read(input, filter: filter) { block throws(OutputError) in
          if headers.count == place, let header = feed.header { headers.append(header) }
          analysis.take(block)
          _ = analysis.takeFinished()
          take(block, of: place)
          guard bytes <= FrameCollection.limit else {
            throw OutputError(
              path: input.path,
              reason: "the chosen sessions have more than \(FrameCollection.limit) bytes",
              remedy: "choose fewer with '--session'")
          }
          progress(feed.progress)
        }
        if headers.count == place {
          headers.append(
            feed.header
              ?? StepReading.Header(
                linkTypeName: "unknown", snapshotLength: 0, linkType: nil, precision: .microseconds)
          )
        }
      }
      try feed.finish { block throws(OutputError) in
        analysis.take(block)
        _ = analysis.takeFinished()
      }
      try trace?.require(ReadingTrace(feed), of: inputs)
    } catch {
      throw ReductionError("\(error)")
    }
    leftOut.strays += fragments.count
    sessions = analysis.reductions
    for (number, known) in origins {
      guard let session = sessions[number] else { continue }
      sessions[number]?.clientOrigin = known[session.client]
      sessions[number]?.serverOrigin = known[session.server]
    }
    frames.sort { $0.number < $1.number }
  }

  private mutating func take(_ block: StepBlock, of input: Int) {
    var place = 0
    let header = SavefileFormat.recordHeaderLength
    for entry in block.entries {
      guard case .frame(let index) = entry.kind else { continue }
      let placement = block.placements[index]
      guard !placement.isEmpty else { continue }
      let start = place + header
      let end = start + placement.length
      place = end
      let length = block.records.bytes(in: start - 4..<start).reversed().reduce(0) {
        $0 << 8 | Int($1)
      }
      take(
        placement, block.records.bytes(in: start..<end), block.datagram(of: placement),
        originalLength: length, of: input)
    }
  }

  private mutating func take(
    _ placement: StepBlock.Placement, _ bytes: [UInt8], _ datagram: StepBlock.Datagram,
    originalLength: Int, of input: Int
  ) {
    func frame(_ session: Int) -> Frame {
      Frame(
        number: placement.moment.frame, time: placement.moment.time,
        originalLength: originalLength, bytes: bytes, input: input, session: session)
    }
    switch placement.decoded {
    case .segment(let segment):
      guard let number = note(placement.owner, segment) else { return }
      keep(frame(number))
    case .reassembled(let segment):
      take(datagram, frame(0), session: note(placement.owner, segment))
    case .fragment:
      fragments.append(frame(0))
      if fragments.count > FrameCollection.fragmentLimit {
        fragments.removeFirst()
        leftOut.strays += 1
      }
    case .other, .malformed:
      guard let number = quotedSession(bytes, originalLength: originalLength, of: input) else {
        leftOut.strays += 1
        return
      }
      keep(frame(number))
    }
  }

  private mutating func keep(_ frame: Frame) {
    frames.append(frame)
    bytes += frame.bytes.count * 2
  }

  /// Notes whose segment it is; nil where it is not that of a chosen session.
  private mutating func note(_ owner: SegmentOwner?, _ segment: Segment) -> Int? {
    guard let owner else {
      leftOut.strays += 1
      return nil
    }
    latest[SocketPair(segment.source, segment.destination)] = owner.number
    guard chosen.contains(owner.number) else {
      leftOut.others += 1
      return nil
    }
    let isClient = owner.sender == .client
    let own = isClient ? owner.clientOrigin : owner.serverOrigin
    let peer = isClient ? owner.serverOrigin : owner.clientOrigin
    if let own { origins[owner.number, default: [:]][segment.source] = own }
    if let peer { origins[owner.number, default: [:]][segment.destination] = peer }
    return owner.number
  }

  /// Takes the frames of a datagram that is complete.
  private mutating func take(_ datagram: StepBlock.Datagram, _ last: Frame, session: Int?) {
    var parts: [(frame: Frame, part: FragmentPart)] = []
    for part in datagram.parts {
      if part.frame == last.number {
        parts.append((last, part))
      } else if let place = fragments.firstIndex(where: { $0.number == part.frame }) {
        parts.append((fragments.remove(at: place), part))
      }
    }
    guard let session else {
      leftOut.others += max(parts.count - 1, 0)
      return
    }
    datagrams.append((session, datagram.bytes))
    bytes += datagram.bytes.count * 2
    for (var frame, part) in parts {
      frame.session = session
      let range = part.offset..<part.offset + part.range.count
      guard range.upperBound <= frame.bytes.count else { continue }
      // What lies behind a cut is in no stream, and nothing is known to stand in its place.
      if range.isEmpty { frame.bytes.removeLast(frame.bytes.count - range.lowerBound) }
      frame.part = (range, datagrams.count - 1, part.range)
      keep(frame)
    }
  }

  /// The chosen session whose packet an ICMP error quotes.
  private func quotedSession(_ bytes: [UInt8], originalLength: Int, of input: Int) -> Int? {
    guard let linkType = linkType(of: input), bytes.count > 28 else { return nil }
    guard
      let layout = FrameLayout(bytes.span, linkType: linkType, originalLength: originalLength),
      let quote = ErrorQuote(bytes.span, in: layout.packet),
      let number = latest[SocketPair(quote.source, quote.destination)], chosen.contains(number)
    else { return nil }
    return number
  }

  /// What the frames of an input start with.
  private func linkType(of input: Int) -> LinkType? {
    input < headers.count ? headers[input].linkType : nil
  }
}
