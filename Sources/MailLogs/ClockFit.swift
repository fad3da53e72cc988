/// Finds the offset under which most of a log fits the sessions: a zone, and how wrong the clock is beside it.
struct ClockFit {
  /// How many ranks pairs have.
  static let ranks = 3
  /// The most pairs that are weighed, those first that are surest.
  static let limit = 500_000
  /// A clock that is wrong by more than this, in nanoseconds, is less likely than one that is not.
  private static let likely: Int64 = 60_000_000_000

  /// What speaks for an offset; the first number in which two differ decides.
  private typealias Score = [Int]

  /// The offset that fits best, with those that fit as well; nil where none does.
  ///
  /// - Parameter pairs: every session that each line may be.
  /// - Returns: of equals the one next to UTC, with the others.
  static func best(_ pairs: [ClockPair]) -> ClockOffset? {
    var byZone: [Int: [ClockPair]] = [:]
    for pair in pairs where !pair.hasZone {
      for zone in zones(of: pair) { byZone[zone, default: []].append(pair) }
    }
    let zoned = pairs.filter(\.hasZone)
    if !zoned.isEmpty, byZone[0] == nil { byZone[0] = [] }
    var best: (score: Score, offsets: [ClockOffset]) = ([], [])
    for (zone, own) in byZone {
      guard let (offset, score) = fit(own + zoned, in: zone) else { continue }
      if best.score.lexicographicallyPrecedes(score) {
        best = (score, [offset])
      } else if best.score == score {
        best.offsets.append(offset)
      }
    }
    let offsets = best.offsets.sorted { (abs($0.zone), $0.zone) < (abs($1.zone), $1.zone) }
    guard var first = offsets.first else { return nil }
    first.others = Array(offsets.dropFirst())
    return first
  }

  /// The order in which lines are weighed as long as there is room: the surest first, then those that may be
  /// the fewest sessions, and of these some from all over the log, as captures are of a part of its time.
  static func order(_ lines: [(rank: Int, sessions: Int)]) -> [Int] {
    func key(_ line: Int) -> (Int, Int, UInt) {
      // Multiples of the golden section lie evenly.
      (lines[line].rank, lines[line].sessions, UInt(bitPattern: line) &* 0x9E37_79B9_7F4A_7C15)
    }
    return lines.indices.sorted { key($0) < key($1) }
  }

  /// The zones under which a pair belongs together, in seconds.
  private static func zones(of pair: ClockPair) -> [Int] {
    let step = Int64(ClockOffset.step) * 1_000_000_000
    let reach = pair.isZoneAlone ? MailLogJoin.tolerance : ClockOffset.drift - 1
    let least = pair.difference - pair.slack.upperBound - reach
    let most = pair.difference - pair.slack.lowerBound + reach
    func floored(_ time: Int64) -> Int64 { time >= 0 ? time / step : -((step - 1 - time) / step) }
    let first = max(-floored(-least), Int64(ClockOffset.zones.lowerBound / ClockOffset.step))
    let last = min(floored(most), Int64(ClockOffset.zones.upperBound / ClockOffset.step))
    return first <= last ? (first...last).map { Int($0) * ClockOffset.step } : []
  }

  /// The rest under which most pairs belong together in a zone, and what speaks for it.
  private static func fit(_ pairs: [ClockPair], in zone: Int) -> (ClockOffset, Score)? {
    let east = Int64(zone) * 1_000_000_000
    var ends: [(time: Int64, pair: Int, begins: Bool)] = []
    for (index, pair) in pairs.enumerated() where !pair.isZoneAlone {
      let apart = pair.difference - (pair.hasZone ? 0 : east)
      let first = max(apart - pair.slack.upperBound - MailLogJoin.tolerance, -ClockOffset.drift)
      let last = min(apart - pair.slack.lowerBound + MailLogJoin.tolerance, ClockOffset.drift)
      guard first <= last else { continue }
      ends += [(first, index, true), (last, index, false)]
    }
    // A stretch is closed at both ends: who begins there is counted before who ends.
    ends.sort { ($0.time, $0.begins ? 0 : 1, $0.pair) < ($1.time, $1.begins ? 0 : 1, $1.pair) }
    var tally = Tally()
    var best: (score: Score, stretch: ClosedRange<Int64>)?
    for (index, end) in ends.enumerated() {
      tally.count(pairs[end.pair], end.begins ? 1 : -1)
      guard end.begins, index + 1 < ends.count, !ends[index + 1].begins else { continue }
      let stretch = end.time...ends[index + 1].time
      let score = tally.score
      if let found = best {
        if score.lexicographicallyPrecedes(found.score) { continue }
        if score == found.score, stretch.fromZero >= found.stretch.fromZero { continue }
      }
      best = (score, stretch)
    }
    let rest = best.map { self.rest(of: pairs, in: zone, $0.stretch) } ?? 0
    var offset = ClockOffset(zone: zone, rest: rest, pairs: 0)
    var all = Tally()
    for pair in pairs where pair.fits(offset) { all.count(pair, 1) }
    offset.pairs = all.score.first { $0 > 0 } ?? 0
    guard offset.pairs > 0 else { return nil }
    return (offset, all.score + [abs(rest) <= likely ? 1 : 0])
  }

  /// The median of those that tell the clock exactly, within a stretch in which all belong together.
  private static func rest(
    of pairs: [ClockPair], in zone: Int, _ stretch: ClosedRange<Int64>
  ) -> Int64 {
    let east = Int64(zone) * 1_000_000_000
    let fitting = pairs.filter {
      !$0.isZoneAlone && $0.fits(ClockOffset(zone: zone, rest: stretch.lowerBound, pairs: 0))
    }
    let exact = fitting.filter { $0.slack == 0...0 }
    if exact.isEmpty, stretch.contains(0) { return 0 }
    let surest = (exact.isEmpty ? fitting : exact).map(\.rank).min()
    let rests = (exact.isEmpty ? fitting : exact).filter { $0.rank == surest }
      .map { $0.difference - ($0.hasZone ? 0 : east) }.sorted()
    guard !rests.isEmpty else { return 0 }
    return min(max(rests[rests.count / 2], stretch.lowerBound), stretch.upperBound)
  }

  /// Counts the lines and the sessions that are together, each once, by rank.
  private struct Tally {
    private var lines = [[Int: Int]](repeating: [:], count: ClockFit.ranks)
    private var sessions = [[Int: Int]](repeating: [:], count: ClockFit.ranks)

    mutating func count(_ pair: ClockPair, _ change: Int) {
      for rank in pair.rank..<ClockFit.ranks {
        Self.change(&lines[rank], pair.line, change)
        Self.change(&sessions[rank], pair.session, change)
      }
    }

    private static func change(_ counts: inout [Int: Int], _ key: Int, _ change: Int) {
      let count = (counts[key] ?? 0) + change
      counts[key] = count > 0 ? count : nil
    }

    /// How many pairs can be made in which no line and no session stands twice, at most.
    var score: Score { zip(lines, sessions).map { min($0.count, $1.count) } }
  }
}

extension ClosedRange<Int64> {
  /// How far it lies from 0.
  fileprivate var fromZero: Int64 { contains(0) ? 0 : Swift.min(abs(lowerBound), abs(upperBound)) }
}
