/// A link-layer header type of a capture: the catalogue of those that are decoded.
///
/// Each stands in a file of its own under `LinkTypes`.
public enum LinkType: Sendable, Hashable, CaseIterable {
  case ethernet, linuxCooked, linuxCooked2, rawIP, rawIPv4, rawIPv6
  case bsdNull, bsdLoop, ppp, pppSerial, pppoe

  /// The type of a LINKTYPE_ number (of a file) or DLT_ number (of libpcap); nil where unknown.
  public init?(dataLinkType: Int32) {
    for type in LinkType.allCases where type.datalinkNumbers.contains(dataLinkType) {
      self = type
      return
    }
    return nil
  }

  /// The name without its prefix, as libpcap's `pcap_datalink_val_to_name` gives it.
  public var name: String { entry.name }

  /// The LINKTYPE_ number, which stands in files.
  public var savefileNumber: Int32 { entry.numbers.first ?? 0 }

  /// All numbers that mean this type.
  public var datalinkNumbers: [Int32] { entry.numbers }

  private var entry: LinkTypeEntry {
    switch self {
    case .ethernet: Ethernet.entry
    case .linuxCooked: LinuxCooked.entry
    case .linuxCooked2: LinuxCooked2.entry
    case .rawIP: RawIP.entry
    case .rawIPv4: RawIPv4.entry
    case .rawIPv6: RawIPv6.entry
    case .bsdNull: BSDNull.entry
    case .bsdLoop: BSDLoop.entry
    case .ppp: PPP.entry
    case .pppSerial: PPPSerial.entry
    case .pppoe: PPPoE.entry
    }
  }

  /// Finds the IP header of a frame of `length` bytes on the wire, nil where it holds no IP.
  @inline(__always)
  func networkLayer(_ frame: Span<UInt8>, length: Int) throws(HeaderFault) -> NetworkLayer? {
    switch self {
    case .ethernet: try Ethernet.networkLayer(frame, length: length)
    case .linuxCooked: try LinuxCooked.networkLayer(frame, length: length)
    case .linuxCooked2: try LinuxCooked2.networkLayer(frame, length: length)
    case .rawIP: try RawIP.networkLayer(frame, length: length)
    case .rawIPv4: RawIPv4.networkLayer(frame, length: length)
    case .rawIPv6: RawIPv6.networkLayer(frame, length: length)
    case .bsdNull: try BSDNull.networkLayer(frame, length: length)
    case .bsdLoop: try BSDLoop.networkLayer(frame, length: length)
    case .ppp: try PPP.networkLayer(frame, length: length)
    case .pppSerial: try PPPSerial.networkLayer(frame, length: length)
    case .pppoe: try PPPoE.networkLayer(frame, at: 0, end: length)
    }
  }
}

/// How captures and libpcap name a link type.
struct LinkTypeEntry {
  /// Without LINKTYPE_ or DLT_.
  var name: String
  /// The LINKTYPE_ number and the DLT_ numbers of all systems.
  var numbers: [Int32]
}
