import Packets
import Testing

@Suite struct FragmentLimitsTests {
  private func packets(_ identification: UInt16, count: Int = 100) -> [[UInt8]] {
    let payload = [UInt8](repeating: 65, count: count)
    return fragments4(
      PacketBuilder(payload: payload, identification: identification), [64, 65_000])
  }

  @Test func `a datagram waits thirty seconds and no longer`() {
    for (time, kind) in [(30_000_000_000, "reassembled"), (30_000_000_001, "fragment")] {
      var decoder = PacketDecoder(ports: [25])
      _ = decoder.decode(packets(1)[0], .rawIP, time: 0)
      #expect(decoder.decode(packets(1)[1], .rawIP, time: Int64(time)).kind == kind)
      #expect(decoder.counts.datagramsExpired == (kind == "fragment" ? 1 : 0))
    }
  }

  @Test(arguments: [(Int64.max, Int64.min), (0, -40_000_000_000), (5, 4)])
  func `time that runs backwards expires nothing`(first: Int64, second: Int64) {
    var decoder = PacketDecoder(ports: [25])
    _ = decoder.decode(packets(1)[0], .rawIP, time: first)
    #expect(decoder.decode(packets(1)[1], .rawIP, time: second).kind == "reassembled")
  }

  @Test func `one fragment whose time runs back is as old as those that wait`() {
    var decoder = PacketDecoder(ports: [25])
    let now: Int64 = 1_700_000_000_000_000_000
    _ = decoder.decode(packets(1)[0], .rawIP, time: now)
    _ = decoder.decode(packets(2)[0], .rawIP, time: 0)
    #expect(decoder.decode(packets(1)[1], .rawIP, time: now).kind == "reassembled")
    #expect(decoder.decode(packets(2)[1], .rawIP, time: now).kind == "reassembled")
    #expect(decoder.counts.datagramsExpired == 0)
  }

  @Test func `the extremes of time do not trap`() {
    var decoder = PacketDecoder(ports: [25])
    _ = decoder.decode(packets(1)[0], .rawIP, time: .min)
    #expect(decoder.decode(packets(1)[1], .rawIP, time: .max).kind == "fragment")
    #expect(decoder.counts.datagramsExpired == 1)
  }

  @Test func `the number of datagrams is bounded, the oldest go first`() {
    var decoder = PacketDecoder(ports: [25], limits: FragmentLimits(datagrams: 10))
    for identification in UInt16(0)..<30 {
      _ = decoder.decode(packets(identification)[0], .rawIP)
    }
    #expect(decoder.counts.datagramsEvicted == 20)
    #expect(decoder.decode(packets(29)[1], .rawIP).kind == "reassembled")
    #expect(decoder.decode(packets(19)[1], .rawIP).kind == "fragment")
    decoder.finish()
    #expect(decoder.counts.datagramsEvicted + decoder.counts.datagramsExpired == 30)
  }

  @Test func `the bytes are bounded`() {
    var decoder = PacketDecoder(ports: [25], limits: FragmentLimits(bytes: 100_000))
    for identification in UInt16(0)..<100 {
      let tail = packets(identification, count: 9_900)[1]
      #expect(decoder.decode(tail, .rawIP).kind == "fragment")
    }
    #expect((90...92).contains(decoder.counts.datagramsEvicted))
  }

  @Test func `duplicates without end are bounded`() {
    var decoder = PacketDecoder(ports: [25], limits: FragmentLimits(bytes: 10_000))
    for _ in 0..<1_000 { _ = decoder.decode(packets(1)[0], .rawIP) }
    #expect(decoder.counts.datagramsEvicted > 3)
  }

  @Test(arguments: [FragmentLimits(datagrams: 0), FragmentLimits(bytes: 0)])
  func `no room at all keeps nothing`(limits: FragmentLimits) {
    var decoder = PacketDecoder(ports: [25], limits: limits)
    for packet in packets(1) { #expect(decoder.decode(packet, .rawIP).kind == "fragment") }
    #expect(decoder.counts.datagramsEvicted == 2)
  }

  @Test func `whole datagrams make room for those that wait`() {
    var decoder = PacketDecoder(ports: [25], limits: FragmentLimits(datagrams: 4))
    _ = decoder.decode(packets(1)[0], .rawIP)
    for identification in UInt16(2)..<500 {
      for packet in packets(identification) { _ = decoder.decode(packet, .rawIP) }
    }
    #expect(decoder.decode(packets(1)[1], .rawIP).kind == "reassembled")
    #expect(decoder.counts.datagramsEvicted == 0)
  }
}
