import Packets
import Primitives
import Reports
import Rewriting
import Testing

@testable import Replay

/// Segments that reassembly discards for their wrong checksums.
@Suite struct DamagedSegmentTests {
  private static let reply = "250-mx\r\n250-STARTTLS\r\n250 SIZE 9\r\n"
  private static let damaged = "550-mx\r\n250-STARTTLS\r\n250 SIZE 9\r\n"

  /// A session in which the reply to EHLO comes damaged, and again.
  private static func capture(asFragments: Bool = false, copies: Int = 1) -> [UInt8] {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "220 m\r\n"))
    var (client, server) = (0, 7)
    for _ in 0..<20 {
      list.add(maker.data(.client, at: client, "NOOP\r\n", acknowledging: server))
      client += 6
      list.add(maker.data(.server, at: server, "250 ok\r\n", acknowledging: client))
      server += 8
    }
    list.add(maker.data(.client, at: client, "EHLO c\r\n", acknowledging: server))
    client += 8
    // The checksum is that of the bytes as they were sent.
    let right = maker.segment(.server, at: server, Array(reply.utf8), acknowledging: client)
    var wrong = maker.segment(.server, at: server, Array(damaged.utf8), acknowledging: client)
    wrong.replaceSubrange(16..<18, with: right[16..<18])
    maker.identification = 7
    if asFragments {
      list.add(
        maker.frame(.server, maker.packet(.server, Array(wrong[..<24]), fragment: 0x2000)))
      list.add(maker.frame(.server, maker.packet(.server, Array(wrong[24...]), fragment: 3)))
    } else {
      for _ in 0..<copies { list.add(maker.frame(.server, maker.packet(.server, wrong))) }
    }
    maker.identification = 8
    list.add(maker.frame(.server, maker.packet(.server, right)), after: 300_000_000)
    list.add(maker.data(.client, at: client, "QUIT\r\n", acknowledging: server + right.count - 20))
    return list.bytes
  }

  @Test("a damaged segment keeps a wrong checksum under its edits", arguments: [false, true])
  func staysWrong(_ asFragments: Bool) throws {
    let capture = Self.capture(asFragments: asFragments)
    let result = try rewrite(capture)
    #expect(result.frames.count == WrittenFrame.all(capture).count)
    let replies = segments(result.frames).compactMap { $0 }.filter {
      $0.payload.contains("0-mx")
    }
    #expect(
      replies.map(\.payload) == [
        "550-mx\r\n250-XXXXXXXA\r\n250 SIZE 9\r\n", "250-mx\r\n250-XXXXXXXA\r\n250 SIZE 9\r\n",
      ])
    #expect(replies.map(\.segment.checksum) == [.wrong, .right])
  }

  @Test("a damaged segment that was captured twice keeps both of its wrong checksums")
  func capturedTwice() throws {
    let capture = Self.capture(copies: 2)
    let result = try rewrite(capture)
    #expect(result.frames.count == WrittenFrame.all(capture).count)
    let replies = segments(result.frames).compactMap { $0 }.filter {
      $0.payload.contains("0-mx")
    }
    #expect(replies.map { $0.payload.prefix(3) } == ["550", "550", "250"])
    #expect(replies.map(\.segment.checksum) == [.wrong, .wrong, .right])
  }

  @Test("where all checksums are written anew it is left out")
  func allRepaired() throws {
    let result = try rewrite(Self.capture(), repair: .all)
    let replies = segments(result.frames).compactMap { $0 }.filter {
      $0.payload.contains("0-mx")
    }
    #expect(replies.map(\.payload) == ["250-mx\r\n250-XXXXXXXA\r\n250 SIZE 9\r\n"])
    #expect(result.done.leftOut == 1)
  }
}
