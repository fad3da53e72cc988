import Testing

@testable import ESMTPInspection

@Suite struct LinePieceTests {
  @Test(
    "A piece of a line stops at CR LF alone and withholds a last CR",
    arguments: [
      ("ab\r\ncd", false, 0..<2, false, .lineEnd, 4), ("ab", false, 0..<2, false, .nothing, 2),
      ("ab\r", false, 0..<2, false, .carriageReturn, 3),
      ("a\nb\rc\r\n", false, 0..<5, false, .lineEnd, 7),
      ("\nab", true, 0..<0, false, .lineEnd, 1), ("a\r\n", true, 0..<1, true, .lineEnd, 3),
      ("\r\n", true, 0..<0, true, .lineEnd, 2), ("\r", true, 0..<0, true, .carriageReturn, 1),
      ("\n\r\n", false, 0..<1, false, .lineEnd, 3), ("\n", false, 0..<1, false, .nothing, 1),
    ] as [(String, Bool, Range<Int>, Bool, LinePiece.Ending, Int)])
  func pieces(
    text: String, withheld: Bool, content: Range<Int>, releases: Bool, ending: LinePiece.Ending,
    next: Int
  ) {
    let bytes = Array(text.utf8)
    let piece = LinePiece(bytes.span, from: 0, withheldCarriageReturn: withheld)
    #expect(piece.content == content)
    #expect(piece.releasesCarriageReturn == releases)
    #expect(piece.ending == ending)
    #expect(piece.next == next)
  }
}
