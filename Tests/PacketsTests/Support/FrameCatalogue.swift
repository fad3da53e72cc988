import Packets
import Testing

/// A frame that holds one segment of mail, by link type and encapsulation.
struct SampleFrame: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var linkType: LinkType
  var bytes: [UInt8]

  init(_ name: String, _ linkType: LinkType, _ bytes: [UInt8]) {
    testDescription = name
    self.linkType = linkType
    self.bytes = bytes
  }

  private static let four = PacketBuilder().packet4
  private static let six = PacketBuilder().over6.packet6
  private static let cooked: [UInt8] = [0, 4, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0]
  private static let cooked2: [UInt8] = [0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 2, 2, 2, 2, 2, 0, 0]
  private static let snap: [UInt8] = [0xAA, 0xAA, 3, 0, 0, 0]
  private static let label: [UInt8] = [0, 1, 0, 64]
  private static let bottom: [UInt8] = [0, 2, 1, 64]

  private static func pppoe(_ number: UInt16, _ packet: [UInt8]) -> [UInt8] {
    [0x11, 0, 0, 7] + big(UInt16(packet.count + 2)) + big(number) + packet
  }

  /// All link types in all the forms that they take.
  static let all: [SampleFrame] = ether + linux + bare + pointToPoint

  private static let ether = [
    SampleFrame("Ethernet, IPv4", .ethernet, ethernet(0x0800, four)),
    SampleFrame("Ethernet, IPv6", .ethernet, ethernet(0x86DD, six)),
    SampleFrame("VLAN", .ethernet, ethernet(0x8100, [0, 9, 8, 0] + four)),
    SampleFrame("QinQ", .ethernet, ethernet(0x88A8, [0, 9, 0x81, 0, 0, 7, 0x86, 0xDD] + six)),
    SampleFrame(
      "three tags", .ethernet,
      ethernet(0x9100, [0, 9, 0x91, 0, 0, 7, 0x81, 0, 0, 1, 8, 0] + four)),
    SampleFrame("MPLS", .ethernet, ethernet(0x8847, label + label + bottom + four)),
    SampleFrame("MPLS, IPv6", .ethernet, ethernet(0x8848, bottom + six)),
    SampleFrame("VLAN, MPLS", .ethernet, ethernet(0x8100, [0, 9, 0x88, 0x47] + bottom + four)),
    SampleFrame("PPPoE in Ethernet", .ethernet, ethernet(0x8864, pppoe(0x21, four))),
    SampleFrame(
      "PPPoE in a VLAN", .ethernet, ethernet(0x8100, [0, 9, 0x88, 0x64] + pppoe(0x57, six))),
    SampleFrame("SNAP", .ethernet, ethernet(UInt16(four.count + 8), snap + [8, 0] + four)),
    SampleFrame("LLC", .ethernet, ethernet(UInt16(four.count + 3), [6, 6, 3] + four)),
    SampleFrame(
      "SNAP in a VLAN", .ethernet,
      ethernet(0x8100, [0, 9] + big(UInt16(six.count + 8)) + snap + [0x86, 0xDD] + six)),
  ]

  private static let linux = [
    SampleFrame("cooked, IPv4", .linuxCooked, cooked + [8, 0] + four),
    SampleFrame("cooked, IPv6", .linuxCooked, cooked + [0x86, 0xDD] + six),
    SampleFrame("cooked, VLAN", .linuxCooked, cooked + [0x81, 0, 0, 9, 8, 0] + four),
    SampleFrame("cooked, 802.2", .linuxCooked, cooked + [0, 4] + snap + [8, 0] + four),
    SampleFrame("cooked 2, IPv4", .linuxCooked2, [8, 0] + cooked2 + four),
    SampleFrame("cooked 2, IPv6", .linuxCooked2, [0x86, 0xDD] + cooked2 + six),
    SampleFrame("cooked 2, VLAN", .linuxCooked2, [0x81, 0] + cooked2 + [0, 9, 8, 0] + four),
  ]

  private static let bare = [
    SampleFrame("raw, IPv4", .rawIP, four),
    SampleFrame("raw, IPv6", .rawIP, six),
    SampleFrame("raw IPv4", .rawIPv4, four),
    SampleFrame("raw IPv6", .rawIPv6, six),
    SampleFrame("null, little-endian", .bsdNull, [2, 0, 0, 0] + four),
    SampleFrame("null, big-endian", .bsdNull, [0, 0, 0, 2] + four),
    SampleFrame("null, Darwin", .bsdNull, [30, 0, 0, 0] + six),
    SampleFrame("null, FreeBSD, big-endian", .bsdNull, [0, 0, 0, 28] + six),
    SampleFrame("loop, IPv4", .bsdLoop, [0, 0, 0, 2] + four),
    SampleFrame("loop, IPv6", .bsdLoop, [0, 0, 0, 24] + six),
  ]

  private static let pointToPoint = [
    SampleFrame("PPP, IPv4", .ppp, [0, 0x21] + four),
    SampleFrame("PPP, compressed, IPv6", .ppp, [0x57] + six),
    SampleFrame("PPP, with address", .ppp, [0xFF, 3, 0, 0x21] + four),
    SampleFrame("PPP, MPLS", .ppp, [0xFF, 3, 2, 0x81] + bottom + four),
    SampleFrame("serial PPP", .pppSerial, [0xFF, 3, 0, 0x57] + six),
    SampleFrame("Cisco HDLC", .pppSerial, [0x0F, 0, 8, 0] + four),
    SampleFrame("PPPoE, IPv4", .pppoe, pppoe(0x21, four)),
    SampleFrame("PPPoE, IPv6", .pppoe, pppoe(0x57, six)),
  ]
}
