import CaptureFiles
import Packets
import Primitives
import Reports
import Rewriting
import Testing

@testable import Replay

/// Sessions between 10.20.30.1 and 10.20.30.2 would be mapped just so; these are in the ranges already and
/// move within them.
private func reduced(_ list: FrameList) throws -> (
  frames: [WrittenFrame], outcome: ReductionRun.Outcome
) {
  let capture = try TemporaryCapture(list.bytes)
  let policies = try [loadPolicy(), loadPolicy(profile: "asa-field")]
  let outcome = try ReductionRun(
    ReductionRun.Request(
      inputs: [capture.input], policies: policies, options: AnalysisOptions())
  ).run()
  return (WrittenFrame.all(outcome.captures[0]), outcome)
}

private func text(_ frame: WrittenFrame) -> String {
  String(decoding: frame.bytes.map { $0 < 128 ? $0 : 46 }, as: UTF8.self)
}

/// The sum of an IP header and of a TCP segment behind an Ethernet header: 0xFFFF where it is right.
private func sums(_ frame: WrittenFrame) -> (header: UInt16, segment: UInt16) {
  let ip = Array(frame.bytes.dropFirst(14))
  let tcp = Array(ip.dropFirst(20))
  let pseudo = ip[12..<20] + PacketMaker.big(UInt32(6)) + PacketMaker.big(UInt32(tcp.count))
  return (PacketMaker.sum(Array(ip[..<20])), PacketMaker.sum(Array(pseudo) + tcp))
}

@Suite struct ReducedFrameTests {
  private static let greeting = "220 mailhost.acme.test ESMTP\r\n"

