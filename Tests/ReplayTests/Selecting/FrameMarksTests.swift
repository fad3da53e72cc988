import CaptureFiles
import Primitives
import Testing

@testable import Replay

/// Which frames are those of chosen sessions.
@Suite struct FrameMarksTests {
  /// The frames of the first session of a capture that has another one, too.
  private func marked(_ capture: [UInt8]) throws -> [Int] {
    let folder = try TemporaryFolder()
    let path = try folder.write(capture, as: "in.pcap")
    let frames = WrittenFrame.all(capture).count
    let marks = try FrameMarks(
      of: [1], in: [readOnce(path)],
      SessionTracker(policies: [loadPolicy()], options: AnalysisOptions()))
    return (1...frames).filter { marks.contains($0) }
  }

  private func greeted(_ maker: PacketMaker) -> FrameList {
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "220 m\r\n"))
    return list
  }

  @Test(
    "fragments of a datagram that never becomes whole, in any order",
    arguments: [[0, 2], [2, 0], [0], [0, 1], [1, 2, 0, 0]])
  func fragments(_ order: [Int]) throws {
    var maker = PacketMaker()
    var list = greeted(maker)
    maker.identification = 5
    let text = "HELO client.example.net and some more bytes\r\n"
    let fragments = maker.fragments(.client, at: 0, text, acknowledging: 7)
    #expect(fragments.count == 3)
    for place in order { list.add(fragments[place]) }
    maker.identification = 6
    list.add(maker.data(.server, at: 7, "421 m\r\n"))
    #expect(try marked(list.bytes) == Array(1...5 + order.count))
  }

  @Test("overlapping fragments")
  func overlapping() throws {
    var maker = PacketMaker()
    var list = greeted(maker)
    maker.identification = 5
    let segment = maker.segment(.client, at: 0, Array("HELO c.example.net\r\n".utf8))
    for range in [0..<32, 24..<40] {
      let fragment = UInt16(range.lowerBound / 8) | (range.lowerBound == 0 ? 0x2000 : 0)
      list.add(
        maker.frame(.client, maker.packet(.client, Array(segment[range]), fragment: fragment)))
    }
    #expect(try marked(list.bytes) == Array(1...6))
  }

  /// An ICMP error about a packet, from a host between both.
  private func unreachable(_ quoted: [UInt8]) -> [UInt8] {
    var message: [UInt8] = [3, 4, 0, 0, 0, 0, 2, 0] + quoted.prefix(28)
    message.replaceSubrange(2..<4, with: PacketMaker.big(~PacketMaker.sum(message)))
    var header: [UInt8] = [0x45, 0] + PacketMaker.big(UInt16(20 + message.count))
    header += [0, 1, 0, 0, 64, 1, 0, 0, 203, 0, 113, 9, 192, 0, 2, 1]
    header.replaceSubrange(10..<12, with: PacketMaker.big(~PacketMaker.sum(header)))
    return [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0] + header + message
  }

  @Test("ICMP errors that quote the session, and none that quote others")
  func quotes() throws {
    let maker = PacketMaker()
    var list = greeted(maker)
    list.add(unreachable(Array(maker.data(.client, at: 0, "HELO c\r\n").dropFirst(14))))
    // Another port of the client.
    var other = Array(maker.data(.client, at: 0, "HELO c\r\n").dropFirst(14))
    other[20] ^= 1
    list.add(unreachable(other))
    // Another connection has the sockets now.
    var next = maker
    (next.clientStart, next.serverStart) = (700_001, 800_001)
    for frame in next.handshake { list.add(frame) }
    list.add(unreachable(Array(next.data(.client, at: 0, "HELO c\r\n").dropFirst(14))))
    #expect(try marked(list.bytes) == [1, 2, 3, 4, 5])
  }
}
