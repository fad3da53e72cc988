import CaptureFiles
import Testing

@testable import Replay

@Suite struct OutputErrorTests {
  @Test("a temporary file that failed is told in its own words")
  func temporaryFile() {
    let full = CaptureError(path: "t", reason: "cannot take a temporary file", remedy: "make room")
    #expect(OutputError(full).description == "t: cannot take a temporary file; make room")
    let other = CaptureError(path: "t", reason: "cannot be read (Input/output error)")
    #expect(
      OutputError(other).description
        == "t: cannot be read (Input/output error); name a folder that can in TMPDIR")
  }
}
