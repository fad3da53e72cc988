import Primitives

/// Datagrams that wait for fragments, and those that were put together of late.
///
/// The latter are kept, as long as there is room, so that a fragment that a mirror port shows again is
/// known for what it is.
struct FragmentStore: Sendable {
  /// What became of a fragment.
  enum Outcome {
    /// Kept until the others come.
    case waiting
    /// Dropped with its datagram, because fragments overlap.
    case dropped
    /// The last one that was missing.
    case whole(ReassembledDatagram)
    /// A copy of a fragment of a datagram that is whole already.
    case copy(ReassembledDatagram)
    /// The datagram would be too long.
    case tooLong
  }

  private let limits: FragmentLimits
  private let ports: PortSet
  private(set) var waiting = AgingTable<FragmentKey, PartialDatagram>()
  private(set) var whole = AgingTable<FragmentKey, PartialDatagram>()
  /// How many of those that wait were dropped because fragments overlap, by whom they are between.
  private(set) var dropped: [AddressPair: Int] = [:]
  private var used = 0
  /// The latest time of the fragments since something is held: one whose time runs back is as old as that.
  private(set) var latest = Int64.min
  /// How often a limit took something away.
  private(set) var evictions = 0

  init(limits: FragmentLimits, ports: PortSet) {
    self.limits = limits
    self.ports = ports
  }

  /// Takes a fragment.
  mutating func insert(
    _ fragment: Fragment, of frame: Span<UInt8>, _ moment: Moment, counts: inout PacketCounts
  ) -> Outcome {
    expire(at: moment.time, counts: &counts)
    latest = count == 0 ? moment.time : max(latest, moment.time)
    if let copy = copy(fragment, of: frame, moment, counts: &counts) { return .copy(copy) }
    if waiting[fragment.key] == nil {
      let datagram = PartialDatagram(time: latest)
      used += datagram.cost
      waiting.insert(datagram, for: fragment.key)
    }
    let outcome = waiting.update(fragment.key) { datagram in
      used -= datagram.cost
      let outcome = datagram.insert(fragment, of: frame, number: moment.frame)
      used += datagram.cost
      return outcome
    }
    var isDropped = false
    switch outcome {
    case .duplicate: counts.duplicateFragments &+= 1
    case .overlap:
      counts.datagramsOverlapping &+= 1
      dropped[fragment.key.addresses, default: 0] += 1
      isDropped = true
    case .late: isDropped = true
    case .kept, nil: break
    }
    let result = finish(fragment.key, counts: &counts)
    enforceLimits(counts: &counts)
    return isDropped ? .dropped : result
  }

  /// Gives up everything that waits.
  mutating func removeAll(counts: inout PacketCounts) {
    while let (key, datagram) = waiting.oldest() {
      giveUp(key, datagram, counts: &counts)
    }
    whole = AgingTable()
    used = 0
  }

  /// Looks for a datagram that is whole already; forgets it where another one follows it.
  private mutating func copy(
    _ fragment: Fragment, of frame: Span<UInt8>, _ moment: Moment, counts: inout PacketCounts
  ) -> ReassembledDatagram? {
    guard let known = whole[fragment.key] else { return nil }
    guard !isOver(known, at: moment.time), known.isCopy(fragment, of: frame) else {
      whole.remove(fragment.key)
      used -= known.cost
      return nil
    }
    counts.duplicateFragments &+= 1
    return known.assembled(for: (fragment, moment.frame))
  }

  /// Puts a datagram together if nothing is missing.
  private mutating func finish(_ key: FragmentKey, counts: inout PacketCounts) -> Outcome {
    guard let datagram = waiting[key], datagram.isWhole else { return .waiting }
    waiting.remove(key)
    guard let result = datagram.assembled() else {
      used -= datagram.cost
      return .tooLong
    }
    counts.datagramsReassembled &+= 1
    whole.insert(datagram, for: key)
    return .whole(result)
  }

  /// Gives up what is too old.
  mutating func expire(at time: Int64, counts: inout PacketCounts) {
    while let (key, datagram) = whole.oldest(), isOver(datagram, at: time) {
      whole.remove(key)
      used -= datagram.cost
    }
    while let (key, datagram) = waiting.oldest(), isOver(datagram, at: time) {
      giveUp(key, datagram, counts: &counts)
    }
  }

  private mutating func enforceLimits(counts: inout PacketCounts) {
    while used > limits.bytes || waiting.count + whole.count > limits.datagrams {
      evictions &+= 1
      if let (key, datagram) = whole.oldest() {
        whole.remove(key)
        used -= datagram.cost
      } else if let (key, datagram) = waiting.oldest() {
        remove(key, datagram, counting: &counts.datagramsEvicted)
      } else {
        return
      }
    }
  }

  /// Forgets a datagram that waits no longer for what is missing.
  private mutating func giveUp(
    _ key: FragmentKey, _ datagram: PartialDatagram, counts: inout PacketCounts
  ) {
    if !datagram.isDropped, datagram.mayHoldSegment(of: ports) { counts.datagramsLost &+= 1 }
    remove(key, datagram, counting: &counts.datagramsExpired)
  }

  /// Forgets a datagram that waits; one that was dropped has been counted before.
  private mutating func remove(
    _ key: FragmentKey, _ datagram: PartialDatagram, counting count: inout Int
  ) {
    waiting.remove(key)
    used -= datagram.cost
    if datagram.isDropped {
      let others = dropped[key.addresses, default: 1] - 1
      dropped[key.addresses] = others > 0 ? others : nil
    } else {
      count &+= 1
    }
  }

  /// Time that runs backwards makes nothing older.
  private func isOver(_ datagram: PartialDatagram, at time: Int64) -> Bool {
    elapsed(from: datagram.time, to: time) > limits.lifetime
  }
}
