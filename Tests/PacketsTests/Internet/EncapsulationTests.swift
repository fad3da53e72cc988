import Packets
import Primitives
import Testing

/// What is known to be wrapped, and is not looked into.
@Suite struct EncapsulationTests {
  private static let builder = PacketBuilder()

  /// An IPv4 packet of a protocol.
  private static func packet(_ number: UInt8, _ payload: [UInt8], fragment: UInt16 = 0) -> [UInt8] {
    var packet = builder.header4(payload: payload.count, fragment: fragment) + payload
    packet[9] = number
    return packet
  }

  private static func ip(_ number: UInt8, _ payload: [UInt8], fragment: UInt16 = 0) -> [UInt8] {
    ethernet(0x0800, packet(number, payload, fragment: fragment))
  }

  private static func datagram(_ port: UInt16, _ payload: [UInt8]) -> [UInt8] {
    big(UInt16(53)) + big(port) + big(UInt16(8 + payload.count)) + [0, 0] + payload
  }

  private static let inner = ethernet(0x0800, builder.packet4)

  private static let wrapped: [(name: String, linkType: LinkType, frame: [UInt8])] = [
    ("IPv4 in IPv4", .ethernet, ip(4, builder.packet4)),
    ("IPv6 in IPv4", .ethernet, ip(41, builder.over6.packet6)),
    ("IPv4 in IPv6", .ethernet, ethernet(0x86DD, builder.over6.header6(4, builder.packet4))),
    ("GRE", .ethernet, ip(47, [0, 0, 8, 0] + builder.packet4)),
    ("a later fragment of GRE", .ethernet, ip(47, builder.packet4, fragment: 0x2010)),
    ("ESP", .ethernet, ip(50, [0, 0, 1, 1, 0, 0, 0, 1, 9, 9, 9, 9])),
    ("ESP behind AH", .ethernet, ip(51, [50, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1] + [1, 2, 3, 4])),
    ("VXLAN", .ethernet, ip(17, datagram(4789, [8, 0, 0, 0, 0, 0, 5, 0] + inner))),
    ("VXLAN with a group", .ethernet, ip(17, datagram(4789, [0x88, 0, 0, 7, 0, 0, 5, 0] + inner))),
    ("Geneve", .ethernet, ip(17, datagram(6081, [0, 0, 0x65, 0x58, 0, 0, 5, 0] + inner))),
    ("a tag of old equipment", .ethernet, ethernet(0x9200, [0, 5, 8, 0] + builder.packet4)),
    ("MACsec", .ethernet, ethernet(0x88E5, [0, 0, 0, 0, 0, 1, 9, 9])),
    ("a pseudowire", .ethernet, ethernet(0x8847, [0, 1, 1, 64, 0, 0, 0, 0] + inner)),
    ("compressed headers", .ppp, [0xFF, 3, 0, 0x2D, 0x45]),
  ]

