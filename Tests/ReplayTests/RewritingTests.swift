import Foundation
import Packets
import Primitives
import Reports
import Rewriting
import Testing

@testable import Replay

/// The sharp cases of rewriting, from the frame to the frame.
@Suite struct RewritingTests {
  static let greeting = "220 mx.example ESMTP\r\n"

  @Test("a frame with edited bytes changes in them and its checksum alone; all others are the same")
  func plain() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add([UInt8](repeating: 7, count: 60))
    list.add(maker.data(.server, at: 0, Self.greeting))
    list.add(maker.data(.client, at: 0, "", acknowledging: 22, flags: 0x10))
    let before = WrittenFrame.all(list.bytes)
    let result = try rewrite(list.bytes)
    #expect(result.frames.count == before.count)
    for (index, (old, new)) in zip(before, result.frames).enumerated() where index != 4 {
      #expect(old == new, "frame \(index + 1)")
    }
    let (old, new) = (before[4], result.frames[4])
    #expect(new.bytes[..<50] == old.bytes[..<50])
    #expect(new.bytes[54...].elementsEqual("220 ****************\r\n".utf8))
    #expect(segments(result.frames)[4]?.segment.checksum == .right)
    #expect(result.capture.prefix(24) == list.bytes.prefix(24))
    #expect(
      result.done.counts.map(\.count) == [6, 1] + [Int](repeating: 0, count: 11))
    #expect(result.report.contains(#""rewriting":{"frames":6,"edited":1,"left_out":0,"#))
  }

  @Test(
    "case 3: every copy of an edited byte gets the same new value; other bytes that differ stay")
  func overlaps() throws {
    var maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    // The greeting in two pieces with an overlap that differs, then both again, then all of it.
    let copies: [(Int, String)] = [
      (0, "220 mx.ex"), (6, "!!!ample"), (12, "le ESMTP\r\n"), (3, " other ESMTP\r\n"),
      (0, Self.greeting),
    ]
    for (index, (offset, text)) in copies.enumerated() {
      maker.identification = UInt16(index + 1)
      list.add(maker.data(.server, at: offset, text))
    }
    list.add(maker.data(.client, at: 0, "EHLO c\r\n", acknowledging: 22))
    list.add(maker.data(.server, at: 22, "250-mx\r\n250 STARTTLS\r\n", acknowledging: 8))
    // The domain of the reply is nobody's to edit: it stays, different as it is.
    maker.identification = 99
    list.add(maker.data(.server, at: 22, "250-XX\r\n250 STARTTLS\r\n", acknowledging: 8))
    let result = try rewrite(list.bytes)
    let found = segments(result.frames)
    #expect(found.allSatisfy { $0?.segment.checksum == .right })
    let text = Array("220 ****************\r\n".utf8)
    for (index, (offset, copy)) in copies.enumerated() {
      let wanted = text[offset..<min(text.count, offset + copy.utf8.count)]
      let got = Array((found[index + 3]?.payload ?? "").utf8.prefix(wanted.count))
      #expect(got == Array(wanted), "copy \(index)")
    }
    #expect(found[9]?.payload == "250-mx\r\n250 XXXXXXXA\r\n")
    #expect(found[10]?.payload == "250-XX\r\n250 XXXXXXXA\r\n")
  }

  @Test("a decision that comes later reaches the frames before it, their copies and their order")
  func later() throws {
    var maker = PacketMaker()
    var list = FrameList(hasNanoseconds: true)
    for frame in maker.handshake { list.add(frame, after: 1_234_567) }
    maker.identification = 1
    list.add(maker.data(.server, at: 0, "220-mx one\r\n"), after: 1)
    list.add([1, 2, 3], after: 1)
    maker.identification = 2
    list.add(maker.data(.server, at: 0, "220-mx one\r\n"), after: 1)
    list.add(maker.data(.client, at: 0, "", acknowledging: 12, flags: 0x10), after: 1)
    list.add(maker.data(.server, at: 12, "220 two\r\n"), after: 1)
    let result = try rewrite(list.bytes)
    let before = WrittenFrame.all(list.bytes)
    #expect(result.frames.map(\.seconds) == before.map(\.seconds))
    #expect(result.frames.map(\.fraction) == before.map(\.fraction))
    #expect(Set(before.map { $0.fraction % 1000 }).count > 1)
    #expect(result.capture[..<4] == [0x4D, 0x3C, 0xB2, 0xA1])
    let found = segments(result.frames)
    #expect(found[3]?.payload == "220*******\r\n")
    #expect(found[5]?.payload == found[3]?.payload)
    #expect(found[7]?.payload.hasPrefix("220 ***") == true)
    #expect(result.frames[4] == before[4])
  }

  @Test("case 5: masks and resets are right on both sides of sequence number zero")
  func wrap() throws {
    let policy = mapPolicy(
      "match cmd verb NOOP", "reset", parameters: " parameters\n  mask-banner\n")
    for back in stride(from: UInt32(1), to: 60, by: 3) {
      var maker = PacketMaker()
      maker.clientStart = 0 &- back
      maker.serverStart = 0 &- back
      var list = FrameList()
      for frame in maker.handshake { list.add(frame) }
      list.add(maker.data(.server, at: 0, Self.greeting))
      list.add(maker.data(.client, at: 0, "EHLO c\r\n", acknowledging: 22))
      list.add(
        maker.data(.server, at: 22, "250-mx\r\n250-STARTTLS\r\n250 HELP\r\n", acknowledging: 8))
      list.add(maker.data(.client, at: 8, "NOOP\r\n", acknowledging: 54))
      list.add(maker.data(.server, at: 54, "250 ok\r\n", acknowledging: 14))
      list.add(maker.data(.client, at: 8, "NOOP\r\n", acknowledging: 54))
      let result = try rewrite(list.bytes, policy)
      let found = segments(result.frames)
      #expect(found.count == 8, "\(back)")
      #expect(found.allSatisfy { $0?.segment.checksum == .right }, "\(back)")
      #expect(found[5]?.payload.hasPrefix("250-mx\r\n250-XXXXXXXA\r\n") == true, "\(back)")
      for (reset, sender) in zip(found.suffix(2), Sender.allCases) {
        let segment = try #require(reset?.segment)
        #expect(segment.controlBits == [.rst, .ack])
        #expect(segment.source.port == (sender == .client ? 40112 : 25))
        let (own, peer) = (0 &- back &+ 8, 0 &- back &+ 54)
        let wanted = sender == .client ? (own, peer) : (peer, own)
        #expect(segment.sequenceNumber.value == wanted.0, "\(back)")
        #expect(segment.acknowledgmentNumber.value == wanted.1, "\(back)")
        #expect(segment.headerChecksum == .right)
      }
      #expect(result.done.leftOut == 3)
      #expect(result.done.inserted == 2)
    }
  }

  /// The ways in which a segment can come in pieces or with other headers.
  enum Wrapping: String, CaseIterable, Sendable {
    case reversed, tiny, six, sixReversed, atomic, routed, sourceRouted, tagged, duplicated
  }

  @Test(
    "case 13: an edit in one fragment and the checksum in another, in any order",
    arguments: Wrapping.allCases)
  func fragments(_ wrapping: Wrapping) throws {
    var maker = PacketMaker()
    maker.isIPv6 = [.six, .sixReversed, .atomic, .routed].contains(wrapping)
    maker.identification = 7
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    for frame in Self.wrapped(wrapping, maker) { list.add(frame) }
    maker.identification = 8
    list.add(maker.data(.client, at: 0, "", acknowledging: 22, flags: 0x10))
    let before = WrittenFrame.all(list.bytes)
    let result = try rewrite(list.bytes)
    #expect(result.frames.count == before.count)
    #expect(result.frames.map(\.bytes.count) == before.map(\.bytes.count))
    let found = segments(result.frames).compactMap { $0 }.filter { !$0.payload.isEmpty }
    #expect(!found.isEmpty)
    for (segment, payload) in found {
      #expect(payload == "220 ****************\r\n")
      #expect(segment.checksum == .right)
      #expect(segment.headerChecksum != .wrong)
    }
    #expect(result.done.edited >= 1)
    #expect(result.done.checksumsRecomputed == 0)
    // Headers stay: only the payload behind them and the checksum differ.
    for (old, new) in zip(before, result.frames) { #expect(old.bytes[..<34] == new.bytes[..<34]) }
  }

  private static func wrapped(_ wrapping: Wrapping, _ maker: PacketMaker) -> [[UInt8]] {
    let tcp = maker.segment(.server, at: 0, Array(greeting.utf8))
    let four = { (range: Range<Int>) -> [UInt8] in
      let more: UInt16 = range.upperBound < tcp.count ? 0x2000 : 0
      return maker.frame(
        .server,
        maker.packet(
          .server, Array(tcp[range]), fragment: more | UInt16(range.lowerBound / 8)))
    }
    let six = { (range: Range<Int>) -> [UInt8] in
      let more: UInt16 = range.upperBound < tcp.count ? 1 : 0
      let header: [UInt8] =
        [6, 0] + PacketMaker.big(UInt16(range.lowerBound) | more) + [0, 0, 0, 7]
      return maker.frame(.server, maker.packet(.server, header + tcp[range], next: 44))
    }
    switch wrapping {
    case .reversed: return [four(24..<42), four(0..<24)]
    case .tiny: return [four(0..<8), four(16..<42), four(8..<16)]
    case .six: return [six(0..<24), six(24..<42)]
    case .sixReversed: return [six(32..<42), six(24..<32), six(0..<24)]
    case .duplicated:
      return [four(0..<24), four(0..<24), four(24..<42), four(24..<42), four(0..<24)]
    case .atomic:
      return [
        maker.frame(.server, maker.packet(.server, [6, 0, 0, 0, 0, 0, 0, 7] + tcp, next: 44))
      ]
    case .routed:
      // Type 0, one segment left: the last address is the final destination.
      let final: [UInt8] = [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
      let header: [UInt8] = [6, 2, 0, 1, 0, 0, 0, 0] + final
      return [maker.frame(.server, maker.packet(.server, header + tcp, next: 43))]
    case .sourceRouted:
      // The header names a router, the route the client.
      var packet = maker.packet(.server, tcp, options: [131, 7, 4, 192, 0, 2, 1, 0])
      packet.replaceSubrange(16..<20, with: [203, 0, 113, 9])
      packet.replaceSubrange(10..<12, with: [0, 0])
      packet.replaceSubrange(10..<12, with: PacketMaker.big(~PacketMaker.sum(Array(packet[..<28]))))
      return [maker.frame(.server, packet)]
    case .tagged:
      return [
        maker.frame(
          .server, maker.packet(.server, tcp), tags: [0x88, 0xA8, 0, 5, 0x81, 0, 0, 7])
      ]
    }
  }

  @Test("case 13: fragments that never make a datagram are written as they are")
  func lostFragment() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    let tcp = maker.segment(.server, at: 0, Array(Self.greeting.utf8))
    list.add(maker.frame(.server, maker.packet(.server, Array(tcp[..<24]), fragment: 0x2000)))
    for number in 0..<40 { list.add([UInt8(number)], after: 1_000_000_000) }
    #expect(try rewrite(list.bytes).capture == list.bytes)
  }

  @Test(
    "case 15: a partial or wrong checksum of an edited frame in all three modes",
    arguments: ChecksumRepair.allCases, [true, false])
  func repair(_ repair: ChecksumRepair, isPartial: Bool) throws {
    var maker = PacketMaker()
    maker.isPartial = isPartial
    maker.checksumDelta = isPartial ? 0 : 0x1111
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, Self.greeting))
    let before = WrittenFrame.all(list.bytes)
    let result = try rewrite(list.bytes, repair: repair)
    let found = segments(result.frames)
    #expect(found[3]?.payload == "220 ****************\r\n")
    let asCaptured: ChecksumState = isPartial ? .partial : .wrong
    #expect(found[3]?.segment.checksum == (repair == .none ? asCaptured : .right))
    for index in 0..<3 {
      #expect(found[index]?.segment.checksum == (repair == .all ? .right : asCaptured))
      if repair != .all { #expect(result.frames[index] == before[index]) }
    }
    #expect(result.done.checksumsRecomputed == [.edited: 1, .all: 4, .none: 0][repair])
    guard repair == .none, !isPartial else { return }
    // Wrong by the same amount.
    var right = maker
    right.checksumDelta = 0
    let wanted = right.data(.server, at: 0, "220 ****************\r\n")
    let difference = { (bytes: [UInt8]) in UInt16(bytes[50]) << 8 | UInt16(bytes[51]) }
    let amount = difference(result.frames[3].bytes) &- difference(wanted)
    #expect([0x1111, 0x1110, 0x1112].contains(amount))
  }

  @Test("checksums of other ports are repaired where all are", arguments: ChecksumRepair.allCases)
  func otherPorts(_ repair: ChecksumRepair) throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    // The checksum is that of port 25.
    var frame = maker.data(.client, at: 0, "USER c\r\n")
    frame[37] = 110
    list.add(frame)
    list.add(Array(frame.dropLast(1)) + [7])
    list.add(frame, captured: 60)
    let result = try rewrite(list.bytes, repair: repair)
    let before = WrittenFrame.all(list.bytes)
    #expect(result.frames[5] == before[5])
    var decoder = PacketDecoder(ports: [110])
    for index in 3...4 {
      let bytes = result.frames[index].bytes
      let decoded = decoder.decode(
        bytes.span, linkType: .ethernet, originalLength: bytes.count, number: 1, time: 0)
      guard case .segment(let segment) = decoded else {
        Issue.record("no segment")
        continue
      }
      #expect(segment.checksum == (repair == .all ? .right : .wrong))
      #expect(bytes.dropFirst(54) == before[index].bytes.dropFirst(54))
    }
    #expect(result.done.edited == (repair == .all ? 2 : 0))
  }

  @Test("case 16: a first copy that the snap length cut, and a whole one later")
  func snapped() throws {
    var maker = PacketMaker()
    for (cut, isRepeated) in [(54 + 8, true), (54 + 8, false), (54, true), (54 + 21, true)] {
      var list = FrameList()
      maker.identification = 1
      for frame in maker.handshake { list.add(frame) }
      let whole = maker.data(.server, at: 0, Self.greeting)
      list.add(whole, captured: cut)
      maker.identification = 2
      if isRepeated { list.add(maker.data(.server, at: 0, Self.greeting)) }
      list.add(maker.data(.client, at: 0, "EHLO c\r\n", acknowledging: 22))
      list.add(maker.data(.client, at: 0, "EHLO c\r\n", acknowledging: 22))
      let result = try rewrite(list.bytes)
      let first = result.frames[3]
      #expect(first.bytes.count == cut)
      #expect(first.originalLength == whole.count)
      // The frame, had it been whole, would be right: what was removed is known from the second copy,
      // and without one only captured bytes are edited.
      let text = Array((isRepeated ? "220 ****************\r\n" : "220 ****xample ESMTP\r\n").utf8)
      let wanted = first.bytes[..<54] + text
      #expect(Array(wanted[..<cut]) == first.bytes)
      var decoder = PacketDecoder(ports: [25])
      guard
        case .segment(let segment) = decoder.decode(
          wanted.span, linkType: .ethernet, originalLength: wanted.count, number: 1, time: 0)
      else {
        Issue.record("no segment")
        continue
      }
      #expect(segment.checksum == .right, "cut at \(cut)")
      if isRepeated {
        #expect(segments(result.frames)[4]?.payload == "220 ****************\r\n")
      }
      #expect(result.done.checksumsLeft == 0)
    }
  }
}
