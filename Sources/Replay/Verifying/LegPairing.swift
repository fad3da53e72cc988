import Primitives
import Reassembly

/// Which legs of two sides belong to one session.
///
/// Lines that a firewall leaves as they are pair them first, whatever addresses, ports, sequence numbers
/// and clocks say; these tell how the clocks differ. Sessions that have nothing of their own are paired by
/// time then, where one candidate alone is nearest.
struct LegPairing {
  /// Two legs of a session, and what tells that they are.
  struct Pair: Sendable, Equatable {
    var outside: Int
    var inside: Int
    var basis: Basis
  }

  /// What pairs two legs.
  enum Basis: Sendable, Equatable { case payload, time }

  private(set) var pairs: [Pair] = []
  /// The legs that more than one of the other side may belong to.
  private(set) var ambiguous: (outside: [Int], inside: [Int]) = ([], [])
  /// The legs outside without a pair that may belong to one without a pair inside, but for their senders.
  private(set) var unpaired: [Int] = []
  /// How far the clock inside is ahead, in nanoseconds; nil where nothing tells.
  private(set) var clockOffset: Int64?
  /// Pairs by payload whose clocks differ otherwise than those of most: a clock was set.
  private(set) var clockJumps = 0

  private let outside: [Leg]
  private let inside: [Leg]
  private var freeOutside: [Bool]
  private var freeInside: [Bool]

  /// How far two legs may be apart, the clocks' difference taken off, in nanoseconds.
  static let window: Int64 = 2_000_000_000
  /// Candidates whose times differ by less are not told apart.
  private static let resolution: Int64 = 20_000_000
  /// A line that more pairs of legs share says nothing.
  private static let rareLimit = 64
  /// Candidates by time for one leg.
  private static let neighbourLimit = 64
  /// The share of lines that two legs of a session have in common at least.
  private static let leastLikeness = 0.34

  private struct Edge {
    var outside: Int
    var inside: Int
    /// The sum over common lines of the chance that they mean these two.
    var weight: Double
    var likeness: Double
    /// How far apart in time; nil where clocks cannot be compared yet.
    var distance: Int64
  }

  /// Pairs the legs of two sides.
  init(outside: [Leg], inside: [Leg]) {
    self.outside = outside
    self.inside = inside
    freeOutside = outside.map(\.hasBytes)
    freeInside = inside.map(\.hasBytes)
    let edges = payloadEdges()
    clockOffset = offset(of: edges) ?? offsetOfAlike()
    accept(edges)
    if clockOffset != nil { pairByTime() }
    pairs.sort { ($0.outside, $0.inside) < ($1.outside, $1.inside) }
    unpaired = unpairedTogether()
  }

  /// Forgets the pairs, and the legs without one, of sessions that are not meant.
  ///
  /// - Parameter isMeant: whether the leg outside at a place is.
  mutating func keep(where isMeant: (Int) -> Bool) {
    pairs.removeAll { !isMeant($0.outside) }
    ambiguous.outside.removeAll { !isMeant($0) }
    unpaired.removeAll { !isMeant($0) }
    if ambiguous.outside.isEmpty { ambiguous.inside = [] }
  }

  // MARK: Payload

  private func hashes(_ leg: Leg) -> [UInt64] {
    leg.client.sketch.hashes + leg.server.sketch.hashes
  }

  private func payloadEdges() -> [Edge] {
    var places: [UInt64: [Int32]] = [:]
    for (index, leg) in inside.enumerated() {
      for hash in Set(hashes(leg)) {
        // One more than is of use tells that there are too many.
        if places[hash]?.count ?? 0 <= Self.rareLimit {
          places[hash, default: []].append(Int32(truncatingIfNeeded: index))
        }
      }
    }
    var counts: [UInt64: Int] = [:]
    for leg in outside { for hash in Set(hashes(leg)) { counts[hash, default: 0] += 1 } }
    var edges: [Edge] = []
    for (index, leg) in outside.enumerated() where leg.hasBytes {
      var weights: [Int: Double] = [:]
      for hash in Set(hashes(leg)) {
        guard let other = places[hash] else { continue }
        let product = other.count * (counts[hash] ?? 1)
        guard product <= Self.rareLimit else { continue }
        for place in other { weights[Int(place), default: 0] += 1 / Double(product) }
      }
      for place in weights.keys.sorted() {
        edges.append(edge(index, place, weight: weights[place] ?? 0))
      }
    }
    return edges.filter {
      $0.likeness >= Self.leastLikeness && !areContrary($0.outside, $0.inside)
    }
  }

