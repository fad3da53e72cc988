import Packets
import Primitives
import Testing

/// Cuts a packet into fragments of the given payload lengths, each a whole packet.
func fragments4(_ builder: PacketBuilder, _ lengths: [Int]) -> [[UInt8]] {
  let segment = builder.segment
  var result: [[UInt8]] = []
  var offset = 0
  for length in lengths {
    let end = min(offset + length, segment.count)
    let flag: UInt16 = end < segment.count ? 0x2000 : 0
    let header = builder.header4(payload: end - offset, fragment: flag | UInt16(offset / 8))
    result.append(header + segment[offset..<end])
    offset = end
  }
  return result
}

/// The same for IPv6.
func fragments6(_ builder: PacketBuilder, _ lengths: [Int]) -> [[UInt8]] {
  let segment = builder.segment
  var result: [[UInt8]] = []
  var offset = 0
  for length in lengths {
    let end = min(offset + length, segment.count)
    let flag: UInt16 = end < segment.count ? 1 : 0
    let field = [6, 0] + big(UInt16(offset) | flag) + big(UInt32(builder.identification))
    let last = builder.extensions.bytes
    let chain = last.isEmpty ? field : [44] + last.dropFirst() + field
    let first = last.isEmpty ? 44 : builder.extensions.first
    result.append(builder.header6(first, chain + segment[offset..<end]))
    offset = end
  }
  return result
}

/// All orders of a list.
func orders<Element>(_ list: [Element]) -> [[Element]] {
  guard list.count > 1 else { return [list] }
  return list.indices.flatMap { index in
    var rest = list
    let first = rest.remove(at: index)
    return orders(rest).map { [first] + $0 }
  }
}

/// A builder with 100 bytes of payload, and ways to cut it.
struct FragmentedSample: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var builder: PacketBuilder
  var packets: [[UInt8]]

  init(_ name: String, _ builder: PacketBuilder, _ lengths: [Int]) {
    testDescription = name
    self.builder = builder
    packets =
      builder.source.isIPv6 ? fragments6(builder, lengths) : fragments4(builder, lengths)
  }

  static let text = (0..<100).map { UInt8(97 + $0 % 26) }
  static let four = PacketBuilder(payload: text)
  static let routed = PacketBuilder(
    finalDestination: hidden,
    payload: text,
    extensions: (43, [6, 2, 0, 1, 0, 0, 0, 0] + bytes(hidden)))
  static let hidden = address("2001:db8::77")

  static let all = [
    FragmentedSample("two", four, [64, 64]),
    FragmentedSample("a tiny first one", four, [8, 8, 200]),
    FragmentedSample("five", four, [24, 24, 24, 24, 200]),
    FragmentedSample(
      "options", PacketBuilder(payload: text, internetOptions: [7, 4, 4, 0]), [40, 40, 40]),
    FragmentedSample("IPv6, two", four.over6, [64, 64]),
    FragmentedSample("IPv6, a tiny first one", four.over6, [8, 8, 8, 200]),
    FragmentedSample("IPv6, routing header", routed.over6, [48, 48, 48]),
  ]
}

