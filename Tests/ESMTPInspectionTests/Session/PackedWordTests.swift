import Primitives
import Testing

@testable import ESMTPInspection

@Suite("Words that are compared at once")
struct PackedWordTests {
  private static let letters = Array("AbZ9-=".utf8)

  private static func word(_ random: inout SplitMix64) -> String {
    let count = Int.random(in: 0...PackedWord.limit + 2, using: &random)
    // Few letters, so that many words begin alike.
    return String(
      decoding: (0..<count).map { _ in letters[Int.random(in: 0..<2, using: &random)] },
      as: UTF8.self)
  }

  private static func packed(_ text: String) -> PackedWord {
    let bytes = Array("> \(text) <".utf8)
    return PackedWord(bytes.span, in: 2..<bytes.count - 2)
  }

  @Test("a word is the same from bytes and from text, in any case, and longer ones equal none")
  func sameWord() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<2000 {
      let (a, b) = (Self.word(&random), Self.word(&random))
      let fits = a.utf8.count <= PackedWord.limit
      #expect((Self.packed(a) == PackedWord(a)) == fits)
      #expect((PackedWord(a) == PackedWord(a.lowercased())) == fits)
      #expect((PackedWord(a) == PackedWord(b)) == (fits && a.uppercased() == b.uppercased()))
    }
  }

  @Test("words in order hold what a list of their texts contains")
  func lookup() {
    var random = SplitMix64(seed: 2)
    for _ in 0..<200 {
      let texts = (0..<Int.random(in: 0..<40, using: &random)).map { _ in Self.word(&random) }
      let words = texts.map { PackedWord($0) }.sorted()
      for text in texts + (0..<10).map({ _ in Self.word(&random) }) {
        let isThere =
          text.utf8.count <= PackedWord.limit
          && texts.contains { $0.uppercased() == text.uppercased() }
        #expect(
          (words.place(of: PackedWord(text), in: { $0 }) != nil) == isThere,
          "\(text) among \(texts)")
      }
    }
  }
}
