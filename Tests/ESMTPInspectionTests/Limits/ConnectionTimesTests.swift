import ESMTPInspection
import Primitives
import Testing

@Suite("how long connections are counted")
struct ConnectionTimesTests {
  private static let second = ConnectionLimiterTests.second
  private static let claims = ConnectionLimiterTests.claims(.connMax, 1)

  /// What has happened to the connection that is counted.
  enum State: CaseIterable { case embryonic, established, halfClosed }

  private static func limiter(_ state: State, _ times: ConnectionTimes) -> ConnectionLimiter {
    var limiter = ConnectionLimiter()
    _ = limiter.open(0, claims, times: times, hasStart: true, at: 0)
    if state != .embryonic { limiter.establish(0, at: 0) }
    if state == .halfClosed { limiter.halfClose(0, at: 0) }
    return limiter
  }

  @Test(
    "a connection leaves the counts when its time is up, and not before",
    arguments: [
      (State.embryonic, ConnectionTimes(), 30), (.established, ConnectionTimes(), 3600),
      (.halfClosed, ConnectionTimes(), 600),
      (.embryonic, ConnectionTimes(embryonic: 5_000_000_000), 5),
      (.established, ConnectionTimes(idle: 7_000_000_000), 7),
      (.halfClosed, ConnectionTimes(halfClosed: 9_000_000_000), 9),
      // The later state may have the longer time.
      (.established, ConnectionTimes(embryonic: 2_000_000_000, idle: 1_000_000_000), 1),
      (.halfClosed, ConnectionTimes(halfClosed: 8_000_000_000, idle: 4_000_000_000), 8),
    ] as [(State, ConnectionTimes, Int64)])
  func timeout(_ state: State, _ times: ConnectionTimes, _ seconds: Int64) {
    var early = Self.limiter(state, times)
    #expect(
      ConnectionLimiterTests.open(&early, 1, Self.claims, at: seconds * Self.second - 1)
        == "refused conn-max 1/1")
    var late = Self.limiter(state, times)
    #expect(
      ConnectionLimiterTests.open(&late, 1, Self.claims, at: seconds * Self.second) == "admitted")
    #expect(late.count(Self.claims[0]) == (1, 1))
    // What comes late does not bring it back, nor take it away twice.
    late.touch(0, at: seconds * Self.second + 1)
    late.establish(0, at: seconds * Self.second + 1)
    late.halfClose(0, at: seconds * Self.second + 1)
    late.close(0)
    #expect(late.count(Self.claims[0]) == (1, 1))
  }

  @Test("a time of for ever never ends", arguments: State.allCases)
  func forever(_ state: State) {
    let times = ConnectionTimes(embryonic: .max, halfClosed: .max, idle: .max)
    var limiter = Self.limiter(state, times)
    #expect(
      ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: .max) == "refused conn-max 1/1")
  }

  @Test("packets keep an established connection, and not a half-open one")
  func packets() {
    var limiter = Self.limiter(.established, ConnectionTimes())
    for minute in Int64(1)...180 { limiter.touch(0, at: minute * 60 * Self.second) }
    let last = 180 * 60 * Self.second
    #expect(
      ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: last + 3600 * Self.second - 1)
        == "refused conn-max 1/1")
    #expect(
      ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: last + 3600 * Self.second)
        == "admitted")
    var halfOpen = Self.limiter(.embryonic, ConnectionTimes())
    halfOpen.touch(0, at: 29 * Self.second)
    #expect(
      ConnectionLimiterTests.open(&halfOpen, 1, Self.claims, at: 30 * Self.second) == "admitted")
  }

  @Test("times that run backwards take nothing away and end nothing early")
  func backwards() {
    var limiter = ConnectionLimiter()
    let start = 1_000 * Self.second
    _ = limiter.open(0, Self.claims, times: ConnectionTimes(), hasStart: true, at: start)
    limiter.establish(0, at: start - 500 * Self.second)
    limiter.touch(0, at: start - 900 * Self.second)
    #expect(limiter.count(Self.claims[0]) == (1, 0))
    let refused = ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: .min)
    #expect(refused == "refused conn-max 1/1")
    limiter.halfClose(0, at: -5)
    limiter.close(0)
    limiter.close(0)
    #expect(limiter.count(Self.claims[0]) == (0, 0))
    // It counts from the latest time on, so it lives as long as any.
    _ = limiter.open(0, Self.claims, times: ConnectionTimes(), hasStart: true, at: 0)
    #expect(
      ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: start + 30 * Self.second - 1)
        == "refused conn-max 1/1")
    #expect(
      ConnectionLimiterTests.open(&limiter, 1, Self.claims, at: start + 30 * Self.second)
        == "admitted")
  }
}
