import Packets
import Primitives
import Testing

@Suite struct FrameTemplateTests {
  @Test("a reset looks like the frames of its direction", arguments: SampleFrame.all)
  func everyLink(_ sample: SampleFrame) throws {
    var decoder = PacketDecoder(ports: [25])
    let segment = try #require(decoder.decode(sample.bytes, sample.linkType).anySegment)
    let made = FrameTemplate(sample.bytes.span, segment)
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
    let made = FrameTemplate(frame.span, segment)
    let template = try #require(made).mirrored(hasAddresses: true)
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
    let made = FrameTemplate(frame.span, segment)
    let template = try #require(made)
    let make = { (template: FrameTemplate) in
      Array(
        template.reset(
          from: segment.source, to: segment.destination, sequenceNumber: SequenceNumber(1),
          acknowledgmentNumber: nil)[..<14])
    }
    #expect(make(template) == Array(frame[..<14]))
    #expect(
      make(template.mirrored(hasAddresses: true))
        == [9, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1, 1, 8, 0])
    #expect(make(template.mirrored(hasAddresses: false)) == make(template))
  }
}