  private func start(_ maker: PacketMaker) -> FrameList {
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, Self.greeting))
    return list
  }

  @Test(
    "a retransmission has what stands for the same bytes, and a copy that differs still differs")
  func copies() throws {
    let maker = PacketMaker()
    var list = start(maker)
    let seen = Self.greeting.utf8.count
    list.add(maker.data(.client, at: 0, "EHLO mailhost.acme.test\r\n", acknowledging: seen))
    list.add(maker.data(.client, at: 5, "mailhost", acknowledging: seen))
    list.add(maker.data(.client, at: 5, "mailbost", acknowledging: seen))
    list.add(maker.data(.client, at: 5, "mailbost", acknowledging: seen))
    let frames = try reduced(list).frames
    #expect(frames.count == 8)
    let words = frames[4...].map { text($0) }
    let host = words[0].suffix(19).prefix(8)
    #expect(words[1].hasSuffix(host))
    #expect(words[2].suffix(8) != host && words[2].suffix(8) == words[3].suffix(8))
    #expect(zip(words[2].suffix(8), host).count { $0 != $1 } == 1)
    #expect(!words.contains { $0.contains("mail") || $0.contains("host") || $0.contains("acme") })
    for frame in frames { #expect(sums(frame) == (0xFFFF, 0xFFFF)) }
  }

  @Test("wrong sums stay wrong, partial ones partial")
  func checksums() throws {
    var maker = PacketMaker()
    var list = start(maker)
    maker.checksumDelta = 7
    list.add(maker.data(.client, at: 0, "EHLO acme.test\r\n", acknowledging: 30))
    maker.checksumDelta = 0
    maker.isPartial = true
    list.add(maker.data(.client, at: 0, "EHLO acme.test\r\n", acknowledging: 30))
    let frames = try reduced(list).frames
    #expect(sums(frames[3]) == (0xFFFF, 0xFFFF))
    #expect(sums(frames[4]).header == 0xFFFF && sums(frames[4]).segment != 0xFFFF)
    let ip = Array(frames[5].bytes.dropFirst(14))
    let pseudo =
      Array(ip[12..<20]) + PacketMaker.big(UInt32(6)) + PacketMaker.big(UInt32(ip.count - 20))
    #expect(Array(ip[36..<38]) == PacketMaker.big(PacketMaker.sum(pseudo)))
  }

  @Test("fragments carry what stands for the bytes of their datagram")
  func fragments() throws {
    var maker = PacketMaker()
    var list = start(maker)
    maker.identification = 77
    let segment = maker.segment(
      .client, at: 0, Array("EHLO mailhost.acme.test\r\n".utf8), acknowledging: 30)
    list.add(maker.frame(.client, maker.packet(.client, Array(segment[32...]), fragment: 4)))
    list.add(
      maker.frame(.client, maker.packet(.client, Array(segment[..<32]), fragment: 0x2000)))
    list.add(maker.data(.server, at: 30, "250 ok\r\n", acknowledging: 25))
    let (frames, outcome) = try reduced(list)
    #expect(frames.count == 7)
    #expect(outcome.sessions == 1)
    let whole = text(frames[5]).suffix(12) + text(frames[4]).suffix(12)
    #expect(whole.hasPrefix("EHLO ") && whole.hasSuffix("\r\n"), "\(whole)")
    #expect(!whole.contains("acme") && !whole.contains("host"))
    let payload = Array(frames[5].bytes[34...]) + Array(frames[4].bytes[34...])
    let header = frames[5].bytes[26..<34]
    let pseudo =
      Array(header) + PacketMaker.big(UInt32(6)) + PacketMaker.big(UInt32(payload.count))
    #expect(PacketMaker.sum(pseudo + payload) == 0xFFFF)
  }

  @Test(
    "of fragments behind one that the snap length cuts, the headers are kept",
    arguments: [false, true])
  func cutFragments(_ isReversed: Bool) throws {
    var maker = PacketMaker()
    var list = start(maker)
    maker.identification = 77
    let frames = maker.fragments(
      .client, at: 0, "EHLO mailhost.acme.test and what is behind it\r\n", acknowledging: 30)
    for frame in isReversed ? frames.reversed() : frames { list.add(frame, captured: 34 + 22) }
    list.add(maker.data(.server, at: 30, "250 ok\r\n", acknowledging: 47))
    let (written, outcome) = try reduced(list)
    #expect(written.count == 5 + frames.count)
    #expect(outcome.sessions == 1)
    for frame in written { #expect(!text(frame).contains("acme")) }
  }

  @Test("what an ICMP error quotes is replaced as in the frame that it quotes")
  func quotes() throws {
    let maker = PacketMaker()
    var list = start(maker)
    let command = "EHLO mailhost.acme.test\r\n"
    let quoted = maker.packet(
      .client, maker.segment(.client, at: 0, Array(command.utf8), acknowledging: 30))
    list.add(maker.frame(.client, quoted))
    var icmp: [UInt8] = [3, 4, 0, 0, 0, 0, 2, 0] + quoted
    icmp.replaceSubrange(2..<4, with: PacketMaker.big(~PacketMaker.sum(icmp)))
    var outer: [UInt8] = [0x45, 0] + PacketMaker.big(UInt16(20 + icmp.count))
    outer += [0, 9, 0, 0, 64, 1, 0, 0, 203, 0, 113, 9, 192, 0, 2, 1]
    outer.replaceSubrange(10..<12, with: PacketMaker.big(~PacketMaker.sum(outer)))
    list.add(maker.frame(.server, outer + icmp))
    // One about nobody's session is left out.
    list.add(maker.frame(.server, outer + [8, 0, 0, 0, 1, 2, 3, 4]))
    let (frames, outcome) = try reduced(list)
    #expect(frames.count == 6)
    #expect(outcome.remarks.contains { $0.contains("1 quote of an ICMP error") })
    let error = Array(frames[5].bytes[14...])
    let inside = Array(error[28...])
    #expect(inside == Array(frames[4].bytes[14...]))
    #expect(PacketMaker.sum(Array(error[..<20])) == 0xFFFF)
    #expect(PacketMaker.sum(Array(error[20...])) == 0xFFFF)
    #expect(Array(error[12..<16]) != [203, 0, 113, 9])
  }

  @Test("a quote of eight bytes keeps ports and sequence number, and a router's addition goes")
  func shortQuotes() throws {
    let maker = PacketMaker()
    var list = start(maker)
    let quoted = maker.packet(
      .client, maker.segment(.client, at: 0, Array("EHLO acme.test\r\n".utf8), acknowledging: 30))
    list.add(maker.frame(.client, quoted))
    var icmp: [UInt8] = [11, 0, 0, 0, 0, 0, 0, 0] + quoted.prefix(28)
    icmp.replaceSubrange(2..<4, with: PacketMaker.big(~PacketMaker.sum(icmp)))
    var outer: [UInt8] = [0x45, 0] + PacketMaker.big(UInt16(20 + icmp.count))
    outer += [0, 9, 0, 0, 64, 1, 0, 0, 203, 0, 113, 9, 192, 0, 2, 1]
    outer.replaceSubrange(10..<12, with: PacketMaker.big(~PacketMaker.sum(outer)))
    list.add(maker.frame(.server, outer + icmp + Array("etherleak".utf8)))
    let error = Array(try reduced(list).frames[5].bytes[14...])
    #expect(Array(error[48..<56]) == Array(quoted[20..<28]))
    #expect(PacketMaker.sum(Array(error[20..<56])) == 0xFFFF)
    #expect(error[56...].allSatisfy { $0 == 0 })
    #expect(Array(error[40..<48]) != Array(quoted[12..<20]))
  }

  @Test("a segment that the snap length cuts is replaced as far as it reaches")
  func cuts() throws {
    let maker = PacketMaker()
    var list = start(maker)
    list.add(
      maker.data(.client, at: 0, "EHLO mailhost.acme.test\r\n", acknowledging: 30), captured: 64)
    let (frames, outcome) = try reduced(list)
    #expect(frames[4].bytes.count == 64 && frames[4].originalLength == 79)
    #expect(text(frames[4]).contains("EHLO ") && !text(frames[4]).contains("mail"))
    #expect(outcome.remarks.contains { $0.contains("snap length") })
  }
}
