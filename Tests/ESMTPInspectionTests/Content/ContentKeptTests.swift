import Testing

@testable import ESMTPInspection

/// `match not … gt N`: what ends without having exceeded a number.
@Suite struct ContentKeptTests {
  private static func kept(_ kind: ContentFinding.Kind, _ limits: [Int]) -> ContentThresholds {
    ContentThresholds(kept: limits.map { .init(kind: kind, limit: $0) })
  }

  /// What was kept, and at which byte of the content.
  private func told(_ outcome: ContentOutcome) -> [[Int]] {
    outcome.told.map(\.finding).filter(\.isKept).map {
      [$0.threshold, $0.value, Int($0.decidingOffset - ContentFeeder.origin)]
    }
  }

  @Test(
    "a header line that keeps the number tells it at its LF, the empty line none",
    arguments: [
      ("12345\r\n\r\n123\r\n.\r\n", [[5, 5, 6]]), ("123456\r\n\r\n.\r\n", []),
      ("1\r\n 2\r\n", [[5, 1, 2], [5, 2, 6]]), ("12345", []), ("12345\r", []),
      (".2345\r\n", [[5, 5, 6]]), ("\r\n123\r\n", []), (".\r\n", []), ("1\n3\r\n", [[5, 3, 4]]),
      ("To: a\r\n.\r\n", [[5, 5, 6]]),
    ] as [(String, [[Int]])])
  func headerLine(content: String, wanted: [[Int]]) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.kept(.headerLineLength, [5]))
    #expect(told(outcome) == wanted)
  }

  @Test(
    "a body line that keeps the number tells it at its LF, empty ones and those of parts too",
    arguments: [
      ("123\r\n\r\n12345\r\n.\r\n", [[5, 5, 13]]), ("\r\n123456\r\n.\r\n", []),
      ("\r\n\r\n..\r\n.\r\n", [[5, 0, 3], [5, 2, 7]]), ("\r\n12", []), ("\r\n12\r", []),
      ("\r\n1\n3\r\n4\r\n", [[5, 3, 6], [5, 1, 9]]),
    ] as [(String, [[Int]])])
  func bodyLine(content: String, wanted: [[Int]]) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.kept(.bodyLineLength, [5]))
    #expect(told(outcome) == wanted)
  }

  @Test("the lines of a part's header are lines of the body")
  func partHeader() {
    let content = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: 12\r\n\r\n--b--\r\n"
    let outcome = ContentFeeder.feedEveryWay(
      content,
      ContentThresholds(tellsEncodings: true, kept: [.init(kind: .bodyLineLength, limit: 4)]))
    #expect(told(outcome).map { $0[1] } == [3, 0])
  }

  @Test(
    "a header that keeps the number tells it at the LF of its empty line or of the final dot",
    arguments: [
      ("12345678\r\n\r\nabc\r\n.\r\n", [[10, 10, 11]]), ("123456789\r\n\r\n.\r\n", []),
      ("\r\nabc", [[10, 0, 1]]), ("12\r\n34\r\n\r\n", [[10, 8, 9]]), ("12\r\n", []),
      ("12\r\n.\r\n", [[10, 4, 6]]), (".\r\n", [[10, 0, 2]]),
    ] as [(String, [[Int]])])
  func headerLength(content: String, wanted: [[Int]]) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.kept(.headerLength, [10]))
    #expect(told(outcome) == wanted)
  }

  @Test(
    "the addresses of all To fields are counted at the end of the header",
    arguments: [
      ("To: a, b\r\nTo: c\r\n\r\n", [[3, 3, 18]]), ("To: a, b,\r\n c, d\r\n\r\n", []),
      ("X: y\r\n\r\nTo: a,b,c,d\r\n", [[3, 0, 7]]), ("To: a\r\n.\r\n", [[3, 1, 9]]),
    ] as [(String, [[Int]])])
  func toFields(content: String, wanted: [[Int]]) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.kept(.toFieldsCount, [3]))
    #expect(told(outcome) == wanted)
  }

  @Test("each file name that keeps the number tells it with its field")
  func filename() {
    let outcome = ContentFeeder.feedEveryWay(
      "Content-Disposition: attachment; filename=12345; name=123456\r\nX: y\r\n\r\n",
      Self.kept(.filenameLength, [5]))
    #expect(told(outcome) == [[5, 5, 62]])
    #expect(outcome.texts(.filenameLength) == ["12345"])
  }

  @Test(
    "a body that keeps the number tells it at the LF of the final dot alone",
    arguments: [
      ("\r\n1234\r\n.\r\n", [[6, 6, 10]]), ("\r\n12345\r\n.\r\n", []), ("\r\n1234\r\n", []),
      ("\r\n.1\r\n..\r\n.\r\n", [[6, 6, 12]]), ("a: b\r\n.\r\n", [[6, 0, 8]]),
      ("\r\n.\r\n", [[6, 0, 4]]),
    ] as [(String, [[Int]])])
  func bodyLength(content: String, wanted: [[Int]]) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.kept(.bodyLength, [6]))
    #expect(told(outcome) == wanted)
  }

  @Test("what a hole cut tells nothing, whole lines behind it do")
  func hole() {
    var scanner = MailDataScanner(
      seesSplitEndOfMailData: true,
      thresholds: ContentThresholds(
        kept: [.headerLength, .toFieldsCount, .bodyLineLength, .bodyLength].map {
          .init(kind: $0, limit: 99)
        }))
    var findings = ContentFindings()
    let start = Array("A: b\r\n\r\nab".utf8)
    let rest = Array("cd\r\nef\r\n.\r\n".utf8)
    #expect(scanner.scan(start.span, from: 0, streamOffset: 0, into: &findings) == nil)
    scanner.gap(length: 5)
    let end = scanner.scan(
      rest.span, from: 0, streamOffset: UInt64(start.count) + 5, into: &findings)
    #expect(end == rest.count)
    let kinds = findings.list.filter(\.isKept).map(\.kind)
    #expect(kinds == [.headerLength, .toFieldsCount, .bodyLineLength])
  }
}
