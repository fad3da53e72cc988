import Primitives
import Testing

@Suite struct ByteScanTests {
  @Test("the sum of any part equals the sum word by word")
  func sums() {
    var generator = SystemRandomNumberGenerator()
    for count in 0..<200 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let start = count == 0 ? 0 : Int.random(in: 0..<count, using: &generator)
      var total: UInt32 = 0
      for index in stride(from: start, to: count, by: 2) {
        total += UInt32(bytes[index]) << 8 | UInt32(index + 1 < count ? bytes[index + 1] : 0)
      }
      while total >> 16 != 0 { total = (total & 0xFFFF) + (total >> 16) }
      #expect(sum(bytes, start..<count) == UInt16(total), "\(bytes) \(start)")
    }
  }

  @Test("carries are not lost where every word is full")
  func fullWords() {
    for count in 0..<300 {
      let ones = [UInt8](repeating: 0xFF, count: count)
      #expect(sum(ones, 0..<count) == (count < 2 ? UInt16(count) * 0xFF00 : slowSum(ones)))
      var one = [UInt8](repeating: 0, count: count)
      #expect(sum(one, 0..<count) == 0)
      if count > 1 {
        one[count - 2] = 1
        #expect(sum(one, 0..<count) == (count % 2 == 0 ? 0x100 : 1))
      }
    }
  }

  @Test("a wide sum is folded with its carries")
  func folding() {
    #expect(foldedInternetSum(0) == 0)
    #expect(foldedInternetSum(.max) == 0xFFFF)
    #expect(foldedInternetSum(0xFFFF) == 0xFFFF)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<1_000 {
      let number = UInt64.random(in: 1 ... .max, using: &generator)
      let rest = UInt16(number % 0xFFFF)
      #expect(foldedInternetSum(number) == (rest == 0 ? 0xFFFF : rest))
    }
  }

  @Test("four bytes are read in network order at any place")
  func networkOrder() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6]
    let read = (0...2).map { bytes.span.networkOrderLong(at: $0) }
    #expect(read == [0x0102_0304, 0x0203_0405, 0x0304_0506])
  }

  @Test("up to eight bytes are read as one word, the first in the lowest place")
  func littleEndian() {
    let bytes = (1...20).map { UInt8($0) }
    for offset in 0..<20 {
      for end in offset + 1...20 {
        let expected = (offset..<min(end, offset + 8)).reversed().reduce(UInt64(0)) {
          $0 << 8 | UInt64(bytes[$1])
        }
        #expect(bytes.span.littleEndianWord(at: offset, before: end) == expected)
      }
    }
  }

  @Test("a byte is found at its first place, from any start")
  func finding() {
    let bytes: [UInt8] = [1, 2, 1, 3]
    #expect(find(1, bytes, 0) == 0)
    #expect(find(1, bytes, 1) == 2)
    #expect(find(3, bytes, 3) == 3)
    #expect(find(1, bytes, 3) == nil)
    #expect(find(1, bytes, 4) == nil)
    #expect(find(1, bytes, -1) == nil)
    #expect(find(1, [], 0) == nil)
  }

  @Test("parts are compared and appended within their spans")
  func parts() {
    let bytes: [UInt8] = [1, 2, 3, 1, 2]
    #expect(equal(bytes, 0..<2, 3..<5))
    #expect(!equal(bytes, 0..<2, 1..<3))
    #expect(!equal(bytes, 0..<2, 4..<6))
    #expect(!equal(bytes, 0..<1, 0..<2))
    var copy: [UInt8] = []
    copy.append(bytes.span, in: 3..<99)
    #expect(copy == [1, 2])
  }
}

private func slowSum(_ bytes: [UInt8]) -> UInt16 {
  var total: UInt32 = 0
  for (index, byte) in bytes.enumerated() {
    total += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
    total = (total & 0xFFFF) + (total >> 16)
  }
  return UInt16(total)
}

// Spans cannot be captured by an expectation.
private func sum(_ bytes: [UInt8], _ range: Range<Int>) -> UInt16 {
  internetSum(bytes.span, in: range)
}

private func find(_ byte: UInt8, _ bytes: [UInt8], _ start: Int) -> Int? {
  firstIndex(of: byte, in: bytes.span, from: start)
}

private func equal(_ bytes: [UInt8], _ a: Range<Int>, _ b: Range<Int>) -> Bool {
  equalBytes(bytes.span, a, bytes.span, b)
}
