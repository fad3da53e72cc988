import ESMTPInspection
import Primitives

/// Findings as SARIF 2.1.0, the Static Analysis Results Interchange Format: the location of a result is
/// the line of the policy, its related location the frame of the capture.
///
/// Results are written as sessions end, so that the memory does not grow with the capture.
public struct SARIFReport: Sendable {
  private let redaction: Redaction
  private var log = SARIFLog()
  private var run: SARIFRun?
  private var record: RunRecord?
  private var captures: [CaptureRecord] = []

  /// An empty report.
  public init(_ redaction: Redaction) { self.redaction = redaction }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] { log.takeOutput(&run) }

  /// The first record.
  public mutating func run(_ record: RunRecord) {
    self.record = record
    log.begin()
    run = SARIFRun(version: record.version, automation: nil)
  }

  /// An input is about to be read.
  public mutating func reading(_ path: String) { run?.reading(path) }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) {
    captures.append(record)
    run?.capture(record)
  }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    guard record.isCounted else { return }
    run?.session(
      redaction.session(record), deciding: record.reason?.event, fallback: self.record?.source)
  }

  /// The last record.
  public mutating func summary(_ summary: SummaryRecord) {
    for finding in summary.absent { run?.absent(finding) }
    let (filter, selection) = (record?.filter, record?.selection.map(redaction.selection))
    run?.end(
      status: summary.status, warnings: summary.warnings(captures, quote: Escape.text),
      notUnderstood: record?.notUnderstood ?? []
    ) { writer in
      if let filter { writer.text(.filter, filter) }
      if let selection { writer.text(.where, selection) }
      for (name, count, _) in summary.ofNoSession(captures) { writer.number(JSONKey(name), count) }
      writer.number(.sessions, summary.sessions)
      writer.object(.verdicts) { writer in
        for (verdict, count) in summary.verdicts { writer.number(JSONKey(verdict.rawValue), count) }
      }
      writer.object(.coverage) { writer in
        for (coverage, count) in summary.coverage {
          writer.number(JSONKey(coverage.rawValue), count)
        }
      }
      writer.array(.reasons, summary.reasons) { writer, reason in
        writer.element { writer in
          writer.text(.reason, reason.reason.rawValue)
          writer.number(.sessions, reason.count)
        }
      }
    }
    log.end(&run)
  }
}

/// The frame around the runs of a log (section 3.13).
struct SARIFLog: Sendable {
  private var bytes: [UInt8] = []
  private var hasRun = false

  private static let schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

  /// The head of the log.
  mutating func begin() {
    bytes += Array("{\"$schema\":\"\(Self.schema)\",\"version\":\"2.1.0\",\"runs\":[\n".utf8)
  }

  /// What was written of the log and of the run at hand.
  mutating func takeOutput(_ run: inout SARIFRun?) -> [UInt8] {
    take(&run)
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// A whole run.
  mutating func append(_ run: consuming SARIFRun) {
    if hasRun { bytes += Array(",\n".utf8) }
    hasRun = true
    bytes += run.writer.bytes
  }

  /// The end of the log, behind the run at hand.
  mutating func end(_ run: inout SARIFRun?) {
    take(&run)
    bytes += Array("\n]}\n".utf8)
  }

  private mutating func take(_ run: inout SARIFRun?) {
    guard let written = run?.writer.bytes, !written.isEmpty else { return }
    bytes += written
    run?.writer.bytes.removeAll(keepingCapacity: true)
  }
}

extension JSONKey {  // SARIF.
  static let tool = JSONKey("tool")
  static let driver = JSONKey("driver")
  static let semanticVersion = JSONKey("semanticVersion")
  static let automationDetails = JSONKey("automationDetails")
  static let columnKind = JSONKey("columnKind")
  static let results = JSONKey("results")
  static let artifacts = JSONKey("artifacts")
  static let location = JSONKey("location")
  static let uri = JSONKey("uri")
  static let index = JSONKey("index")
  static let roles = JSONKey("roles")
  static let invocations = JSONKey("invocations")
  static let executionSuccessful = JSONKey("executionSuccessful")
  static let exitCode = JSONKey("exitCode")
  static let toolExecutionNotifications = JSONKey("toolExecutionNotifications")
  static let toolConfigurationNotifications = JSONKey("toolConfigurationNotifications")
  static let properties = JSONKey("properties")
  static let omittedEvents = JSONKey("omittedEvents")
  static let shortDescription = JSONKey("shortDescription")
  static let fullDescription = JSONKey("fullDescription")
  static let help = JSONKey("help")
  static let markdown = JSONKey("markdown")
  static let defaultConfiguration = JSONKey("defaultConfiguration")
  static let tags = JSONKey("tags")
  static let level = JSONKey("level")
  static let ruleID = JSONKey("ruleId")
  static let ruleIndex = JSONKey("ruleIndex")
  static let baselineState = JSONKey("baselineState")
  static let message = JSONKey("message")
  static let locations = JSONKey("locations")
  static let relatedLocations = JSONKey("relatedLocations")
  static let physicalLocation = JSONKey("physicalLocation")
  static let logicalLocations = JSONKey("logicalLocations")
  static let artifactLocation = JSONKey("artifactLocation")
  static let region = JSONKey("region")
  static let startLine = JSONKey("startLine")
  static let snippet = JSONKey("snippet")
  static let partialFingerprints = JSONKey("partialFingerprints")
  static let finding = JSONKey("finding/v1")
  static let session = JSONKey("session")
  static let decides = JSONKey("decides")
}
