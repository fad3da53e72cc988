public import Packets
public import Primitives

/// The most that there was at a time of what is bounded in the whole run.
public struct ReassemblyPeaks: Sendable, Equatable {
  /// Connections that were open.
  public var connections = 0
  /// Closed connections that were remembered.
  public var remembered = 0

  /// Nothing yet.
  public init() {}
}

// What one run over some captures leaves to another one, which goes on without knowing it.
extension Reassembler {
  /// The bytes that have waited at most, as `ReassemblyOptions.queuedTotal` counts them.
  public var peakQueuedBytes: Int { backlogs.peak }

  /// Forgets what the peaks were: they are those from here on.
  public mutating func restartPeaks() {
    peaks.connections = table.openCount
    peaks.remembered = table.lists[Int(Connection.List.closed.rawValue)].count
    backlogs.restartPeak()
  }

  /// The latest time of a segment in nanoseconds since 1970; `Int64.min` where there was none.
  public var latestTime: Int64 { clock }

  /// Whether no connection is open, and none that is over is remembered.
  public var isEmpty: Bool {
    table.openCount == 0 && table.lists[Int(Connection.List.closed.rawValue)].count == 0
  }

  /// Whether a connection of two sockets is open or remembered.
  public mutating func knows(_ segment: Segment) -> Bool {
    table.find(segment.source, segment.destination) != nil
  }

  /// Passes over a segment of others: time goes on.
  public mutating func pass(at moment: Moment) { begin(at: moment) }

  /// Forgets the closed connections whose time is up at a frame, by more than times run backwards.
  public mutating func forgetClosed(at time: Int64) {
    let margin: Int64 = 1_000_000_000
    while let slot = table.head(of: .closed),
      elapsed(from: table.connections[slot].listTime, to: time) > options.lingerTime + margin
    {
      table.remove(slot)
    }
  }

  /// Whether the last segment has opened a connection here and in another run, and neither knows
  /// anything of its sockets that the other does not: both will see the same from here on.
  public func hasOpenedAlike(_ other: borrowing Reassembler) -> Bool {
    guard let mine = owner?.connection, let its = other.owner?.connection else { return false }
    guard table.isAlone(mine), other.table.isAlone(its) else { return false }
    let (predecessor, another) = (self.predecessor(of: mine), other.predecessor(of: its))
    switch (predecessor, another) {
    case (nil, nil): return true
    case (let a?, let b?):
      return (0..<2).allSatisfy { a.initial[$0] == b.initial[$0] && a.next[$0] == b.next[$0] }
    case (nil, _?), (_?, nil): return false
    }
  }

  private func predecessor(of slot: Int) -> Predecessor? {
    let index = Int(table.connections[slot].backlog)
    return index < 0 ? nil : backlogs.items[index].predecessor
  }

  /// Forgets the connection that the last segment has opened, with its steps: it is another's.
  public mutating func disownLast() {
    guard let slot = owner?.connection else { return }
    steps.removeLast(of: slot)
    giveBack(slot)
    table.remove(slot)
    owner = nil
    counters.connections &-= 1
  }
}
