import Packets
import Testing

@Suite struct SegmentChecksumTests {
  @Test("a checksum is computed and judged as the decoder does", arguments: SampleFrame.all)
  func everyLink(_ sample: SampleFrame) throws {
    var decoder = PacketDecoder(ports: [25])
    let segment = try #require(decoder.decode(sample.bytes, sample.linkType).anySegment)
    let field = segment.checksumOffset
    let captured = UInt16(sample.bytes[field]) << 8 | UInt16(sample.bytes[field + 1])
    #expect(segment.computedChecksum(in: sample.bytes.span) == captured)
    var wrong = sample.bytes
    wrong[field] ^= 0x40
    #expect(segment.computedChecksum(in: wrong.span) == captured)
    for bytes in [sample.bytes, wrong] {
      let decoded = try #require(decoder.decode(bytes, sample.linkType).anySegment)
      #expect(decoded.judgedChecksum(in: bytes.span) == decoded.checksum)
    }
  }

  @Test("a partial sum is known, and a cut segment is not judged")
  func corners() throws {
    var decoder = PacketDecoder(ports: [25], validatesChecksums: false)
    var builder = PacketBuilder()
    builder.isPartial = true
    let partial = ethernet(0x0800, builder.packet4)
    let segment = try #require(decoder.decode(partial).anySegment)
    #expect(segment.checksum == .unchecked)
    #expect(segment.judgedChecksum(in: partial.span) == .partial)
    let cut = try #require(decoder.decode(partial, captured: partial.count - 1).anySegment)
    let bytes = Array(partial.dropLast())
    #expect(cut.computedChecksum(in: bytes.span) == nil)
  }

  @Test("both forms of zero are right")
  func zero() throws {
    var decoder = PacketDecoder(ports: [25])
    var builder = PacketBuilder()
    builder.payload = [0, 0]
    let empty = ethernet(0x0800, builder.packet4)
    let first = try #require(decoder.decode(empty).anySegment)
    let rest = first.computedChecksum(in: empty.span) ?? 0
    // A word that makes the sum of all others 0xFFFF.
    builder.payload = big(rest)
    var frame = ethernet(0x0800, builder.packet4)
    let segment = try #require(decoder.decode(frame).anySegment)
    #expect(segment.computedChecksum(in: frame.span) == 0)
    for form: UInt8 in [0, 0xFF] {
      frame[segment.checksumOffset] = form
      frame[segment.checksumOffset + 1] = form
      #expect(segment.judgedChecksum(in: frame.span) == .right)
    }
  }
}
