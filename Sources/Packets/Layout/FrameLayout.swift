public import Primitives

/// Where a frame names who sent it to whom: for callers that put other names in their place.
public struct FrameLayout: Sendable, Equatable {
  /// Hardware addresses of six bytes, as ranges of the frame.
  public var hardwareAddresses: [Range<Int>] = []
  /// Bytes of the link layer that name a host in another way, or that nothing accounts for.
  public var unaccounted: [Range<Int>] = []
  /// The packet.
  public var packet: PacketLayout

  /// The layout of a frame; nil where it holds no IP packet, or a header is cut or contradicts itself.
  ///
  /// - Parameters:
  ///   - frame: the captured bytes.
  ///   - linkType: what they start with.
  ///   - originalLength: the frame's length on the wire in bytes.
  public init?(_ frame: Span<UInt8>, linkType: LinkType, originalLength: Int) {
    let length = max(min(originalLength, 1 << 20), frame.count)
    guard let layer = try? linkType.networkLayer(frame, length: length),
      let packet = PacketLayout(frame, at: layer.offset, end: layer.end)
    else { return nil }
    self.packet = packet
    linkType.addAddresses(of: frame, to: &self)
    // Padding, and what a card adds behind the packet.
    if packet.end < frame.count { unaccounted.append(packet.end..<frame.count) }
  }
}

/// Where an IP packet names who sent it to whom.
public struct PacketLayout: Sendable, Equatable {
  /// Where the IP header starts.
  public var offset: Int
  /// Whether it is IPv6.
  public var isIPv6: Bool
  /// Addresses in the header, its options and extensions: of 4 bytes, or of 16.
  public var addresses: [Range<Int>] = []
  /// Contents of options that are not known to name nobody.
  public var unaccounted: [Range<Int>] = []
  /// Where the IPv4 header ends; nil for IPv6.
  public var headerEnd: Int?
  /// The source address.
  public var source: IPAddress
  /// The final destination, which the TCP pseudo-header uses.
  public var destination: IPAddress
  /// The protocol number of the payload.
  public var payloadProtocol: UInt8
  /// Where the payload starts.
  public var payload: Int
  /// Where the packet ends on the wire; may lie past the captured bytes.
  public var end: Int
  /// Whether the payload is a part of a datagram.
  public var isFragment: Bool

  /// The layout of a packet; nil where a header is cut or contradicts itself.
  ///
  /// - Parameters:
  ///   - bytes: the captured bytes around it.
  ///   - offset: where its header starts.
  ///   - end: where it ends where its header does not tell.
  public init?(_ bytes: Span<UInt8>, at offset: Int, end: Int) {
    guard offset >= 0, offset < bytes.count else { return nil }
    isIPv6 = bytes[offset] >> 4 == 6
    guard
      let header = try? isIPv6
        ? IPv6Header.decode(bytes, at: offset, frameEnd: end)
        : IPv4Header.decode(bytes, at: offset, frameEnd: end)
    else { return nil }
    self.offset = offset
    source = header.source
    destination = header.destination
    payloadProtocol = header.payloadProtocol
    payload = header.payload
    self.end = header.end
    isFragment = header.fragment != nil
    if isIPv6 {
      let source = offset + IPv6Header.source
      addresses = [source..<source + 16, source + 16..<source + 32]
      addExtensions(
        bytes, first: bytes[offset + IPv6Header.nextHeader], at: offset + IPv6Header.length)
    } else {
      let source = offset + IPv4Header.source
      addresses = [source..<source + 4, source + 4..<source + 8]
      headerEnd = offset + Int(bytes[offset] & 15) * 4
      addOptions(bytes)
      // Of a fragment the header is a part of the payload.
      if !isFragment {
        addExtensions(bytes, first: bytes[offset + IPv4Header.payloadProtocol], at: headerEnd ?? 0)
      }
    }
  }

  /// Whether the payload is TCP.
  public var holdsSegment: Bool { payloadProtocol == InternetHeader.tcp }

  /// The offset of the IPv4 header checksum; nil for IPv6.
  public var checksumOffset: Int? { isIPv6 ? nil : offset + IPv4Header.checksum }

