import Testing

@testable import Reports

struct TextCanvasTests {
  @Test(
    "text is broken at blanks, and inside words that are too long",
    arguments: [
      ("", 5, [""]), ("ab cd", 5, ["ab cd"]), ("ab cde", 5, ["ab", "cde"]),
      ("abcdefgh", 3, ["abc", "def", "gh"]), ("a  b", 5, ["a  b"]), ("abc de", 3, ["abc", "de"]),
    ])
  func broken(text: String, room: Int, lines: [String]) {
    #expect(TextCanvas.broken(text, into: room) == lines)
  }

  @Test("a line that is too long ends in an ellipsis")
  func cut() {
    var canvas = TextCanvas(width: 5, isColoured: false)
    canvas.line("abcde")
    canvas.put("abc")
    canvas.line("def")
    #expect(String(decoding: canvas.output, as: UTF8.self) == "abcde\nabcd…\n")
  }

  @Test("further lines start where the first one did")
  func hanging() {
    var canvas = TextCanvas(width: 20, isColoured: false)
    canvas.put("label")
    canvas.move(to: 8)
    canvas.wrap("one two three four")
    #expect(
      String(decoding: canvas.output, as: UTF8.self) == "label   one two\n        three four\n")
  }

  @Test("colour surrounds a piece and says nothing of blanks")
  func colour() {
    var canvas = TextCanvas(width: 20, isColoured: true)
    canvas.put("  ", .red)
    canvas.line("x", .boldRed)
    #expect(String(decoding: canvas.output, as: UTF8.self) == "  \u{1B}[1;31mx\u{1B}[0m\n")
  }

  @Test("every verdict has a style, and all but the plainest have a colour")
  func styles() {
    let codes = Verdict.allCases.map { TextStyle($0).codes }
    #expect(Set(codes).count == Verdict.allCases.count)
  }
}
