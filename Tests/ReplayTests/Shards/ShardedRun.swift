import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Reports
import Testing

@testable import Replay

/// One run over captures, and its shards put together.
struct ShardedRun {
  let folder: TemporaryFolder
  let policy: LoadedPolicy
  var options = AnalysisOptions()
  /// The captures in their order.
  var paths: [String] = []

  init(policy: LoadedPolicy? = nil) throws {
    folder = try TemporaryFolder()
    self.policy = try policy ?? loadPolicy()
    options.hashesStreams = true
    options.jobs = 1
  }

  /// Cuts a capture behind these frames into files.
  mutating func cut(_ capture: [UInt8], behind frames: [Int]) throws {
    var ends: [Int] = [24]
    var place = 24
    while place + 16 <= capture.count {
      let length = (0..<4).reduce(0) { $0 | Int(capture[place + 8 + $1]) << (8 * $1) }
      place += 16 + length
      ends.append(place)
    }
    var start = 24
    paths = []
    for (index, frame) in (frames + [ends.count - 1]).enumerated() {
      let bytes = capture[..<24] + capture[start..<ends[frame]]
      paths.append(try folder.write(Array(bytes), as: "part-\(index).pcap"))
      start = ends[frame]
    }
  }

  /// Cuts a capture short in its last frame.
  func damage(_ path: String) throws {
    let bytes = try Data(contentsOf: URL(filePath: path))
    try bytes.dropLast(5).write(to: URL(filePath: path))
  }

  private var record: RunRecord {
    RunRecord(
      version: "0", profile: policy.profile.name, policyFiles: [], statement: nil, source: nil,
      className: nil, ports: options.ports, checksums: "auto", afterDivergence: "stop")
  }

  private func run(
    _ own: [String], later: [String]?, _ place: ShardPlace?, _ form: ReportForm, to path: String
  ) throws -> Int {
    var options = options
    options.shard = place?.number
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: options), report: ReportWriter(form),
      run: record, output: OutputFile(path: path), gate: AnalysisRun.Gate())
    for input in own { try run.read(.file(input), filter: nil) { _ in } }
    if let later, let place {
      try run.readOn(
        later.map(CaptureInput.file),
        for: ShardRequest(place, texts: [], options: "none", bounds: options)
      ) { _ in }
    }
    return try run.finish().status
  }

  /// The report of one run over all captures.
  func whole(_ form: ReportForm = .json) throws -> (text: String, status: Int) {
    let path = "\(folder.path)/whole"
    let status = try run(paths, later: nil, nil, form, to: path)
    return (try String(contentsOfFile: path, encoding: .utf8), status)
  }

  /// The reports of so many shards, by their paths.
  func shards(_ count: Int) throws -> [String] {
    try (1...count).map { number in
      let place = try #require(ShardPlace(number: number, count: count))
      let own = place.own(of: paths.count)
      let path = "\(folder.path)/shard-\(number)-of-\(count).json"
      // No output takes the place of what was read; this process has read the one of a run before.
      try? FileManager.default.removeItem(atPath: path)
      _ = try run(
        Array(paths[own]), later: Array(paths[own.upperBound...]), place, .json, to: path)
      return path
    }
  }

  /// What the reports are together.
  func merged(
    _ reports: [String], _ form: ReportForm = .json
  ) throws -> (text: String, status: Int) {
    let path = "\(folder.path)/merged"
    let run = try MergeRun(
      reports, report: ReportWriter(form), output: OutputFile(path: path))
    let status = try run.run().status
    return (try String(contentsOfFile: path, encoding: .utf8), status)
  }

  /// Whether the merged shards are the one run; else the first line that differs.
  func difference(shards count: Int) throws -> String? {
    let whole = try whole()
    let merged: (text: String, status: Int)
    do { merged = try self.merged(shards(count)) } catch let error as MergeError {
      return "\(error)"
    }
    guard whole.text != merged.text || whole.status != merged.status else { return nil }
    let lines = (whole.text.split(separator: "\n"), merged.text.split(separator: "\n"))
    for (line, other) in zip(lines.0, lines.1) where line != other {
      let start = max(0, zip(line, other).prefix { $0 == $1 }.count - 80)
      return "\(line.prefix(40))… \(line.dropFirst(start).prefix(200))\n  but merged\n"
        + "\(other.dropFirst(start).prefix(200))"
    }
    return "\(lines.0.count) lines, merged \(lines.1.count); \(whole.status), \(merged.status)"
  }
}
