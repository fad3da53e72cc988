import Packets
import Primitives
import Reassembly
import Reports

/// What a shard does with frames behind its own captures: it goes on with the connections that it knows.
///
/// The next shard reads the same frames and knows nothing of what came before. So that both together
/// tell what one run tells, it is followed here what that one makes of the same sockets: a second
/// tracker, which starts empty where the own captures end, sees every segment of them. The sessions that
/// it opens are those which are no sessions of the run (`retracted`), and its counts are to be taken
/// off. A pair of sockets is followed until neither tracker knows it, or until a segment opens a
/// connection in both of which neither knows more than the other: from there on both are the same, and
/// the next shard tells it.
///
/// Fragments are followed in the same way: both decoders see every frame until they hold the same.
struct ReadingOn: ~Copyable, Sendable {
  /// The tracker of the shard.
  var warm: SessionTracker
  /// That of the next shard, as far as connections matter that the shard knows.
  private var cold: SessionTracker
  private var scratch = StepBlock()
  /// Where the own captures end.
  private let start: Int
  /// Whether the decoders hold different fragments.
  private var differs: Bool
  /// Between which addresses fragments go of which only one decoder knows.
  private let addresses: Set<AddressPair>
  /// What the decoder of the shard had counted when they began to hold the same.
  private var counted: PacketCounts
  /// The same of the other decoder.
  private var countedCold = PacketCounts()
  private var nextLook = Int64.min
  private let packetsBefore: [(name: String, count: Int)]
  private let boundsBefore: [(name: String, count: Int)]
  /// The own captures' part of the peaks.
  private let peaksBefore: ReassemblyPeaks
  private let queuedBefore: Int
  private let times: (first: Int64?, latest: Int64)
  /// The frames behind `start` at which sessions begin that the shard tells.
  private(set) var opened: [Int] = []
  /// The frames behind `start` at which sessions of the next shard begin that are none.
  private(set) var retracted: [Int] = []

  init(_ warm: consuming SessionTracker, cold: consuming SessionTracker, frames: Int) {
    start = frames
    differs = warm.decoder.holdsFragments
    addresses = warm.decoder.fragmentAddresses
    counted = warm.decoder.counts
    packetsBefore = warm.packetCounts
    boundsBefore = warm.allBoundCounts
    peaksBefore = warm.reassembler.peaks
    queuedBefore = warm.reassembler.peakQueuedBytes
    times = (warm.reassembler.firstTime, warm.reassembler.latestTime)
    self.warm = warm
    self.warm.reassembler.restartPeaks()
    self.cold = cold
  }

  /// Whether nothing is followed any more.
  var isDone: Bool { !differs && warm.reassembler.isEmpty && cold.reassembler.isEmpty }

  /// Takes the next frame.
  mutating func receive(
    _ bytes: Span<UInt8>, linkType: LinkType, originalLength: Int, at moment: Moment,
    into block: inout StepBlock
  ) {
    warm.last = moment
    cold.last = moment
    block.count(moment, length: bytes.count)
    warm.tellTime(at: moment, into: &block)
    let decoded = warm.decoder.decode(
      bytes, linkType: linkType, originalLength: originalLength, number: moment.frame,
      time: moment.time)
    if !differs {
      passTime(at: moment, into: &block)
      switch decoded {
      case .segment(let segment): take(segment, segment, bytes, bytes, moment, into: &block)
      case .reassembled(let segment):
        let datagram = warm.decoder.datagram
        take(segment, segment, datagram.span, datagram.span, moment, into: &block)
      case .fragment, .other, .malformed: break
      }
      return
    }
    let other = cold.decoder.decode(
      bytes, linkType: linkType, originalLength: originalLength, number: moment.frame,
      time: moment.time)
    passTime(at: moment, into: &block)
    let empty: [UInt8] = []
    switch (decoded, other) {
    case (.segment(let mine), .segment(let its)):
      take(mine, its, bytes, bytes, moment, into: &block)
    case (.reassembled(let mine), .reassembled(let its)):
      let (datagram, another) = (warm.decoder.datagram, cold.decoder.datagram)
      take(mine, its, datagram.span, another.span, moment, into: &block)
    case (.reassembled(let mine), _):
      let datagram = warm.decoder.datagram
      take(mine, nil, datagram.span, empty.span, moment, into: &block)
    case (_, .reassembled(let its)):
      let datagram = cold.decoder.datagram
      take(nil, its, empty.span, datagram.span, moment, into: &block)
    case (.segment, _), (.fragment, _), (.other, _), (.malformed, _): break
    }
    compareFragments(at: moment.time)
  }

