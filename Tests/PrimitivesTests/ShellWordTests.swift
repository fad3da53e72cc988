import Primitives
import Testing

@Suite struct ShellWordTests {
  @Test(
    "words are quoted for a shell",
    arguments: [
      ("a.pcap", "a.pcap"), ("/tmp/a-1_b.pcap", "/tmp/a-1_b.pcap"), ("", "''"),
      ("--where=a@b,c%d", "--where=a@b,c%d"), ("two words", "'two words'"), ("it's", "'it'\\''s'"),
      ("$(x)", "'$(x)'"), (#"a\b"#, #"'a\b'"#), ("ü", #"$'\xc3\xbc'"#), ("a\n'b", #"$'a\x0a\'b'"#),
      ("\u{7f}\\", #"$'\x7f\\'"#),
    ])
  func quoting(word: String, quoted: String) {
    #expect(shellQuoted(word) == quoted)
  }
}
