import Primitives
import Testing

@testable import Replay

/// What tells sessions from each other.
@Suite struct LegSketchTests {
  @Test("where segments end does not matter", arguments: 1...20)
  func cuts(_ size: Int) {
    let bytes = Array(
      "220 mx.example.com ESMTP\r\n250-one two\r\n250 three four\r\nend without LF".utf8)
    var whole = LegSketch()
    whole.append(bytes[...])
    var cut = LegSketch()
    for start in stride(from: 0, to: bytes.count, by: size) {
      cut.append(bytes[start..<min(bytes.count, start + size)])
    }
    #expect(cut.hashes == whole.hashes)
    #expect(whole.hashes.count == 3)
  }

  @Test("a changed line and a hole take nothing but their lines")
  func changes() {
    let lines = (0..<20).map { "line number \($0) of many\r\n" }
    var whole = LegSketch()
    for line in lines { whole.append(Array(line.utf8)[...]) }
    var other = LegSketch()
    for (number, line) in lines.enumerated() {
      if number == 3 {
        other.append(Array("XXXX XXXXXX\r\n".utf8)[...])
      } else if number == 7 {
        other.append(Array(line.utf8.prefix(4))[...])
        other.gap()
        other.append(Array(line.utf8.suffix(4))[...])
      } else {
        other.append(Array(line.utf8)[...])
      }
    }
    #expect(whole.hashes.count == 20)
    #expect(Set(whole.hashes).subtracting(other.hashes).count == 2)
  }

  @Test("pieces are read back as they were spooled")
  func spool() throws {
    var spool = try LegSpool()
    spool.add()
    spool.add()
    var pieces: [[LegPiece]] = [[], []]
    for number in 0..<200 {
      var piece = LegPiece(
        sender: number % 3 == 0 ? .client : .server, offset: UInt64(number) << 33,
        moment: Moment(frame: number, time: -Int64(number) << 40))
      piece.isCut = number % 5 == 0
      if number % 7 == 0 {
        piece.missing = UInt64(number)
      } else {
        piece.bytes = [UInt8](repeating: UInt8(number), count: 200_000)
      }
      #expect(try spool.append(piece, of: number % 2))
      pieces[number % 2].append(piece)
    }
    for leg in 0..<2 {
      let read = try spool.pieces(of: leg)
      #expect(read.count == pieces[leg].count)
      for (one, other) in zip(read, pieces[leg]) {
        #expect(one.sender == other.sender && one.offset == other.offset)
        #expect(one.moment == other.moment && one.isCut == other.isCut)
        #expect(one.missing == other.missing && one.bytes == other.bytes)
      }
    }
  }
}
