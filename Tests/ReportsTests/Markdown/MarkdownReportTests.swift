import Testing

@testable import Reports

@Suite struct MarkdownReportTests {
  @Test("the page of the samples is the recorded one")
  func golden() throws { try expectGolden(Samples.report(.markdown), "report.md") }

  @Test("a page without sessions says so")
  func empty() {
    let text = String(
      decoding: Samples.report(.markdown, sessions: [], summary: Samples.summary([:])),
      as: UTF8.self)
    #expect(text.contains("> **Warning:** no session on the inspected ports was found"))
    #expect(text.contains("## Sessions in full\n\nThere was none.\n"))
  }

  @Test(
    "a code span holds whatever a text has", arguments: ["a`b", "``", "", "a\u{1B}[2J", "|", " a"])
  func spans(text: String) {
    let span = Markdown.code(text)
    #expect(span.hasPrefix("`") && span.hasSuffix("`"))
    #expect(span.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
  }

  @Test("a fence holds whatever its lines have")
  func fences() {
    #expect(Markdown.block(["a", "```", "````` b"]) == ["```", "a", "` ` `", "` ` ``` b", "```"])
  }

  @Test(
    "what a capture or a configuration holds stands in code alone", arguments: HostileBytes.corpus)
  func hostile(bytes: [UInt8]) {
    let output = HostileBytes.report(.markdown, bytes, .init())
    #expect(output.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
    var isFenced = false
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      if line == "```" {
        isFenced.toggle()
        continue
      }
      if isFenced { continue }
      let prose = Self.withoutSpans(line)
      #expect(!prose.contains("<") && !prose.contains("`") && !prose.contains("]("), "\(line)")
    }
    #expect(!isFenced)
  }

  /// A line without its code spans (CommonMark section 6.1).
  private static func withoutSpans(_ line: Substring) -> String {
    var out = ""
    var rest = line
    while let start = rest.firstIndex(of: "`") {
      out += rest[..<start]
      let fence = rest[start...].prefix { $0 == "`" }
      var after = rest[fence.endIndex...]
      while let next = after.firstIndex(of: "`") {
        let run = after[next...].prefix { $0 == "`" }
        after = after[run.endIndex...]
        if run.count == fence.count { break }
      }
      rest = after
    }
    return out + rest
  }

  @Test("mailbox names are shortened unless they are asked for")
  func redaction() {
    let text = String(decoding: Samples.report(.markdown), as: UTF8.self)
    #expect(!text.contains("newsletter@") && text.contains("n...@example.net"))
  }
}
