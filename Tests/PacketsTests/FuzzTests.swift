import Packets
import Primitives
import Testing

@Suite struct FuzzTests {
  /// Whether the ranges of a result lie in the bytes that they are of.
  private func isSane(_ decoder: PacketDecoder, _ result: DecodedFrame, _ count: Int) -> Bool {
    switch result {
    case .segment(let segment):
      segment.payload.upperBound <= count
        && segment.payloadLength >= segment.payload.count
        && segment.payloadLength <= 1 << 20
        && segment.segmentOffset + 20 <= segment.payload.lowerBound
        && segment.headerOffset + 20 <= segment.segmentOffset
    case .reassembled(let segment):
      segment.payload.upperBound <= decoder.datagram.count
        && segment.payloadLength >= segment.payload.count
        && decoder.datagramParts.allSatisfy { $0.range.upperBound <= decoder.datagram.count }
    case .fragment, .other, .malformed: true
    }
  }

  @Test(arguments: UInt64(1)...8)
  func `random bytes do no harm`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var decoder = PacketDecoder(ports: Array(0 ... .max))
    for number in 1...5_000 {
      let frame = generator.bytes(Int(generator.next() % 120))
      let type = LinkType.allCases.randomElement(using: &generator) ?? .ethernet
      let length = Int(truncatingIfNeeded: generator.next()) >> Int(generator.next() % 64)
      let result = decoder.decode(
        frame.span, linkType: type, originalLength: length, number: number,
        time: Int64(truncatingIfNeeded: generator.next()))
      #expect(isSane(decoder, result, frame.count))
    }
  }

  @Test(arguments: UInt64(1)...8)
  func `changed bytes of real frames do no harm`(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var decoder = PacketDecoder(
      ports: Array(0 ... .max), limits: FragmentLimits(datagrams: 16, bytes: 20_000))
    let fragments = FragmentedSample.all.flatMap(\.packets).map { SampleFrame("", .rawIP, $0) }
    let samples = SampleFrame.all + fragments + fragments
    for number in 1...5_000 {
      guard let sample = samples.randomElement(using: &generator) else { return }
      var frame = sample.bytes
      for _ in 0..<generator.next() % 4 {
        // Most of what matters stands in the first bytes.
        let index = Int(generator.next() % UInt64(min(frame.count, 90)))
        frame[index] = UInt8(truncatingIfNeeded: generator.next())
      }
      let length = frame.count
      if generator.next() % 4 == 0 {
        frame.removeLast(min(frame.count, Int(generator.next() % 60)))
      }
      let result = decoder.decode(
        frame.span, linkType: sample.linkType, originalLength: length, number: number,
        time: Int64(number) * 10_000_000)
      #expect(isSane(decoder, result, frame.count))
    }
    #expect(decoder.counts.segments > 100)
    #expect(decoder.counts.malformed > 100)
    #expect(decoder.counts.datagramsReassembled > 3)
  }
}
