import ESMTPInspection
public import Reassembly
import Reports

/// What a replay of captures is asked for.
public struct AnalysisOptions: Sendable {
  /// The inspected TCP ports.
  public var ports: [UInt16] = [25]
  /// How streams are put together, with its bounds and the checksum policy.
  public var reassembly = ReassemblyOptions()
  /// Whether events behind the divergence point count for the verdict.
  public var countsAfterDivergence = false
  /// Whether segments longer than the MSS are cut before they are judged.
  public var cutsToMaximumSegmentSize = false
  /// The threads that work at once, at most: one does everything in turn; with more an input is read
  /// ahead and the report is written beside the inspection. Nothing that is reported depends on it.
  public var jobs = 2
  /// Whether records have the Community ID.
  public var tellsCommunityIDs = true
  /// By how much another recording may have stamped frames otherwise, in nanoseconds.
  public var clockTolerance: Int64 = 0
  /// Whether streams are hashed.
  public var hashesStreams = false
  /// Whether streams are hashed as they are forwarded.
  public var hashesForwarded = false
  /// Where streams are written, or nil.
  public var extractDirectory: String?
  /// The sessions that are told of; nil for all. Connection limits and counters see all.
  public var selection: SessionSelection?
  /// The sessions and frames that are written, to captures and to folders; nil for all.
  public var written: SelectedTraffic?
  /// The sessions whose lines are gathered, or nil.
  var shown: SessionSelector?
  /// Whether all frames are kept, and every session is told from its first one on, also one of which
  /// nothing but parts of a handshake comes.
  var keepsFrames = false
  /// The numbers of the sessions whose streams are kept to be reduced.
  var reduced: Set<Int> = []
  /// The numbers of the sessions that are inspected; nil for all.
  var followed: Set<Int>?
  /// The refusal that sessions are looked for by.
  var refusal: ReplyText?
  /// The numbers of further sessions whose lines are gathered.
  var shownNumbers: Set<Int> = []
  /// What is kept of the lines of a session.
  var transcriptLimits = TranscriptLimits()

  /// Whether the lines of a session are gathered.
  func shows(_ connection: Connection) -> Bool {
    shownNumbers.contains(connection.number) || shown?.matches(connection) == true
  }

  /// What names are asked for.
  var wantedNames: [WantedNames.Kind: @Sendable (String) -> Bool] {
    var names = selection?.wantedNames ?? [:]
    if case .messageID(let wanted) = shown {
      names[.messageID] = { @Sendable id in CapturedText.isSpelling(wanted, of: id) }
    }
    if let refusal { names[.refusal] = { @Sendable reply in refusal.isOf(reply) } }
    return names
  }

  /// The same where nothing is written.
  var withoutOutputs: AnalysisOptions {
    var options = self
    options.hashesStreams = false
    options.hashesForwarded = false
    options.extractDirectory = nil
    options.written = nil
    return options
  }

  /// Whether the frames and streams of a session are written.
  func isWritten(_ number: Int) -> Bool { written?.sessions.contains(number) ?? true }

  /// Whether it matters what has been forwarded of each stream by now.
  var followsForwarding: Bool { hashesForwarded || extractDirectory != nil }

  /// The number of the shard, where the run is one of several.
  public var shard: Int?
  /// Who says what becomes of SYNs under limits of connections; nil for the usual one.
  var admission: ConnectionAdmission.Mode?

  /// The defaults.
  public init() {}
}