  /// Ends what is idle, and forgets what is over.
  private mutating func passTime(at moment: Moment, into block: inout StepBlock) {
    if moment.time > warm.reassembler.nextExpiry {
      warm.reassembler.advance(to: moment)
      warm.takeSteps([UInt8]().span, into: &block)
    }
    if moment.time > cold.reassembler.nextExpiry {
      cold.reassembler.advance(to: moment)
      cold.takeSteps([UInt8]().span, into: &scratch)
      scratch.removeAll()
    }
    warm.reassembler.forgetClosed(at: moment.time)
    cold.reassembler.forgetClosed(at: moment.time)
  }

  private mutating func compareFragments(at time: Int64) {
    guard warm.decoder.counts.fragments != counted.fragments || time >= nextLook else { return }
    nextLook = time &+ 1_000_000_000
    warm.decoder.expireFragments(at: time)
    cold.decoder.expireFragments(at: time)
    differs = !warm.decoder.holdsSameFragments(as: cold.decoder)
    counted = warm.decoder.counts
    countedCold = cold.decoder.counts
  }

  /// Takes a segment as both see it; nil where one does not.
  private mutating func take(
    _ mine: Segment?, _ its: Segment?, _ bytes: Span<UInt8>, _ itsBytes: Span<UInt8>,
    _ moment: Moment, into block: inout StepBlock
  ) {
    guard let segment = mine ?? its else { return }
    let isHeld =
      differs
      && addresses.contains(AddressPair(segment.source.address, segment.destination.address))
    guard isHeld || warm.reassembler.knows(segment) || cold.reassembler.knows(segment) else {
      warm.reassembler.pass(at: moment)
      cold.reassembler.pass(at: moment)
      return
    }
    let known = (warm.reassembler.counters.connections, cold.reassembler.counters.connections)
    if let mine {
      warm.reassembler.receive(mine, in: bytes, at: moment)
    } else {
      warm.reassembler.pass(at: moment)
    }
    if let its {
      cold.reassembler.receive(its, in: itsBytes, at: moment)
    } else {
      cold.reassembler.pass(at: moment)
    }
    let opens = warm.reassembler.counters.connections != known.0
    let opensCold = cold.reassembler.counters.connections != known.1
    if opens, opensCold, !isHeld, warm.reassembler.hasOpenedAlike(cold.reassembler) {
      warm.reassembler.disownLast()
      cold.reassembler.disownLast()
      warm.takeSteps(bytes, into: &block)
      cold.takeSteps(itsBytes, into: &scratch)
    } else {
      if opens { opened.append(moment.frame - start) }
      if opensCold { retracted.append(moment.frame - start) }
      if let mine { warm.tell(mine, bytes, at: moment, into: &block) }
      if let its { cold.tell(its, itsBytes, at: moment, into: &scratch) }
    }
    scratch.removeAll()
  }

  /// Ends what is open where the last capture has ended.
  mutating func finishCold() {
    while cold.finishNext(into: &scratch) { scratch.removeAll() }
  }

  /// The tracker of the shard.
  consuming func takeTracker() -> SessionTracker { warm }

  /// What the shard leaves to others, once all has ended.
  func handover() -> Handover {
    var handover = Handover()
    handover.opened = opened
    handover.retracted = retracted
    // Where the decoders hold the same, both count the same.
    let mine = differs ? warm.decoder.counts : counted
    handover.own = (packetsBefore, boundsBefore)
    handover.packets = difference(
      SessionTracker.packetCounts(mine, warm.reassembler.counters),
      SessionTracker.packetCounts(
        differs ? cold.decoder.counts : countedCold, cold.reassembler.counters))
    handover.bounds = difference(warm.allBoundCounts, cold.allBoundCounts)
    if let first = times.first { handover.times = (first, times.latest) }
    let peaks = warm.reassembler.peaks
    handover.peaks = [
      ShardRecord.Peak(
        .connections, own: peaksBefore.connections, later: peaks.connections),
      ShardRecord.Peak(.remembered, own: peaksBefore.remembered, later: peaks.remembered),
      ShardRecord.Peak(
        .queuedBytes, own: queuedBefore, later: warm.reassembler.peakQueuedBytes),
    ]
    handover.fragmentEvictions =
      warm.decoder.fragmentEvictions + cold.decoder.fragmentEvictions
    return handover
  }

  private func difference(
    _ all: [(name: String, count: Int)], _ other: [(name: String, count: Int)]
  ) -> [(name: String, count: Int)] {
    all.indices.map { (all[$0].name, all[$0].count - other[$0].count) }
  }
}
