import ESMTPInspection
import Primitives

/// The report for a person at a terminal.
///
/// Its title comes with the first input that could be read, and the rest with the summary, so that
/// warnings stand first; only with `listsAll` does it write before: the head with the first record and a
/// line for each session as it comes. Of the sessions it keeps the gravest alone, so that its memory does
/// not grow with the capture.
public struct TextReport: Sendable {
  /// How a text report is laid out.
  public struct Options: Sendable {
    /// The columns of the terminal; at least 20 are taken.
    public var width: Int
    /// The columns that the terminal has by now, where it may be made wider or narrower; nil where
    /// `width` holds.
    public var currentWidth: (@Sendable () -> Int)?
    /// The columns that lines may have now.
    public var columns: Int { max(20, currentWidth?() ?? width) }
    /// Whether the line of a session is cut where it is wider: a terminal would break it.
    public var cutsLines: Bool
    /// Whether SGR colour sequences are written; words always say the same.
    public var isColoured: Bool
    /// Whether anomalies and repeated events are shown in full.
    public var isVerbose: Bool
    /// Whether each session gets a line.
    public var listsAll: Bool
    /// Whether warnings and one line of totals are all.
    public var isQuiet: Bool
    /// What makes a session graver than another.
    public var order: SessionOrder
    /// How many of the gravest sessions are shown in full.
    public var sessionLimit: Int

    /// A plain report of 80 columns where nothing else is said.
    public init(
      width: Int = 80, isColoured: Bool = false, isVerbose: Bool = false, listsAll: Bool = false,
      isQuiet: Bool = false, sessionLimit: Int = 10, order: SessionOrder = .verdict,
      cutsLines: Bool = true, currentWidth: (@Sendable () -> Int)? = nil
    ) {
      self.currentWidth = currentWidth
      self.cutsLines = cutsLines
      self.width = width
      self.isColoured = isColoured
      self.isVerbose = isVerbose
      self.listsAll = listsAll
      self.isQuiet = isQuiet
      self.sessionLimit = sessionLimit
      self.order = order
    }
  }

  let options: Options
  var canvas: TextCanvas
  var run: RunRecord?
  var captures: [CaptureRecord] = []
  /// The sessions that are shown in full.
  var gravest: GravestSessions
  /// The texts on what comes next that were printed: each stands once.
  var explained: Set<String> = []
  /// Whether the title was written.
  var isEntitled = false

  /// An empty report.
  public init(_ options: Options = Options()) {
    self.options = options
    gravest = GravestSessions(limit: options.sessionLimit, order: options.order)
    canvas = TextCanvas(
      width: options.columns, isColoured: options.isColoured, cutsLines: options.cutsLines)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { canvas.output.removeAll(keepingCapacity: true) }
    return canvas.output
  }

  /// The first record.
  public mutating func run(_ record: RunRecord) {
    run = record
    guard options.listsAll, !options.isQuiet else { return }
    putTitle()
    putPolicy()
    canvas.line()
    putHeading("Sessions", "as they ended")
  }

  /// An input; all of them are kept.
  public mutating func capture(_ record: CaptureRecord) {
    captures.append(record)
    if record.error == nil || record.frames > 0, !options.isQuiet { putTitle() }
  }

  /// Whether sessions like one are shown.
  public func takes(_ session: SessionRecord) -> Bool {
    !options.isQuiet && (options.listsAll || options.order.shows(session))
  }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    guard !options.isQuiet else { return }
    if options.listsAll {
      canvas.width = options.columns
      putSessionLine(record)
    }
    gravest.keep(record)
  }

  /// What the summary is to have that takes further readings.
  var adviceWish: AdviceWish { options.isQuiet ? .nothing : .assumptions }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { !options.isQuiet }

  /// The last record: writes the report.
  public mutating func summary(_ record: SummaryRecord) {
    canvas.width = options.columns
    if options.isQuiet {
      putWarnings(record)
      putTotals(record)
      return
    }
    if options.listsAll {
      canvas.line()
      putWarnings(record)
      putCaptures()
    } else {
      putTitle()
      putWarnings(record)
      putPolicy()
      putCaptures()
    }
    putVerdicts(record)
    putFlips(record)
    putOutcomes(record)
    putRules(record)
    putGravest(record)
    putTrouble(record)
    putAnomalies(record)
    putRewriting(record)
    putAssumptions(record)
    putUnchecked(record)
    putNotUnderstood()
    canvas.line()
    putTotals(record)
  }
}
