/// Whether captures are read in the order in which they were recorded, as sessions that go on from one
/// into another have to be.
///
/// Captures of several places may overlap in time, in whatever order. One that ends before a capture that
/// is read before it has begun is in the wrong order, if they belong together at all.
public struct CaptureOrder: Sendable {
  /// The capture that begins last.
  private var latest: (path: String, start: Int64)?
  /// The first one that stands behind a later one.
  private var first: (path: String, later: String)?
  /// How many do.
  private var count = 0
  /// The capture that ends last.
  private var open: (path: String, span: ClosedRange<Int64>)?
  /// The first one that was recorded at the same time as one that is read before it.
  private var overlapping: (path: String, earlier: String)?

  /// The order of no captures.
  public init() {}

  /// Adds the capture that is read next; one without frames has no place.
  public mutating func add(_ capture: CaptureRecord) {
    guard let span = capture.span else { return }
    if let latest, span.upperBound < latest.start {
      count += 1
      if first == nil { first = (capture.path, latest.path) }
    }
    if let open, overlapping == nil, span.lowerBound < open.span.upperBound,
      open.span.lowerBound < span.upperBound
    {
      overlapping = (capture.path, open.path)
    }
    if span.upperBound > open?.span.upperBound ?? .min { open = (capture.path, span) }
    if span.lowerBound > latest?.start ?? .min { latest = (capture.path, span.lowerBound) }
  }

  /// What to say where sessions lack a direction: frames of two captures are not put in order of their
  /// times.
  ///
  /// - Parameter quote: makes the path of a capture safe for the page.
  /// - Returns: a sentence without a full stop; nil where no two captures are known to overlap in time.
  public func directionRemark(quote: (String) -> String) -> String? {
    guard let overlapping else { return nil }
    return
      "\(quote(overlapping.path)) was recorded at the same time as \(quote(overlapping.earlier)), which is "
      + "read first, and sessions lack a direction; where each has one direction, put them together first "
      + "('mergecap -w')"
  }

  /// What to say where parts of sessions are missing.
  ///
  /// - Parameter quote: makes the path of a capture safe for the page.
  /// - Returns: a sentence without a full stop; nil where nothing is known to be out of order.
  public func remark(quote: (String) -> String) -> String? {
    guard let first else { return nil }
    let (path, later) = (quote(first.path), quote(first.later))
    let fact =
      count == 1
      ? "\(path) was recorded before \(later), which is read first"
      : "\(Spoken.number(count)) captures were recorded before ones that are read first, as \(path) before \(later)"
    return
      "\(fact), and parts of sessions are missing; where sessions go on from one into the next, "
      + "list captures as they were recorded"
  }
}
