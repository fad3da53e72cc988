import Primitives
import Reports
import Testing

@testable import Replay

/// Late frames of connections whose sockets others have taken.
@Suite struct ReusedSocketsTests {
  private let greeting = "220 mx one\r\n"

  /// Two connections between the same sockets; of the first one frames come late.
  private func capture(_ late: [(Int, String)], of maker: PacketMaker) -> [UInt8] {
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, greeting))
    list.add(maker.data(.client, at: 0, "HELO c\r\n", acknowledging: 12))
    list.add(maker.data(.server, at: 12, "250 a\r\n", acknowledging: 8))
    var next = maker
    (next.clientStart, next.serverStart) = (700_001, 800_001)
    for frame in next.handshake { list.add(frame) }
    for (offset, text) in late { list.add(maker.data(.server, at: offset, text, acknowledging: 8)) }
    list.add(next.data(.server, at: 0, "554 no\r\n"))
    return list.bytes
  }

  @Test("a late copy of edited bytes goes, one of unedited bytes stays")
  func copies() throws {
    let maker = PacketMaker()
    let capture = capture([(0, greeting), (12, "250 a\r\n")], of: maker)
    let result = try rewrite(capture)
    let before = WrittenFrame.all(capture)
    #expect(result.done.tooOld == 1)
    #expect(result.frames.count == before.count - 1)
    #expect(result.frames.contains(before[10]))
  }

  @Test("what goes on behind an RST is left out, because a device has no connection for it")
  func behindReset() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, greeting))
    list.add(maker.data(.server, at: 12, "", acknowledging: 0, flags: 0x14))
    list.add(maker.data(.client, at: 0, "EHLO c\r\n", acknowledging: 12))
    list.add(maker.data(.server, at: 12, "250-a\r\n250 STARTTLS\r\n", acknowledging: 8))
    list.add(maker.data(.server, at: 0, greeting))
    let result = try rewrite(list.bytes)
    #expect(result.done.strays == 2)
    #expect(result.done.leftOut == 2)
    #expect(result.frames.count == 6)
  }

  @Test("what was done to one session is nothing to the late frames of others")
  func others() throws {
    let capture = capture([(12, "250 a\r\n")], of: PacketMaker())
    var maker = PacketMaker()
    maker.isIPv6 = true
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "554 no\r\n"))
    var next = maker
    (next.clientStart, next.serverStart) = (700_001, 800_001)
    for frame in next.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "554 no\r\n", acknowledging: 0))
    let result = try rewrite(capture + list.bytes.dropFirst(24))
    #expect(result.done.leftOut == 0)
    #expect(result.done.tooOld == 0)
  }
}
