import ESMTPInspection

// A connection that the device forgets too early.
extension LoadedPolicy {
  /// Longer times without a packet, where the session's were too short: the line that sets them says
  /// more, or that of the device where none does.
  ///
  /// - Parameter question: what ended the session.
  /// - Returns: remedies, the smallest change first; empty for a maximum of connections.
  func longerTimes(_ question: RemedyQuestion) -> [Remedy] {
    guard question.rule == .connectionTimeout else { return [] }
    var asked = Question(
      state: state, client: question.client, server: question.server, time: question.time,
      isTraced: true)
    let times = asked.answer().timeouts
    let timed = asked.trials?.first { $0.feature == .connections && $0.answer == .yes }
    func remedy(_ seconds: Int, _ word: String, isOfClass: Bool, _ end: String = "") -> Remedy {
      let clock = TimeoutSettings.clock(seconds)
      if isOfClass, let timed {
        let line = "set connection timeout \(word) \(clock)\(end)"
        return Remedy(
          kind: .threshold, summary: line,
          lines: ["policy-map \(timed.policy.name)", " class \(timed.entry.name)", "  \(line)"])
      }
      let line = "timeout \(word == "idle" ? "conn" : word) \(clock)"
      return Remedy(kind: .threshold, summary: line, lines: [line])
    }
    let settings = timed?.entry.timeouts
    let idle = Self.longer(times.idle).map {
      remedy($0, "idle", isOfClass: settings?.idle != nil, times.resets ? " reset" : "")
    }
    return idle
      + Self.longer(times.halfClosed).map {
        remedy($0, "half-closed", isOfClass: settings?.halfClosed != nil)
      }
  }

  /// Times that are longer by the factors, as far as the device takes them; none for one without end.
  private static func longer(_ seconds: Int) -> [Int] {
    factors.map { seconds * $0 }.filter { seconds > 0 && $0 <= TimeoutSettings.longest }
  }
}