@Suite struct FragmentTests {
  @Test(arguments: FragmentedSample.all)
  func `fragments in every order give the segment and its parts`(sample: FragmentedSample) throws {
    for order in orders(Array(sample.packets.indices)) {
      var decoder = PacketDecoder(ports: [25])
      for index in order.dropLast() {
        #expect(decoder.decode(sample.packets[index], .rawIP, number: index).kind == "fragment")
      }
      let last = try #require(order.last)
      let result = decoder.decode(sample.packets[last], .rawIP, number: last)
      #expect(result.kind == "reassembled", "\(order)")
      let segment = try #require(result.anySegment)
      #expect(decoder.payload(result, in: []) == FragmentedSample.text)
      #expect(segment.payloadLength == 100)
      #expect(segment.checksum == .right)
      #expect(segment.headerChecksum == (sample.builder.source.isIPv6 ? .unchecked : .right))
      #expect(
        segment.destination.address
          == sample.builder.finalDestination ?? sample.builder.destination)
      // The header without what says "fragment", its checksum kept right.
      if !sample.builder.source.isIPv6 {
        #expect(decoder.datagram == sample.builder.packet4)
      } else if sample.builder.extensions.bytes.isEmpty {
        #expect(decoder.datagram == sample.builder.packet6)
      }
      expectParts(decoder, sample.packets, from: segment.segmentOffset)
      #expect(decoder.counts.fragments == order.count)
      #expect(decoder.counts.datagramsReassembled == 1)
      #expect(decoder.counts.segments == 1)
    }
  }

  /// Each part names bytes that its frame has, and the parts cover the datagram's payload.
  private func expectParts(_ decoder: PacketDecoder, _ packets: [[UInt8]], from start: Int) {
    var covered = start
    for part in decoder.datagramParts {
      #expect(part.range.lowerBound == covered)
      covered = part.range.upperBound
      let inFrame = packets[part.frame][part.offset..<part.offset + part.range.count]
      #expect(Array(inFrame) == Array(decoder.datagram[part.range]))
    }
    #expect(covered == decoder.datagram.count)
  }

  @Test(arguments: FragmentedSample.all)
  func `exact duplicates change nothing and are parts too`(sample: FragmentedSample) {
    var decoder = PacketDecoder(ports: [25])
    for (index, packet) in sample.packets.enumerated().dropLast() {
      #expect(decoder.decode(packet, .rawIP, number: index).kind == "fragment")
      #expect(decoder.decode(packet, .rawIP, number: index + 100).kind == "fragment")
    }
    let last = sample.packets.count - 1
    let result = decoder.decode(sample.packets[last], .rawIP, number: last)
    #expect(decoder.payload(result, in: []) == FragmentedSample.text)
    #expect(decoder.counts.duplicateFragments == last)
    #expect(Set(decoder.datagramParts.map(\.frame)) == Set(0...last).union(100..<100 + last))
  }

  @Test(arguments: FragmentedSample.all)
  func `a copy behind the last fragment gives the datagram again`(sample: FragmentedSample) throws {
    var decoder = PacketDecoder(ports: [25])
    for packet in sample.packets { _ = decoder.decode(packet, .rawIP) }
    for (index, packet) in sample.packets.enumerated() {
      let result = decoder.decode(packet, .rawIP, number: 100 + index)
      #expect(decoder.payload(result, in: []) == FragmentedSample.text)
      let part = try #require(decoder.datagramParts.first)
      #expect(decoder.datagramParts.count == 1)
      #expect(part.frame == 100 + index)
      #expect(
        Array(packet[part.offset..<part.offset + part.range.count])
          == Array(decoder.datagram[part.range]))
    }
    #expect(decoder.counts.datagramsReassembled == 1)
  }

  @Test func `the same identification again is another datagram`() {
    var decoder = PacketDecoder(ports: [25])
    for letter in [UInt8]([65, 66, 67]) {
      let payload = [UInt8](repeating: letter, count: 100)
      var result = DecodedFrame.other
      for packet in fragments4(PacketBuilder(payload: payload), [64, 64]) {
        result = decoder.decode(packet, .rawIP)
      }
      #expect(decoder.payload(result, in: []) == payload)
    }
    #expect(decoder.counts.datagramsReassembled == 3)
    #expect(decoder.counts.datagramsOverlapping == 0)
  }

  @Test(arguments: FragmentedSample.all, [1, 4, 8])
  func `a cut fragment ends the captured payload`(sample: FragmentedSample, missing: Int) throws {
    for cut in sample.packets.indices {
      let captured = sample.packets[cut].count - missing
      for order in orders(Array(sample.packets.indices)).prefix(24) {
        var decoder = PacketDecoder(ports: [25])
        var result = DecodedFrame.other
        for index in order {
          result = decoder.decode(
            sample.packets[index], .rawIP, captured: index == cut ? captured : nil, number: index)
        }
        guard let segment = result.anySegment else {
          // The TCP header itself was cut.
          #expect(result.kind == "malformed" && cut < 3)
          continue
        }
        #expect(segment.payloadLength == 100)
        #expect(segment.payload.count < 100)
        #expect(segment.checksum == .unchecked)
        #expect(
          Array(decoder.datagram[segment.payload])
            == Array(FragmentedSample.text.prefix(segment.payload.count)))
        #expect(decoder.datagramParts.allSatisfy { $0.range.upperBound <= decoder.datagram.count })
      }
    }
  }

  @Test func `an uninspected port is passed over once it is known`() {
    var decoder = PacketDecoder(ports: [25])
    let packets = fragments4(PacketBuilder(destinationPort: 80), [24, 200])
    #expect(decoder.decode(packets[1], .rawIP).kind == "fragment")
    #expect(decoder.decode(packets[0], .rawIP).kind == "other")
    #expect(decoder.counts.segments == 0)
  }

  @Test func `fragments of other protocols are not kept`() {
    var decoder = PacketDecoder(ports: [25])
    var packets = fragments4(PacketBuilder(), [24, 200])
    for index in packets.indices {
      packets[index][9] = 17
      #expect(decoder.decode(packets[index], .rawIP).kind == "other")
    }
    #expect(decoder.counts.fragments == 0)
  }

  @Test func `one wrong IPv4 header checksum marks the whole`() {
    for wrong in 0..<2 {
      var decoder = PacketDecoder(ports: [25])
      var packets = fragments4(PacketBuilder(), [24, 200])
      packets[wrong][8] = 1
      _ = decoder.decode(packets[0], .rawIP)
      let result = decoder.decode(packets[1], .rawIP)
      #expect(result.anySegment?.headerChecksum == .wrong)
      #expect(result.anySegment?.checksum == .right)
      #expect(decoder.counts.headerChecksumsWrong == 1)
      #expect(decoder.counts.headerChecksumsRight == 1)
    }
  }
}
