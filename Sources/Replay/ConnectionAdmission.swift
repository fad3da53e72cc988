import ESMTPInspection
import Primitives
import Reassembly

/// What becomes of SYNs under limits of connections, by the slots of their connections.
struct ConnectionAdmission: Sendable {
  /// Who says that.
  enum Mode: Sendable {
    /// A limiter, which counts.
    case counting
    /// Another run, which is told what it needs; here all are let.
    case recording
    /// Nobody: all are let.
    case admitting
    /// Every SYN is dropped that a limit may drop.
    case refusing
    /// TCP Intercept answers every SYN that it may answer.
    case intercepting
  }

  let mode: Mode
  private var limiter = ConnectionLimiter()
  private var timeline = ConnectionTimeline()
  /// The slots of connections that the device has given up, until they close.
  private var givenUp: Set<Int> = []

  init(_ mode: Mode) { self.mode = mode }

  /// Takes a connection; the parameters are those of `ConnectionLimiter.open`.
  mutating func open(
    _ slot: Int, _ claims: [ConnectionClaim], times: ConnectionTimes, hasStart: Bool,
    at moment: Moment
  ) -> ConnectionLimiter.Admission {
    givenUp.remove(slot)
    switch mode {
    case .counting:
      return limiter.open(slot, claims, times: times, hasStart: hasStart, at: moment.time)
    case .recording:
      timeline.open(slot, claims, times: times, hasStart: hasStart, at: moment)
      return .admitted
    case .admitting: return .admitted
    case .refusing, .intercepting:
      let isEmbryonic = mode == .intercepting
      guard hasStart,
        let excess = ConnectionExcess.all(of: claims).first(where: { $0.isEmbryonic == isEmbryonic }
        )
      else { return .admitted }
      return isEmbryonic ? .intercepted(excess) : .refused(excess)
    }
  }

  /// Takes the last ACK of a handshake.
  mutating func establish(_ slot: Int, at moment: Moment) {
    guard !isGivenUp(slot) else { return }
    switch mode {
    case .counting: limiter.establish(slot, at: moment.time)
    case .recording: timeline.establish(slot, at: moment)
    case .admitting, .refusing, .intercepting: break
    }
  }

  /// Takes a FIN.
  mutating func halfClose(_ slot: Int, at moment: Moment) {
    guard !isGivenUp(slot) else { return }
    switch mode {
    case .counting: limiter.halfClose(slot, at: moment.time)
    case .recording: timeline.halfClose(slot, at: moment)
    case .admitting, .refusing, .intercepting: break
    }
  }

  /// Takes any packet.
  mutating func touch(_ slot: Int, at moment: Moment) {
    guard !isGivenUp(slot) else { return }
    switch mode {
    case .counting: limiter.touch(slot, at: moment.time)
    case .recording: timeline.touch(slot, at: moment)
    case .admitting, .refusing, .intercepting: break
    }
  }

  /// Goes on to a frame.
  mutating func pass(_ moment: Moment) {
    if mode == .recording { timeline.pass(moment) }
  }

  /// Forgets a connection, which has ended.
  mutating func close(_ slot: Int, _ ending: StepBlock.Ending) {
    guard givenUp.remove(slot) == nil else { return }
    close(slot, at: ending.moment, isTimeout: ending.closing == .timeout)
  }

  /// Forgets a connection that the inspection ends: the device tears it down then (302014), whatever the
  /// recording goes on with.
  mutating func giveUp(_ slot: Int, at moment: Moment) {
    guard givenUp.insert(slot).inserted else { return }
    close(slot, at: moment, isTimeout: false)
  }

  private func isGivenUp(_ slot: Int) -> Bool { !givenUp.isEmpty && givenUp.contains(slot) }

  private mutating func close(_ slot: Int, at moment: Moment, isTimeout: Bool) {
    switch mode {
    case .counting: limiter.close(slot)
    case .recording: timeline.close(slot, at: moment, isTimeout: isTimeout)
    case .admitting, .refusing, .intercepting: break
    }
  }

  /// What another run has to know, since the last call.
  mutating func takeSteps() -> [ConnectionStep] { timeline.takeSteps() }
}
