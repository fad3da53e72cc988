import Primitives
import Reports
import Testing

@testable import Replay

/// Datagrams that are dropped because their fragments overlap.
@Suite struct OverlappingFragmentsTests {
  /// A session of which a command comes in fragments, of which the second one is replaced.
  private func capture(_ second: Range<Int>) -> [UInt8] {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "220 m\r\n"))
    maker.identification = 9
    let text = "HELO client.example.net\r\n"
    let segment = maker.segment(.client, at: 0, Array(text.utf8), acknowledging: 7)
    for (range, more) in [(0..<24, true), (second, second.upperBound < segment.count)] {
      let fragment = UInt16(range.lowerBound / 8) | (more ? 0x2000 : 0)
      list.add(
        maker.frame(
          .client,
          maker.packet(
            .client, Array(segment[range.clamped(to: 0..<segment.count)]), fragment: fragment)))
    }
    maker.identification = 10
    list.add(maker.data(.server, at: 7, "250 m\r\n", acknowledging: text.utf8.count))
    list.add(maker.data(.client, at: text.utf8.count, "QUIT\r\n", acknowledging: 14))
    list.add(maker.data(.server, at: 14, "221 m\r\n", acknowledging: text.utf8.count + 6))
    return list.bytes
  }

  @Test("the gap that one leaves says why")
  func reason() throws {
    let report = try rewrite(capture(16..<45)).report
    #expect(
      report.contains(
        "25 bytes of the client came in fragments that overlap, which are dropped (RFC 5722)"))
    #expect(!report.contains("not in the capture"))
  }

  @Test(
    "the rewritten capture has no frame of a dropped datagram",
    arguments: [[0, 1], [1, 0], [0, 1, 2], [0, 2, 1]])
  func rewritten(_ order: [Int]) throws {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    let before = WrittenFrame.all(list.bytes)
    maker.identification = 9
    let text = "220 mail.example.com ESMTP Postfix\r\n"
    let segment = maker.segment(.server, at: 0, Array(text.utf8))
    let parts = [(0..<32, true), (24..<segment.count, false), (32..<segment.count, false)]
    for (range, more) in order.map({ parts[$0] }) {
      let fragment = UInt16(range.lowerBound / 8) | (more ? 0x2000 : 0)
      list.add(
        maker.frame(.server, maker.packet(.server, Array(segment[range]), fragment: fragment)))
    }
    let result = try rewrite(list.bytes)
    // Where the datagram was whole before the overlap, what comes then is of another one.
    let isWhole = order == [0, 2, 1]
    #expect(result.done.overlapping == (isWhole ? 0 : order.count))
    #expect(result.done.leftOut == (isWhole ? 0 : order.count))
    #expect(result.frames.count == before.count + (isWhole ? 3 : 0))
    #expect(result.done.incomplete == (isWhole ? 1 : 0))
  }

  @Test("fragments that are written as captured are counted")
  func incomplete() throws {
    let result = try rewrite(capture(32..<45))
    #expect(result.done.incomplete == 2)
    #expect(result.done.overlapping == 0)
  }

  @Test("bytes of a datagram of which a fragment is missing are not in the capture")
  func missing() throws {
    let report = try rewrite(capture(32..<45)).report
    #expect(report.contains("25 bytes of the client are not in the capture"))
  }
}
