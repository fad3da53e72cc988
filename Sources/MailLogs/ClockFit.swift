import Primitives

/// Finds the offset under which most of a log fits the sessions: a zone, and how wrong the clock is beside it.
struct ClockFit {
  /// How many ranks pairs have.
  static let ranks = 3
  /// The most pairs that are weighed, those first that are surest.
  static let limit = 500_000
  /// The most offsets that are told as equals, and the most of them in one zone.
  private static let (most, mostOfZone) = (64, 16)
  /// A clock that is wrong by more than this, in nanoseconds, is less likely than one that is not.
  private static let likely: Int64 = 60_000_000_000

  /// How far the exact pairs of a right clock are from it at most, in nanoseconds: logs have whole seconds.
  private static let closest: Int64 = 500_000_000

  /// What speaks for an offset; the first number in which two differ decides.
  private typealias Score = [Int]

  /// The offset that fits best, with those that fit as well; nil where none does.
  ///
  /// - Parameter pairs: every session that each line may be.
  /// - Returns: of equals the one next to UTC, with the others.
  static func best(_ pairs: [ClockPair]) -> ClockOffset? {
    var byZone: [Int: [ClockPair]] = [:]
    var zoned: [ClockPair] = []
    for pair in pairs {
      for zone in pair.zones {
        if pair.hasZone { zoned.append(pair) } else { byZone[zone, default: []].append(pair) }
      }
    }
    if !zoned.isEmpty, byZone[0] == nil { byZone[0] = [] }
    let found = byZone.flatMap { zone, own in fits(own + zoned, in: zone) }
    guard let score = found.map(\.score).max(by: { $0.lexicographicallyPrecedes($1) }) else {
      return nil
    }
    func key(_ offset: ClockOffset) -> (Int, Int, Int64, Int64) {
      (abs(offset.zone), offset.zone, abs(offset.rest), offset.rest)
    }
    let offsets = found.filter { $0.score == score }.map(\.offset)
      .sorted { key($0) < key($1) }.prefix(most)
    guard var first = offsets.first else { return nil }
    first.others = Array(offsets.dropFirst())
    if !first.others.isEmpty { first.isCertain = false }
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

  /// The rests under which most pairs belong together in a zone, and what speaks for each.
  private static func fits(
    _ pairs: [ClockPair], in zone: Int
  ) -> [(offset: ClockOffset, score: Score)] {
    let stretches = stretches(
      of: pairs, in: zone, within: -ClockOffset.drift...ClockOffset.drift,
      tolerance: MailLogJoin.tolerance)
    let rests = stretches.prefix(mostOfZone).map { rest(of: pairs, in: zone, $0) }
    return (rests.isEmpty ? [0] : rests).compactMap { rest in
      var offset = ClockOffset(zone: zone, rest: rest, pairs: 0)
      let fitting = pairs.filter { $0.fits(offset) }
      var all = Tally()
      for pair in fitting { all.count(pair, 1) }
      offset.pairs = all.score.last ?? 0
      guard offset.pairs > 0 else { return nil }
      let isNear = abs(rest) <= ClockOffset.near
      // What one session tells may be chance, unless the clock is right, or the sockets are the same.
      offset.isCertain =
        offset.pairs > 1
        || isNear && fitting.contains { $0.hasPorts || zone == 0 && !$0.isZoneAlone }
      return (offset, all.score + [isNear ? 2 : abs(rest) <= likely ? 1 : 0])
    }
  }

  /// The rests under which as many pairs as can be belong together in a zone, those next to 0 first.
  private static func stretches(
    of pairs: [ClockPair], in zone: Int, within limits: ClosedRange<Int64>, tolerance: Int64
  ) -> [ClosedRange<Int64>] {
    var ends: [(time: Int64, begins: Bool, pair: Int)] = []
    for (index, pair) in pairs.enumerated() where !pair.isZoneAlone {
      let apart = pair.apart(in: zone)
      let first = max(apart - pair.slack.upperBound - tolerance, limits.lowerBound)
      let last = min(apart - pair.slack.lowerBound + tolerance, limits.upperBound)
      guard first <= last else { continue }
      ends += [(first, true, index), (last, false, index)]
    }
    // A stretch is closed at both ends: who begins there is counted before who ends.
    ends.sort { $0.time == $1.time ? $0.begins && !$1.begins : $0.time < $1.time }
    var tally = Tally()
    var best: Score = []
    var found: [ClosedRange<Int64>] = []
    var goesOn = false
    for (end, next) in zip(ends, ends.dropFirst()) {
      tally.count(pairs[end.pair], end.begins ? 1 : -1)
      let score = tally.score
      let stretch = end.time...next.time
      if best.lexicographicallyPrecedes(score) {
        (best, found, goesOn) = (score, [stretch], true)
      } else if score != best {
        goesOn = false
      } else if goesOn, let last = found.popLast() {
        // Others may come and go as long as no pair is lost: it is one stretch.
        found.append(last.lowerBound...stretch.upperBound)
      } else {
        found.append(stretch)
        goesOn = true
      }
    }
    return found.sorted { ($0.fromZero, $0.lowerBound) < ($1.fromZero, $1.lowerBound) }
  }

  /// The rest within a stretch under which most pairs are closest together: 0, or the median of those that
  /// tell the clock exactly.
  private static func rest(
    of pairs: [ClockPair], in zone: Int, _ stretch: ClosedRange<Int64>
  ) -> Int64 {
    let close =
      stretches(of: pairs, in: zone, within: stretch, tolerance: closest).first ?? stretch
    if close.contains(0) { return 0 }
    let exact = pairs.filter { pair in
      !pair.isZoneAlone && pair.slack.upperBound.since(pair.slack.lowerBound) <= 2 * closest
        && (close.lowerBound - closest...close.upperBound + closest)
          .contains(pair.apart(in: zone))
    }
    let surest = exact.map(\.rank).min()
    let rests = exact.filter { $0.rank == surest }.map { $0.apart(in: zone) }.sorted()
    let rest = rests.isEmpty ? 0 : rests[rests.count / 2]
    return min(max(rest, close.lowerBound), close.upperBound)
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
