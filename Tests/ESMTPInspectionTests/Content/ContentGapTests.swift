import Testing

@testable import ESMTPInspection

@Suite struct ContentGapTests {
  private static let all = ContentThresholds(
    headerLine: [30], headerLength: [60], toFields: [1], bodyLine: [8], bodyLength: [12],
    tellsFilenames: true)

  /// What a scanner says of content.
  private struct Knowledge {
    var isComplete: Bool
    /// Whether no byte of the header is missing, so that it ends where the scanner says.
    var knowsHeader: Bool
    var messageID: [UInt8]
    var headerBytes: UInt64

    init(_ scanner: borrowing MailDataScanner) {
      (isComplete, knowsHeader) = (scanner.isComplete, scanner.phase != .unknown)
      (messageID, headerBytes) = (scanner.messageID, scanner.headerBytes)
    }
  }

  /// Scans pieces with a hole of 100 bytes between each two.
  private func scan(_ pieces: [String]) -> (kinds: [ContentFinding.Kind], Knowledge, Bool) {
    var scanner = MailDataScanner(seesSplitEndOfMailData: true, thresholds: Self.all)
    var findings = ContentFindings()
    var offset: UInt64 = 0
    var isEnded = false
    for (number, piece) in pieces.enumerated() {
      if number > 0 {
        scanner.gap(length: 100)
        offset += 100
      }
      let bytes = Array(piece.utf8)
      isEnded =
        scanner.scan(bytes.span, from: 0, streamOffset: offset, into: &findings) == bytes.count
      offset += UInt64(bytes.count)
    }
    return (findings.list.map(\.kind), Knowledge(scanner), isEnded)
  }

  @Test("After a hole in the header only the end of the content is seen")
  func header() {
    let long = String(repeating: "x", count: 70)
    let (kinds, known, isEnded) = scan([
      "To: a,", "b\r\nTo: c, d\r\n\(long)\r\n\r\n\(long)\r\n.\r\n",
    ])
    #expect(kinds == [])
    #expect(isEnded)
    #expect(!known.isComplete)
  }

  @Test("A hole in the header is known until the end, and the field before it is kept")
  func knowsHeader() {
    let (_, known, isEnded) = scan(["Message-ID: <a>\r\nTo: b", "\r\n\r\n"])
    #expect(!known.knowsHeader)
    #expect(!isEnded)
    #expect(known.messageID == Array("<a>".utf8))
    #expect(known.headerBytes == 17 + 5)
  }

  @Test(
    "After a hole in the body lines are measured from the next CR LF on",
    arguments: [
      ("123456789\r\n", []), ("1\r\n123456789\r\n", [.bodyLineLength]), ("\n123456789\r\n", []),
      ("\r", []), ("\r\n123456789", [.bodyLineLength]),
      ("\r\n12345678\r\n12345678\r\n", [.bodyLength]),
    ] as [(String, [ContentFinding.Kind])])
  func body(piece: String, expected: [ContentFinding.Kind]) {
    let (kinds, known, _) = scan(["\r\n1", piece])
    #expect(kinds.dropFirst() == expected[...])
    #expect(known.knowsHeader)
    #expect(!known.isComplete)
  }

  @Test(
    "The end is seen behind a CR LF that is known",
    arguments: [
      (["\r\nx", ".\r\n"], false), (["\r\nx", "\r\n.\r\n"], true), (["\r\nx\r\n.", "\r\n"], false),
      (["\r\nx\r", "\n.\r\n"], false), (["", "x\r\n.\r\n"], true), (["x", "\r", "\n.\r\n"], false),
    ])
  func end(pieces: [String], isEnded: Bool) {
    #expect(scan(pieces).2 == isEnded)
  }

  @Test("Parts behind a hole are found by their delimiters")
  func parts() {
    let (kinds, _, isEnded) = scan([
      "Content-Type: multipart/x;\r\n boundary=b\r\n\r\n--b\r\nContent-Type: a; na",
      "me=x\r\n\r\n--b\r\nContent-Type: a; name=y\r\n\r\n.\r\n",
    ])
    #expect(kinds.filter { $0 == .filename }.count == 1)
    #expect(isEnded)
  }

  @Test("A hole of no bytes is none")
  func empty() {
    var scanner = MailDataScanner(seesSplitEndOfMailData: true, thresholds: Self.all)
    scanner.gap(length: 0)
    let known = Knowledge(scanner)
    #expect(known.isComplete)
    #expect(known.knowsHeader)
  }
}
