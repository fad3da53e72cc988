import Testing

@testable import ESMTPInspection

@Suite struct ContentLengthTests {
  private static let header = ContentThresholds(headerLine: [5])
  private static let body = ContentThresholds(bodyLine: [5])

  /// The deciding offset of the first finding of a kind, from the first content byte.
  private func decided(_ kind: ContentFinding.Kind, _ outcome: ContentOutcome) -> UInt64? {
    outcome.told.first { $0.finding.kind == kind }.map {
      $0.finding.decidingOffset - ContentFeeder.origin
    }
  }

  @Test(
    "A header line trips at byte N + 1, whether or not it ends",
    arguments: [
      ("12345\r\n\r\n", nil), ("123456\r\n\r\n", 5), ("123456", 5), ("12345", nil),
      ("12345\r", nil), ("12345\r\r\n", 6), ("12345\rx", 6), ("12345\n\r\n", 5),
      ("1\r\n 2345\r\n", nil), ("1\r\n 23456\r\n", 8), (".2345\r\n", nil), (".23456\r\n", 5),
      ("\r\n123456\r\n", nil), ("1234\r6", 5), ("\n\n\n\n\n\n", 5),
    ] as [(String, UInt64?)])
  func headerLine(content: String, offset: UInt64?) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.header)
    #expect(decided(.headerLineLength, outcome) == offset)
  }

  @Test(
    "A body line trips at byte N + 1, a part's header lines among them",
    arguments: [
      ("\r\n12345\r\n", nil), ("\r\n123456\r\n", 7), ("\r\n123456", 7), ("\r\n12345\r", nil),
      ("\r\n12345\rx", 8), ("1234567\r\n\r\n", nil), ("\r\n.2345\r\n", nil), ("\r\n..3456\r\n", 7),
      ("\r\n\r\n123456\r\n", 9), ("\r\n12345\r\n12345\r\n", nil), ("\r\n1\n34\n6\n", 7),
    ] as [(String, UInt64?)])
  func bodyLine(content: String, offset: UInt64?) {
    let outcome = ContentFeeder.feedEveryWay(content, Self.body)
    #expect(decided(.bodyLineLength, outcome) == offset)
  }

  @Test("Each threshold is told once a line")
  func severalThresholds() {
    let outcome = ContentFeeder.feedEveryWay(
      "12345\r\n123\r\n\r\n1234\r\n12345\r\n.\r\n",
      ContentThresholds(headerLine: [4, 2, 4], bodyLine: [4, 3]))
    #expect(
      outcome.summary == [
        "headerLineLength 2 3", "headerLineLength 4 5", "headerLineLength 2 3",
        "bodyLineLength 3 4", "bodyLineLength 3 4", "bodyLineLength 4 5",
      ])
  }

  @Test(
    "The header trips at byte N + 1 of its lines, the empty line not counted",
    arguments: [
      ("12345678\r\n\r\nx", nil), ("123456789\r\n\r\n", 10), ("1\r\n2\r\n3\r\nx\r\n", 10),
      ("12345678\r\n\r", nil), ("12345678\r\n\rx", 11), ("12345678\r\n.\r\n", nil),
      ("12345678\r\n.x", 11), ("12345678\r\n.\rx", 12), ("12345678\r\n.", nil),
      ("1234567890\r", 10), ("1234567\r\n.a", 10),
    ] as [(String, UInt64?)])
  func headerLength(content: String, offset: UInt64?) {
    let outcome = ContentFeeder.feedEveryWay(content, ContentThresholds(headerLength: [10]))
    #expect(decided(.headerLength, outcome) == offset)
  }

  @Test(
    "The body trips at byte N + 1, stuffed dots and the final line not counted",
    arguments: [
      ("\r\n1234\r\n.\r\n", nil), ("\r\n12345\r\n.\r\n", 8), ("\r\n1234\r\n\r", 8),
      ("\r\n1234\r\n.\r\n.", nil), ("\r\n1234\r\n.x", 9), ("\r\n1234\r\n.\rx", 10),
      ("\r\n1234\r\n..", 9), ("\r\n.1\r\n.2\r\n.\r\n", nil), ("\r\n.1\r\n.2\r\n.x", 11),
      ("\r\n123456", nil), ("\r\n1234567", 8), ("1234567\r\n", nil), ("\r\n1\r\n2\r\n3", 8),
    ] as [(String, UInt64?)])
  func bodyLength(content: String, offset: UInt64?) {
    let outcome = ContentFeeder.feedEveryWay(content, ContentThresholds(bodyLength: [6]))
    #expect(decided(.bodyLength, outcome) == offset)
  }

  @Test("A total is told once a message, with where its part starts")
  func totalFindings() {
    let outcome = ContentFeeder.feedEveryWay(
      "12\r\n\r\n12\r\n34\r\n.\r\n", ContentThresholds(headerLength: [3], bodyLength: [4, 7]))
    #expect(
      outcome.told.map(\.finding) == [
        ContentFinding(
          kind: .headerLength, offset: 1_000, length: 4, decidingOffset: 1_003, place: 1_000,
          threshold: 3, value: 4),
        ContentFinding(
          kind: .headerEnd, offset: 1_000, length: 6, decidingOffset: 1_005, place: 1_004, value: 4),
        ContentFinding(
          kind: .bodyLength, offset: 1_006, length: 5, decidingOffset: 1_010, place: 1_010,
          threshold: 4, value: 5),
        ContentFinding(
          kind: .bodyLength, offset: 1_006, length: 8, decidingOffset: 1_013, place: 1_010,
          threshold: 7, value: 8),
      ])
  }
}
