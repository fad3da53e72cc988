import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Reports
import Testing

@testable import Replay

/// Pages in a real browser: `scripts/lib/page.py` uses them and looks for faults.
@Suite(
  .serialized,
  .enabled(
    if: Programs.find("chromium") != nil && Programs.find("python3") != nil,
    "chromium and python3 are not installed; scripts/install-peers installs them"))
struct PageInBrowserTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "scripts/lib/page.py").path

  /// What is wrong with pages, a line a fault.
  private func faults(_ pages: [String]) throws -> String {
    let python = try #require(Programs.find("python3"))
    let outcome = try Programs.run(python, [Self.script] + pages)
    return outcome.status == 0 ? "" : outcome.text + "status \(outcome.status)"
  }

  private func page(_ captures: [String], to path: String) throws {
    let policy = try loadPolicy()
    var record = RunRecord(
      version: "1", profile: policy.profile.name, policyFiles: [],
      statement: policy.headline?.statement, source: policy.headline?.source,
      className: policy.headline?.className, ports: [25], checksums: "auto",
      afterDivergence: "stop")
    record.policyLines = policy.reportLines
    record.limits = policy.reportLimits
    record.arguments = captures
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: AnalysisOptions()), report: ReportWriter(.html),
      run: record, output: OutputFile(path: path), gate: AnalysisRun.Gate())
    for capture in captures { try run.read(.file(capture), filter: nil) { _ in } }
    _ = try run.finish()
  }

  @Test("the captures of the repository: every width, light and dark, keyboard, print, no script")
  func repository() throws {
    let folder = try TemporaryFolder()
    try page(repositoryCaptures().map(\.path), to: folder.path + "/all.html")
    #expect(try faults([folder.path + "/all.html"]) == "")
  }

  @Test("a comparison")
  func comparison() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/compare.html"
    try comparison(repositoryCaptures().map(\.path), to: path)
    #expect(try faults([path]) == "")
    let page = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    #expect(page.contains("forwarded, new policy") && page.contains("not forwarded"))
  }

  private func comparison(_ captures: [String], to path: String) throws {
    let policies = [
      try loadPolicy(),
      try loadPolicy(
        """
        policy-map type inspect esmtp M
         parameters
          no mask-banner
          allow-tls
         match header line length gt 200
          drop-connection log
        policy-map P
         class inspection_default
          inspect esmtp M
        service-policy P global

        """),
    ]
    var record = ComparisonRecord(
      version: "1",
      policies: policies.map {
        var policy = ComparedPolicy(
          name: "p", files: ["p.cfg"], profile: $0.profile.name,
          statement: $0.headline?.statement, source: $0.headline?.source)
        policy.limits = $0.reportLimits
        policy.notUnderstood = ["p.cfg:1: \(String(repeating: "x", count: 300)) is not an address"]
        return policy
      }, ports: [25])
    record.takingBack = ComparisonRecord.TakingBack(lines: ["no policy-map"], isExact: false)
    let writer = try #require(ComparisonWriter(.html))
    var run = try ComparisonRun(
      policies: policies, options: AnalysisOptions(), report: writer, run: record,
      output: OutputFile(path: path), gate: .any)
    for capture in captures { try run.read(.file(capture), filter: nil) { _ in } }
    _ = try run.finish()
  }

  @Test(
    "a capture that would run a script, hide text or break the page, lines of 1 MB in each field")
  func hostile() throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    let texts = [
      "<script>window.injected=1;alert(1)</script>", "\"><img src=x onerror=\"window.injected=1\">",
      "' autofocus onfocus='window.injected=1", "</code></td></table><script>alert(1)</script>",
      "\u{E2}\u{80}\u{AE}gnp.exe\u{E2}\u{81}\u{A6}", "\u{0}\u{1}\u{1B}[31m\u{7F}\u{9B}",
      "{{{script}}}",
    ]
    for (index, text) in texts.enumerated() {
      builder.session(
        client: (1, UInt16(40_000 + index)), Self.dialogue(text),
        initial: (UInt32(1000 + index), 9000))
    }
    let long = String(repeating: "<b onclick=alert(1)>\u{E2}\u{80}\u{AE}", count: 43_000)
    for index in 0..<8 {
      builder.session(
        client: (3, UInt16(50_000 + index)), Self.dialogue("x", long: (index, long)),
        initial: (UInt32(1000 + index), 9000))
    }
    let capture = try folder.write(builder.bytes, as: "<img src=x onerror=alert(1)>.pcap")
    try page([capture], to: folder.path + "/hostile.html")
    let compared = folder.path + "/hostile-compared.html"
    try comparison([capture], to: compared)
    #expect(try faults([folder.path + "/hostile.html", compared]) == "")
  }

  /// A dialogue with a text in every field, and a long one in one of them.
  private static func dialogue(_ text: String, long: (place: Int, text: String)? = nil)
    -> [(Character, String)]
  {
    func field(_ place: Int) -> String { long.map { $0.place == place ? $0.text : text } ?? text }
    let header =
      "From: \(field(4))\r\nTo: \(field(5))\r\nMessage-ID: <\(text)@x>\r\nSubject: \(field(6))\r\n"
    let all: [(Character, String)] = [
      ("S", "220 \(field(0))\r\n"), ("C", "EHLO \(field(1))\r\n"),
      ("S", "250-\(text)\r\n250 \(field(2))\r\n"), ("C", "MAIL FROM:<\(field(3))@x>\r\n"),
      ("S", "250 \(text)\r\n"), ("C", "RCPT TO:<\(text)|@x>\r\n"), ("S", "250 ok\r\n"),
      ("C", "DATA\r\n"), ("S", "354 go\r\n"),
      ("C", "\(header)\r\n\(field(7))\r\n.\r\n"), ("S", "250 \(text)\r\n"), ("C", "QUIT\r\n"),
    ]
    // A frame takes no more.
    return all.flatMap { side, text -> [(Character, String)] in
      var pieces: [(Character, String)] = []
      var rest = text.unicodeScalars[...]
      repeat {
        pieces.append((side, String(rest.prefix(60_000))))
        rest = rest.dropFirst(60_000)
      } while !rest.isEmpty
      return pieces
    }
  }
}
