import Packets
import Primitives
import Testing

@Suite struct InternetHeaderTests {
  private static let hop = [UInt8](bytes(address("203.0.113.9")))
  private static let last = address("203.0.113.77")

  /// Options, whether the last address of the route is the final destination.
  private static let routes: [([UInt8], Bool)] = [
    ([1, 1, 131, 11, 4] + hop + bytes(last) + [0, 0, 0], true),
    ([137, 11, 8] + hop + bytes(last) + [0], true),
    ([137, 11, 12] + hop + bytes(last) + [0], false),
    ([7, 4, 4, 0], false),
    ([131, 3, 4, 0], false),
    ([131, 200, 4, 0], false),
    ([131, 0, 4, 0], false),
    ([0, 131, 7, 4] + hop, false),
    ([1, 1, 1, 131], false),
  ]

  @Test(arguments: routes)
  func `a source route names the final destination`(options: [UInt8], isRouted: Bool) {
    let builder = PacketBuilder(
      finalDestination: isRouted ? Self.last : bob, internetOptions: options)
    var decoder = PacketDecoder(ports: [25])
    let frame = ethernet(0x0800, builder.packet4)
    let result = decoder.decode(frame)
    #expect(result.anySegment?.destination.address == (isRouted ? Self.last : bob))
    #expect(result.anySegment?.checksum == .right)
    #expect(result.anySegment?.headerChecksum == .right)
    #expect(decoder.payload(result, in: frame) == builder.payload)
  }

  private static let last6 = address("2001:db8::77")
  private static let hop6 = bytes(address("2001:db8::99"))

  /// The number of the first extension header, the headers, whether the destination is `last6`.
  private static let chains: [(UInt8, [UInt8], Bool)] = [
    (UInt8(0), [UInt8]([6, 0, 1, 4, 0, 0, 0, 0]), false),
    (60, [6, 1] + [UInt8](repeating: 0, count: 14), false),
    (0, [60, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0], false),
    (43, [6, 4, 0, 2, 0, 0, 0, 0] + hop6 + bytes(last6), true),
    (43, [6, 4, 0, 0, 0, 0, 0, 0] + hop6 + bytes(last6), false),
    (43, [6, 2, 2, 1, 0, 0, 0, 0] + bytes(last6), true),
    (43, [6, 4, 4, 1, 1, 0, 0, 0] + bytes(last6) + hop6, true),
    (43, [6, 2, 4, 2, 0, 0, 0, 0] + bytes(last6), true),
    (43, [6, 2, 3, 1, 0, 0, 0, 0] + bytes(last6), false),
    (51, [6, 4, 0, 0] + [UInt8](repeating: 9, count: 20), false),
    (44, [6, 0, 0, 0, 1, 2, 3, 4], false),
    (44, [60, 0, 0, 6, 1, 2, 3, 4, 6, 0, 0, 0, 0, 0, 0, 0], false),
    (135, [6, 0, 0, 0, 0, 0, 0, 0], false),
  ]

  @Test(arguments: chains)
  func `extension headers are passed`(first: UInt8, headers: [UInt8], isRouted: Bool) {
    var builder = PacketBuilder(extensions: (first, headers)).over6
    builder.finalDestination = isRouted ? Self.last6 : nil
    let frame = ethernet(0x86DD, builder.packet6)
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(frame)
    #expect(result.kind == "segment")
    #expect(result.anySegment?.destination.address == (isRouted ? Self.last6 : bob6))
    #expect(result.anySegment?.checksum == .right)
    #expect(decoder.payload(result, in: frame) == builder.payload)
    for captured in 0..<frame.count - builder.payload.count {
      #expect(decoder.decode(frame, captured: captured).kind == "malformed")
    }
  }

  private static let badChains: [(UInt8, [UInt8])] = [
    (UInt8(43), [UInt8]([6, 2, 0, 2, 0, 0, 0, 0]) + hop6),
    (43, [6, 0, 4, 1, 0, 0, 0, 0]),
    (0, [6, 200, 0, 0, 0, 0, 0, 0]),
    (51, [6, 255, 0, 0, 0, 0, 0, 0]),
  ]

  @Test(arguments: badChains)
  func `extension headers that contradict themselves are malformed`(
    first: UInt8, headers: [UInt8]
  ) {
    let builder = PacketBuilder(extensions: (first, headers)).over6
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(builder.packet6, .rawIPv6).kind == "malformed")
    #expect(decoder.counts.malformed == 1)
    #expect(decoder.counts.snapped == 0)
  }

  @Test(arguments: [false, true])
  func `a length of zero reaches to the end of the frame`(isSix: Bool) {
    let payload = [UInt8](repeating: 0x41, count: isSix ? 70_000 : 60_001)
    var builder = PacketBuilder(payload: payload, hasZeroLength: true)
    if isSix { builder = builder.over6 }
    let frame = ethernet(isSix ? 0x86DD : 0x0800, isSix ? builder.packet6 : builder.packet4)
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(frame)
    #expect(decoder.payload(result, in: frame) == payload)
    #expect(result.anySegment?.checksum == .right)
    let cut = decoder.decode(frame, captured: 100)
    #expect(cut.anySegment?.payloadLength == payload.count)
    #expect(cut.anySegment?.payload.upperBound == 100)
  }

  @Test(arguments: [
    (0, UInt8(0x65)), (0, 0x44), (3, 19), (2, 0xFF),
  ])
  func `IPv4 fields that contradict each other never give more than the frame`(
    offset: Int, value: UInt8
  ) {
    var packet = PacketBuilder().packet4
    packet[offset] = value
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(packet, .rawIPv4)
    if offset == 2 {
      #expect(result.anySegment?.payload.upperBound == packet.count)
      #expect(result.anySegment?.payloadLength ?? 0 > packet.count)
    } else {
      #expect(result.kind == "malformed")
    }
  }

  @Test(arguments: [Int.min, -1, 0, 1 << 40, .max])
  func `a frame cannot claim any length`(claimed: Int) throws {
    var decoder = PacketDecoder(ports: [25])
    let packet = PacketBuilder(hasZeroLength: true).packet4
    let result = decoder.decode(
      packet.span, linkType: .rawIP, originalLength: claimed, number: 1, time: 0)
    let segment = try #require(result.anySegment)
    #expect(segment.payload == 40..<packet.count)
    #expect(segment.payloadLength == (claimed > 0 ? (1 << 20) - 40 : packet.count - 40))
    #expect(segment.sequenceLength == segment.payloadLength)
  }

  @Test func `other protocols than TCP are passed over`() {
    var decoder = PacketDecoder(ports: [25])
    for number in UInt8.min ... .max where number != 6 {
      var packet = PacketBuilder().packet4
      packet[9] = number
      #expect(decoder.decode(packet, .rawIP).kind == "other")
    }
    #expect(decoder.counts.segments == 0)
  }
}
