import Primitives
import Testing

@testable import ESMTPInspection

/// Connections as a plain list, looked through from the start each time.
private struct Model {
  struct Entry {
    var claims: [ConnectionClaim]
    var times: ConnectionTimes
    var state: String
    var latest: Int64
  }

  var entries: [Int: Entry] = [:]
  var clock = Int64.min

  mutating func pass(to time: Int64) {
    clock = max(clock, time)
    for (place, entry) in entries {
      let limit =
        switch entry.state {
        case "embryonic": entry.times.embryonic
        case "established": entry.times.idle
        case "half-closed": entry.times.halfClosed
        default: Int64.max
        }
      if limit < .max, clock - entry.latest >= limit { entries[place]?.state = "over" }
    }
  }

  func count(_ claim: ConnectionClaim, isEmbryonic: Bool) -> Int {
    let states = isEmbryonic ? ["embryonic"] : ["embryonic", "established", "half-closed"]
    return entries.values.filter { entry in
      states.contains(entry.state)
        && entry.claims.contains {
          $0.group == claim.group && $0.holder == claim.holder && $0.host == claim.host
        }
    }.count
  }

  func isFull(_ claims: [ConnectionClaim], isEmbryonic: Bool) -> Bool {
    [Sender.server, .client].contains { holder in
      let lowest =
        claims.filter { $0.holder == holder }
        .map { ($0, isEmbryonic ? $0.embryonic : $0.connections) }
        .filter { $0.1 > 0 }.min { $0.1 < $1.1 }
      return lowest.map { count($0.0, isEmbryonic: isEmbryonic) >= $0.1 } ?? false
    }
  }

  /// `admitted`, `refused` or `intercepted`.
  mutating func open(
    _ place: Int, _ claims: [ConnectionClaim], _ times: ConnectionTimes, hasStart: Bool,
    at time: Int64
  ) -> String {
    entries[place] = nil
    pass(to: time)
    if hasStart, isFull(claims, isEmbryonic: false) { return "refused" }
    let isIntercepted = hasStart && isFull(claims, isEmbryonic: true)
    entries[place] = Entry(
      claims: claims, times: times,
      state: isIntercepted ? "intercepted" : hasStart ? "embryonic" : "established",
      latest: clock)
    return isIntercepted ? "intercepted" : "admitted"
  }

  mutating func move(_ place: Int, from: [String], to state: String, at time: Int64) {
    pass(to: time)
    guard let entry = entries[place], from.contains(entry.state) else { return }
    entries[place]?.state = state
    entries[place]?.latest = clock
  }

  mutating func touch(_ place: Int, at time: Int64) {
    guard let entry = entries[place], entry.state == "established" || entry.state == "half-closed",
      time > entry.latest
    else { return }
    pass(to: time)
    if entries[place]?.state != "over" { entries[place]?.latest = time }
  }
}

@Suite("connection limits against a model")
struct ConnectionModelTests {
  private static func claims(_ random: inout SplitMix64) -> [ConnectionClaim] {
    let line = SourceLine(file: "p", line: 1)
    let server = IPAddress(v4: UInt32.random(in: 1...2, using: &random))
    let client = IPAddress(v4: UInt32.random(in: 1...3, using: &random))
    let most = { (random: inout SplitMix64) in Int.random(in: 0...4, using: &random) }
    return [
      ConnectionClaim(
        .server, group: 0, holder: .server, host: server, connections: most(&random),
        embryonic: most(&random), source: line),
      ConnectionClaim(
        .client, group: 0, holder: .client, host: client, connections: most(&random),
        embryonic: most(&random), source: line),
      ConnectionClaim(
        .staticTranslation, group: 1, holder: .server, host: server, connections: most(&random),
        embryonic: most(&random), source: line),
    ].filter { _ in Int.random(in: 0...3, using: &random) > 0 }
  }

  private static func name(_ admission: ConnectionLimiter.Admission) -> String {
    switch admission {
    case .admitted: "admitted"
    case .refused: "refused"
    case .intercepted: "intercepted"
    }
  }

  @Test("random connections at random times, some of them backwards", arguments: 0..<40)
  func random(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var limiter = ConnectionLimiter()
    var model = Model()
    var now: Int64 = 0
    var seen: Set<String> = []
    for _ in 0..<600 {
      now += Int64.random(in: -3...6, using: &random)
      let place = Int.random(in: 0..<12, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0, 1:
        let claims = Self.claims(&random)
        if claims.isEmpty { continue }
        let times = ConnectionTimes(
          embryonic: Int64.random(in: 1...20, using: &random),
          halfClosed: Int64.random(in: 1...30, using: &random),
          idle: Int.random(in: 0...3, using: &random) == 0
            ? .max : Int64.random(in: 1...40, using: &random))
        let hasStart = Int.random(in: 0...9, using: &random) > 0
        let expected = model.open(place, claims, times, hasStart: hasStart, at: now)
        seen.insert(expected)
        let found = limiter.open(place, claims, times: times, hasStart: hasStart, at: now)
        #expect(Self.name(found) == expected)
      case 2, 3:
        limiter.establish(place, at: now)
        model.pass(to: now)
        let wasIntercepted = model.entries[place]?.state == "intercepted"
        model.move(
          place, from: wasIntercepted ? ["intercepted"] : ["embryonic"], to: "established",
          at: now)
      case 4:
        limiter.halfClose(place, at: now)
        model.move(place, from: ["established"], to: "half-closed", at: now)
      case 5:
        limiter.touch(place, at: now)
        model.touch(place, at: now)
      default:
        limiter.close(place)
        model.entries[place] = nil
      }
      // Both look at the time when a connection opens, so it must have passed in both.
      limiter.establish(99, at: now)
      model.pass(to: now)
      let probe = Self.claims(&random)
      for claim in probe {
        let count = limiter.count(claim)
        #expect(count.connections == model.count(claim, isEmbryonic: false))
        #expect(count.embryonic == model.count(claim, isEmbryonic: true))
        #expect(count.connections >= count.embryonic && count.embryonic >= 0)
      }
    }
    #expect(seen == ["admitted", "refused", "intercepted"])
  }

  @Test("of many connections that end at once none is counted")
  func ended() {
    var limiter = ConnectionLimiter()
    let claims = ConnectionLimiterTests.claims(.connMax, 1)
    for number in 0..<100_000 {
      let admission = limiter.open(
        number % 3, claims, times: ConnectionTimes(idle: .max), hasStart: true, at: 0)
      #expect(admission == .admitted)
      limiter.establish(number % 3, at: 0)
      limiter.close(number % 3)
    }
    #expect(limiter.isEmpty)
  }
}
