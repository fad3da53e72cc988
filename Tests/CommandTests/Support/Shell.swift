import Foundation
import Testing

/// A shell in which the command is found by its name.
enum Shell {
  /// Runs a line of bash in a folder.
  static func run(
    _ line: String, in folder: Workplace, environment: [String: String] = [:]
  ) throws -> Tool.Outcome {
    let outputs = try Workplace()
    for name in ["out", "err"] { try outputs.write("", as: name) }
    let tool = URL(filePath: try #require(Tool.path)).deletingLastPathComponent().path
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.currentDirectoryURL = folder.url
    process.arguments = ["-c", line]
    process.environment = environment.merging(Tool.sanitizerOptions) { own, _ in own }.merging(
      ["PATH": "\(tool):/usr/bin:/bin", "TERM": "xterm", "COLUMNS": "80"]
    ) { own, _ in own }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputs.url.appending(path: "out"))
    process.standardError = try FileHandle(forWritingTo: outputs.url.appending(path: "err"))
    try process.run()
    process.waitUntilExit()
    return Tool.Outcome(
      status: process.terminationStatus, output: try outputs.read("out"),
      error: try outputs.read("err"))
  }
}

extension Workplace {
  /// The permissions of a file or folder.
  func permissions(of name: String) throws -> Int? {
    let path = url.appending(path: name).path
    return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// Sets the permissions of a file or folder.
  func setPermissions(_ permissions: Int, of name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: permissions], ofItemAtPath: url.appending(path: name).path)
  }
}
