import Primitives

/// How far the clock of a log is ahead of that of the capture.
public struct ClockOffset: Sendable, Equatable {
  /// The part that a time zone explains, in seconds east of UTC.
  public var zone: Int
  /// The rest, which is that of the clocks, in nanoseconds.
  public var rest: Int64
  /// How many pairs of a log line and a session tell it.
  public var pairs: Int
  /// Other zones and other rests that fit the log equally well, those next to UTC.
  public internal(set) var others: [ClockOffset] = []
  /// Whether it is more than chance that the log fits under it: the client of one session may have come at
  /// any other time, too, and with the same mail.
  public internal(set) var isCertain = false

  /// No difference, and nothing that tells so.
  public static let unknown = ClockOffset(zone: 0, rest: 0, pairs: 0)

  /// The zones that there are, in seconds east of UTC (IANA time zone database, 2024a).
  static let zones: [Int] =
    ((-12...14).map { $0 * 60 } + [
      -570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825,
    ])
    .sorted().map { $0 * 60 }
  /// The farthest that a clock is taken to be wrong beside its zone, in nanoseconds.
  static let drift: Int64 = 450_000_000_000
  /// How far a log may be ahead of the capture at all, in nanoseconds.
  static let reach: ClosedRange<Int64> = {
    let ends = [zones.min() ?? 0, zones.max() ?? 0].map { Int64($0) * 1_000_000_000 }
    return ends[0] - drift...ends[1] + drift
  }()
  /// How far a clock is wrong at most that is kept right, and a log behind it, in nanoseconds.
  static let near: Int64 = 5_000_000_000

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
  /// Whether the line names both ports, which other connections of the same ends do not share.
  var hasPorts = false

  /// The difference without that of a zone, in nanoseconds; a line that tells its own has none.
  func apart(in zone: Int) -> Int64 { difference - (hasZone ? 0 : Int64(zone) * 1_000_000_000) }

  /// Whether they belong together under an offset, which is that of the line's own zone.
  func fits(_ offset: ClockOffset) -> Bool {
    let apart = apart(in: offset.zone) - offset.rest
    return slack.lowerBound - MailLogJoin.tolerance <= apart
      && apart <= slack.upperBound + MailLogJoin.tolerance
  }

  /// The zones under which they may belong together, in seconds east of UTC.
  var zones: [Int] {
    // Differences beyond are no zone's, and are not reckoned with.
    guard difference.magnitude < 1 << 61 else { return [] }
    let reach = isZoneAlone ? MailLogJoin.tolerance : ClockOffset.drift
    let (least, most) = (
      difference.since(slack.upperBound) - reach, difference.since(slack.lowerBound) + reach
    )
    if hasZone { return least <= 0 && 0 <= most ? [0] : [] }
    return ClockOffset.zones.filter { least...most ~= Int64($0) * 1_000_000_000 }
  }
}
