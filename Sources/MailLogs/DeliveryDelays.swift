/// Where the time of a delivery of Postfix went: `delays=a/b/c/d` (postconf(5), `delay_logging_resolution_limit`).
struct DeliveryDelays {
  /// Seconds before the queue manager, in it, and to set up the connection, as the log prints them: all
  /// recipients of one delivery have the same, and no later delivery of the message has.
  let attempt: Substring
  /// How long connection and transmission took, in nanoseconds.
  let duration: Int64
  /// How long it took until there was a connection, in nanoseconds, with servers that were tried before.
  let setup: Int64

  /// Reads `a/b/c/d`; nil where it is something else, or longer than 11 days.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let seconds = parts.compactMap { Double($0) }
    guard parts.count == 4, seconds.count == 4, (0..<1e6).contains(seconds[2] + seconds[3])
    else { return nil }
    attempt = Substring(text.dropLast(parts[3].count + 1))
    duration = Int64((seconds[2] + seconds[3]) * 1e9)
    setup = min(Int64(max(0, min(seconds[2], 1e6)) * 1e9), duration)
  }
}
