import Primitives

/// An access list that is asked for each session: first match wins, whatever its length.
///
/// Lines that depend on addresses and the destination port alone are found by the pair of their
/// address sets; the few others are tried one by one.
final class CompiledAccessList: Sendable {
  /// What a list says of a session.
  enum Verdict: Sendable {
    case permit(Origin)
    /// nil is the implicit end.
    case deny(Origin?)
    case unknown(Origin)
  }

  struct Rule: Sendable {
    var permits: Bool
    var origin: Origin
    var source: Int32
    var destination: Int32
    var sourcePorts: PortSet
    var destinationPorts: PortSet
    var timeRange: Reference?
    var isUnknowable = false
  }

  /// Ports and the first rule that takes them.
  private struct Stretch: Sendable {
    var low: UInt16
    var high: UInt16
    var rule: Int32
  }

  private enum PairRules: Sendable {
    case few([Int32])
    case many([Stretch])
  }

  private let rules: [Rule]
  private let sources: [AddressSet]
  private let destinations: [AddressSet]
  private let sourceIndex: AddressIndex
  private let destinationIndex: AddressIndex
  private let pairs: [UInt64: PairRules]
  /// The rules that no pair finds, in order.
  private let special: [Int32]

  init(rules: [Rule], sources: [AddressSet], destinations: [AddressSet]) {
    self.rules = rules
    self.sources = sources
    self.destinations = destinations
    var special: [Int32] = []
    var lists: [UInt64: [Int32]] = [:]
    for (place, rule) in rules.enumerated() {
      let isPlain =
        rule.timeRange == nil && !rule.isUnknowable && rule.sourcePorts.isAll
        && sources[Int(rule.source)].isPlain && destinations[Int(rule.destination)].isPlain
      if isPlain {
        let key = CompiledAccessList.key(Int(rule.source), Int(rule.destination))
        lists[key, default: []].append(Int32(place))
      } else {
        special.append(Int32(place))
      }
    }
    self.special = special
    pairs = lists.mapValues { list in
      list.count <= 32 ? .few(list) : .many(CompiledAccessList.stretches(list, rules))
    }
    sourceIndex = CompiledAccessList.index(sources)
    destinationIndex = CompiledAccessList.index(destinations)
  }

  /// Whether any line permits anything.
  var permitsAnything: Bool { rules.contains { $0.permits && !$0.destinationPorts.ranges.isEmpty } }

  /// Whether any line denies anything.
  var deniesAnything: Bool { rules.contains { !$0.permits && !$0.destinationPorts.ranges.isEmpty } }

  /// The destination ports of the lines that permit, with their lines.
  var permittedPorts: [(ports: ClosedRange<UInt16>, origin: Origin)] {
    rules.filter(\.permits).flatMap { rule in
      rule.destinationPorts.ranges.map { ($0, rule.origin) }
    }
  }

  /// The destination ports on which it takes every session that no line before denies.
  var portsOfAll: PortSet {
    PortSet(
      rules.filter {
        $0.permits && $0.isDefinite && sources[Int($0.source)] == .any
          && destinations[Int($0.destination)] == .any
      }.flatMap(\.destinationPorts.ranges))
  }

  /// The rules that each line became.
  var rulesByLine: [Origin: [Rule]] { Dictionary(grouping: rules, by: \.origin) }

  private static func index(_ sets: [AddressSet]) -> AddressIndex {
    AddressIndex(
      sets.enumerated().flatMap { place, set in
        set.isPlain ? set.ranges.map { ($0, place) } : []
      })
  }

