import CaptureFiles
import Foundation
import Testing

struct ReadFilesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  @Test("a file that was read is known under each of its names, until it is gone")
  func names() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = ["a", "link", "other"].map { folder.appending(path: $0).path }
    for path in [paths[0], paths[2]] { try Data("x\n".utf8).write(to: URL(filePath: path)) }
    try FileManager.default.createSymbolicLink(atPath: paths[1], withDestinationPath: "a")
    #expect(!ReadFiles.holds(paths[0]))
    _ = try fileContents(.file(paths[1]), limit: 10)
    #expect(paths.map(ReadFiles.holds) == [true, true, false])
    #expect(ReadFiles.holds(folder.path + "/./a"))
    // What has its place now was never read.
    try FileManager.default.removeItem(atPath: paths[0])
    #expect(!ReadFiles.holds(paths[0]))
    try Data("y\n".utf8).write(to: URL(filePath: paths[2] + "s"))
    #expect(!ReadFiles.holds(paths[2] + "s"))
  }
}
