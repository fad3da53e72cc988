import ESMTPInspection
import Testing

@testable import Reports

/// What stands in a page of sessions and commands.
struct PageTextTests {
  private static func text(_ change: (inout SessionRecord) -> Void = { _ in }) -> String {
    var session = Samples.dropped
    change(&session)
    return PageReader(HTMLReportTests.page([session])).text
  }

  @Test("the Community ID of a flow stands in the page, and is left out where there is none")
  func communityID() {
    #expect(Self.text { $0.communityID = "1:abc=" }.contains("1:abc="))
    #expect(!Self.text { $0.communityID = "" }.contains("Community ID"))
  }

  @Test("signs of the tool's own texts stand as they are, those of a capture are escaped")
  func ownSigns() {
    let text = Self.text { $0.fate.why = "caf\u{E9} …" }
    #expect(text.contains("ICID … lost"))
    #expect(text.contains("caf\\xc3\\xa9 \\xe2\\x80\\xa6"))
    let sarif = String(decoding: Samples.report(.sarif), as: UTF8.self)
    #expect(sarif.contains("ICID \\u2026 lost"))
    #expect(!sarif.contains("\\\\xe2"))
  }

  @Test("the command for a session reads what the run has read, however many captures there are")
  func showing() {
    let names = (1...9).map { "in/\($0).pcap" }
    let command = ShowCommand(
      options: ["--profile", "asa-field", "--port", "2525"], captures: names)
    #expect(
      command.arguments(session: 7)
        == ["show", "--profile", "asa-field", "--port", "2525", "7"] + names)
    #expect(
      ShowCommand(options: [], captures: ["-x.pcap"]).arguments(session: 7)
        == ["show", "--", "7", "-x.pcap"])
    #expect(
      ShowCommand(options: [], captures: ["-"]).arguments(session: 7) == ["show", "7", "-"])
    #expect(Self.text().contains("esmtp-replay show -p running.cfg --port 2525 3 outside"))
  }

  @Test("a page of an interface names no command that would have to read it again")
  func interface() {
    var run = HTMLReportTests.run
    (run.arguments, run.showing) = (["-i", "eth0", "--format", "html"], nil)
    let text = PageReader(HTMLReportTests.page([Samples.dropped], transcripts: [:], run: run)).text
    #expect(!text.contains("esmtp-replay show"))
    #expect(!text.contains("give the same page"))
    #expect(!text.contains("In the folder in which it ran"))
    #expect(text.contains("an interface is read once; record it with tcpdump at the same time"))
    #expect(text.contains("so that this page cannot be made again"))
    #expect(text.contains("esmtp-replay -i eth0 --format html"))
  }
}
