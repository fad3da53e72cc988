import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Packets
import Primitives
import Reports

@testable import Replay

/// What a test wants to be told when its preparations fail.
struct PreparationFailure: Error { var text: String }

/// A folder of its own that goes away with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/esmtp-replay-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The lengths of the files, by name.
  func sizes() throws -> [String: Int] {
    let manager = FileManager.default
    return try manager.contentsOfDirectory(atPath: path).reduce(into: [:]) { sizes, name in
      sizes[name] = manager.contents(atPath: "\(path)/\(name)")?.count
    }
  }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }
}

/// The built-in policy of a profile, or of a configuration text.
func loadPolicy(_ text: String? = nil, profile: String? = nil) throws -> LoadedPolicy {
  let loaded = LoadedPolicy.load(
    text.map { [PolicyText(name: "test.cfg", text: $0)] } ?? [],
    profile: profile.flatMap { .named($0) }, policyMapName: nil, ports: [25])
  guard let policy = loaded.policy else {
    throw PreparationFailure(text: loaded.diagnostics.map(\.description).joined(separator: "\n"))
  }
  return policy
}

/// The sessions of capture files, in the order of the report.
func sessions(
  _ paths: [String], policy: LoadedPolicy, options: AnalysisOptions = AnalysisOptions()
) throws -> [SessionRecord] {
  var analysis = Analysis(policy: policy, options: options)
  return try replay(paths, &analysis)
}

/// Feeds capture files to an analysis, and ends it.
func replay(_ paths: [String], _ analysis: inout Analysis) throws -> [SessionRecord] {
  let feed = CaptureFeed(
    SessionTracker(policies: [analysis.policy], options: analysis.options))
  var records: [SessionRecord] = []
  for path in paths {
    let record = try feed.read(.file(path), filter: nil) { block throws(OutputError) in
      analysis.take(block)
      records += analysis.takeFinished()
    }
    if let error = record.error { throw PreparationFailure(text: error) }
  }
  try feed.finish { block throws(OutputError) in analysis.take(block) }
  return records + analysis.takeFinished()
}

/// What a comparison of policies says of them where it does not matter.
func comparisonRecord(of policies: [LoadedPolicy]) -> ComparisonRecord {
  ComparisonRecord(
    version: "1",
    policies: policies.map { _ in
      ComparedPolicy(name: "p", files: [], profile: "asa", statement: nil, source: nil)
    }, ports: [25])
}

/// A capture as a first reading of it leaves it.
func readOnce(_ path: String) throws -> ReadInput {
  var record = CaptureRecord(
    path: path, firstFrame: 1, frames: 0, bytes: 0, span: nil, linkType: "EN10MB",
    snapshotLength: 0, error: nil)
  var reader = try CaptureReader(opening: .file(path))
  _ = reader.read { frame, bytes in
    record.frames = frame.number
    record.bytes += UInt64(bytes.count)
    return true
  }
  return ReadInput(.file(path), filter: nil, first: 0, as: record)
}
