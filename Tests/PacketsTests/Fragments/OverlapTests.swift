import Packets
import Testing

@Suite struct OverlapTests {
  /// One fragment: its place, its end, whether it is the last, and a byte that differs.
  private struct Cut {
    var range: Range<Int>
    var isLast = false
    var differs = false
  }

  private func packet(_ cut: Cut, isSix: Bool) -> [UInt8] {
    let builder = PacketBuilder(payload: FragmentedSample.text)
    var segment = isSix ? builder.over6.segment : builder.segment
    if cut.differs { segment[cut.range.upperBound - 1] ^= 1 }
    let payload = segment[cut.range]
    if isSix {
      let offset = UInt16(cut.range.lowerBound) | (cut.isLast ? 0 : 1)
      return builder.over6.header6(44, [6, 0] + big(offset) + big(UInt32(5)) + payload)
    }
    let flags = UInt16(cut.range.lowerBound / 8) | (cut.isLast ? 0 : 0x2000)
    return builder.header4(payload: payload.count, fragment: flags) + payload
  }

  private static let bad: [[Cut]] = [
    // The start, the end, the middle and all of another one.
    [Cut(range: 0..<64), Cut(range: 56..<120, isLast: true)],
    [Cut(range: 8..<64), Cut(range: 0..<16)],
    [Cut(range: 0..<64), Cut(range: 16..<24)],
    [Cut(range: 16..<24), Cut(range: 0..<64)],
    [Cut(range: 0..<64), Cut(range: 0..<56)],
    [Cut(range: 0..<64), Cut(range: 0..<72)],
    // The same range with other bytes.
    [Cut(range: 0..<64), Cut(range: 0..<64, differs: true)],
    // Two ends, and a part behind the end.
    [Cut(range: 64..<96, isLast: true), Cut(range: 96..<120, isLast: true)],
    [Cut(range: 64..<96, isLast: true), Cut(range: 96..<104)],
    [Cut(range: 96..<104), Cut(range: 64..<96, isLast: true)],
    [Cut(range: 64..<96, isLast: true), Cut(range: 64..<96)],
    [Cut(range: 64..<96), Cut(range: 64..<96, isLast: true)],
  ]

  @Test(arguments: bad.indices, [false, true])
  func `an overlap drops the datagram and what comes later of it`(index: Int, isSix: Bool) {
    var decoder = PacketDecoder(ports: [25])
    for cut in Self.bad[index] {
      #expect(decoder.decode(packet(cut, isSix: isSix), .rawIP).kind == "fragment")
    }
    #expect(decoder.counts.datagramsOverlapping == 1)
    for cut in [Cut(range: 0..<64), Cut(range: 64..<120, isLast: true)] {
      #expect(decoder.decode(packet(cut, isSix: isSix), .rawIP).kind == "fragment")
    }
    #expect(decoder.counts.datagramsOverlapping == 1)
    #expect(decoder.counts.datagramsReassembled == 0)
    decoder.finish()
    #expect(decoder.counts.datagramsExpired == 0)
  }

  @Test(arguments: [false, true])
  func `after its time the identification is free again`(isSix: Bool) {
    var decoder = PacketDecoder(ports: [25])
    for cut in Self.bad[0] { _ = decoder.decode(packet(cut, isSix: isSix), .rawIP) }
    var result = DecodedFrame.other
    for cut in [Cut(range: 0..<64), Cut(range: 64..<120, isLast: true)] {
      result = decoder.decode(packet(cut, isSix: isSix), .rawIP, time: 30_000_000_001)
    }
    #expect(result.kind == "reassembled")
  }

  @Test(arguments: [false, true])
  func `a length that fragments cannot have is malformed`(isSix: Bool) {
    let cuts = [Cut(range: 0..<63), Cut(range: 8..<8), Cut(range: 64..<64, isLast: true)]
    for cut in cuts {
      var decoder = PacketDecoder(ports: [25])
      #expect(decoder.decode(packet(cut, isSix: isSix), .rawIP).kind == "malformed")
    }
  }

  @Test func `a datagram longer than 65,535 bytes is malformed`() {
    let builder = PacketBuilder()
    let payload = [UInt8](repeating: 0, count: 64)
    var decoder = PacketDecoder(ports: [25])
    let past = builder.header4(payload: 64, fragment: 0x1FFF) + payload
    #expect(decoder.decode(past, .rawIP).kind == "malformed")
    // Its payload alone would fit.
    let big = [UInt8](repeating: 0, count: 65_504)
    let first = builder.header4(payload: big.count, fragment: 0x2000) + big
    let last = builder.header4(payload: 31, fragment: UInt16(big.count / 8)) + payload.prefix(31)
    #expect(decoder.decode(first, .rawIP).kind == "fragment")
    #expect(decoder.decode(last, .rawIP).kind == "malformed")
    #expect(decoder.counts.datagramsReassembled == 0)
  }

  @Test func `a fragment inside fragments is malformed`() {
    let builder = PacketBuilder().over6
    let inner = [6, 0] + big(UInt16(9)) + big(UInt32(7)) + builder.segment.prefix(16)
    let frames = [
      builder.header6(44, [44, 0] + big(UInt16(1)) + big(UInt32(5)) + inner.prefix(8)),
      builder.header6(44, [44, 0] + big(UInt16(8)) + big(UInt32(5)) + inner.dropFirst(8)),
    ]
    var decoder = PacketDecoder(ports: [25])
    #expect(decoder.decode(frames[0], .rawIP).kind == "fragment")
    #expect(decoder.decode(frames[1], .rawIP).kind == "malformed")
  }
}
