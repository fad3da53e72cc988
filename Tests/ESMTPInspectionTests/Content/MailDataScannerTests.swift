import Testing

@testable import ESMTPInspection

@Suite struct MailDataScannerTests {
  @Test(
    "Content ends at CR LF . CR LF and only there",
    arguments: [
      (".\r\nQUIT\r\n", 3), ("a: b\r\n\r\nx\r\n.\r\nQUIT\r\n", 14), ("\r\n.\r\n", 5),
      ("x\r\n.\r\n", 6), ("x\r\n.\r\n.\r\n", 6), ("x.\r\n.\r\n", 7), ("\r\n..\r\n.\r\n", 9),
      ("x\n.\n", nil), ("x\n.\r\n", nil), ("x\r.\r\n", nil), ("x\r\n.\n\r\n", nil),
      ("x\r\n.\r\r\n", nil), ("x\r\n.\r", nil), ("x\r\n. \r\n", nil), ("x\r\r\n.\r\n", 7),
      ("x\r\n\r.\r\n", nil), ("", nil), ("\n.\r\n", nil),
    ] as [(String, Int?)])
  func ends(content: String, end: Int?) {
    #expect(ContentFeeder.feedEveryWay(content, ContentThresholds()).end == end)
  }

  @Test(
    "Where a split end is not seen, the final dot line must lie in one segment",
    arguments: [
      ([], 9), ([6], 9), ([5], 9), ([4], 9), ([7], nil), ([8], nil), ([7, 8], nil), ([3, 6], 9),
    ] as [([Int], Int?)])
  func splitEnd(cuts: [Int], end: Int?) {
    let bytes = Array("ab\r\n\r\n.\r\n".utf8)
    let outcome = ContentFeeder.feed(bytes, ContentThresholds(), cuts: cuts, seesSplit: false)
    #expect(outcome.end == end)
    #expect(ContentFeeder.feed(bytes, ContentThresholds(), cuts: cuts).end == 9)
  }

  @Test("Pieces of one segment are not taken for segments")
  func piecesOfOneSegment() {
    var scanner = MailDataScanner(
      seesSplitEndOfMailData: false, thresholds: ContentThresholds())
    var findings = ContentFindings()
    let first = Array("x\r\n.".utf8)
    #expect(scanner.scan(first.span, from: 0, streamOffset: 0, into: &findings) == nil)
    let rest = Array("\r\n".utf8)
    #expect(
      scanner.scan(
        rest.span, from: 0, streamOffset: 4, startsSegment: false, into: &findings) == 2)
  }

  @Test("A missed end is content, and a later one in one segment ends it")
  func missedEnd() {
    let bytes = Array("\r\nx\r\n.\r\n.\r\n".utf8)
    let outcome = ContentFeeder.feed(
      bytes, ContentThresholds(bodyLength: [4]), cuts: [6], seesSplit: false)
    #expect(outcome.end == 11)
    #expect(outcome.bodyBytes == 5)
    #expect(outcome.summary == ["bodyLength 4 5"])
  }

  @Test(
    "Totals leave out stuffed dots and the final line",
    arguments: [
      (".\r\n", 0, 0, 0), ("\r\n.\r\n", 0, 0, 2), ("a: b\r\n\r\nxy\r\n.\r\n", 6, 4, 12),
      ("\r\n..\r\n.x\r\n.\r\n", 0, 6, 8), (".a: b\r\n\r\n.\r\n", 7, 0, 8), ("a\r\n.\r\n", 3, 0, 3),
      ("a\r\n", 3, 0, 3), ("a\r", 2, 0, 2), ("\r\n.", 0, 0, 2), ("\r\n.\r", 0, 0, 2),
      ("\r\n\r", 0, 1, 3), (".", 0, 0, 0), (".a", 2, 0, 1), ("\r", 0, 0, 0),
    ] as [(String, UInt64, UInt64, UInt64)])
  func totals(content: String, header: UInt64, body: UInt64, all: UInt64) {
    let outcome = ContentFeeder.feedEveryWay(content, ContentThresholds())
    #expect(outcome.headerBytes == header)
    #expect(outcome.bodyBytes == body)
    #expect(outcome.contentBytes == all)
  }

  @Test("The end of the header is told once, at the LF of the empty line")
  func headerEnd() throws {
    let outcome = ContentFeeder.feedEveryWay("a: b\r\n\r\nc\r\n\r\n.\r\n", ContentThresholds())
    #expect(outcome.told.count == 1)
    let finding = try #require(outcome.told.first?.finding)
    #expect(
      finding
        == ContentFinding(
          kind: .headerEnd, offset: 1_000, length: 8, decidingOffset: 1_007, place: 1_006, value: 6)
    )
  }

  @Test("Behind the end of the content a scanner takes nothing")
  func ended() {
    var scanner = MailDataScanner(
      seesSplitEndOfMailData: true, thresholds: ContentThresholds(bodyLength: [1]))
    let content = Array("a: b\r\n\r\nxx\r\n.\r\nQUIT\r\n".utf8)
    var findings = ContentFindings()
    #expect(scanner.scan(content.span, from: 0, streamOffset: 0, into: &findings) == 15)
    let found = findings.list
    #expect(scanner.scan(content.span, from: 15, streamOffset: 0, into: &findings) == 15)
    #expect(findings.list == found)
    #expect(scanner.contentBytes == 12)
  }
}
