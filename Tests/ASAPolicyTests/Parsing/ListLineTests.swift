import Primitives
import Testing

@testable import ASAPolicy

@Suite("lines of access lists by their numbers")
struct ListLineTests {
  private static let list = """
    access-list P extended permit tcp host 192.0.2.1 any eq smtp
    access-list P extended permit tcp host 192.0.2.2 any eq smtp
    access-list P extended permit tcp any any eq smtp
    class-map K
     match access-list P
    policy-map global_policy
     class inspection_default
      no inspect esmtp
     class K
      inspect esmtp

    """

  private func lines(_ more: String) throws -> [String] {
    try policy(Self.list + more).text.split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("access-list") }
  }

  @Test("a line that was taken away is none of those that a number counts")
  func takenAway() throws {
    #expect(
      try lines(
        """
        no access-list P extended permit tcp host 192.0.2.1 any eq smtp
        access-list P line 2 extended deny tcp host 192.0.2.2 any eq smtp

        """) == [
          "access-list P extended permit tcp host 192.0.2.2 any eq smtp",
          "access-list P extended deny tcp host 192.0.2.2 any eq smtp",
          "access-list P extended permit tcp any any eq smtp",
        ])
  }

  @Test("a line may take the place of the one that was taken away")
  func exchanged() throws {
    #expect(
      try lines(
        """
        no access-list P line 2 extended permit tcp host 192.0.2.2 any eq smtp
        access-list P line 2 extended deny tcp host 192.0.2.2 any eq smtp
        no access-list P line 1 extended permit tcp host 192.0.2.1 any eq smtp
        access-list P extended permit tcp any any eq 587

        """) == [
          "access-list P extended deny tcp host 192.0.2.2 any eq smtp",
          "access-list P extended permit tcp any any eq smtp",
          "access-list P extended permit tcp any any eq 587",
        ])
  }

  @Test(
    "positions are those of an array that numbers are put into and taken out of", arguments: 1...10)
  func positions(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let count = Int.random(in: 0...3_000, using: &random)
    var list = PositionList(count: count)
    var plain = Array(0..<count)
    for number in count..<count + 3_000 {
      let position = Int.random(in: 0...plain.count + 1, using: &random)
      list.append(at: position)
      plain.insert(number, at: min(position, plain.count))
      if Bool.random(using: &random) {
        let gone = plain.remove(at: Int.random(in: plain.indices, using: &random))
        list.remove(gone)
      }
    }
    #expect(list.values == plain)
  }

  @Test(
    "lines that the device printed with their numbers and counters stand in the order of the print")
  func printed() throws {
    let text = """
      object-group network G
       network-object host 192.0.2.1
       network-object host 192.0.2.2
      access-list P; 4 elements; name hash: 0x1a2b
      access-list P line 1 extended permit tcp any object-group G eq smtp (hitcnt=4) 0x4a1b
        access-list P line 1 extended permit tcp any host 192.0.2.1 eq smtp (hitcnt=2) 0x4a1c
        access-list P line 1 extended permit tcp any host 192.0.2.2 eq smtp (hitcnt=2) 0x4a1d
      access-list P line 2 remark the rest
      access-list P line 3 extended deny tcp any any eq smtp (hitcnt=0) 0x4a1e
      access-list P line 4 extended permit ip any any (hitcnt=0) 0x4a1f

      """ + Self.list.split(separator: "\n").dropFirst(3).map { $0 + "\n" }.joined()
    #expect(
      try policy(text).text.split(separator: "\n").filter { $0.hasPrefix("access-list") } == [
        "access-list P extended permit tcp any object-group G eq smtp",
        "access-list P extended deny tcp any any eq smtp",
        "access-list P extended permit ip any any",
      ])
    #expect(
      diagnostics(text + "no access-list P extended permit ip any any\n") == diagnostics(text))
  }

  @Test("a list without a line behind its name takes nothing away, and says so")
  func wholeList() throws {
    #expect(try lines("no access-list P\n").count == 3)
    #expect(
      diagnostics(Self.list + "no access-list P\n") == [
        "11:16: warning: nothing is taken away: a device takes one line by its words, and the whole "
          + "list by \"clear configure access-list P\""
      ])
  }
}
