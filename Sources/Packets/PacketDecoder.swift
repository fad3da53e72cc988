import Primitives

/// Finds TCP segments of inspected ports in captured frames.
///
/// Reads link, IPv4, IPv6 and TCP headers and puts fragments together. Input is never trusted: each
/// header is checked against the captured bytes before it is read. A frame that is not fragmented is
/// decoded where it lies, without allocation.
public struct PacketDecoder: Sendable {
  /// The bytes of the last reassembled datagram.
  ///
  /// The first fragment's IP header with the lengths and flags of a whole packet, then the payload as
  /// far as it was captured. There is no link-layer header.
  public private(set) var datagram: [UInt8] = []
  /// Which frame gave which bytes of `datagram`.
  ///
  /// A fragment that is seen again after its datagram was put together gives the same datagram again,
  /// with that frame as the only part.
  public private(set) var datagramParts: [FragmentPart] = []
  /// What was seen so far.
  public internal(set) var counts = PacketCounts()

  /// Longer frames are no frames: segmentation offload makes packets of at most 524,280 bytes on Linux.
  ///
  /// Bounds what a frame may claim to have had on the wire.
  private static let longestFrame = 1 << 20

  /// Decodes the frames that need nothing of what was seen before them.
  public let common: CommonDecoder
  var ports: PortSet { common.ports }
  var validatesChecksums: Bool { common.validatesChecksums }
  var fragments: FragmentStore

  /// A decoder that has seen nothing.
  ///
  /// - Parameters:
  ///   - ports: the TCP ports of which segments are wanted, on either side.
  ///   - limits: what may wait for missing fragments.
  ///   - validatesChecksums: whether IPv4 and TCP checksums are looked at.
  public init(
    ports: [UInt16], limits: FragmentLimits = FragmentLimits(), validatesChecksums: Bool = true
  ) {
    common = CommonDecoder(ports: PortSet(ports), validatesChecksums: validatesChecksums)
    fragments = FragmentStore(limits: limits, ports: common.ports)
  }

  /// Decodes a frame.
  ///
  /// - Parameters:
  ///   - frame: the captured bytes.
  ///   - linkType: what the frame starts with.
  ///   - originalLength: the frame's length on the wire in bytes.
  ///   - number: the frame's number, from 1.
  ///   - time: capture time in nanoseconds.
  /// - Returns: what the frame holds; ranges are of `frame` or of `datagram`.
  public mutating func decode(
    _ frame: Span<UInt8>, linkType: LinkType, originalLength: Int, number: Int, time: Int64
  ) -> DecodedFrame {
    if linkType == .ethernet, let found = common.decode(frame) {
      if case .segment(let segment) = found { count(segment) } else { countOther() }
      return found
    }
    counts.frames &+= 1
    return decodeAny(
      frame, linkType: linkType, originalLength: originalLength,
      Moment(frame: number, time: time))
  }

  /// Counts a frame in which `common` has found a segment.
  public mutating func count(_ segment: borrowing Segment) {
    countOther()
    counts.segments &+= 1
    countChecksum(segment.checksum)
    countHeaderChecksum(segment.headerChecksum)
  }

  /// Counts a frame in which `common` has found no segment that is wanted.
  public mutating func countOther() {
    counts.frames &+= 1
    counts.internetPackets &+= 1
  }

  @inline(__always)
  private mutating func countChecksum(_ state: ChecksumState) {
    switch state {
    case .right: counts.checksumsRight &+= 1
    case .wrong: counts.checksumsWrong &+= 1
    case .partial: counts.checksumsPartial &+= 1
    case .unchecked: counts.checksumsUnchecked &+= 1
    }
  }

  @inline(__always)
  private mutating func countHeaderChecksum(_ state: ChecksumState) {
    switch state {
    case .right: counts.headerChecksumsRight &+= 1
    case .wrong: counts.headerChecksumsWrong &+= 1
    case .partial, .unchecked: break
    }
  }

  /// Decodes what `common` leaves.
  @inline(never)
  private mutating func decodeAny(
    _ frame: Span<UInt8>, linkType: LinkType, originalLength: Int, _ moment: Moment
  ) -> DecodedFrame {
    do throws(HeaderFault) {
      let length = max(min(originalLength, PacketDecoder.longestFrame), frame.count)
      guard let layer = try linkType.networkLayer(frame, length: length) else { return .other }
      counts.internetPackets &+= 1
      switch layer.version {
      case .four:
        let packet = try IPv4Header.decode(frame, at: layer.offset, frameEnd: layer.end)
        return try decode(packet, of: frame, moment)
      case .six:
        return try decodeSix(frame, layer, moment)
      }
    } catch .encapsulated {
      counts.encapsulated &+= 1
      return .other
    } catch {
      counts.malformed &+= 1
      if error == .cut {
        counts.headersCut &+= 1
        if frame.count < originalLength { counts.snapped &+= 1 }
      }
      return .malformed
    }
  }