  private func edge(_ outer: Int, _ inner: Int, weight: Double) -> Edge {
    Edge(
      outside: outer, inside: inner, weight: weight, likeness: likeness(outer, inner),
      distance: difference(outer, inner))
  }

  private func difference(_ outer: Int, _ inner: Int) -> Int64 {
    inside[inner].start &- outside[outer].start
  }

  /// The share of lines in common, and more where sockets or lengths agree.
  private func likeness(_ outer: Int, _ inner: Int) -> Double {
    let (a, b) = (outside[outer], inside[inner])
    var common = 0
    var least = 0
    for sender in Sender.allCases {
      let (left, right) = (a[sender].sketch.hashes, Set(b[sender].sketch.hashes))
      common += left.count { right.contains($0) }
      least += min(left.count, right.count)
    }
    var result = least == 0 ? 0 : Double(common) / Double(least)
    if a.client.end == b.client.end { result += 0.125 }
    if a.server.end == b.server.end { result += 0.125 }
    if a.connection.client == b.connection.client { result += 0.5 }
    return result
  }

  /// Whether both have senders of mail, and none in common: no firewall makes another of one.
  private func areContrary(_ outer: Int, _ inner: Int) -> Bool {
    let (a, b) = (outside[outer].client.sketch.senders, inside[inner].client.sketch.senders)
    return !a.isEmpty && !b.isEmpty && !haveSameNumbers(outer, inner)
      && !a.contains { sender in b.contains { $0.mayBecome(sender) } }
  }

  /// Whether both are the same connection, sequence numbers and all, as where nothing is translated.
  private func haveSameNumbers(_ outer: Int, _ inner: Int) -> Bool {
    let (a, b) = (outside[outer].connection, inside[inner].connection)
    guard a.client == b.client, a.server == b.server else { return false }
    return Sender.allCases.allSatisfy { sender in
      guard let number = a.initialSequenceNumber(of: sender) else { return false }
      return number == b.initialSequenceNumber(of: sender)
    }
  }

  /// The legs outside without a pair that begin when one without a pair inside does, and share as many lines
  /// with it as legs of a session do: a firewall may have changed them otherwise than is known.
  private func unpairedTogether() -> [Int] {
    let several = (outside: Set(ambiguous.outside), inside: Set(ambiguous.inside))
    let free = inside.indices.filter { freeInside[$0] && !several.inside.contains($0) }
      .sorted { (inside[$0].start, $0) < (inside[$1].start, $1) }
    let starts = free.map { inside[$0].start }
    return outside.indices.filter { outer in
      guard freeOutside[outer], !several.outside.contains(outer) else { return false }
      let due = outside[outer].start &+ (clockOffset ?? 0)
      var place = clockOffset == nil ? 0 : starts.partitioningIndex { $0 >= due &- Self.window }
      let end = min(free.count, place + Self.neighbourLimit)
      while place < end, clockOffset == nil || starts[place] <= due &+ Self.window {
        if likeness(outer, free[place]) >= Self.leastLikeness { return true }
        place += 1
      }
      return false
    }
  }

  /// The median of the differences of legs that share a line which no others have.
  private func offset(of edges: [Edge]) -> Int64? {
    let differences = edges.filter { $0.weight >= 1 }.map(\.distance).sorted()
    return differences.isEmpty ? nil : differences[differences.count / 2]
  }

