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

  @Test(
    "paths in commands are quoted for a shell",
    arguments: [
      ("/tmp/a-1_b.pcap", "/tmp/a-1_b.pcap"), ("", "''"), ("two words", "'two words'"),
      ("it's", "'it'\\''s'"), ("$(x)", "'$(x)'"), ("é", #"$'\xc3\xa9'"#),
      ("a\n'b", #"$'a\x0a\'b'"#),
    ])
  func quoting(path: String, quoted: String) {
    #expect(shellQuoted(path) == quoted)
  }
}
