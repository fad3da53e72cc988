import ESMTPInspection
import Testing

@testable import Reports

/// Open assumptions and advice in the reports of `analyze`.
struct AdviceInReportsTests {
  private static func page(
    _ form: ReportForm, remark: String? = nil, _ text: String = "match header line length gt 1996"
  ) -> String {
    var report = ReportWriter(form)
    report.run(
      RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"))
    var summary = SummaryRecord(
      verdicts: Verdict.allCases.map { ($0, $0 == .dropped ? 12 : 0) },
      coverage: Coverage.allCases.map { ($0, $0 == .full ? 12 : 0) }, reasons: [], rules: [],
      packets: [], bounds: [], status: 0)
    let advice = AdviceJSONTests.report(text)
    if remark == nil {
      summary.assumptions = advice.assumptions
      summary.advice = advice.advice
    }
    summary.adviceRemark = remark
    report.summary(summary)
    return String(decoding: report.takeOutput(), as: UTF8.self)
  }

  @Test("the forms that need further readings say so", arguments: ReportForm.allCases)
  func wishes(form: ReportForm) {
    let wish = ReportWriter(form).adviceWish
    switch form {
    case .html, .markdown: #expect(wish == .all)
    case .text: #expect(wish == .assumptions)
    default: #expect(wish == .nothing)
    }
    var quiet = TextReport.Options()
    quiet.isQuiet = true
    #expect(ReportWriter(.text, options: quiet).adviceWish == .nothing)
  }

  @Test("an open assumption has its sessions and what settles it")
  func text() {
    #expect(
      Self.page(.text).contains(
        """
        Open assumptions  what is not settled and decides sessions here

          pipe
          asks       whether so
          decides    11 sessions: 3, 4, and others
          open since two documents disagree
          settle by  show x

        """))
    #expect(
      Self.page(.markdown).contains(
        "| pipe: whether so | 11 sessions: 3, 4, and others | two documents disagree | `show x` |"))
  }

  @Test("a page has them, and the lines to type")
  func html() {
    let page = Self.page(.html)
    for part in [
      "<a href=\"#advice\">What to change</a>", "2 sessions lost: <code>header-line-length</code>",
      "match header line length gt 1996: lets 1 of 2 sessions through, 1 in clear: no TLS is offered; of ",
      "<pre><code>policy-map type inspect esmtp M\n match header line length gt 1996</code></pre>",
      "<th scope=\"row\">pipe: whether so</th><td>11 sessions: 3, 4, and others</td>",
      "None: no change was tried.",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test("Markdown has the lines to type, and what else they do")
  func markdown() {
    let page = Self.page(.markdown)
    for part in [
      "## What to change\n", "### 2 sessions lost: header-line-length\n",
      "1. `match header line length gt 1996`: lets 1 of 2 sessions through, 1 in clear: no TLS is offered; of ",
      "   ```\n   policy-map type inspect esmtp M\n    match header line length gt 1996\n   ```\n",
      "None: no change was tried.\n",
    ] { #expect(page.contains(part), "\(part)") }
  }

  @Test("what was not looked for is said to be so", arguments: [ReportForm.text, .markdown, .html])
  func remark(form: ReportForm) {
    let page = Self.page(form, remark: "not looked for: an input cannot be read a second time")
    #expect(page.contains("ot looked for: an input cannot be read a second time"))
    #expect(!page.contains("What to change"))
  }

  @Test("texts of a configuration stay texts", arguments: HostileBytes.texts)
  func hostile(text: String) {
    let markdown = Self.page(.markdown, text)
    // Names in lines to be typed stay, as far as no reader obeys them.
    let typed = Escape.typed(text).unicodeScalars
    #expect(
      markdown.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && $0.value < 0x7F || typed.contains($0)
      })
    let page = Self.page(.html, text)
    #expect(!page.contains("<script>alert"))
    #expect(page.utf8.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 != 0x7F })
  }
}
