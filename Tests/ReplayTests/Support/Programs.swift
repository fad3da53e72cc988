import Foundation

/// Other programs that serve as judges.
enum Programs {
  /// The path of a program, or nil where it is not installed.
  static func find(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Runs a program and returns what it writes to standard output.
  static func run(_ path: String, _ arguments: [String]) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: data, as: UTF8.self), process.terminationStatus)
  }
}

/// The captures of the repository, by folder.
func repositoryCaptures() throws -> [(folder: String, path: String)] {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let captures = root.appending(path: "captures").path
  return try FileManager.default.contentsOfDirectory(atPath: captures).sorted().flatMap { folder in
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: "\(captures)/\(folder)")) ?? []
    return files.sorted().filter { $0.contains(".pcap") }.map {
      (folder, "\(captures)/\(folder)/\($0)")
    }
  }
}
