import Primitives
import Testing

@Suite struct ByteScanTests {
  @Test("the sum of any part equals the sum word by word")
  func sums() {
    var generator = SystemRandomNumberGenerator()
    for count in 0 ..< 200 {
      let bytes = (0 ..< count).map { _ in UInt8.random(in: 0 ... 255, using: &generator) }
      let start = count == 0 ? 0 : Int.random(in: 0 ..< count, using: &generator)
      var total: UInt32 = 0
      for index in stride(from: start, to: count, by: 2) {
        total += UInt32(bytes[index]) << 8 | UInt32(index + 1 < count ? bytes[index + 1] : 0)
      }
      while total >> 16 != 0 { total = (total & 0xFFFF) + (total >> 16) }
      #expect(internetSum(bytes.span, in: start ..< count) == UInt16(total), "\(bytes) \(start)")
    }
  }

  @Test("a byte is found at its first place, from any start")
  func finding() {
    let bytes: [UInt8] = [1, 2, 1, 3]
    #expect(firstIndex(of: 1, in: bytes.span, from: 0) == 0)
    #expect(firstIndex(of: 1, in: bytes.span, from: 1) == 2)
    #expect(firstIndex(of: 3, in: bytes.span, from: 3) == 3)
    #expect(firstIndex(of: 1, in: bytes.span, from: 3) == nil)
    #expect(firstIndex(of: 1, in: bytes.span, from: 4) == nil)
    #expect(firstIndex(of: 1, in: bytes.span, from: -1) == nil)
    #expect(firstIndex(of: 1, in: [UInt8]().span, from: 0) == nil)
  }

  @Test("parts are compared and appended within their spans")
  func parts() {
    let bytes: [UInt8] = [1, 2, 3, 1, 2]
    #expect(equalBytes(bytes.span, 0 ..< 2, bytes.span, 3 ..< 5))
    #expect(!equalBytes(bytes.span, 0 ..< 2, bytes.span, 1 ..< 3))
    #expect(!equalBytes(bytes.span, 0 ..< 2, bytes.span, 4 ..< 6))
    #expect(!equalBytes(bytes.span, 0 ..< 1, bytes.span, 0 ..< 2))
    var copy: [UInt8] = []
    copy.append(bytes.span, in: 3 ..< 99)
    #expect(copy == [1, 2])
  }
}
