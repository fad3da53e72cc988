import Primitives

extension Configuration {
  /// `timeout …` and `service reset…`, as far as they are set.
  var connectionLines: [String] {
    let times = [
      ("conn", timeouts.idle), ("half-closed", timeouts.halfClosed),
      ("embryonic", timeouts.embryonic),
    ]
    let words = times.compactMap { word, seconds in
      seconds.map { "\(word) \(TimeoutSettings.clock($0))" }
    }
    return (words.isEmpty ? [] : ["timeout " + words.joined(separator: " ")])
      + serviceResets.map(\.text)
  }
}

extension TimeoutSettings {
  /// `h:mm:ss`.
  static func clock(_ seconds: Int) -> String {
    hoursMinutesSeconds(Int64(seconds))
  }

  /// What is set, as `set connection timeout` takes it.
  var words: String {
    [
      ("embryonic", embryonic), ("half-closed", halfClosed), ("idle", idle),
    ].compactMap { word, seconds in
      seconds.map {
        "\(word) \(TimeoutSettings.clock($0))" + (word == "idle" && resets ? " reset" : "")
      }
    }.joined(separator: " ")
  }
}

extension TCPMap {
  /// The lines of it that are understood.
  var lines: [String] {
    guard queueLimit > 0 else { return [] }
    return ["queue-limit \(queueLimit)" + (queueTime.map { " timeout \($0)" } ?? "")]
  }

  /// What a device with it keeps; its own values where the map leaves them to it.
  var queue: ReorderQueue {
    guard queueLimit > 0 else { return ReorderQueue() }
    return ReorderQueue(segments: queueLimit, seconds: queueTime ?? 4)
  }
}