  private static func key(_ source: Int, _ destination: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: source) << 32 | UInt64(truncatingIfNeeded: destination)
  }

  /// For each port the first rule of a list, as stretches.
  private static func stretches(_ list: [Int32], _ rules: [Rule]) -> [Stretch] {
    var first = [Int32](repeating: -1, count: 65_536)
    // The next port without a rule; 65536 is none.
    var free = Array(0...65_536)
    func nextFree(_ port: Int) -> Int {
      var root = port
      while free[root] != root { root = free[root] }
      var walk = port
      while free[walk] != root { (free[walk], walk) = (root, free[walk]) }
      return root
    }
    for place in list {
      for range in rules[Int(place)].destinationPorts.ranges {
        var port = nextFree(Int(range.lowerBound))
        while port <= Int(range.upperBound) {
          first[port] = place
          free[port] = port + 1
          port = nextFree(port)
        }
      }
    }
    var result: [Stretch] = []
    for port in 0...65_535 where first[port] >= 0 {
      if let last = result.last, last.rule == first[port], Int(last.high) + 1 == port {
        result[result.count - 1].high = UInt16(port)
      } else {
        result.append(Stretch(low: UInt16(port), high: UInt16(port), rule: first[port]))
      }
    }
    return result
  }

  /// What the list says of a session that a packet from client to server opens.
  func verdict(client: Socket, server: Socket, isWithin: (Reference) -> Answer) -> Verdict {
    var first = Int.max
    let sourceCount = sourceIndex.count(client.address)
    let destinationCount = destinationIndex.count(server.address)
    if sourceCount.multipliedReportingOverflow(by: destinationCount).partialValue <= rules.count
      + 64
    {
      sourceIndex.forEach(client.address) { source in
        destinationIndex.forEach(server.address) { destination in
          guard let pair = pairs[CompiledAccessList.key(source, destination)] else { return }
          if let place = self.first(pair, server.port) { first = min(first, place) }
        }
      }
    } else {
      first =
        rules.firstIndex {
          $0.isDefinite && matches($0, client: client, server: server, isWithin) == .yes
        } ?? .max
    }
    var doubtful: [Int] = []
    for place in special where Int(place) < first {
      let rule = rules[Int(place)]
      switch matches(rule, client: client, server: server, isWithin) {
      case .no: continue
      case .unknown: doubtful.append(Int(place))
      case .yes: first = Int(place)
      }
    }
    return verdict(first, doubtful)
  }

  /// What the list says of a session of a client that a dynamic rule hides.
  func verdict(client: HiddenClient, server: Socket, isWithin: (Reference) -> Answer) -> Verdict {
    var first = Int.max
    var doubtful: [Int] = []
    for (place, rule) in rules.enumerated() where rule.destinationPorts.contains(server.port) {
      var answer = sources[Int(rule.source)].contains(oneOf: client.ranges)
        .and(destinations[Int(rule.destination)].contains(server.address))
      if !rule.sourcePorts.isAll { answer = answer.and(.unknown) }
      switch self.answer(answer, of: rule, isWithin) {
      case .no: continue
      case .unknown: doubtful.append(place)
      case .yes: first = place
      }
      if first != .max { break }
    }
    return verdict(first, doubtful)
  }

  /// What the first line that surely fits says, and lines that may fit.
  private func verdict(_ first: Int, _ doubtful: [Int]) -> Verdict {
    let permits = first == .max ? false : rules[first].permits
    if let place = doubtful.first(where: { $0 < first && rules[$0].permits != permits }) {
      return .unknown(rules[place].origin)
    }
    if first == .max { return .deny(nil) }
    return permits ? .permit(rules[first].origin) : .deny(rules[first].origin)
  }

  private func first(_ pair: PairRules, _ port: UInt16) -> Int? {
    switch pair {
    case .few(let list):
      return list.first { rules[Int($0)].destinationPorts.contains(port) }.map(Int.init)
    case .many(let stretches):
      let place = stretches.partitioningIndex { $0.high >= port }
      guard place < stretches.count, stretches[place].low <= port else { return nil }
      return Int(stretches[place].rule)
    }
  }

  private func matches(
    _ rule: Rule, client: Socket, server: Socket, _ isWithin: (Reference) -> Answer
  ) -> Answer {
    guard rule.destinationPorts.contains(server.port), rule.sourcePorts.contains(client.port)
    else { return .no }
    let answer = sources[Int(rule.source)].contains(client.address)
      .and(destinations[Int(rule.destination)].contains(server.address))
    return self.answer(answer, of: rule, isWithin)
  }

  /// What a rule answers where its addresses and ports do.
  private func answer(
    _ addresses: Answer, of rule: Rule, _ isWithin: (Reference) -> Answer
  ) -> Answer {
    var answer = addresses
    if let timeRange = rule.timeRange { answer = answer.and(isWithin(timeRange)) }
    return rule.isUnknowable ? answer.and(.unknown) : answer
  }
}

extension CompiledAccessList.Rule {
  fileprivate var isDefinite: Bool { timeRange == nil && !isUnknowable && sourcePorts.isAll }
}