  @Test(arguments: wrapped.indices)
  func `what is wrapped is counted, and is no fault`(index: Int) {
    let (name, linkType, frame) = Self.wrapped[index]
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(frame, linkType).kind == "other", "\(name)")
    #expect(decoder.counts.encapsulated == 1, "\(name)")
    #expect(decoder.counts.malformed == 0, "\(name)")
  }

  private static let others: [(name: String, frame: [UInt8])] = [
    ("ARP", ethernet(0x0806, [0, 1, 8, 0, 6, 4, 0, 1])),
    ("a loop test", ethernet(0x9000, [0, 0, 1, 0])),
    ("spanning tree", ethernet(38, [0x42, 0x42, 3, 0, 0, 0, 0])),
    ("LLDP", ethernet(0x88CC, [2, 7, 4])),
    ("ICMP", ip(1, [8, 0, 0, 0, 0, 1, 0, 1])),
    ("IGMP", ip(2, [0x16, 0, 0, 0, 0, 0, 0, 0])),
    ("OSPF", ip(89, [2, 1, 0, 44])),
    ("DNS", ip(17, datagram(53, [1, 2, 1, 0, 0, 1, 0, 0]))),
    ("an answer to a port of VXLAN", ip(17, datagram(4789, [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1]))),
    (
      "an answer to a port of Geneve", ip(17, datagram(6081, [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 1]))
    ),
    ("a short datagram", ip(17, datagram(4789, [8]))),
    ("a later fragment of UDP", ip(17, datagram(4789, [8, 0, 0, 0, 0, 0, 5, 0]), fragment: 0x10)),
    ("ICMPv6", ethernet(0x86DD, builder.over6.header6(58, [135, 0, 0, 0]))),
    ("an associated channel", ethernet(0x8847, [0, 1, 1, 64, 0x10, 0, 0, 7])),
    ("TCP of another port", ip(6, [0, 80, 0x80, 0] + [UInt8](repeating: 0, count: 16))),
  ]

  @Test(arguments: others.indices)
  func `ordinary traffic is nothing to mention`(index: Int) {
    let (name, frame) = Self.others[index]
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(frame).kind == "other", "\(name)")
    #expect(decoder.counts.encapsulated == 0, "\(name)")
    #expect(decoder.counts.malformed == 0, "\(name)")
  }

  /// An Authentication header that precedes TCP, with an integrity check value of so many words.
  private static func authentication(words: UInt8) -> [UInt8] {
    [6, 1 + words, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1]
      + [UInt8](repeating: 7, count: Int(words) * 4)
  }

  @Test(arguments: [UInt8(0), 3, 8])
  func `an Authentication header over IPv4 is passed over`(words: UInt8) throws {
    let header = Self.authentication(words: words)
    let frame = Self.ip(51, header + Self.builder.segment)
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(frame)
    #expect(result.kind == "segment")
    #expect(decoder.payload(result, in: frame) == Self.builder.payload)
    let segment = try #require(result.anySegment)
    #expect(segment.checksum == .right)
    #expect(segment.segmentOffset == 34 + header.count)
    #expect(decoder.counts.encapsulated == 0)
    for captured in 0..<34 + header.count + 20 {
      #expect(decoder.decode(frame, captured: captured).kind == "malformed")
    }
    #expect(decoder.counts.headersCut == decoder.counts.malformed)
  }

  @Test func `fragments of an authenticated packet are put together`() throws {
    let payload = Self.authentication(words: 3) + Self.builder.segment
    let first = Self.ip(51, Array(payload[..<32]), fragment: 0x2000)
    let second = Self.ip(51, Array(payload[32...]), fragment: 4)
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(first).kind == "fragment")
    let result = decoder.decode(second, number: 2)
    #expect(decoder.payload(result, in: []) == Self.builder.payload)
  }

  @Test func `what hides in an Authentication header over IPv4 names nobody for certain`() throws {
    let frame = Self.ip(51, Self.authentication(words: 3) + Self.builder.segment)
    let found = FrameLayout(frame.span, linkType: .ethernet, originalLength: frame.count)
    let layout = try #require(found)
    #expect(layout.packet.holdsSegment)
    #expect(layout.packet.payload == 34 + 24)
    #expect(layout.packet.unaccounted == [34 + 8..<34 + 24])
  }

  @Test(arguments: [(25, 1), (80, 0)])
  func `a datagram that lacks fragments is lost where it may be of an inspected port`(
    port: Int, lost: Int
  ) {
    var builder = Self.builder
    builder.destinationPort = UInt16(port)
    let segment = builder.segment
    var decoder = PacketDecoder(ports: [25])
    _ = decoder.decode(Self.ip(6, Array(segment[..<24]), fragment: 0x2000))
    decoder.finish()
    #expect(decoder.counts.datagramsLost == lost)
    #expect(decoder.counts.datagramsExpired == 1)
    // The second fragment names no port.
    _ = decoder.decode(Self.ip(6, Array(segment[24...]), fragment: 3))
    decoder.finish()
    #expect(decoder.counts.datagramsLost == lost + 1)
  }
}
