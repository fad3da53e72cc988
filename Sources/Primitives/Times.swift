// Times are nanoseconds since 1970-01-01 UTC. A capture may give any that `Int64` holds, in any order:
// what is reckoned from them stays at the ends of the range and does not overflow.

/// How long it is from one time to another, in nanoseconds; 0 where they run backwards.
@inlinable @inline(__always)
public func elapsed(from start: Int64, to end: Int64) -> Int64 { max(0, end.since(start)) }

/// The time that a duration ends.
///
/// - Parameters:
///   - time: when it begins, in nanoseconds.
///   - duration: how long it is in nanoseconds, 0 or more; `Int64.max` is for ever.
/// - Returns: nanoseconds, at most the latest time there is, which is also the end of for ever.
@inlinable @inline(__always)
public func later(_ time: Int64, by duration: Int64) -> Int64 {
  duration == .max ? .max : time.adding(duration)
}

extension Int64 {
  /// The difference of two times or durations; the ends of the range where it lies beyond.
  @inlinable @inline(__always)
  public func since(_ earlier: Int64) -> Int64 {
    let (difference, isBeyond) = subtractingReportingOverflow(earlier)
    return isBeyond ? (self > earlier ? .max : .min) : difference
  }

  /// The sum; the ends of the range where it lies beyond.
  @inlinable @inline(__always)
  public func adding(_ other: Int64) -> Int64 {
    let (sum, isBeyond) = addingReportingOverflow(other)
    return isBeyond ? (other > 0 ? .max : .min) : sum
  }

  /// How far two times are apart, in nanoseconds.
  @inlinable @inline(__always)
  public func distance(from other: Int64) -> UInt64 {
    UInt64(bitPattern: self > other ? self &- other : other &- self)
  }
}

/// A time as the device prints and takes it.
///
/// - Parameter seconds: how long it is, 0 or more.
/// - Returns: `h:mm:ss`, with as many digits of the hours as they have.
public func hoursMinutesSeconds(_ seconds: Int64) -> String {
  "\(seconds / 3600):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
}

/// A number below 100 with a zero before a single digit; a larger one as it is.
public func twoDigits(_ number: some BinaryInteger) -> String {
  number < 10 ? "0\(number)" : "\(number)"
}