  /// Gives up the datagrams that still wait for fragments and counts them as expired.
  public mutating func finish() {
    fragments.removeAll(counts: &counts)
  }

  /// Kept out of `decode`, which is shorter for the version that most mail comes by.
  @inline(never)
  private mutating func decodeSix(_ frame: Span<UInt8>, _ layer: NetworkLayer, _ moment: Moment)
    throws(HeaderFault) -> DecodedFrame
  {
    let packet = try IPv6Header.decode(frame, at: layer.offset, frameEnd: layer.end)
    return try decode(packet, of: frame, moment)
  }

  @inline(__always)
  private mutating func decode(
    _ packet: InternetHeader, of frame: Span<UInt8>, _ moment: Moment
  ) throws(HeaderFault) -> DecodedFrame {
    if let field = packet.fragment { return try decode(packet, field, of: frame, moment) }
    guard try isInspected(frame, packet) else { return .other }
    var segment = try Segment(decoding: frame, of: packet)
    segment.headerChecksum = checkHeader(frame, packet)
    check(&segment, frame, packet)
    return .segment(segment)
  }

  /// Whether a whole packet holds TCP to or from one of the ports; throws where it wraps another one.
  @inline(__always)
  private func isInspected(_ bytes: Span<UInt8>, _ packet: InternetHeader) throws(HeaderFault)
    -> Bool
  {
    guard packet.payloadProtocol == InternetHeader.tcp else {
      if Encapsulation.isWrapped(bytes, packet) { throw .encapsulated }
      return false
    }
    guard packet.end &- packet.payload >= 4 else { throw .contradiction }
    try bytes.require(4, at: packet.payload)
    return ports.contains(bytes.word(at: packet.payload))
      || ports.contains(bytes.word(at: packet.payload &+ TCPHeader.destinationPort))
  }

  /// Judges a segment's checksum and counts the segment.
  @inline(__always)
  private mutating func check(
    _ segment: inout Segment, _ bytes: Span<UInt8>, _ packet: InternetHeader
  ) {
    counts.segments &+= 1
    if segment.payload.count < segment.payloadLength { counts.snapped &+= 1 }
    if validatesChecksums { segment.checksum = Segment.checksumState(bytes, packet) }
    countChecksum(segment.checksum)
  }

  @inline(__always)
  private mutating func checkHeader(_ bytes: Span<UInt8>, _ packet: InternetHeader)
    -> ChecksumState
  {
    guard validatesChecksums, !packet.source.isIPv6 else { return .unchecked }
    let state = IPv4Header.checksumState(bytes, packet)
    countHeaderChecksum(state)
    return state
  }
}

extension PacketDecoder {
  /// Keeps a fragment, and decodes the datagram where it was the last one that was missing.
  ///
  /// *Limits:* an IPv6 fragment is judged by its own Next Header field, which only the first one has to
  /// fill in truthfully (RFC 8200 section 4.5).
  @inline(never)
  private mutating func decode(
    _ packet: InternetHeader, _ field: FragmentField, of frame: Span<UInt8>, _ moment: Moment
  ) throws(HeaderFault) -> DecodedFrame {
    guard mayHoldSegment(packet) else {
      if Encapsulation.isWrapped(frame, packet) { throw .encapsulated }
      return .other
    }
    counts.fragments &+= 1
    var packet = packet
    packet.headerChecksum = checkHeader(frame, packet)
    let fragment = try Fragment(packet, field, captured: frame.count)
    if fragment.payload.count < fragment.range.count { counts.snapped &+= 1 }
    switch fragments.insert(fragment, of: frame, moment, counts: &counts) {
    case .waiting: return .fragment(isDropped: false)
    case .dropped: return .fragment(isDropped: true)
    case .tooLong: throw .contradiction
    case .whole(let whole), .copy(let whole): return try decode(whole)
    }
  }

  private func mayHoldSegment(_ packet: InternetHeader) -> Bool {
    packet.payloadProtocol == InternetHeader.tcp
      || packet.payloadProtocol == ExtensionHeader.authentication
      || packet.source.isIPv6 && ExtensionHeader.isExtension(packet.payloadProtocol)
  }

  private mutating func decode(_ whole: ReassembledDatagram) throws(HeaderFault) -> DecodedFrame {
    let bytes = whole.bytes
    let packet =
      bytes.first.map { $0 >> 4 } == 4
      ? try IPv4Header.decode(bytes.span, at: 0, frameEnd: whole.length)
      : try IPv6Header.decode(bytes.span, at: 0, frameEnd: whole.length)
    // A fragment inside a fragment is nobody's mail.
    guard packet.fragment == nil else { throw .contradiction }
    guard try isInspected(bytes.span, packet) else { return .other }
    var segment = try Segment(decoding: bytes.span, of: packet)
    segment.headerChecksum = whole.headerChecksum
    check(&segment, bytes.span, packet)
    datagram = bytes
    datagramParts = whole.parts
    return .reassembled(segment)
  }
}
