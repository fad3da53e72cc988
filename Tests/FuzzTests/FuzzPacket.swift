import Packets
import Primitives

/// IPv4 packets between 10.0.0.1, port 1024, which is the client, and 10.0.0.2, port 25.
enum FuzzPacket {
  /// A TCP segment with a right checksum.
  static func segment(
    _ sender: Sender, _ sequenceNumber: UInt32, acknowledging number: UInt32, _ bits: ControlBits,
    _ payload: [UInt8]
  ) -> [UInt8] {
    let ports: [UInt32] = sender == .client ? [1024, 25] : [25, 1024]
    var segment = big(ports[0], 2) + big(ports[1], 2) + big(sequenceNumber, 4) + big(number, 4)
    segment += [0x50, bits.rawValue, 0xFF, 0xFF, 0, 0, 0, 0] + payload
    let pseudo = addresses(sender) + [0, 6] + big(UInt32(segment.count), 2)
    segment.replaceSubrange(16..<18, with: checksum(pseudo + segment))
    return segment
  }

  /// A packet with a segment, or with what a fragment carries of one.
  static func packet(
    _ sender: Sender, _ payload: [UInt8], identification: Int, fragment: UInt32 = 0
  ) -> [UInt8] {
    var header: [UInt8] = [0x45, 0]
    header += big(UInt32(20 + payload.count), 2) + big(UInt32(identification), 2)
    header += big(fragment, 2) + [64, 6, 0, 0] + addresses(sender)
    header.replaceSubrange(10..<12, with: checksum(header))
    return header + payload
  }

  /// The last bytes of a number, in network order.
  static func big(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt32(8 * $0)) }
  }

  private static func addresses(_ sender: Sender) -> [UInt8] {
    let hosts: [UInt8] = sender == .client ? [1, 2] : [2, 1]
    return [10, 0, 0, hosts[0], 10, 0, 0, hosts[1]]
  }

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
    }
    while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
    return big(~sum, 2)
  }
}
