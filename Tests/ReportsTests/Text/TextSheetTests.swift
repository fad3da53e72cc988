import Testing

@testable import Reports

struct TextSheetTests {
  private func text(_ width: Int = 40, isColoured: Bool = false, _ body: (inout TextSheet) -> Void)
    -> String
  {
    var sheet = TextSheet(width: width, isColoured: isColoured)
    body(&sheet)
    return String(decoding: sheet.takeOutput(), as: UTF8.self)
  }

  @Test("headings, statements and fields have their columns")
  func layout() {
    let shown = text {
      $0.heading("Title", beside: "and what stands beside it, in lines")
      $0.field("label", "a text that goes on in a second line")
      $0.field("", "and another")
      $0.statement("class inspection_default of a policy", place: "p.cfg:12")
      $0.heading("Next", beside: "")
    }
    #expect(
      shown == """
        Title  and what stands beside it, in
               lines
            label       a text that goes on in a
                        second line
                        and another

          p.cfg:12: class inspection_default of
          a policy

        Next

        """)
  }

  @Test("a long title is never cut, and what stands beside it comes below where it has no room")
  func longTitle() {
    let title = "tcp [2001:db8::7]:40000 to [2001:db8::19]:25"
    #expect(
      text { $0.heading(title, beside: "profile asa") } == """
        tcp [2001:db8::7]:40000 to
        [2001:db8::19]:25
          profile asa

        """)
    #expect(text(60) { $0.heading(title, beside: "profile asa") } == title + "  profile asa\n")
  }

  @Test(
    "no width is passed and nothing reaches the terminal unescaped", arguments: [1, 20, 21, 80])
  func hostile(width: Int) {
    for bytes in HostileBytes.corpus {
      let hostile = String(decoding: bytes, as: UTF8.self)
      let shown = text(width) {
        $0.heading(hostile, beside: hostile)
        $0.statement(hostile, place: hostile)
        $0.field(hostile, hostile)
      }
      for scalar in shown.unicodeScalars {
        #expect(
          scalar == "\n" || (" "..."~").contains(scalar) || "…·─".unicodeScalars.contains(scalar))
      }
      for line in shown.split(separator: "\n") {
        #expect(line.unicodeScalars.count <= max(20, width))
      }
    }
  }

  @Test("words say the same with colours and without")
  func colours() {
    let plain = text { $0.heading("Title", beside: "beside") }
    let coloured = text(isColoured: true) { $0.heading("Title", beside: "beside") }
    #expect(coloured == "\u{1B}[1mTitle\u{1B}[0m  \u{1B}[2mbeside\u{1B}[0m\n")
    #expect(plain == "Title  beside\n")
  }
}
