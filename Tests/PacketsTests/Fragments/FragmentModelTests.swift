import Packets
import Primitives
import Testing

@Suite struct FragmentModelTests {
  @Test(arguments: UInt64(1)...20, [false, true])
  func `random cuts, orders and duplicates give the payload`(seed: UInt64, isSix: Bool) {
    var generator = SplitMix64(seed: seed)
    var decoder = PacketDecoder(ports: [25])
    for round in UInt16(0)..<20 {
      let payload = generator.bytes(Int(generator.next() % 3_000))
      var builder = PacketBuilder(payload: payload, identification: round)
      builder = isSix ? builder.over6 : builder
      var lengths: [Int] = []
      repeat {
        lengths.append(8 * (1 + Int(generator.next() % 40)))
      } while lengths.reduce(0, +) < payload.count + 20
      // One fragment alone would be no fragment.
      if lengths.count == 1 { lengths = [8, 4_000] }
      var packets = isSix ? fragments6(builder, lengths) : fragments4(builder, lengths)
      let count = packets.count
      let repeated = packets.randomElement(using: &generator) ?? []
      packets.append(repeated)
      packets.shuffle(using: &generator)
      var whole: [[UInt8]] = []
      for packet in packets {
        let result = decoder.decode(packet, .rawIP)
        if let payload = decoder.payload(result, in: []) { whole.append(payload) }
      }
      // The duplicate came before the last missing one, or it gives the datagram again.
      #expect(whole.count == 1 || whole.count == 2)
      #expect(whole.allSatisfy { $0 == payload })
      #expect(decoder.counts.datagramsReassembled == Int(round) + 1)
      #expect(decoder.counts.duplicateFragments == Int(round) + 1)
      #expect(count == packets.count - 1)
    }
    #expect(decoder.counts.datagramsOverlapping == 0)
    #expect(decoder.counts.checksumsRight == decoder.counts.segments)
  }
}
