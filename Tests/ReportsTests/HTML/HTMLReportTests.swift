import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

struct HTMLReportTests {
  // MARK: Invented records

  static let run = {
    var run = Samples.run
    run.arguments = ["-p", "running.cfg", "outside/mx 1.pcapng", "--format", "html"]
    run.showing = ShowCommand(
      options: ["-p", "running.cfg", "--port", "2525"], captures: ["outside"])
    run.policyLines = [
      PolicyLineRecord(
        block: "policy-map type inspect esmtp _default_esmtp_map",
        text: "match header line length gt 998 drop-connection log",
        source: SourceLine(file: "running.cfg", line: 401)),
      PolicyLineRecord(
        block: "", text: "service-policy global_policy global",
        source: SourceLine(file: "running.cfg", line: 420)),
    ]
    run.limits = [
      PolicyLimitRecord(
        mapName: "_default_esmtp_map", criterion: .headerLineLength, number: 998,
        actions: "drop-connection log", source: SourceLine(file: "running.cfg", line: 401))
    ]
    return run
  }()

  static let transcript = Transcript(
    session: Samples.dropped,
    lines: [
      line(.server, 14, 0, "220 mx1.example.net ESMTP\r\n", "220 *********************\r\n"),
      line(.client, 15, 0, "MAIL FROM:<newsletter@example.net>\r\n"),
      line(.client, 16, 40, "To: \"Ann Other\" <ann@example.org>,\r\n"),
      line(.client, 16, 80, " bob@example.org (Bob)\r\n"),
      line(.client, 17, 120, "Subject: <script>alert(1)</script>\r\n"),
      TranscriptLine(
        sender: .client, kind: .body, frames: 18...20, offset: 160, length: 900, lineEnds: 12,
        forwarded: 900),
      TranscriptLine(
        sender: .server, kind: .missing, frames: 21...21, offset: 80, length: 1460),
    ])

  static func line(
    _ sender: Sender, _ frame: Int, _ offset: UInt64, _ before: String, _ after: String? = nil
  ) -> TranscriptLine {
    TranscriptLine(
      sender: sender, kind: .text, frames: frame...frame, offset: offset,
      length: before.utf8.count, lineEnds: 1, before: Samples.bytes(before),
      after: Samples.bytes(after ?? before), forwarded: before.utf8.count)
  }

  static func page(
    _ sessions: [SessionRecord] = [Samples.untouched, peaked, Samples.masked],
    summary: SummaryRecord = Samples.total, options: PageBounds = .init(),
    transcripts: [Int: Transcript] = [3: transcript], redaction: Redaction = .firstLetter,
    run: RunRecord = HTMLReportTests.run
  ) -> [UInt8] {
    var report = HTMLReport(options, redaction: redaction)
    report.run(run)
    for capture in Samples.captures { report.capture(capture) }
    for session in sessions { report.session(session) }
    report.dialogues(transcripts)
    report.summary(summary)
    return report.takeOutput()
  }

  static let peaked = {
    var session = Samples.dropped
    session.peaks.raise(.headerLineLength, to: 1001)
    session.peaks.raise(.recipientCount, to: 2)
    return session
  }()

  /// A page without its style and script, which have tests of their own.
  static func skeleton(_ page: [UInt8]) throws -> String {
    var text = String(decoding: page, as: UTF8.self)
    for name in ["style", "script"] {
      let start = try #require(text.firstRange(of: "<\(name)>"))
      let end = try #require(text.firstRange(of: "</\(name)>"))
      text.replaceSubrange(start.upperBound..<end.lowerBound, with: "…")
    }
    let hash = try Regex("sha256-[A-Za-z0-9+/]{43}=")
    return text.replacing(hash, with: "sha256-…")
  }

  // MARK: Tests

  @Test("a small page is the recorded one")
  func golden() throws {
    try expectGolden(Array(Self.skeleton(Self.page()).utf8), "report.html")
  }

  @Test("a page is well-formed, with nothing but known elements, and shows what it was given")
  func structure() {
    let reader = PageReader(Self.page())
    #expect(reader.faults.isEmpty)
    for text in [
      "header line length gt 998", "running.cfg", "1,001", "session 3",
      "match header line length gt 998 drop-connection log",
      "esmtp-replay -p running.cfg 'outside/mx 1.pcapng' --format html",
      "body: 12 lines, 900 bytes",
      "1,460 bytes of the server, missed at frame 21, are not in the capture up to it",
      "Subject: <s...>alert(1)</...>", "looked at in part: 1",
      "the connection is dropped here",
    ] {
      #expect(reader.text.contains(text), "\(text)")
    }
    #expect(reader.tags.count { $0.name == "script" } == 1)
    #expect(reader.tags.count { $0.name == "li" && $0.attributes["data-verdict"] != nil } == 3)
  }

