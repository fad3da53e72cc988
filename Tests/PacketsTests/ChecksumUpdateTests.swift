import Packets
import Primitives
import Testing

@Suite struct ChecksumUpdateTests {
  /// Words that carries and zeros go wrong on, more often than chance would have them.
  private static func word(_ generator: inout SplitMix64) -> UInt16 {
    switch generator.next() & 7 {
    case 0: 0x0000
    case 1: 0xFFFF
    case 2: [0x0001, 0xFFFE, 0x00FF, 0xFF00].randomElement(using: &generator) ?? 1
    default: UInt16(truncatingIfNeeded: generator.next())
    }
  }

  private static func sum(_ words: InlineArray<8, UInt16>) -> UInt16 {
    var sum = 0
    for index in words.indices { sum += Int(words[index]) }
    while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
    return UInt16(sum)
  }

  @Test func `a million word updates equal a full computation (seed 1624)`() {
    var generator = SplitMix64(seed: 1_624)
    var wrong = 0
    for _ in 0..<1_000_000 {
      var words = InlineArray<8, UInt16> { _ in Self.word(&generator) }
      // As the protocol number in a pseudo-header: never are all words zero.
      words[7] = 6
      let before = ~Self.sum(words)
      let index = Int(generator.next() % 7)
      let old = words[index]
      words[index] = Self.word(&generator)
      if updatedChecksum(before, replacing: old, with: words[index]) != ~Self.sum(words) {
        wrong += 1
      }
    }
    #expect(wrong == 0)
  }

  @Test func `byte edits at odd and even offsets equal a full computation (seed 1071)`() {
    var generator = SplitMix64(seed: 1_071)
    for _ in 0..<20_000 {
      var bytes = [6] + generator.bytes(Int(generator.next() % 40) + 1)
      var checksum = ~slowSum(bytes)
      for _ in 0..<3 {
        let index = Int.random(in: 1..<bytes.count, using: &generator)
        let old = bytes[index]
        bytes[index] =
          [0, 0xFF, UInt8(truncatingIfNeeded: generator.next())][
            Int(generator.next() % 3)]
        checksum = updatedChecksum(checksum, replacing: old, with: bytes[index], at: index)
      }
      #expect(checksum == ~slowSum(bytes))
    }
  }

  // RFC 1624 section 4: the result that equation 2 got wrong.
  @Test func `the example of RFC 1624 comes out as zero`() {
    #expect(updatedChecksum(0xDD2F, replacing: 0x5555, with: 0x3285) == 0x0000)
  }

  @Test(arguments: [UInt16(0x0000), 0x1234, 0xFFFE])
  func `the same word again changes nothing`(checksum: UInt16) {
    for word in [UInt16(0), 1, 0x8000, 0xFFFF] {
      #expect(updatedChecksum(checksum, replacing: word, with: word) == checksum)
    }
  }

  @Test func `a wrong checksum stays wrong by the same amount`() {
    let right = updatedChecksum(0x1234, replacing: 0x4142, with: 0x5858)
    let wrong = updatedChecksum(0x1235, replacing: 0x4142, with: 0x5858)
    #expect(wrong == right + 1)
  }
}
