import Foundation
import Testing

/// Compares output with a file of `Goldens`.
///
/// `RECORD_GOLDENS=1` writes the file instead and fails the test, so that a run that records never
/// passes.
func expectGolden(
  _ output: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(components: "Goldens", name)
  if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
    try Data(output).write(to: file)
    Issue.record(
      "\(name) was recorded; run again without RECORD_GOLDENS", sourceLocation: sourceLocation)
    return
  }
  let golden = try Data(contentsOf: file)
  #expect(
    String(decoding: output, as: UTF8.self) == String(decoding: golden, as: UTF8.self),
    sourceLocation: sourceLocation)
}
