import Primitives
import Testing

@testable import ESMTPInspection

/// A limiter that is told the steps of a timeline counts as one that sees every packet.
@Suite("what limits of connections hang on")
struct ConnectionTimelineTests {
  private static let claim = ConnectionClaim(
    .server, group: 0, holder: .server, host: IPAddress(v4: 1), connections: 1 << 20,
    embryonic: 1 << 20, source: SourceLine(file: "p", line: 1))

  private static let second: Int64 = 1_000_000_000

  /// Takes steps as `merge` does.
  private static func take(_ steps: [ConnectionStep], _ limiter: inout ConnectionLimiter) {
    for step in steps {
      switch step.kind {
      case .opened(_, let hasStart, let times, let claims):
        _ = limiter.open(step.place, claims, times: times, hasStart: hasStart, at: step.time)
        limiter.hold(step.place)
      case .established: limiter.establish(step.place, at: step.time, isHeld: true)
      case .halfClosed: limiter.halfClose(step.place, at: step.time, isHeld: true)
      case .seen:
        limiter.touch(step.place, at: step.time)
        limiter.hold(step.place)
      case .idle: limiter.rest(step.place, since: step.time)
      case .closed: limiter.close(step.place)
      }
    }
  }

  @Test(
    "random connections, and others of which the timeline sees the times alone", arguments: 0..<40)
  func random(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var (all, told) = (ConnectionLimiter(), ConnectionLimiter())
    var timeline = ConnectionTimeline()
    var now = Moment(frame: 0, time: 0)
    var passed = Int64.min
    var steps: [ConnectionStep] = []
    for _ in 0..<800 {
      now.frame += 1
      now.time += Int64.random(in: -2 * Self.second...5 * Self.second, using: &random)
      // Less than the margin later than a frame that it has passed.
      if now.time >= passed {
        timeline.pass(now)
        passed = now.time + ConnectionTimeline.margin
        // They come before what the frame brings, of whatever connection.
        let early = timeline.takeSteps()
        #expect(early.allSatisfy { $0.kind == .idle && $0.isEarly })
        steps += early
        Self.take(early, &told)
      }
      let place = Int.random(in: 0..<8, using: &random)
      let isForeign = place > 5
      switch Int.random(in: 0..<12, using: &random) {
      case 0, 1:
        let times = ConnectionTimes(
          embryonic: Int64.random(in: 1...20, using: &random) * Self.second,
          halfClosed: Int64.random(in: 0...30, using: &random) * Self.second,
          idle: Int.random(in: 0...3, using: &random) == 0
            ? .max : Int64.random(in: 0...40, using: &random) * Self.second)
        let hasStart = Int.random(in: 0...4, using: &random) > 0
        let claims = Int.random(in: 0...5, using: &random) > 0 ? [Self.claim] : []
        if !isForeign {
          timeline.close(place, at: now, isTimeout: false)
          timeline.open(place, claims, times: times, hasStart: hasStart, at: now)
        } else {
          _ = told.open(place, claims, times: times, hasStart: hasStart, at: now.time)
        }
        _ = all.open(place, claims, times: times, hasStart: hasStart, at: now.time)
      case 2:
        if isForeign { told.establish(place, at: now.time) }
        if !isForeign { timeline.establish(place, at: now) }
        all.establish(place, at: now.time)
      case 3:
        if isForeign { told.halfClose(place, at: now.time) }
        if !isForeign { timeline.halfClose(place, at: now) }
        all.halfClose(place, at: now.time)
      case 4 where Int.random(in: 0...3, using: &random) == 0:
        if isForeign { told.close(place) }
        if !isForeign { timeline.close(place, at: now, isTimeout: true) }
        all.close(place)
      default:
        if isForeign { told.touch(place, at: now.time) }
        if !isForeign { timeline.touch(place, at: now) }
        all.touch(place, at: now.time)
      }
      let taken = timeline.takeSteps()
      #expect(taken.allSatisfy { $0.frame == now.frame })
      #expect(taken.drop(while: \.isEarly).allSatisfy { !$0.isEarly })
      steps += taken
      Self.take(taken, &told)
      #expect(all.count(Self.claim) == told.count(Self.claim))
    }
    let kinds = steps.count { $0.kind == .idle }
    #expect(kinds > 20)
  }

  @Test("packets of a busy connection are not told")
  func few() {
    var timeline = ConnectionTimeline()
    let start = Moment(frame: 1, time: 0)
    timeline.open(0, [Self.claim], times: ConnectionTimes(), hasStart: true, at: start)
    timeline.establish(0, at: start)
    for frame in 2..<100_000 {
      timeline.touch(0, at: Moment(frame: frame, time: Int64(frame) * Self.second))
    }
    #expect(timeline.takeSteps().map(\.kind).dropFirst() == [.established])
    // An hour later than the latest packet.
    let late = Moment(frame: 100_001, time: 103_599 * Self.second)
    timeline.pass(Moment(frame: 100_000, time: late.time - 2 * Self.second))
    #expect(timeline.takeSteps().isEmpty)
    timeline.pass(late)
    let idle = ConnectionStep(
      frame: 100_001, isEarly: true, place: 0, time: 99_999 * Self.second, kind: .idle)
    #expect(timeline.takeSteps() == [idle])
    timeline.touch(0, at: late)
    #expect(timeline.takeSteps().map(\.kind) == [.seen])
  }

  @Test("a second FIN leaves an idle connection idle")
  func secondFIN() {
    var (timeline, limiter) = (ConnectionTimeline(), ConnectionLimiter())
    let times = ConnectionTimes(halfClosed: 10 * Self.second)
    let moments = [0, 0, 1, 10, 10, 12].enumerated().map {
      Moment(frame: $0 + 1, time: Int64($1) * Self.second)
    }
    timeline.open(0, [Self.claim], times: times, hasStart: true, at: moments[0])
    timeline.establish(0, at: moments[1])
    timeline.halfClose(0, at: moments[2])
    timeline.pass(moments[3])
    timeline.halfClose(0, at: moments[4])
    Self.take(timeline.takeSteps(), &limiter)
    #expect(limiter.count(Self.claim) == (1, 0))
    limiter.establish(1, at: moments[5].time)
    #expect(limiter.count(Self.claim) == (0, 0))
  }

  @Test("the first of all limits is the one that is asked first, and the lowest of its side")
  func excesses() {
    var claims = [Self.claim, Self.claim, Self.claim]
    claims[1].connections = 4
    claims[2].holder = .client
    claims[2].statement = .client
    claims[2].embryonic = 0
    let all = ConnectionExcess.all(of: claims)
    #expect(all.map(\.claim.holder) == [.server, .client, .server])
    #expect(all.map(\.isEmbryonic) == [false, false, true])
    #expect(all.map(\.maximum) == [4, 1 << 20, 1 << 20])
    #expect(all.allSatisfy { $0.count == 0 && $0.isLogged })
  }
}
