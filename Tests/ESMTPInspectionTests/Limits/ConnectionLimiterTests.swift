import ESMTPInspection
import Primitives
import Testing

@Suite("connections at a time")
struct ConnectionLimiterTests {
  static let second: Int64 = 1_000_000_000

  /// One kind of limit.
  enum Kind: CaseIterable { case connMax, embryonicMax, perClientMax, perClientEmbryonicMax }

  static func address(_ number: Int) -> IPAddress { IPAddress(v4: UInt32(number)) }

  /// The claims of a class that limits one thing.
  static func claims(
    _ kind: Kind, _ maximum: Int, client: Int = 1, server: Int = 100, group: Int = 0
  ) -> [ConnectionClaim] {
    let line = SourceLine(file: "p", line: 3)
    return [
      ConnectionClaim(
        .server, group: group, holder: .server, host: address(server),
        connections: kind == .connMax ? maximum : 0, embryonic: kind == .embryonicMax ? maximum : 0,
        source: line),
      ConnectionClaim(
        .client, group: group, holder: .client, host: address(client),
        connections: kind == .perClientMax ? maximum : 0,
        embryonic: kind == .perClientEmbryonicMax ? maximum : 0, source: line),
    ]
  }

  /// Asks for one connection in the place of its number.
  static func open(
    _ limiter: inout ConnectionLimiter, _ place: Int, _ claims: [ConnectionClaim],
    times: ConnectionTimes = ConnectionTimes(), at time: Int64 = 0
  ) -> String {
    switch limiter.open(place, claims, times: times, hasStart: true, at: time) {
    case .admitted: "admitted"
    case .refused(let excess): "refused \(excess.rule.rawValue) \(excess.count)/\(excess.maximum)"
    case .intercepted(let excess):
      "intercepted \(excess.rule.rawValue) \(excess.count)/\(excess.maximum)"
        + (excess.isLogged ? "" : " silent")
    }
  }

  @Test(
    "the last connection that a limit lets, and the first that it does not",
    arguments: [
      (Kind.connMax, "refused conn-max"), (.embryonicMax, "intercepted embryonic-conn-max"),
      (.perClientMax, "refused per-client-max"),
      (.perClientEmbryonicMax, "intercepted per-client-embryonic-max"),
    ], [1, 2, 50])
  func boundary(_ expected: (Kind, String), _ maximum: Int) {
    var limiter = ConnectionLimiter()
    let claims = Self.claims(expected.0, maximum)
    for place in 0..<maximum {
      #expect(Self.open(&limiter, place, claims) == "admitted")
    }
    #expect(Self.open(&limiter, maximum, claims) == "\(expected.1) \(maximum)/\(maximum)")
    limiter.close(0)
    #expect(Self.open(&limiter, maximum, claims) == "admitted")
  }

  @Test("0 limits nothing", arguments: Kind.allCases)
  func unlimited(_ kind: Kind) {
    var limiter = ConnectionLimiter()
    for place in 0..<100 {
      #expect(Self.open(&limiter, place, Self.claims(kind, 0)) == "admitted")
    }
    #expect(limiter.count(Self.claims(kind, 0)[0]) == (100, 100))
  }

