import CaptureFiles
import Testing

@Suite struct SpoolFileTests {
  @Test("a ring gives back what was written last, across its end too")
  func ring() throws {
    let spool = try SpoolFile(capacity: 1000)
    var model = [UInt8](repeating: 0, count: 100_000)
    var position = 0
    for round in 0..<400 {
      let length = (round * 37) % 240 + 1
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ round) }
      try spool.write(bytes.span, at: UInt64(position))
      model.replaceSubrange(position..<position + length, with: bytes)
      position += length
      if position > 90_000 { break }
      let start = max(0, position - 1000)
      var found: [UInt8] = []
      try spool.read(position - start, at: UInt64(start), into: &found)
      #expect(found == Array(model[start..<position]))
    }
  }
}
