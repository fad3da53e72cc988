import Testing

@testable import Reports

@Suite struct CaseReportTests {
  /// A case of each state.
  static let records: [CaseRecord] = {
    var failed = CaseRecord(name: "captures/b", state: .fail)
    failed.differences = (1...22).map { "session \($0): masked expected, dropped found" }
    failed.cause = "the policy p.cfg"
    failed.repeating = "esmtp-replay test captures/b"
    failed.accepting = "esmtp-replay review --accept-all captures/b"
    failed.notes = ["captures/b/a.pcap: frame 7: the capture is cut"]
    var broken = CaseRecord(
      name: "captures/c", state: .fail, reason: "captures/c/expect.yaml:3: verdict: no")
    broken.repeating = "esmtp-replay test captures/c"
    var new = CaseRecord(name: "captures/d", state: .new)
    new.accepting = "esmtp-replay record captures/d"
    var stale = CaseRecord(
      name: "captures/e", state: .stale, reason: "the model changed: split-verb")
    stale.differences = ["session 1: newly split-verb"]
    stale.cause = "the tool, from model 1 to 2"
    return [
      CaseRecord(name: "captures/a", state: .pass), failed, broken, new, stale,
      CaseRecord(name: "captures/f", state: .obsolete, reason: "there is no capture any more"),
      CaseRecord(name: "captures/g", state: .skip, reason: "waits for #12"),
      CaseRecord(
        name: "captures/<h>\u{1B}[31m&\"'\u{9B}\u{202E}", state: .fail, reason: "a < b & \"c\"\n]]>"
      ),
    ]
  }()

  @Test("text is the recorded one")
  func text() throws {
    let lines = Self.records.map { CaseText.text($0, isColoured: false) }.joined()
    try expectGolden(Array((lines + CaseText.summary(Self.records)).utf8), "cases.txt")
  }

  @Test("on a terminal sentences are folded at blanks, and commands are not", arguments: [40, 60])
  func folding(width: Int) {
    for record in Self.records {
      let whole = CaseText.text(record, isColoured: false)
      let folded = CaseText.text(record, isColoured: false, width: width)
      #expect(
        whole.split { $0 == " " || $0 == "\n" } == folded.split { $0 == " " || $0 == "\n" })
      for line in folded.split(separator: "\n")
      where line.utf8.count > width && line.split(separator: " ").count > 2 {
        #expect(line.hasPrefix("  accept:  ") || line.hasPrefix("  repeat:  "), "\(line)")
      }
      for command in [record.repeating, record.accepting].compactMap({ $0 }) {
        #expect(folded.contains(":  \(command)\n"))
      }
    }
  }

  @Test("colour is the state's alone")
  func colour() {
    for record in Self.records {
      let plain = CaseText.text(record, isColoured: false)
      let coloured = CaseText.text(record, isColoured: true)
      #expect(coloured.hasPrefix("\u{1B}["))
      let escape = #/\x1B\[\d*m/#
      #expect(coloured.replacing(escape, with: "") == plain)
      #expect(!plain.contains("\u{1B}"))
    }
  }

  @Test("TAP is the recorded one")
  func tap() throws {
    try expectGolden(Array(CaseTAP.text(Self.records, failing: [.fail]).utf8), "cases.tap")
  }

  @Test("JUnit is the recorded one")
  func junit() throws {
    try expectGolden(
      Array(CaseJUnit.text(Self.records, failing: [.fail, .new]).utf8), "cases.xml")
  }

  @Test("what is new fails where it is told to")
  func new() {
    let new = CaseRecord(name: "a", state: .new)
    #expect(CaseTAP.text([new], failing: [.fail]) == "TAP version 14\n1..1\nok 1 - a # TODO NEW\n")
    #expect(CaseTAP.text([new], failing: [.fail, .new]) == "TAP version 14\n1..1\nnot ok 1 - a\n")
  }

  @Test("numbers and lines are told as words")
  func words() {
    #expect(CaseText.summary([]) == "0 cases\n")
    #expect(CaseText.summary([Self.records[0]]) == "1 case: 1 passed\n")
    #expect(CaseText.coverage([]) == "every line of the policies is exercised by a case\n")
    #expect(
      CaseText.coverage([UntestedLine(place: "p.cfg:7", text: "match body length gt 5 log")])
        == "1 line of the policies no case exercises:\n  p.cfg:7  match body length gt 5 log\n")
  }
}
