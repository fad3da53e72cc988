public import Primitives

/// What frames of one direction of a connection look like around their TCP headers.
public struct FrameTemplate: Sendable {
  /// The link-layer header.
  var link: [UInt8]
  private let lengths: LinkLengths
  /// Whether it begins with two addresses of six bytes.
  private let hasAddresses: Bool
  /// The first four bytes of the IP header: version, traffic class, flow label of IPv6.
  var internet: [UInt8]
  /// The time to live or hop limit.
  var timeToLive: UInt8

  /// Longer link-layer headers are no model for anything.
  private static let longestLink = 128

  /// Takes the headers of a frame; nil where they are none to take.
  ///
  /// - Parameters:
  ///   - frame: the captured bytes.
  ///   - segment: what was decoded of them.
  ///   - linkType: what they start with.
  public init?(_ frame: Span<UInt8>, _ segment: Segment, linkType: LinkType) {
    let offset = segment.headerOffset
    guard offset >= 0, offset <= FrameTemplate.longestLink, frame.count >= offset &+ 4 else {
      return nil
    }
    link = []
    link.append(frame, in: 0..<offset)
    lengths = LinkLengths(of: link, linkType)
    hasAddresses = linkType == .ethernet
    internet = []
    internet.append(frame, in: offset..<offset &+ 4)
    timeToLive = segment.timeToLive
  }

  /// Frames without a link-layer header, of the IP version of an address.
  public init(rawVersionOf address: IPAddress) {
    link = []
    lengths = LinkLengths(of: [], .rawIP)
    hasAddresses = false
    internet = [address.isIPv6 ? 0x60 : 0x45, 0, 0, 0]
    timeToLive = 64
  }

  /// The same for the other direction: Ethernet addresses change places.
  public var mirrored: FrameTemplate {
    guard hasAddresses, link.count >= Ethernet.headerLength else { return self }
    var copy = self
    copy.link.replaceSubrange(0..<12, with: link[6..<12] + link[0..<6])
    return copy
  }

  /// A frame with an RST and no payload, with right checksums and without options.
  ///
  /// - Parameters:
  ///   - source: who seems to send it.
  ///   - destination: who gets it.
  ///   - sequenceNumber: exactly what the receiver awaits (RFC 5961 section 3.2).
  ///   - acknowledgmentNumber: what the receiver has sent; nil leaves ACK out.
  /// - Returns: the whole frame.
  public func reset(
    from source: Socket, to destination: Socket, sequenceNumber: SequenceNumber,
    acknowledgmentNumber: SequenceNumber?
  ) -> [UInt8] {
    segment(
      from: source, to: destination, sequenceNumber: sequenceNumber,
      acknowledgmentNumber: acknowledgmentNumber,
      bits: acknowledgmentNumber == nil ? .rst : [.rst, .ack], window: 0)
  }

  /// A frame with a segment, with right checksums.
  ///
  /// - Parameters:
  ///   - source: who seems to send it.
  ///   - destination: who gets it.
  ///   - sequenceNumber: of its first byte, or of its SYN or FIN.
  ///   - acknowledgmentNumber: the next byte that is awaited; nil for 0.
  ///   - bits: the control bits.
  ///   - window: as on the wire.
  ///   - options: TCP options, a multiple of four bytes and at most 40.
  ///   - payload: at most what an IP packet holds beside the headers.
  /// - Returns: the whole frame.
  public func segment(
    from source: Socket, to destination: Socket, sequenceNumber: SequenceNumber,
    acknowledgmentNumber: SequenceNumber?, bits: ControlBits, window: UInt16,
    options: [UInt8] = [], payload: ArraySlice<UInt8> = []
  ) -> [UInt8] {
    precondition(options.count % 4 == 0 && options.count <= 40)
    var tcp: [UInt8] = big(source.port) + big(destination.port) + big(sequenceNumber.value)
    tcp += big(acknowledgmentNumber?.value ?? 0)
    let words = (TCPHeader.shortestLength + options.count) / 4
    // Checksum and urgent pointer are 0.
    tcp += [UInt8(words) << 4, bits.rawValue] + big(window) + [0, 0, 0, 0]
    tcp += options + payload
    let pseudoHeader = tcpPseudoHeaderSum(
      source.address, destination.address, length: tcp.count)
    let sum = UInt64(internetSum(tcp.span, in: 0..<tcp.count)) &+ UInt64(pseudoHeader)
    tcp.replaceSubrange(
      TCPHeader.checksum..<TCPHeader.checksum + 2, with: big(~foldedInternetSum(sum)))
    let header =
      source.address.isIPv6
      ? six(source.address, destination.address, payload: tcp.count)
      : four(source.address, destination.address, payload: tcp.count)
    return link(payload: header.count + tcp.count) + header + tcp
  }

  private func four(_ source: IPAddress, _ destination: IPAddress, payload: Int) -> [UInt8] {
    let total = UInt16(truncatingIfNeeded: IPv4Header.shortestLength + payload)
    // Identification 0 and Don't Fragment, as for a packet that is never cut (RFC 6864 section 4.1).
    var header: [UInt8] = [0x45, internet[1]] + big(total) + [0, 0, 0x40, 0]
    header += [timeToLive, InternetHeader.tcp, 0, 0]
    header += big(UInt32(truncatingIfNeeded: source.low))
    header += big(UInt32(truncatingIfNeeded: destination.low))
    let sum = internetSum(header.span, in: 0..<header.count)
    header.replaceSubrange(IPv4Header.checksum..<IPv4Header.checksum + 2, with: big(~sum))
    return header
  }

  private func six(_ source: IPAddress, _ destination: IPAddress, payload: Int) -> [UInt8] {
    internet + big(UInt16(truncatingIfNeeded: payload)) + [InternetHeader.tcp, timeToLive]
      + big(source.high) + big(source.low) + big(destination.high) + big(destination.low)
  }

  /// The link-layer header, with its length fields where it has some.
  private func link(payload: Int) -> [UInt8] {
    var link = link
    lengths.write(into: &link, packet: payload)
    return link
  }

  private func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: number >> Number($0))
    }
  }
}
