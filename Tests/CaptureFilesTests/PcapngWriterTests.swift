import Testing

@testable import CaptureFiles

struct PcapngWriterTests {
  private func word(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// The types of the blocks; fails where a length is wrong.
  private func types(_ bytes: [UInt8]) throws -> [Int] {
    var types: [Int] = []
    var place = 0
    while place < bytes.count {
      try #require(place + 12 <= bytes.count)
      let length = word(bytes, place + 4)
      try #require(length % 4 == 0 && length >= 12 && place + length <= bytes.count)
      #expect(word(bytes, place + length - 4) == length)
      types.append(word(bytes, place))
      place += length
    }
    return types
  }

  @Test("blocks are whole, whatever the texts and the frames hold", arguments: 0...9)
  func whole(length: Int) throws {
    var writer = PcapngWriter(application: "a", comment: String(repeating: "ü", count: length))
    writer.addInterface(linkType: 1, snapshotLength: length, name: "eth")
    let frame = CaptureFrame(nanoseconds: Int64(length) - 3, originalLength: 70_000, number: 1)
    let bytes = [UInt8](repeating: 7, count: length)
    writer.append(frame, bytes.span, comments: [])
    writer.append(frame, bytes.span, comments: ["x", "", String(repeating: "é", count: 40_000)])
    writer.finish()
    #expect(try types(writer.takeOutput()) == [0x0A0D_0D0A, 1, 6, 6, 5])
    #expect(writer.takeOutput().isEmpty)
  }

  @Test("a text that is too long ends at a whole character")
  func long() throws {
    var writer = PcapngWriter(application: "a", comment: "")
    writer.addInterface(linkType: 1, snapshotLength: 0, name: "")
    let frame = CaptureFrame(nanoseconds: 0, originalLength: 0, number: 1)
    // The interface is written with its first frame.
    writer.append(frame, [UInt8]().span, comments: [])
    _ = writer.takeOutput()
    writer.append(frame, [UInt8]().span, comments: ["a" + String(repeating: "é", count: 40_000)])
    let bytes = writer.takeOutput()
    let length = Int(bytes[30]) | Int(bytes[31]) << 8
    #expect(length == 65_535)
    #expect(String(validating: bytes[32..<32 + length], as: UTF8.self) != nil)
  }

  @Test("an interface that is to be the only one of its link type is written once")
  func onlyOne() throws {
    var writer = PcapngWriter(application: "a", comment: "")
    let frame = CaptureFrame(nanoseconds: 0, originalLength: 0, number: 1)
    for (linkType, name) in [(UInt16(101), "a"), (101, "b"), (1, "c")] {
      writer.addInterface(linkType: linkType, snapshotLength: 0, name: name, isOnlyOne: true)
      writer.append(frame, [UInt8]().span, comments: [])
    }
    writer.finish()
    #expect(try types(writer.takeOutput()) == [0x0A0D_0D0A, 1, 6, 6, 1, 6, 5, 5])
  }

  @Test("a frame before any interface is left out")
  func early() {
    var writer = PcapngWriter(application: "a", comment: "")
    let count = writer.count
    writer.append(
      CaptureFrame(nanoseconds: 0, originalLength: 0, number: 1), [UInt8]().span, comments: ["x"])
    #expect(writer.count == count)
  }
}
