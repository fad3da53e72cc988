import Foundation
import Testing

@testable import Replay

/// Dialogues that are kept beside the project, with the program that plays them.
private let shared = ProcessInfo.processInfo.environment["ESMTP_REPLAY_SHARED"]
private let python = Programs.find("python3")

@Suite struct VectorTests {
  @Test(
    "the dialogue vectors come out as they say",
    .enabled(if: shared != nil, "ESMTP_REPLAY_SHARED names no folder with vectors"),
    .enabled(if: python != nil, "python3 is not installed"))
  func vectors() throws {
    let program = try #require(python)
    let folder = try #require(shared)
    // The command stands beside the test bundle.
    let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "esmtp-replay").path
    let candidates = [
      binary, FileManager.default.currentDirectoryPath + "/.build/debug/esmtp-replay",
    ]
    let tool = try #require(candidates.first { FileManager.default.isExecutableFile(atPath: $0) })
    let result = try Programs.run(
      program, ["\(folder)/tools/check_vectors.py", tool, "\(folder)/vectors"])
    #expect(result.status == 0, "\(result.text)")
    #expect(result.text.contains(" passed, 0 failed"))
  }
}