  @Test("conn-max is for each server, per-client-max for each client")
  func hosts() {
    var limiter = ConnectionLimiter()
    #expect(Self.open(&limiter, 0, Self.claims(.connMax, 1, client: 1)) == "admitted")
    #expect(
      Self.open(&limiter, 1, Self.claims(.connMax, 1, client: 2)) == "refused conn-max 1/1")
    #expect(Self.open(&limiter, 1, Self.claims(.connMax, 1, server: 101)) == "admitted")
    limiter = ConnectionLimiter()
    #expect(Self.open(&limiter, 0, Self.claims(.perClientMax, 1, server: 100)) == "admitted")
    #expect(
      Self.open(&limiter, 1, Self.claims(.perClientMax, 1, server: 101))
        == "refused per-client-max 1/1")
    #expect(Self.open(&limiter, 1, Self.claims(.perClientMax, 1, client: 2)) == "admitted")
  }

  @Test("two classes count by themselves")
  func groups() {
    var limiter = ConnectionLimiter()
    #expect(Self.open(&limiter, 0, Self.claims(.connMax, 1, group: 0)) == "admitted")
    #expect(Self.open(&limiter, 1, Self.claims(.connMax, 1, group: 1)) == "admitted")
  }

  @Test(
    "of the limits of class and translation the lower wins", arguments: [(2, 3), (3, 2), (2, 0)])
  func lower(_ maxima: (inClass: Int, ofStatic: Int)) {
    var limiter = ConnectionLimiter()
    let host = Self.address(100)
    let claims = [
      ConnectionClaim(
        .server, group: 0, holder: .server, host: host, connections: maxima.inClass, embryonic: 0,
        source: SourceLine(file: "p", line: 1)),
      ConnectionClaim(
        .staticTranslation, group: 1, holder: .server, host: host, connections: maxima.ofStatic,
        embryonic: 0, text: "static x", source: SourceLine(file: "p", line: 2)),
    ]
    for place in 0..<2 { #expect(Self.open(&limiter, place, claims) == "admitted") }
    guard
      case .refused(let excess) = limiter.open(
        2, claims, times: ConnectionTimes(), hasStart: true, at: 0)
    else {
      Issue.record("it was not refused")
      return
    }
    #expect(excess.claim == claims[maxima.ofStatic == 2 ? 1 : 0])
    #expect(excess.maximum == 2)
  }

  @Test("a refused connection is not counted, and its packets bring nothing back")
  func refused() {
    var limiter = ConnectionLimiter()
    let claims = Self.claims(.connMax, 1)
    _ = Self.open(&limiter, 0, claims)
    #expect(Self.open(&limiter, 1, claims) == "refused conn-max 1/1")
    limiter.establish(1, at: 1)
    limiter.touch(1, at: 2)
    limiter.halfClose(1, at: 3)
    limiter.close(1)
    #expect(limiter.count(claims[0]) == (1, 1))
    limiter.close(0)
    #expect(limiter.count(claims[0]) == (0, 0))
    #expect(limiter.isEmpty)
  }

  @Test("a connection is half-open up to the last ACK of its handshake")
  func established() {
    var limiter = ConnectionLimiter()
    let claims = Self.claims(.embryonicMax, 1)
    _ = Self.open(&limiter, 0, claims)
    #expect(Self.open(&limiter, 1, claims) == "intercepted embryonic-conn-max 1/1")
    #expect(limiter.count(claims[0]) == (1, 1))
    limiter.establish(0, at: 5)
    #expect(limiter.count(claims[0]) == (1, 0))
    limiter.establish(1, at: 5)
    limiter.establish(1, at: 6)
    #expect(limiter.count(claims[0]) == (2, 0))
    #expect(Self.open(&limiter, 2, claims) == "admitted")
  }

  @Test("a connection whose start was not captured is counted and never refused")
  func midstream() {
    var limiter = ConnectionLimiter()
    let claims = Self.claims(.connMax, 1)
    for place in 0..<3 {
      let admission = limiter.open(
        place, claims, times: ConnectionTimes(), hasStart: false, at: 0)
      #expect(admission == .admitted)
    }
    #expect(limiter.count(claims[0]) == (3, 0))
    #expect(Self.open(&limiter, 3, claims) == "refused conn-max 3/1")
  }

  @Test("201012 is written once in ten seconds for a client")
  func message() {
    var limiter = ConnectionLimiter()
    let claims = Self.claims(.perClientEmbryonicMax, 1)
    _ = Self.open(&limiter, 0, claims, times: ConnectionTimes(embryonic: .max))
    let expected = "intercepted per-client-embryonic-max 1/1"
    #expect(Self.open(&limiter, 1, claims, at: 0) == expected)
    #expect(Self.open(&limiter, 2, claims, at: 10 * Self.second - 1) == expected + " silent")
    #expect(Self.open(&limiter, 3, claims, at: 10 * Self.second) == expected)
    let other = Self.claims(.perClientEmbryonicMax, 1, client: 2)
    _ = Self.open(&limiter, 4, other, at: 10 * Self.second)
    #expect(Self.open(&limiter, 5, other, at: 10 * Self.second) == expected)
  }
}
