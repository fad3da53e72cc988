import Packets
import Primitives
import Testing

@Suite struct SegmentDecodingTests {
  @Test func `the fields are where RFC 9293 has them`() throws {
    var decoder = PacketDecoder(ports: [25])
    let frame = ethernet(0x0800, PacketBuilder().packet4)
    let segment = try #require(decoder.decode(frame).anySegment)
    #expect("\(segment.source)" == "192.0.2.1:49152")
    #expect("\(segment.destination)" == "198.51.100.2:25")
    #expect(segment.sequenceNumber.value == 1_000)
    #expect(segment.acknowledgmentNumber.value == 2_000)
    #expect(segment.controlBits == [.psh, .ack])
    #expect(segment.window == 512)
    #expect(segment.identification == 0x1234)
    #expect(segment.timeToLive == 64)
    #expect(segment.headerOffset == 14)
    #expect(segment.segmentOffset == 34)
    #expect(segment.payload == 54..<frame.count)
    #expect(segment.sequenceLength == 21)
  }

  /// Options, MSS, window scale, time stamp.
  @Test(arguments: [
    ([], UInt16(0), UInt8?.none, UInt32?.none),
    ([2, 4, 5, 0xB4, 1, 3, 3, 7, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0], 1_460, 7, 0x0102_0304),
    ([1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0], 0, nil, 9),
    ([8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 0, nil, 0),
    ([3, 3, 14, 0, 2, 4, 1, 1], 0, 14, nil),
    ([2, 3, 9, 3, 3, 5, 0, 0], 0, 5, nil),
    ([2, 0, 1, 1, 3, 3, 5, 0], 0, nil, nil),
    ([1, 1, 1, 2], 0, nil, nil),
    ([8, 40, 1, 1], 0, nil, nil),
  ])
  func `options are read as far as they make sense`(
    options: [UInt8], size: UInt16, scale: UInt8?, stamp: UInt32?
  ) throws {
    let builder = PacketBuilder(options: options)
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(builder.packet4, .rawIP)
    let segment = try #require(result.anySegment)
    #expect(segment.maximumSegmentSize == size)
    #expect(segment.windowScale == scale)
    #expect(segment.timestampValue == stamp)
    #expect(decoder.payload(result, in: builder.packet4) == builder.payload)
  }

  @Test func `options that the snap length cut leave an empty payload`() throws {
    let builder = PacketBuilder(options: [2, 4, 5, 0xB4, 3, 3, 7, 0])
    for captured in 40..<48 {
      var decoder = PacketDecoder(ports: [25])
      let result = decoder.decode(builder.packet4, .rawIP, captured: captured)
      let segment = try #require(result.anySegment)
      #expect(segment.payload == captured..<captured)
      #expect(segment.payloadLength == 21)
      #expect(segment.maximumSegmentSize == (captured >= 44 ? 1_460 : 0))
      #expect(segment.windowScale == (captured >= 47 ? 7 : nil))
      #expect(decoder.counts.snapped == 1)
    }
  }

  @Test(arguments: UInt8(0)..<16)
  func `a data offset outside the segment is malformed`(words: UInt8) {
    var packet = PacketBuilder().packet4
    packet[32] = words << 4
    var decoder = PacketDecoder(ports: [25])
    let isRight = (5...10).contains(words)
    #expect(decoder.decode(packet, .rawIP).kind == (isRight ? "segment" : "malformed"))
  }

  @Test(arguments: [
    (UInt16(25), UInt16(40_000), true), (40_000, 25, true), (587, 40_000, true),
    (26, 24, false), (0, 65_535, true), (80, 443, false), (89, 1_049, false),
  ])
  func `one inspected port is enough`(source: UInt16, destination: UInt16, isInspected: Bool) {
    var decoder = PacketDecoder(ports: [25, 587, 65_535])
    let packet = PacketBuilder(sourcePort: source, destinationPort: destination).packet4
    #expect(decoder.decode(packet, .rawIP).kind == (isInspected ? "segment" : "other"))
    #expect(decoder.counts.segments == (isInspected ? 1 : 0))
    #expect(decoder.counts.frames == 1)
    #expect(decoder.counts.internetPackets == 1)
  }
}
