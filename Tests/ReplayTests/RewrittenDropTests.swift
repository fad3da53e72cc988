import Foundation
import Packets
import Primitives
import Reports
import Rewriting
import Testing

@testable import Replay

/// What a drop and the bounds leave of the frames.
@Suite struct RewrittenDropTests {
  static let policy = mapPolicy("match cmd verb NOOP", "drop-connection")

  @Test("a drop leaves out its segment and every later frame, both ways")
  func drop() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    list.add(maker.data(.server, at: 0, "", acknowledging: 8, flags: 0x10))
    let kept = WrittenFrame.all(list.bytes)
    list.add(maker.data(.client, at: 8, "NOOP\r\n"))
    list.add(maker.data(.server, at: 0, "", acknowledging: 14, flags: 0x10))
    list.add(maker.data(.client, at: 8, "NOOP\r\n"))
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    list.add(maker.data(.client, at: 14, "", flags: 0x11))
    list.add(maker.data(.server, at: 0, "", acknowledging: 15, flags: 0x11))
    list.add(maker.data(.client, at: 15, "", acknowledging: 1, flags: 0x10))
    list.add(maker.data(.client, at: 15, "", acknowledging: 1, flags: 0x14))
    let result = try rewrite(list.bytes, Self.policy)
    #expect(result.frames == kept)
    #expect(result.done.leftOut == 8)
    #expect(result.done.inserted == 0)
  }

  /// A session that its first command drops, the frames of it that are kept, and the fragments of the next
  /// command, which are yet to be added.
  private static func dropped() -> (FrameList, kept: [WrittenFrame], fragments: [[UInt8]]) {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "NOOP\r\n"))
    let kept = WrittenFrame.all(list.bytes).dropLast()
    maker.identification = 77
    return (
      list, Array(kept),
      maker.fragments(.client, at: 6, "MAIL FROM:<a@b.example> and so on and on\r\n")
    )
  }

  @Test(
    "fragments of a dropped session are left out, those behind one that the snap length cuts, too",
    arguments: [false, true])
  func cutFragments(_ isReversed: Bool) throws {
    let (opening, kept, frames) = Self.dropped()
    var list = opening
    for frame in isReversed ? frames.reversed() : frames { list.add(frame, captured: 34 + 22) }
    let result = try rewrite(list.bytes, Self.policy)
    #expect(result.frames == kept)
    #expect(result.done.leftOut == 1 + frames.count)
  }

  @Test(
    "of a datagram that never becomes whole the first fragment tells whose it is",
    arguments: [[0, 1], [1, 0]])
  func loneFragments(_ order: [Int]) throws {
    let (opening, kept, frames) = Self.dropped()
    var list = opening
    for place in order { list.add(frames[place]) }
    let result = try rewrite(list.bytes, Self.policy)
    #expect(result.frames == kept)
    #expect(result.done.leftOut == 1 + order.count)
  }

  @Test(
    "a session of which every segment is fragmented gets its RSTs", arguments: [[0, 1], [1, 0]])
  func resetOfFragments(_ order: [Int]) throws {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake.prefix(2) { list.add(frame) }
    func add(_ sender: Sender, at offset: Int, _ text: String, acknowledging peer: Int = 0) {
      maker.identification += 1
      let frames = maker.fragments(sender, at: offset, text, acknowledging: peer)
      for place in order { list.add(frames[place]) }
    }
    add(.server, at: 0, "220 mail.example\r\n")
    add(.client, at: 0, "HELO client.example\r\n", acknowledging: 18)
    add(.server, at: 18, "250 mail.example\r\n", acknowledging: 21)
    add(.client, at: 21, "NOOP and so on\r\n", acknowledging: 36)
    let result = try rewrite(list.bytes, mapPolicy("match cmd verb NOOP", "reset"))
    #expect(result.done.inserted == 2)
    #expect(result.done.resetsMissing == 0)
    let resets = segments(result.frames).suffix(2).map { $0?.segment }
    #expect(resets.map { $0?.controlBits.contains(.rst) } == [true, true])
    #expect(resets.map { $0?.sequenceNumber.value } == [1001 + 21, 9001 + 36])
    #expect(
      result.frames.suffix(2).map { $0.bytes[..<14] } == [
        maker.data(.client, at: 0, "")[..<14], maker.data(.server, at: 0, "")[..<14],
      ])
  }

  @Test("case 17: a retransmission that spans the drop point is left out, of any length")
  func spanning() throws {
    let line = String(repeating: "x", count: 70) + "\r\n"
    for count in [1, 800] {
      var maker = PacketMaker()
      var list = FrameList()
      for frame in maker.handshake { list.add(frame) }
      let head = "HELO c\r\nMAIL FROM:<a@b>\r\nDATA\r\n"
      list.add(maker.data(.client, at: 0, head))
      list.add(
        maker.data(.server, at: 0, "220 a\r\n250 a\r\n250 ok\r\n354 go\r\n", acknowledging: 31))
      let text = "A: b\r\n\r\n" + String(repeating: line, count: count) + ".\r\n"
      list.add(maker.data(.client, at: head.utf8.count, text))
      let kept = WrittenFrame.all(list.bytes).count
      maker.identification = 3
      list.add(maker.data(.client, at: 0, head + text + "NOOP\r\n"))
      list.add(maker.data(.client, at: head.utf8.count, text))
      let result = try rewrite(list.bytes, Self.policy)
      #expect(result.frames.count == kept)
      let (frames, after) = try clientStreams(list.bytes, Self.policy)
      #expect(frames == after)
      #expect(after == head + text)
    }
  }

  @Test("a packet that is held when its session is dropped is left out whole, and .after agrees")
  func heldPacket() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    list.add(maker.data(.client, at: 8, "RSET\r\nNOOP"))
    list.add(maker.data(.client, at: 18, "\r\n"))
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == "HELO c\r\n")
    #expect(after == "HELO c\r\n")
  }

  @Test("segments out of order: what precedes the dropped one is forwarded")
  func outOfOrder() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 8, "NOOP\r\n"))
    list.add(maker.data(.server, at: 0, "", acknowledging: 0, flags: 0x10))
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    list.add(maker.data(.server, at: 0, "", acknowledging: 14, flags: 0x10))
    let result = try rewrite(list.bytes, Self.policy)
    let all = WrittenFrame.all(list.bytes)
    #expect(result.frames == Array(all[..<3]) + [all[4], all[5]])
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == after)
  }

  @Test("a command that the end of the session cuts is left out")
  func truncated() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "HELO c\r\n"))
    let kept = WrittenFrame.all(list.bytes)
    list.add(maker.data(.client, at: 8, "MAIL FR"))
    let result = try rewrite(list.bytes)
    #expect(result.frames == kept)
    #expect(result.done.leftOut == 1)
  }

  @Test("a segment that carries a line before a cut command stays whole, and the next one does not")
  func truncatedBehindALine() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.client, at: 0, "HELO c\r\nMAIL"))
    let kept = WrittenFrame.all(list.bytes)
    list.add(maker.data(.client, at: 12, " FR"))
    let result = try rewrite(list.bytes)
    #expect(result.frames == kept)
    let (frames, after) = try clientStreams(list.bytes, Self.policy)
    #expect(frames == after)
  }

  @Test("a session that a connection limit refuses leaves no frame")
  func refused() throws {
    var list = FrameList()
    let maker = PacketMaker()
    for frame in maker.handshake { list.add(frame) }
    let first = WrittenFrame.all(list.bytes)
    // Another client port: the second connection is one too many.
    for frame in maker.handshake {
      var other = frame
      let port = other[34] == 0 ? 36 : 34
      other[port] = 0x99
      list.add(other)
    }
    let policy = """
      policy-map global_policy
       class inspection_default
        inspect esmtp
        set connection conn-max 1
      service-policy global_policy global
      """
    #expect(try rewrite(list.bytes, policy).frames == first)
  }

  @Test("IPv6, VLAN and cooked captures get resets of their own kind")
  func resets() throws {
    for isIPv6 in [false, true] {
      for linkType: UInt32 in [1, 113, 101] {
        var maker = PacketMaker()
        maker.isIPv6 = isIPv6
        let number: [UInt8] = isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]
        let wrap = { (frame: [UInt8]) -> [UInt8] in
          let packet = Array(frame[14...])
          switch linkType {
          case 113: return [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0] + number + packet
          case 101: return packet
          default: return Array(frame[..<12]) + [0x81, 0, 0, 7] + number + packet
          }
        }
        var list = FrameList(linkType: linkType)
        for frame in maker.handshake { list.add(wrap(frame)) }
        list.add(wrap(maker.data(.client, at: 0, "NOOP\r\n")))
        list.add(wrap(maker.data(.server, at: 0, "", acknowledging: 6, flags: 0x10)))
        let result = try rewrite(list.bytes, mapPolicy("match cmd verb NOOP", "reset"))
        let type = try #require(LinkType(dataLinkType: Int32(linkType)))
        let found = segments(result.frames, type)
        #expect(found.count == 5)
        let (all, header) = (WrittenFrame.all(list.bytes), result.frames[0].bytes.count - 40)
        for (index, reset) in found.suffix(2).enumerated() {
          let segment = try #require(reset?.segment)
          #expect(segment.checksum == .right)
          #expect(segment.headerChecksum == (isIPv6 ? .unchecked : .right))
          #expect(segment.controlBits == [.rst, .ack])
          #expect(segment.sequenceNumber.value == (index == 0 ? 1001 : 9001))
          #expect(segment.acknowledgmentNumber.value == (index == 0 ? 9001 : 1001))
          let (link, model) = (result.frames[3 + index].bytes, all[2 - index].bytes)
          let length = isIPv6 ? header - 20 : header
          #expect(link.prefix(max(0, length)) == model.prefix(max(0, length)))
          #expect(result.frames[3 + index].fraction == all[3].fraction)
        }
      }
    }
  }

  @Test("where one side was never captured, what the other has acknowledged of it numbers the RSTs")
  func resetOfOneSide() throws {
    let maker = PacketMaker()
    var list = FrameList()
    list.add(maker.handshake[0])
    list.add(maker.data(.client, at: 0, "", acknowledging: 7, flags: 0x10))
    list.add(maker.data(.client, at: 0, "HELO c\r\n", acknowledging: 29))
    list.add(maker.data(.client, at: 8, "NOOP\r\n", acknowledging: 7))
    list.add(maker.data(.client, at: 14, "QUIT\r\n", acknowledging: 40))
    let result = try rewrite(list.bytes, mapPolicy("match cmd verb NOOP", "reset"))
    let resets = segments(result.frames).compactMap { $0?.segment }.filter {
      $0.controlBits.contains(.rst)
    }
    #expect(resets.map(\.sequenceNumber.value) == [1001 + 8, 9001 + 29])
    #expect(resets.map(\.acknowledgmentNumber.value) == [9001 + 29, 1001 + 8])
  }

  /// A greeting whose second line comes six seconds and 200,000 frames later.
  private static func lateLine() -> [UInt8] {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "220-mx one\r\n"))
    for _ in 0..<200_000 { list.add([UInt8](repeating: 7, count: 60), after: 30_000) }
    list.add(maker.data(.server, at: 12, "220 two\r\n"))
    return list.bytes
  }

  @Test("case 18: a second line of a greeting after 200,000 frames still edits the first")
  func lateEdit() throws {
    let capture = Self.lateLine()
    let result = try rewrite(capture)
    let before = WrittenFrame.all(capture)
    #expect(result.frames.count == before.count)
    #expect(result.frames.map(\.fraction) == before.map(\.fraction))
    let found = segments(Array(result.frames[..<4]) + result.frames.suffix(1))
    #expect(found[3]?.payload.hasPrefix("220*******") == true)
    #expect(found[4]?.payload.hasPrefix("220 ***") == true)
    #expect(found[3]?.segment.checksum == .right)
    #expect(result.frames[4..<100_004].elementsEqual(before[4..<100_004]))
    #expect(!result.report.contains("bound-hit"))
    #expect(result.done.edited == 2)
  }

  @Test("case 18: where too much waits the frame is written as captured, and an event says so")
  func fallback() throws {
    let capture = Self.lateLine()
    let result = try rewrite(capture, heldLimit: 3 << 20)
    let before = WrittenFrame.all(capture)
    #expect(result.frames.count == before.count)
    #expect(result.frames.map(\.fraction) == before.map(\.fraction))
    #expect(result.frames[3] == before[3])
    #expect(result.done.tooLate == 1)
    #expect(result.report.contains(#""rule":"bound-hit""#))
    #expect(result.report.contains(#""held-output":1"#))
  }
}
