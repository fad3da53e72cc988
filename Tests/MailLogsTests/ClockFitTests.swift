import Testing

@testable import MailLogs

@Suite struct ClockFitTests {
  private static let second: Int64 = 1_000_000_000

  /// Lines of a log without zones and sessions, in minutes; each line may be each session.
  private func fit(_ lines: [Double], _ sessions: [Double], hasZone: Bool = false) -> ClockOffset? {
    ClockFit.best(
      lines.enumerated().flatMap { line, time in
        sessions.enumerated().map { session, start in
          ClockPair(
            line: line, session: session,
            difference: Int64((time - start) * 60) * Self.second, hasZone: hasZone, rank: 2)
        }
      })
  }

  @Test(
    "the zone is taken under which most of the log fits",
    arguments: [
      ([660, 720, 780], [600, 660, 720], 60, 0), ([600, 660, 720], [600, 660, 720], 0, 0),
      ([601.5, 661.5], [600, 660], 0, 90), ([1005, 1065], [660, 720], 345, 0),
      ([0, 10, 25], [720, 730, 745], -720, 0), ([840, 841], [0, 1], 840, 0),
    ] as [([Double], [Double], Int, Int64)])
  func zones(lines: [Double], sessions: [Double], minutes: Int, rest: Int64) throws {
    let offset = try #require(fit(lines, sessions))
    #expect(offset.zone == minutes * 60 && offset.rest == rest * Self.second)
    #expect(offset.others.isEmpty && offset.pairs == lines.count)
  }

  @Test("zones that fit equally well are all told, the one next to UTC first")
  func equals() throws {
    let offset = try #require(fit([660], [600, 660, 720]))
    #expect(offset.zone == 0 && offset.others.map(\.zone) == [-3600, 3600])
    #expect(offset.pairs == 1)
  }

  @Test("no more sessions are counted than lines, and no more lines than sessions")
  func once() throws {
    // Each hour a line, and one session.
    let offset = try #require(fit([600, 660, 720], [660]))
    #expect(offset.pairs == 1 && offset.others.count == 2)
  }

  @Test("what lies beyond the zones that there are is another time")
  func beyond() {
    #expect(fit([0], [730]) == nil)
    #expect(fit([850], [0]) == nil)
    #expect(fit([0], [400_000]) == nil)
  }

  @Test("a line that tells its zone is of no other one")
  func zoned() throws {
    #expect(fit([660], [600], hasZone: true) == nil)
    let offset = try #require(fit([661], [600, 660], hasZone: true))
    #expect(offset.zone == 0 && offset.rest == 60 * Self.second && offset.others.isEmpty)
  }

  @Test("a clock that is right is likelier than one that is minutes off")
  func drift() throws {
    let offset = try #require(fit([660], [655, 600]))
    #expect(offset.zone == 3600 && offset.rest == 0 && offset.others.isEmpty)
  }

  @Test(
    "a log that is exact is told to be so, however close the sessions follow",
    arguments: [1, 2, 3, 4, 5, 7], [0, 40, -25] as [Int64])
  func close(gap: Int64, rest: Int64) throws {
    let starts = (0..<20).map { $0 * gap * Self.second }
    let pairs = starts.enumerated().flatMap { line, time in
      starts.enumerated().map { session, start in
        ClockPair(
          line: line, session: session, difference: time - start + rest * Self.second,
          hasZone: false, rank: 2)
      }
    }
    let offset = try #require(ClockFit.best(pairs))
    #expect(offset.zone == 0 && offset.pairs == 20 && offset.others.isEmpty)
    // Sessions of each second fit a clock as well that is a second off.
    #expect(abs(offset.rest - rest * Self.second) <= (gap == 1 ? 1 : 0) * Self.second)
    #expect(rest != 0 || offset.rest == 0)
  }

  @Test(
    "one pair is certain where the clock is right; two are anywhere, where nothing else fits as well",
    arguments: [
      ([0], [0], true), ([0.05], [0], true), ([0.15], [0], false), ([60], [0], false),
      ([307], [0], false), ([0], [0, 2], true), ([0], [0, 60], false), ([60, 75], [0, 15], true),
      ([1, 16], [0, 15], true),
    ] as [([Double], [Double], Bool)])
  func certain(lines: [Double], sessions: [Double], isCertain: Bool) throws {
    #expect(try #require(fit(lines, sessions)).isCertain == isCertain)
  }

  @Test("one pair of the same sockets is certain in any zone, where the clock is right beside it")
  func sockets() throws {
    for (seconds, isCertain) in [(3600, true), (3604, true), (3610, false)] as [(Int64, Bool)] {
      var pair = ClockPair(
        line: 0, session: 0, difference: seconds * Self.second, hasZone: false, rank: 0)
      pair.hasPorts = true
      #expect(try #require(ClockFit.best([pair])).isCertain == isCertain)
    }
  }

  @Test("a time-out, which comes some minutes later, tells no clock for certain")
  func timeOut() throws {
    var pair = ClockPair(
      line: 0, session: 0, difference: 300 * Self.second, slack: 0...ClockOffset.drift,
      hasZone: false, rank: 2)
    pair.isZoneAlone = true
    let offset = try #require(ClockFit.best([pair]))
    #expect(offset.zone == 0 && offset.rest == 0 && !offset.isCertain)
  }

  @Test("other rests of one zone that fit equally well are told, too")
  func rests() throws {
    let offset = try #require(fit([0.25], [0, 1]))
    #expect(offset.all.map(\.rest) == [15 * Self.second, -45 * Self.second])
    #expect(offset.all.allSatisfy { $0.zone == 0 && !$0.isCertain })
  }

  @Test(
    "what lies between two zones that there are is another time",
    arguments: [15, -15, 75, 720.5 + 15])
  func noZone(minutes: Double) { #expect(fit([minutes], [0]) == nil) }

  @Test("a surer pair goes before many")
  func ranks() throws {
    let many = (0..<9).map {
      ClockPair(line: $0, session: $0, difference: 0, hasZone: false, rank: 2)
    }
    let sure = ClockPair(
      line: 9, session: 9, difference: 3600 * Self.second, hasZone: false, rank: 0)
    #expect(try #require(ClockFit.best(many + [sure])).zone == 3600)
  }

  @Test("what is weighed of a long log is from all over it, the surest and the plainest first")
  func order() {
    let order = ClockFit.order((0..<1000).map { (rank: $0 < 2 ? 0 : 2, sessions: $0 == 1 ? 1 : 9) })
    #expect(Array(order.prefix(2)) == [1, 0] && order.sorted() == Array(0..<1000))
    for part in 0..<10 {
      #expect(order[2..<102].count { $0 / 100 == part } >= 7)
    }
  }

  @Test("any differences at all are weighed without harm")
  func hostile() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let pairs = (0..<20).map { line in
        ClockPair(
          line: line, session: Int.random(in: 0..<5, using: &generator),
          difference: Int64.random(in: .min ... .max, using: &generator)
            >> Int64.random(in: 0..<40, using: &generator),
          slack: -Int64.random(in: 0...1 << 60, using: &generator)...0, hasZone: Bool.random(),
          rank: Int.random(in: 0..<ClockFit.ranks, using: &generator))
      }
      let offset = ClockFit.best(pairs)
      for offset in offset?.all ?? [] {
        #expect(ClockOffset.zones.contains(offset.zone) && abs(offset.rest) <= ClockOffset.drift)
      }
    }
  }
}
