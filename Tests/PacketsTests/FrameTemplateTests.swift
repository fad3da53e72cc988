import Packets
import Primitives
import Testing

@Suite struct FrameTemplateTests {
  @Test("a reset looks like the frames of its direction", arguments: SampleFrame.all)
  func everyLink(_ sample: SampleFrame) throws {
    var decoder = PacketDecoder(ports: [25])
    let segment = try #require(decoder.decode(sample.bytes, sample.linkType).anySegment)
    let made = FrameTemplate(sample.bytes.span, segment, linkType: sample.linkType)
    let template = try #require(made)
    let frame = template.reset(
      from: segment.source, to: segment.destination, sequenceNumber: SequenceNumber(0xFFFF_FFFF),
      acknowledgmentNumber: SequenceNumber(7))
    let reset = try #require(decoder.decode(frame, sample.linkType).anySegment)
    #expect(reset.source == segment.source)
    #expect(reset.destination == segment.destination)
    #expect(reset.sequenceNumber == SequenceNumber(0xFFFF_FFFF))
    #expect(reset.acknowledgmentNumber == SequenceNumber(7))
    #expect(reset.controlBits == [.rst, .ack])
    #expect(reset.checksum == .right)
    #expect(reset.headerChecksum != .wrong)
    #expect(reset.timeToLive == segment.timeToLive)
    #expect(reset.payloadLength == 0)
    #expect(reset.payload.isEmpty)
    #expect(frame.count == segment.headerOffset + (segment.source.address.isIPv6 ? 60 : 40))
  }

  @Test("without a number to acknowledge there is no ACK")
  func noAcknowledgment() throws {
    var decoder = PacketDecoder(ports: [25])
    let frame = ethernet(0x0800, PacketBuilder().packet4)
    let segment = try #require(decoder.decode(frame).anySegment)
    let made = FrameTemplate(frame.span, segment, linkType: .ethernet)
    let template = try #require(made).mirrored
    let reset = template.reset(
      from: segment.destination, to: segment.source, sequenceNumber: SequenceNumber(5),
      acknowledgmentNumber: nil)
    let found = try #require(decoder.decode(reset).anySegment)
    #expect(found.controlBits == .rst)
    #expect(found.acknowledgmentNumber.value == 0)
    #expect(found.source == segment.destination)
  }

  @Test("a mirrored template has the Ethernet addresses of the other direction")
  func mirrored() throws {
    var decoder = PacketDecoder(ports: [25])
    var frame = ethernet(0x0800, PacketBuilder().packet4)
    frame.replaceSubrange(0..<12, with: [1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9])
    let segment = try #require(decoder.decode(frame).anySegment)
    let made = FrameTemplate(frame.span, segment, linkType: .ethernet)
    let template = try #require(made)
    let make = { (template: FrameTemplate) in
      Array(
        template.reset(
          from: segment.source, to: segment.destination, sequenceNumber: SequenceNumber(1),
          acknowledgmentNumber: nil)[..<14])
    }
    #expect(make(template) == Array(frame[..<14]))
    #expect(make(template.mirrored) == [9, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1, 1, 8, 0])
  }

  private static let addresses: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
  private static let snap: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0, 8, 0]

  /// Link-layer headers with a length of 200, where that stands, and what an RST of 40 bytes makes of it.
  private static let lengths: [(link: [UInt8], linkType: LinkType, place: Int, length: UInt8)] = [
    (addresses + [0, 200] + snap, .ethernet, 12, 48),
    (addresses + [0, 200, 6, 6, 3], .ethernet, 12, 43),
    (addresses + [0x81, 0, 0, 7, 0, 200] + snap, .ethernet, 16, 48),
    (addresses + [0x88, 0xA8, 0, 7, 0x81, 0, 0, 7, 0, 200] + snap, .ethernet, 20, 48),
    (addresses + [0x88, 0x64, 0x11, 0, 0, 1, 0, 200, 0, 0x21], .ethernet, 18, 42),
    (addresses + [0x88, 0x64, 0x11, 0, 0, 1, 0, 200, 0x21], .ethernet, 18, 41),
    (
      addresses + [0x81, 0, 0, 7, 0x88, 0x64, 0x11, 0, 0, 1, 0, 200, 0x21], .ethernet, 22, 41
    ),
    (
      addresses + [0x88, 0x64, 0x11, 0, 0, 1, 0, 200, 2, 0x81, 0, 2, 1, 64], .ethernet, 18, 46
    ),
    ([0x11, 0, 0, 1, 0, 200, 0x21], .pppoe, 4, 41),
    (
      [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0x88, 0x64, 0x11, 0, 0, 1, 0, 200, 0, 0x21],
      .linuxCooked, 20, 42
    ),
    (
      [0x81, 0, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0, 7, 0, 200] + snap,
      .linuxCooked2, 22, 48
    ),
  ]

  @Test("length fields of the link layer are those of the frame that is made", arguments: lengths)
  func linkLengths(
    _ link: [UInt8], _ linkType: LinkType, _ place: Int, _ length: UInt8
  ) throws {
    var decoder = PacketDecoder(ports: [25])
    let frame = link + PacketBuilder().packet4
    let segment = try #require(decoder.decode(frame, linkType).anySegment)
    let made = FrameTemplate(frame.span, segment, linkType: linkType)
    let reset = try #require(made).reset(
      from: segment.source, to: segment.destination, sequenceNumber: SequenceNumber(1),
      acknowledgmentNumber: nil)
    var expected = link
    (expected[place], expected[place + 1]) = (0, length)
    #expect(Array(reset.prefix(link.count)) == expected)
    #expect(reset.count == link.count + 40)
  }

  @Test("a length in a cooked header's place of a protocol is none")
  func cookedLinkControl() throws {
    var decoder = PacketDecoder(ports: [25])
    let link: [UInt8] = [0, 4, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0, 4] + Self.snap
    let frame = link + PacketBuilder().packet4
    let segment = try #require(decoder.decode(frame, .linuxCooked).anySegment)
    let made = FrameTemplate(frame.span, segment, linkType: .linuxCooked)
    let template = try #require(made)
    let reset = template.mirrored.reset(
      from: segment.source, to: segment.destination, sequenceNumber: SequenceNumber(1),
      acknowledgmentNumber: nil)
    #expect(Array(reset.prefix(link.count)) == link)
  }
}
