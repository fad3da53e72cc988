import Foundation

/// Files of inputs, in memory where there is a place for that.
enum FuzzFile {
  private static let start: String = {
    let folder =
      FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    return "\(folder)/esmtp-replay-fuzz.\(ProcessInfo.processInfo.processIdentifier)"
  }()

  /// Another one for each input: tests run several at a time.
  static var freshPath: String { "\(start).\(UUID().uuidString)" }

  /// Writes a file of its own, which whoever asks for it takes away.
  ///
  /// - Returns: its path.
  /// - Throws: `BrokenPromise` where it cannot be made, as the input would be tried on nothing.
  static func write(_ bytes: [UInt8]) throws(BrokenPromise) -> String {
    let path = freshPath
    let isThere = FileManager.default.createFile(atPath: path, contents: Data(bytes))
    try promise(isThere, "\(path) cannot be written")
    return path
  }
}
