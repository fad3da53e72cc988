import Primitives
import Testing

@testable import Reports

struct ExcerptTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test("what fits is shown whole")
  func whole() {
    let pairs = Excerpt.changes(before: bytes("EHLO a\r\n"), after: bytes("XXXX a\r\n"), width: 10)
    #expect(pairs == [.init(before: #"EHLO a\r\n"#, after: #"XXXX a\r\n"#)])
  }

  @Test("lines that stay the same are left out")
  func lines() {
    let pairs = Excerpt.changes(
      before: bytes("250-a\r\n250-STARTTLS\r\n250 HELP\r\n"),
      after: bytes("250-a\r\n250-XXXXXXXA\r\n250 XXXB\r\n"), width: 40)
    #expect(
      pairs == [
        .init(before: #"250-STARTTLS\r\n"#, after: #"250-XXXXXXXA\r\n"#),
        .init(before: #"250 HELP\r\n"#, after: #"250 XXXB\r\n"#),
      ])
  }

  @Test("a long line is cut on both sides of what changed")
  func cut() {
    let before = String(repeating: "a", count: 100) + "|" + String(repeating: "b", count: 100)
    let after = before.replacing("|", with: " ")
    let pairs = Excerpt.changes(before: bytes(before), after: bytes(after), width: 20)
    #expect(pairs == [.init(before: "…aaaaaaaa|bbbbbbbbb…", after: "…aaaaaaaa bbbbbbbbb…")])
  }

  @Test("a change at the end leaves room for what precedes it")
  func end() {
    let pairs = Excerpt.changes(
      before: bytes(String(repeating: "a", count: 50) + "|"),
      after: bytes(String(repeating: "a", count: 50) + " "), width: 12)
    #expect(pairs == [.init(before: "…aaaaaaaaa|", after: "…aaaaaaaaa ")])
  }

  @Test("different lengths are one pair")
  func lengths() {
    let pairs = Excerpt.changes(before: bytes("AUTH x\r\n"), after: bytes("AUTH"), width: 40)
    #expect(pairs == [.init(before: #"AUTH x\r\n"#, after: "AUTH")])
  }

  @Test("no width is exceeded, and nothing is shown that is not there", arguments: 1...40)
  func width(width: Int) {
    var generator = SplitMix64(seed: UInt64(width))
    for _ in 0..<40 {
      let before = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        Bool.random(using: &generator) ? UInt8.random(in: 0...255, using: &generator) : 65
      }
      var after = before
      for index in after.indices where Int.random(in: 0..<9, using: &generator) == 0 {
        after[index] = UInt8(ascii: "*")
      }
      if Int.random(in: 0..<4, using: &generator) == 0 { after.removeLast(min(3, after.count)) }
      let pairs = Excerpt.changes(before: before, after: after, width: width)
      let rows = pairs.flatMap { [($0.before, before), ($0.after, after)] }
      for (text, bytes) in rows + Excerpt.lines(of: before, width: width).map({ ($0, before) }) {
        #expect(text.unicodeScalars.count <= max(2, width))
        let part = String(text.unicodeScalars.filter { $0 != "…" }.map(Character.init))
        #expect(part.isEmpty || Escape.captured(bytes).contains(part))
      }
    }
  }
}
