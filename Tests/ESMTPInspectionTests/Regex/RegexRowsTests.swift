import Primitives
import Testing

@testable import ESMTPInspection

@Suite("rows of states that are made on demand")
struct RegexRowsTests {
  private func automaton(_ pattern: String) throws -> RegexAutomaton {
    var parser = RegexParser(pattern, pattern: 0)
    var automaton = RegexAutomaton()
    automaton.add(try parser.parse())
    return automaton
  }

  private func random(_ length: Int, _ letters: String, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let letters = Array(letters.utf8)
    return (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 }
  }

  @Test(
    "what is found does not depend on how many rows are kept",
    arguments: ["a[ab]{4}c", "^b|ca+b", "(a|b)*a(a|b){3}^c", "a|^"], 1...UInt64(20))
  func few(_ pattern: String, _ seed: UInt64) throws {
    let text = random(60, "aaabbbc\n", seed: seed)
    let program = try RegexProgram(patterns: [pattern])
    for length in 0...text.count {
      let found = program.matches(bytes: Array(text.prefix(length)))
      for most in 2...5 {
        var rows = RegexRows(try automaton(pattern), mostRows: most)
        let first = rows.first()
        #expect((rows.row(behind: first, text.span.extracting(first: length)) == 0) == found)
        #expect(rows.count <= most)
      }
    }
  }

  @Test("a set of states that has come before costs no work again")
  func known() throws {
    var rows = RegexRows(try automaton("a(.{0,}){40}(.{30}){20}z"))
    let text = random(4_000, "ab", seed: 1)
    let row = rows.row(behind: rows.first(), text.span)
    let work = rows.work
    #expect(work > 100_000)
    #expect(rows.row(behind: row, text.span) == row)
    #expect(rows.work == work)
  }
}
