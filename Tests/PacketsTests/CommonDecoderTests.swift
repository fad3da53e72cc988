import Packets
import Primitives
import Testing

@Suite struct CommonDecoderTests {
  private let paddedTimestamps: [UInt8] = [1, 1, 8, 10, 0, 0, 1, 0, 0, 0, 2, 0]

  private func builder(_ generator: inout SplitMix64) -> PacketBuilder {
    var builder = PacketBuilder()
    builder.payload = generator.bytes(Int(generator.next() % 200))
    builder.identification = UInt16(truncatingIfNeeded: generator.next())
    switch generator.next() % 6 {
    case 0: builder.options = paddedTimestamps
    case 1: builder.options = [2, 4, 5, 0xB4, 3, 3, 7, 0]
    case 2: builder.destinationPort = 80
    case 3: builder.sourcePort = 25
    case 4: builder.options = generator.bytes(4 * Int(generator.next() % 11))
    default: break
    }
    switch generator.next() % 8 {
    case 0: builder.isPartial = true
    case 1: builder.checksumDelta = 1
    case 2: builder.hasZeroLength = true
    case 3: builder.internetOptions = [1, 1, 1, 0]
    default: break
    }
    return builder
  }

  private func decode(
    _ decoder: inout PacketDecoder, _ bytes: [UInt8], _ type: LinkType, _ cut: Int
  )
    -> DecodedFrame
  {
    decoder.decode(
      bytes.span, linkType: type, originalLength: bytes.count + cut, number: 1, time: 0)
  }

  /// What was found as if the packet had no Ethernet header, and without the sum that only the short
  /// way knows.
  private func moved(_ found: DecodedFrame) -> String {
    guard case .segment(var segment) = found else { return "\(found)" }
    segment.payload = segment.payload.lowerBound - 14..<segment.payload.upperBound - 14
    segment.headerOffset -= 14
    segment.segmentOffset -= 14
    segment.payloadSum = nil
    return "\(DecodedFrame.segment(segment))"
  }

  @Test(arguments: UInt64(1)...8)
  func `the short way finds what the general way finds`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let validates = seed != 8
    var short = PacketDecoder(ports: [25], validatesChecksums: validates)
    var general = PacketDecoder(ports: [25], validatesChecksums: validates)
    for _ in 0..<2_000 {
      var packet = builder(&generator).packet4
      for _ in 0..<generator.next() % 3 {
        let index = Int(generator.next() % UInt64(min(packet.count, 60)))
        packet[index] ^= UInt8(1) << UInt8(generator.next() % 8)
      }
      if generator.next() % 4 == 0 { packet += [UInt8](repeating: 0, count: 6) }
      let cut = generator.next() % 4 == 0 ? Int(generator.next() % UInt64(packet.count)) : 0
      packet.removeLast(cut)
      let found = decode(&short, ethernet(0x0800, packet), .ethernet, cut)
      let model = decode(&general, packet, .rawIPv4, cut)
      #expect(moved(found) == "\(model)", "\(packet)")
    }
    #expect(short.counts == general.counts)
    #expect(short.counts.segments > 500)
    #expect(short.counts.malformed > 100)
    #expect(!validates || short.counts.checksumsPartial > 50)
  }

  @Test(arguments: UInt64(1)...4)
  func `the sum of the payload follows from the headers`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var decoder = PacketDecoder(ports: [25])
    var known = 0
    for round in 0..<1_000 {
      var packet = builder(&generator)
      if round % 50 == 0 {
        packet.payload = [UInt8](repeating: round % 100 == 0 ? 0 : 255, count: 64)
      }
      let frame = ethernet(0x0800, packet.packet4)
      guard case .segment(let segment) = decode(&decoder, frame, .ethernet, 0),
        let sum = segment.payloadSum
      else { continue }
      known += 1
      #expect(sum % 0xFFFF == slowSum(packet.payload) % 0xFFFF)
      #expect(segment.checksum == .right)
    }
    #expect(known > 200)
  }
}
