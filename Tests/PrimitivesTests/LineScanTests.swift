import Primitives
import Testing

@Suite struct LineScanTests {
  private static let stops = ASCIISet(".-")

  /// The same with a look at each byte.
  private func model(_ bytes: [UInt8], from start: Int, lineLimit: Int, totalLimit: Int) -> Int {
    var line = start
    while line < bytes.count, !Self.stops.contains(bytes[line]) {
      guard let lineFeed = bytes[line...].firstIndex(of: 10), lineFeed > line,
        bytes[lineFeed - 1] == 13, lineFeed - 1 - line <= lineLimit,
        lineFeed + 1 - start <= totalLimit
      else { return line }
      line = lineFeed + 1
    }
    return line
  }

  @Test("a set holds the octets it was made of")
  func sets() {
    let octets = Array("\t\r.-:TtZz\u{7F}?@".utf8)
    let set = ASCIISet("\t\r.-:TtZz\u{7F}?@é")
    for octet in UInt8.min...UInt8.max { #expect(set.contains(octet) == octets.contains(octet)) }
  }

  @Test(
    "whole lines are passed up to the first that stops, is bare, is not whole or is too long",
    arguments: [
      ("ab\r\ncd\r\n.\r\n", 0, .max, .max, 8), ("ab\r\n\r\nc", 0, .max, .max, 6),
      ("ab\r\na\nb\r\n", 0, .max, .max, 4), ("ab\r\n\n", 0, .max, .max, 4),
      ("ab\r\nabc\r\n", 0, 2, .max, 4), ("ab\r\nab\r\n", 0, 2, 7, 4),
      ("ab\r\nab\r\n", 0, 2, 8, 8), ("ab\r\n-\r\nab\r\n", 4, 2, 8, 4), ("ab\r\n", 4, 9, 9, 4),
      ("ab\r\n", 9, 9, 9, 9), ("ab\r\n", -1, 9, 9, -1), ("ab\r\n", 0, 9, -1, 0),
    ] as [(String, Int, Int, Int, Int)])
  func lines(text: String, start: Int, lineLimit: Int, totalLimit: Int, end: Int) {
    let bytes = Array(text.utf8)
    var longest = 0
    #expect(
      skipPlainLines(
        bytes.span, from: start, stoppingAt: Self.stops, lineLimit: lineLimit,
        totalLimit: totalLimit, longest: &longest) == end)
  }

  @Test("runs of lines as long as the one before are passed as a look at each byte says, seed 7")
  func runs() {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<4_000 {
      let length = Int.random(in: 60...132, using: &generator)
      var bytes: [UInt8] = []
      for _ in 0..<6 { bytes += [UInt8](repeating: 65, count: length - 2) + [13, 10] }
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        bytes[place] = [10, 13, 46, 45, 66, 200].randomElement(using: &generator) ?? 0
      }
      bytes.removeLast(Int.random(in: 0...3, using: &generator))
      let lineLimit = Bool.random(using: &generator) ? Int.max : length - 2
      let totalLimit =
        Bool.random(using: &generator) ? Int.max : Int.random(in: 0...900, using: &generator)
      var longest = 0
      let end = skipPlainLines(
        bytes.span, from: 0, stoppingAt: Self.stops, lineLimit: lineLimit,
        totalLimit: totalLimit, longest: &longest)
      #expect(end == model(bytes, from: 0, lineLimit: lineLimit, totalLimit: totalLimit))
      let lines = bytes[..<end].split(separator: 10).map { $0.count - 1 }
      #expect(longest == lines.max() ?? 0)
    }
  }
}