  @Test("the gravest sessions are listed first, and what is left out is said")
  func limit() {
    let sessions = (1...30).map { number -> SessionRecord in
      var session = Samples.untouched
      session.id = number
      session.first.frame = 100 - number
      session.verdict = number % 10 == 0 ? .reset : number % 3 == 0 ? .masked : .untouched
      return session
    }
    let verdicts = Dictionary(grouping: sessions, by: \.verdict).mapValues(\.count)
    let reader = PageReader(
      Self.page(
        sessions, summary: Samples.summary(verdicts), options: .init(sessionLimit: 10),
        transcripts: [:]))
    #expect(reader.faults.isEmpty)
    let listed = reader.tags.compactMap { tag -> String? in
      tag.name == "li" ? tag.attributes["id"] : nil
    }
    #expect(
      listed == [30, 20, 10, 27, 24, 21, 18, 15, 12, 9].map { "session-\($0)" })
    #expect(reader.text.contains("20 sessions more, none of them graver than those above"))
    #expect(reader.text.contains("10 of 30 sessions"))
  }

  @Test("no name of a mailbox stands in a page, nor the names of people in address fields")
  func redaction() {
    let text = PageReader(Self.page()).text
    for name in ["newsletter@", "ann@", "Other", "bob@", "(Bob)", "4711"] {
      #expect(!text.contains(name), "\(name)")
    }
    #expect(text.contains("To: \"A... O...\" <a...@example.org>,"))
    #expect(text.contains("MAIL FROM:<n...@example.net>"))
    let whole = PageReader(Self.page(redaction: .none)).text
    #expect(whole.contains("To: \"Ann Other\" <ann@example.org>,"))
    #expect(whole.contains("<newsletter@example.net>"))
  }

  @Test("whatever a capture or a configuration holds, the page stays a page", arguments: hostile)
  func hostilePage(bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var transcript = Self.transcript
    transcript.session = HostileBytes.session(bytes)
    for place in transcript.lines.indices where transcript.lines[place].kind == .text {
      transcript.lines[place].before = bytes
      transcript.lines[place].after = bytes
      transcript.lines[place].length = bytes.count
      transcript.lines[place].forwarded = bytes.count
    }
    var run = HostileBytes.run(bytes)
    run.arguments = [text, text]
    run.policyLines = [
      PolicyLineRecord(block: text, text: text, source: SourceLine(file: text, line: 1))
    ]
    run.limits = [
      PolicyLimitRecord(
        mapName: text, criterion: .bodyLength, number: .max, actions: text,
        source: SourceLine(file: text, line: 1))
    ]
    var report = HTMLReport()
    report.run(run)
    report.capture(HostileBytes.capture(bytes))
    report.capture(HostileBytes.capture(bytes))
    report.session(HostileBytes.session(bytes))
    report.dialogues([HostileBytes.session(bytes).id: transcript])
    var summary = Samples.summary([.dropped: 1], seen: .alreadyInspected)
    summary.reasons = [(.gap, 1)]
    summary.bounds = [(text, 1)]
    report.summary(summary)
    let page = report.takeOutput()
    let reader = PageReader(page)
    #expect(reader.faults.isEmpty)
    #expect(reader.tags.count { $0.name == "script" } == 1)
    #expect(page.count < 2_000_000)
    let signs: Set<UnicodeScalar> = ["…", "·", "\n"]
    #expect(
      reader.text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0.value < 0x7F || signs.contains($0)
      })
  }

  static let hostile: [[UInt8]] =
    HostileBytes.corpus
    + [
      "<script>window.injected=1</script>", "\"><img src=x onerror=window.injected=1>",
      "' onmouseover='window.injected=1", "</style><script>window.injected=1</script>",
      "{{version}}",
      "{{{script}}}", "&lt;script&gt;", "<\u{338}script>window.injected=1</script>", "]]>", "<!--",
      "javascript:window.injected=1",
    ].map { Array($0.utf8) } + [[UInt8](repeating: 0x41, count: 1 << 20)]

  @Test("the page's policy names its own style and script and nothing else")
  func policy() throws {
    #expect(
      HTMLTemplates.source(of: "") == "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    let page = String(decoding: Self.page(), as: UTF8.self)
    for name in ["style", "script"] {
      let start = try #require(page.firstRange(of: "<\(name)>"))
      let end = try #require(page.firstRange(of: "</\(name)>"))
      let text = String(page[start.upperBound..<end.lowerBound])
      // `+` and `/` need no escape in an attribute.
      #expect(page.contains("\(name)-src '\(HTMLTemplates.source(of: text))'"))
      #expect(!text.contains("</") && text.utf8.allSatisfy { $0 < 0x80 })
    }
    #expect(page.contains("default-src 'none'"))
  }

  @Test(
    "base64 is that of RFC 4648 section 10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    #expect(HTMLTemplates.base64(Array(text.utf8)) == encoded)
  }
}
