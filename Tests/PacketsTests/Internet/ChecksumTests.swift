import Packets
import Primitives
import Testing

@Suite struct ChecksumTests {
  @Test(arguments: [false, true])
  func `a wrong TCP checksum is wrong`(isSix: Bool) {
    var builder = PacketBuilder(checksumDelta: 1)
    if isSix { builder = builder.over6 }
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(isSix ? builder.packet6 : builder.packet4, .rawIP)
    #expect(result.anySegment?.checksum == .wrong)
    #expect(decoder.counts.checksumsWrong == 1)
    #expect(decoder.counts.checksumsRight == 0)
  }

  @Test(arguments: [false, true])
  func `the pseudo-header's sum alone is partial`(isSix: Bool) {
    var builder = PacketBuilder(isPartial: true)
    if isSix { builder = builder.over6 }
    var decoder = PacketDecoder(ports: [25])
    let result = decoder.decode(isSix ? builder.packet6 : builder.packet4, .rawIP)
    #expect(result.anySegment?.checksum == .partial)
    #expect(decoder.counts.checksumsPartial == 1)
  }

  @Test(arguments: 0..<40)
  func `payloads of every length and parity are right`(length: Int) {
    let payload = (0..<length).map { UInt8(truncatingIfNeeded: 255 - $0 * 7) }
    let builder = PacketBuilder(payload: payload)
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(builder.packet4, .rawIP).anySegment?.checksum == .right)
    #expect(decoder.decode(builder.over6.packet6, .rawIP).anySegment?.checksum == .right)
    #expect(decoder.counts.checksumsRight == 2)
  }

  @Test func `a wrong IPv4 header checksum is wrong`() {
    var packet = PacketBuilder().packet4
    packet[8] = 63
    var decoder = PacketDecoder(ports: [25])
    let segment = decoder.decode(packet, .rawIP).anySegment
    #expect(segment?.headerChecksum == .wrong)
    #expect(segment?.checksum == .right)
    #expect(segment?.timeToLive == 63)
    #expect(decoder.counts.headerChecksumsWrong == 1)
  }

  @Test func `nothing is looked at where validation is off`() {
    var decoder = PacketDecoder(ports: [25], validatesChecksums: false)
    let segment = decoder.decode(PacketBuilder(checksumDelta: 1).packet4, .rawIP).anySegment
    #expect(segment?.checksum == .unchecked)
    #expect(segment?.headerChecksum == .unchecked)
    #expect(decoder.counts.checksumsUnchecked == 1)
    #expect(decoder.counts.headerChecksumsRight == 0)
  }
}