  /// The IPv4 options that hold addresses (RFC 791 section 3.1); contents of others are unaccounted.
  private mutating func addOptions(_ bytes: Span<UInt8>) {
    let end = min(headerEnd ?? 0, bytes.count)
    var at = offset + IPv4Header.shortestLength
    while at < end {
      let kind = bytes[at]
      if kind == IPv4Options.noOperation {
        at += 1
        continue
      }
      let length = end - at >= 2 ? Int(bytes[at + 1]) : 0
      guard kind != IPv4Options.endOfList, length >= 2, length <= end - at else {
        // Nothing is read behind the end of the list, or behind a contradiction.
        if at + 1 < end { unaccounted.append(at + 1..<end) }
        return
      }
      switch kind {
      case IPv4Options.recordRoute, IPv4Options.looseSourceRoute, IPv4Options.strictSourceRoute:
        var place = at + 3
        while place + 4 <= at + length {
          addresses.append(place..<place + 4)
          place += 4
        }
      case IPv4Options.routerAlert: break
      default: if length > 2 { unaccounted.append(at + 2..<at + length) }
      }
      at += length
    }
  }

  /// The addresses of Routing headers (RFC 8200 section 4.4); other extensions but fragments are
  /// unaccounted behind their length.
  private mutating func addExtensions(_ bytes: Span<UInt8>, first: UInt8, at start: Int) {
    var next = first
    var at = start
    while ExtensionHeader.isExtension(next), at + 8 <= min(payload, bytes.count) {
      var length = (Int(bytes[at + 1]) + 1) * 8
      if next == ExtensionHeader.fragment { length = 8 }
      if next == ExtensionHeader.authentication {
        length = ExtensionHeader.authenticationLength(bytes, at: at)
      }
      let end = min(at + length, payload, bytes.count)
      switch next {
      case ExtensionHeader.fragment: break
      case ExtensionHeader.routing:
        var place = at + 8
        while place + 16 <= end {
          addresses.append(place..<place + 16)
          place += 16
        }
      case ExtensionHeader.hopByHop, ExtensionHeader.destinationOptions:
        addExtensionOptions(bytes, at + 2..<end)
      default: if at + 8 < end { unaccounted.append(at + 8..<end) }
      }
      next = bytes[at]
      at += length
    }
  }

  /// Contents of options but padding and the lengths of jumbograms (RFC 8200 section 4.2, RFC 2675).
  private mutating func addExtensionOptions(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      let kind = bytes[at]
      if kind == 0 {
        at += 1
        continue
      }
      guard range.upperBound - at >= 2 else { return }
      let end = min(at + 2 + Int(bytes[at + 1]), range.upperBound)
      // The address of a mobile host at home (RFC 6275 section 6.3).
      if kind == 0xC9, end == at + 18 {
        addresses.append(at + 2..<end)
      } else if kind != 0xC2, at + 2 < end {
        unaccounted.append(at + 2..<end)
      }
      at = end
    }
  }
}

extension IPv4Options {
  static let recordRoute: UInt8 = 7
  static let routerAlert: UInt8 = 148
}

extension LinkType {
  /// Adds where the header of this link type has addresses.
  fileprivate func addAddresses(of frame: Span<UInt8>, to layout: inout FrameLayout) {
    switch self {
    case .ethernet: layout.hardwareAddresses += [0..<6, 6..<12]
    case .linuxCooked: LinuxCooked.addAddress(frame, length: Int(frame.word(at: 4)), at: 6, &layout)
    case .linuxCooked2: LinuxCooked.addAddress(frame, length: Int(frame[11]), at: 12, &layout)
    case .rawIP, .rawIPv4, .rawIPv6, .bsdNull, .bsdLoop, .ppp, .pppSerial, .pppoe: break
    }
  }
}

extension LinuxCooked {
  /// The address field has eight bytes, of which a length says how many are used.
  fileprivate static func addAddress(
    _ frame: Span<UInt8>, length: Int, at start: Int, _ layout: inout FrameLayout
  ) {
    let used = length == 6 ? 6 : 0
    if used == 6 { layout.hardwareAddresses.append(start..<start + 6) }
    layout.unaccounted.append(start + used..<start + 8)
  }
}
