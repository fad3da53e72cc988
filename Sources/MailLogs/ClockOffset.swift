/// How far the clock of a log is ahead of that of the capture.
public struct ClockOffset: Sendable, Equatable {
  /// The part that a time zone explains, in seconds east of UTC: whole quarters of an hour.
  public var zone: Int
  /// The rest, which is that of the clocks, in nanoseconds.
  public var rest: Int64
  /// How many pairs of a log line and a session tell it.
  public var pairs: Int
  /// Other zones, each with its rest, that fit the log equally well.
  public var others: [ClockOffset] = []

  /// No difference, and nothing that tells so.
  public static let unknown = ClockOffset(zone: 0, rest: 0, pairs: 0)

  /// Seconds east of UTC of the zones that there are, at both ends.
  static let zones = -12 * 3600...14 * 3600
  /// The distance of two zones, in seconds.
  static let step = 900
  /// The farthest that a clock is taken to be wrong beside its zone, in nanoseconds.
  static let drift = Int64(step) * 1_000_000_000 / 2

  /// Every offset that may be the right one.
  var all: [ClockOffset] { [self] + others }

  /// Nanoseconds to be taken off a time of the log.
  ///
  /// - Parameter time: the time; where it tells its zone, that is taken off already.
  /// - Returns: the rest, and the zone where the time does not tell its own.
  func nanoseconds(for time: LogTime) -> Int64 {
    rest + (time.zone == nil ? Int64(zone) * 1_000_000_000 : 0)
  }
}

/// A line or a conversation that may be a session, and the offsets under which it is.
struct ClockPair {
  /// Which line or conversation.
  var line: Int
  /// Which session, or which message that is predicted for one.
  var session: Int
  /// How far the line's time is behind that of the session, in nanoseconds.
  var difference: Int64
  /// How much later on the same clock the line may be, in nanoseconds.
  var slack: ClosedRange<Int64> = 0...0
  /// Whether the line tells its zone.
  var hasZone: Bool
  /// How sure it is that they belong together; 0 is the surest, below `ClockFit.ranks`.
  var rank: Int
  /// Whether it tells no more of the clock than its zone.
  var isZoneAlone = false

  /// The difference without that of a zone, in nanoseconds; a line that tells its own has none.
  func apart(in zone: Int) -> Int64 { difference - (hasZone ? 0 : Int64(zone) * 1_000_000_000) }

  /// Whether they belong together under an offset, which is that of the line's own zone.
  func fits(_ offset: ClockOffset) -> Bool {
    let apart = apart(in: offset.zone) - offset.rest
    return slack.lowerBound - MailLogJoin.tolerance <= apart
      && apart <= slack.upperBound + MailLogJoin.tolerance
  }

  /// Whether there is a zone at all under which they belong together.
  var isPossible: Bool {
    let least = Int64(ClockOffset.zones.lowerBound) * 1_000_000_000 - ClockOffset.drift
    let most = Int64(ClockOffset.zones.upperBound) * 1_000_000_000 + ClockOffset.drift
    return difference.magnitude < 1 << 61 && difference.since(slack.upperBound) <= most
      && difference.since(slack.lowerBound) >= least
  }
}
