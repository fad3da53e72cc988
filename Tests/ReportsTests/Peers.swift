import Foundation

/// Programs and schemas of others that judge; `scripts/install-peers` brings them.
enum Peers {
  /// A schema in `.build/peers`; nil where it is not there.
  static func schema(_ name: String) -> String? {
    let file = URL(filePath: #filePath).appending(path: "../../../.build/peers/\(name)")
      .standardized
    return FileManager.default.fileExists(atPath: file.path) ? file.path : nil
  }

  /// Runs a program with a file of these bytes as its last argument.
  ///
  /// - Returns: what it prints and its exit status; nil where it is not there.
  static func judge(_ command: [String], _ bytes: [UInt8]) throws -> (text: String, status: Int32)?
  {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command + [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus != 127 else { return nil }
    return (String(decoding: text, as: UTF8.self), process.terminationStatus)
  }

  /// Whether a command can be run.
  static func has(_ command: [String]) -> Bool { (try? judge(command, []))?.status == 0 }
}
