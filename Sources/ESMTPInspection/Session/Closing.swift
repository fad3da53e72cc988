import Primitives

// What the end of the session decides.
extension Session {
  /// Decides the command line that the session's end cuts.
  mutating func closeLine(
    _ closing: Closing, at moment: Moment, into findings: inout Findings
  ) {
    guard case .line(.held(let verb)) = clientPhase else {
      // What waited for a reply to DATA goes on as it is.
      held.removeAll()
      return
    }
    let isStartTLS =
      verb == nil
      && policy.profile.judge(
        held.bytes.span, in: 0..<held.bytes.count, isWhole: false, allowsTLS: policy.allowsTLS)
        == .startTLS
    guard verb != nil || isStartTLS else {
      crossOutHeld(into: &findings)
      return
    }
    emit(
      Event(
        rule: .truncatedCommand, moment: held.moment(at: held.start) ?? moment, sender: .client,
        offset: held.start, length: held.bytes.count,
        before: shown(held.bytes.span, in: 0..<held.bytes.count),
        note: closing == .closed
          ? "the session ends inside the command, which is not forwarded"
          : "the recording ends inside the command"), into: &findings)
  }

  /// A piece of fewer than four letters whose CR never got its LF.
  private mutating func crossOutHeld(into findings: inout Findings) {
    var taken = HeldBytes()
    swap(&taken, &held)
    let length = min(line.length, taken.bytes.count)
    packet = Packet(
      start: taken.start, segment: taken.start,
      moment: taken.moment(at: taken.start) ?? packet.moment)
    noteSplitVerb(taken.bytes.span, in: 0..<length, at: taken.start, into: &findings)
    maskLine(
      taken.bytes.span, in: 0..<length, base: taken.start, isWhole: true, into: &findings)
    flushPending(into: &findings)
  }
}