  /// The difference that fits most legs of the same length, where no line tells any apart.
  private func offsetOfAlike() -> Int64? {
    var differences: [Int64] = []
    let inner = inside.indices.filter { inside[$0].hasBytes }.prefix(200)
    for outer in outside.indices.filter({ outside[$0].hasBytes }).prefix(200) {
      for index in inner where isAlike(outer, index) {
        differences.append(difference(outer, index))
      }
    }
    differences.sort()
    var best: (count: Int, middle: Int64)?
    var start = 0
    for end in differences.indices {
      while differences[end] &- differences[start] > 50_000_000 { start += 1 }
      let candidate = (count: end - start + 1, middle: differences[(start + end) / 2])
      let isBetter =
        best.map {
          candidate.count > $0.count
            || candidate.count == $0.count
              && candidate.middle.magnitude < $0.middle.magnitude
        } ?? true
      if isBetter { best = candidate }
    }
    return best?.middle
  }

  private func isAlike(_ outer: Int, _ inner: Int) -> Bool {
    likeness(outer, inner) >= Self.leastLikeness && !areContrary(outer, inner)
  }

  /// Accepts the best pairs by payload; legs with several as good are left for their times to tell.
  private mutating func accept(_ edges: [Edge]) {
    var edges = edges.filter { $0.weight >= 0.5 || $0.likeness >= 1 }
    let offset = clockOffset ?? 0
    for index in edges.indices {
      edges[index].distance = Int64(clamping: (edges[index].distance &- offset).magnitude)
    }
    edges.sort { a, b in
      if a.weight != b.weight { return a.weight > b.weight }
      if a.likeness != b.likeness { return a.likeness > b.likeness }
      return (a.distance, a.outside, a.inside) < (b.distance, b.outside, b.inside)
    }
    // A line in common that others have, too, is not enough far from the clocks' difference.
    _ = choose(edges.filter { $0.weight >= 1 || $0.distance <= Self.window }, .payload)
  }

  /// Pairs the legs of edges in order, but for those that others suit as well.
  ///
  /// - Returns: the legs with rivals that were left.
  private mutating func choose(
    _ edges: [Edge], _ basis: Basis
  ) -> (outside: [Int], inside: [Int]) {
    let byOutside = Dictionary(grouping: edges, by: \.outside)
    let byInside = Dictionary(grouping: edges, by: \.inside)
    var left = Set<Int>()
    var right = Set<Int>()
    for edge in edges where freeOutside[edge.outside] && freeInside[edge.inside] {
      let others =
        (byOutside[edge.outside] ?? []).filter { $0.inside != edge.inside }
        + (byInside[edge.inside] ?? []).filter { $0.outside != edge.outside }
      let hasRival = others.contains { other in
        freeOutside[other.outside] && freeInside[other.inside]
          && other.weight >= edge.weight && other.likeness >= edge.likeness
          && other.distance <= edge.distance + Self.resolution
      }
      if hasRival {
        left.insert(edge.outside)
        right.insert(edge.inside)
        continue
      }
      if edge.distance > Self.window { clockJumps += 1 }
      freeOutside[edge.outside] = false
      freeInside[edge.inside] = false
      pairs.append(Pair(outside: edge.outside, inside: edge.inside, basis: basis))
    }
    return (
      left.filter { freeOutside[$0] }.sorted(), right.filter { freeInside[$0] }.sorted()
    )
  }

  // MARK: Time

  private mutating func pairByTime() {
    guard let offset = clockOffset else { return }
    let order = inside.indices.filter { freeInside[$0] }.sorted {
      (inside[$0].start, $0) < (inside[$1].start, $1)
    }
    let starts = order.map { inside[$0].start }
    var edges: [Edge] = []
    for outer in outside.indices where freeOutside[outer] {
      let due = outside[outer].start &+ offset
      var place = starts.partitioningIndex { $0 >= due &- Self.window }
      var candidates: [Edge] = []
      while place < order.count, starts[place] <= due &+ Self.window,
        candidates.count < Self.neighbourLimit
      {
        let inner = order[place]
        place += 1
        guard isAlike(outer, inner) else { continue }
        var edge = edge(outer, inner, weight: 0)
        edge.distance = Int64(clamping: (starts[place - 1] &- due).magnitude)
        candidates.append(edge)
      }
      edges += candidates
    }
    edges.sort { a, b in
      if a.likeness != b.likeness { return a.likeness > b.likeness }
      return (a.distance, a.outside, a.inside) < (b.distance, b.outside, b.inside)
    }
    ambiguous = choose(edges, .time)
  }
}
