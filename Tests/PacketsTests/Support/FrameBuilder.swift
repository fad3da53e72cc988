import Packets
import Primitives

// Hand-made packets. Checksums are computed here word by word, without the code that is tested.

/// A number in network order.
func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

/// The ones' complement sum of words; an odd last byte is padded.
func slowSum(_ bytes: [UInt8]) -> UInt16 {
  var sum = 0
  for (index, byte) in bytes.enumerated() {
    sum += index % 2 == 0 ? Int(byte) << 8 : Int(byte)
    if sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
  }
  return UInt16(sum)
}

/// The bytes of an address.
func bytes(_ address: IPAddress) -> [UInt8] {
  address.isIPv6
    ? big(address.high) + big(address.low) : big(UInt32(truncatingIfNeeded: address.low))
}

/// An address of the documentation ranges.
func address(_ text: StaticString) -> IPAddress {
  IPAddress("\(text)") ?? IPAddress(v4: 0)
}

let alice = address("192.0.2.1")
let bob = address("198.51.100.2")
let alice6 = address("2001:db8::1")
let bob6 = address("2001:db8::2")

/// A TCP segment and the packet around it.
struct PacketBuilder {
  var source = alice
  var destination = bob
  /// What the pseudo-header uses where it is not `destination`.
  var finalDestination: IPAddress?
  var sourcePort: UInt16 = 49_152
  var destinationPort: UInt16 = 25
  var options: [UInt8] = []
  var payload = [UInt8]("EHLO client.example\r\n".utf8)
  var checksumDelta: UInt16 = 0
  /// The checksum field holds the pseudo-header's sum.
  var isPartial = false
  var internetOptions: [UInt8] = []
  /// Extension headers with the number of the first; the last one names TCP.
  var extensions: (first: UInt8, bytes: [UInt8]) = (6, [])
  var hasZeroLength = false
  var identification: UInt16 = 0x1234

  /// TCP header and payload.
  var segment: [UInt8] {
    var header = big(sourcePort) + big(destinationPort) + big(UInt32(1_000)) + big(UInt32(2_000))
    header += [UInt8((20 + options.count) / 4) << 4, 0x18] + big(UInt16(512)) + [0, 0, 0, 0]
    var whole = header + options + payload
    let end = bytes(source) + bytes(finalDestination ?? destination)
    let pseudo = slowSum(end + big(UInt32(6)) + big(UInt32(whole.count)))
    let sum = isPartial ? pseudo : ~slowSum(big(pseudo) + whole) &+ checksumDelta
    whole.replaceSubrange(16..<18, with: big(sum))
    return whole
  }

  /// An IPv4 packet around the segment.
  var packet4: [UInt8] { header4(payload: segment.count) + segment }

  /// An IPv6 packet around the segment.
  var packet6: [UInt8] { header6(extensions.first, extensions.bytes + segment) }

  /// An IPv4 header for a payload of so many bytes.
  func header4(payload: Int, fragment: UInt16 = 0) -> [UInt8] {
    let length = 20 + internetOptions.count
    let total = hasZeroLength ? 0 : UInt16(length + payload)
    var header: [UInt8] = [0x40 | UInt8(length / 4), 0] + big(total) + big(identification)
    header += big(fragment) + [64, 6, 0, 0] + bytes(source) + bytes(destination) + internetOptions
    header.replaceSubrange(10..<12, with: big(~slowSum(header)))
    return header
  }

  /// An IPv6 packet with a payload.
  func header6(_ next: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = hasZeroLength ? 0 : UInt16(payload.count)
    return big(UInt32(0x6000_0000)) + big(length) + [next, 64] + bytes(source)
      + bytes(destination) + payload
  }

  /// The same between two IPv6 addresses.
  var over6: PacketBuilder {
    var copy = self
    copy.source = alice6
    copy.destination = bob6
    return copy
  }
}

/// An Ethernet frame.
func ethernet(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
  [UInt8](repeating: 2, count: 12) + big(type) + payload
}

extension PacketDecoder {
  /// Decodes a frame that was captured whole, or up to `captured` bytes.
  mutating func decode(
    _ bytes: [UInt8], _ linkType: LinkType = .ethernet, captured: Int? = nil, number: Int = 1,
    time: Int64 = 0
  ) -> DecodedFrame {
    let frame = Array(bytes.prefix(captured ?? bytes.count))
    return decode(
      frame.span, linkType: linkType, originalLength: bytes.count, number: number, time: time)
  }

  /// The payload of a decoded segment, nil where it is none.
  func payload(_ result: DecodedFrame, in frame: [UInt8]) -> [UInt8]? {
    switch result {
    case .segment(let segment): Array(frame[segment.payload])
    case .reassembled(let segment): Array(datagram[segment.payload])
    case .fragment, .other, .malformed: nil
    }
  }
}

extension DecodedFrame {
  /// The segment of a frame or of a datagram.
  var anySegment: Segment? {
    switch self {
    case .segment(let segment), .reassembled(let segment): segment
    case .fragment, .other, .malformed: nil
    }
  }

  /// The case without its value.
  var kind: String {
    switch self {
    case .segment: "segment"
    case .reassembled: "reassembled"
    case .fragment: "fragment"
    case .other: "other"
    case .malformed: "malformed"
    }
  }
}
