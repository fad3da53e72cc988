import Primitives

extension Segment {
  /// Contents of the header's options that are not known to name nobody: all but those of RFC 9293
  /// section 3.2, RFC 7323 and RFC 2018.
  ///
  /// - Parameter bytes: what the ranges of the segment are ranges of.
  /// - Returns: ranges of them.
  public func unaccountedOptions(in bytes: Span<UInt8>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var at = segmentOffset + TCPHeader.shortestLength
    let end = min(payload.lowerBound, bytes.count)
    while at < end {
      let kind = bytes[at]
      if kind == TCPOption.noOperation {
        at += 1
        continue
      }
      let length = end - at >= 2 ? Int(bytes[at + 1]) : 0
      guard kind != TCPOption.endOfList, length >= 2, length <= end - at else {
        if at + 1 < end { ranges.append(at + 1..<end) }
        return ranges
      }
      // MSS, window scale, SACK permitted, SACK, time stamps.
      if ![2, 3, 4, 5, 8].contains(kind), length > 2 { ranges.append(at + 2..<at + length) }
      at += length
    }
    return ranges
  }

  /// A whole segment of a packet, with its checksum judged.
  ///
  /// - Parameters:
  ///   - bytes: the captured bytes around the packet.
  ///   - packet: its layout; it is no fragment.
  public init?(_ bytes: Span<UInt8>, in packet: PacketLayout) {
    guard packet.holdsSegment, !packet.isFragment,
      let segment = try? Segment(
        decoding: bytes,
        of: InternetHeader(
          source: packet.source, destination: packet.destination, offset: packet.offset,
          payload: packet.payload, end: packet.end, payloadProtocol: packet.payloadProtocol,
          identification: 0, timeToLive: 0))
    else { return nil }
    self = segment
    checksum = judgedChecksum(in: bytes)
  }
}
