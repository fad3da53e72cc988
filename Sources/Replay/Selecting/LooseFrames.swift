import Packets
import Primitives
import Rewriting

/// Frames that are of chosen sessions, though reassembly gives them to none: fragments of datagrams that
/// never become whole, of which the first one has the ports, and ICMP errors that quote a session.
struct LooseFrames {
  private struct Fragments {
    var time: Int64
    /// Those whose session is not known yet.
    var frames: [Int] = []
    var file: Int?
  }

  /// By number, the place of the file.
  private let sessions: [Int: Int]
  /// The number of the latest session of each slot.
  private var numbers: [Int] = []
  /// The files of the chosen sessions that had two sockets last.
  private var latest: [SocketPair: Int] = [:]
  private var fragments: [FragmentKey: Fragments] = [:]

  /// How many datagrams are remembered, and for how many nanoseconds: no longer than the decoder does.
  private static let limit = 4096
  /// How many frames of a datagram are remembered: so many fragments, of 8 bytes, can it have.
  private static let mostFrames = 65_536 / 8
  private static let lifetime: Int64 = 30_000_000_000

  /// - Parameter sessions: by number, the place of the file.
  init(of sessions: [Int: Int]) { self.sessions = sessions }

  /// Learns whose sockets those of a segment are.
  mutating func note(_ segment: Segment, of owner: SegmentOwner) {
    while numbers.count <= owner.slot { numbers.append(0) }
    guard numbers[owner.slot] != owner.number else { return }
    numbers[owner.slot] = owner.number
    let pair = SocketPair(segment.source, segment.destination)
    if let file = sessions[owner.number] {
      latest[pair] = file
    } else if latest[pair] != nil {
      latest[pair] = nil
    }
  }

  /// The file of the session that an ICMP error quotes; nil where it is none, or of no chosen one.
  func file(quotedBy frame: Span<UInt8>, _ linkType: LinkType, originalLength: Int) -> Int? {
    guard !latest.isEmpty,
      let layout = FrameLayout(frame, linkType: linkType, originalLength: originalLength),
      let quote = ErrorQuote(frame, in: layout.packet)
    else { return nil }
    return latest[SocketPair(quote.source, quote.destination)]
  }

  /// Takes a frame with a fragment.
  ///
  /// - Returns: frames whose session this one tells, itself among them, and the place of their file.
  mutating func take(
    _ frame: Span<UInt8>, _ linkType: LinkType, at moment: Moment
  ) -> (frames: [Int], file: Int)? {
    guard let layout = FragmentLayout(frame, linkType: linkType) else { return nil }
    // Taken out, so that what is added to it copies nothing.
    let known = fragments.removeValue(forKey: layout.datagram).flatMap {
      isOld($0, at: moment.time) ? nil : $0
    }
    var datagram = known ?? Fragments(time: moment.time)
    if let (source, destination) = layout.sockets {
      datagram.file = latest[SocketPair(source, destination)]
    }
    if datagram.frames.count < LooseFrames.mostFrames { datagram.frames.append(moment.frame) }
    defer { keep(datagram, layout.datagram, at: moment.time) }
    guard let file = datagram.file else { return nil }
    defer { datagram.frames = [] }
    return (datagram.frames, file)
  }

  private mutating func keep(_ datagram: Fragments, _ key: FragmentKey, at time: Int64) {
    if fragments.count >= LooseFrames.limit {
      fragments = fragments.filter { !isOld($0.value, at: time) }
    }
    if fragments.count >= LooseFrames.limit { fragments = [:] }
    fragments[key] = datagram
  }

  private func isOld(_ datagram: Fragments, at time: Int64) -> Bool {
    elapsed(from: datagram.time, to: time) > LooseFrames.lifetime
  }
}
