import Testing

@testable import CaptureFiles

@Suite struct CaptureErrorTests {
  @Test("the sentence names the input, the frame, the reason and the remedy")
  func sentence() {
    let whole = CaptureError(path: "a.pcap", frame: 17, reason: "it is cut", remedy: "copy it")
    #expect(whole.description == "a.pcap: frame 17: it is cut; copy it")
    let short = CaptureError(path: "-", reason: "is empty")
    #expect(short.description == "standard input: is empty")
  }
}
