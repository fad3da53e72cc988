import Foundation
import Testing

/// The command as a user runs it, beside the test bundle.
struct Tool {
  struct Outcome {
    var status: Int32
    var output: String
    var error: String
  }

  static let path: String? = {
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "esmtp-replay").path
    let built = FileManager.default.currentDirectoryPath + "/.build/debug/esmtp-replay"
    return [beside, built].first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What a sanitizer is told, of which there are variables where the tests run under one.
  static let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
    $0.key.hasSuffix("SAN_OPTIONS")
  }

  /// Runs in a folder of its own that holds a configuration as `p.cfg`.
  static func run(
    _ arguments: [String], on text: String = "", columns: Int = 80, input: String? = nil
  ) throws -> Outcome {
    let folder = try Workplace()
    try folder.write(text, as: "p.cfg")
    return try run(
      arguments, in: folder, environment: ["COLUMNS": "\(columns)"], input: input)
  }

  /// Runs in a folder; standard input is a file, or nothing.
  static func run(
    _ arguments: [String], in folder: Workplace, environment: [String: String] = [:],
    input: String? = nil, below ceiling: Ceiling? = nil
  ) throws -> Outcome {
    let outputs = try Workplace()
    let process = try start(
      arguments, in: folder, environment: environment, outputs: outputs, input: input,
      below: ceiling)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try outputs.read("out"),
      error: try outputs.read("err"))
  }

  /// Starts in a folder; what the process writes goes to the files `out` and `err` of another.
  static func start(
    _ arguments: [String], in folder: Workplace, environment: [String: String] = [:],
    outputs: Workplace, input: String? = nil, below ceiling: Ceiling? = nil
  ) throws -> Process {
    for name in ["out", "err"] { try outputs.write("", as: name) }
    let process = Process()
    let path = try #require(ceiling?.program ?? path)
    let words = (ceiling?.words ?? []) + [path] + arguments
    process.executableURL = URL(filePath: words[0])
    process.currentDirectoryURL = folder.url
    process.arguments = Array(words.dropFirst())
    process.environment = environment.merging(sanitizerOptions) { own, _ in own }
      .merging(ceiling?.environment ?? [:]) { own, _ in own }
      .merging(["COLUMNS": "80"]) { own, _ in own }
    process.standardInput =
      input.flatMap(FileHandle.init(forReadingAtPath:)) ?? FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputs.url.appending(path: "out"))
    process.standardError = try FileHandle(forWritingTo: outputs.url.appending(path: "err"))
    try process.run()
    return process
  }
}

/// A folder of its own that goes away with the value.
final class Workplace {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A folder that holds a capture of the repository as `a.pcap`.
  convenience init(holding name: String) throws {
    try self.init()
    let captures = URL(filePath: FileManager.default.currentDirectoryPath + "/captures")
    try write(Data(contentsOf: captures.appending(path: "\(name)/\(name).pcap")), as: "a.pcap")
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, as name: String) throws { try write(Data(text.utf8), as: name) }

  /// Writes a file and makes the folders around it.
  func write(_ data: Data, as name: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func data(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  /// Whether there is a file.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appending(path: name).path)
  }

  /// The names of all files, seen from the folder.
  var names: [String] {
    (FileManager.default.subpaths(atPath: url.path) ?? []).filter { name in
      let path = url.appending(path: name).path
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
      return type as? FileAttributeType != .typeDirectory
    }.sorted()
  }
}
