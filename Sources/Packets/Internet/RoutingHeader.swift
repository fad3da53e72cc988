import Primitives

/// The Routing header (RFC 8200 section 4.4).
enum RoutingHeader {
  static let sourceRoute: UInt8 = 0
  /// Mobile IPv6 (RFC 6275 section 6.4).
  static let homeAddress: UInt8 = 2
  /// Segment routing (RFC 8754 section 2).
  static let segmentRouting: UInt8 = 4

  /// Puts the final destination into `header` where segments are left.
  ///
  /// `range` is the Routing header's: inside the packet, but perhaps cut by the snap length.
  static func apply(
    _ bytes: Span<UInt8>, _ range: Range<Int>, to header: inout InternetHeader
  ) throws(HeaderFault) {
    let type = bytes[range.lowerBound &+ 2]
    let segmentsLeft = Int(bytes[range.lowerBound &+ 3])
    guard segmentsLeft > 0, type == sourceRoute || type == homeAddress || type == segmentRouting
    else {
      return
    }
    let addresses = (range.count &- 8) / 16
    // RFC 8200 section 4.4: more segments left than addresses makes a packet to discard. RFC 8754
    // section 4.3.1.1: a reduced segment list lacks the first segment.
    guard addresses > 0, segmentsLeft <= (type == segmentRouting ? addresses &+ 1 : addresses)
    else { throw .contradiction }
    // A segment list is stored from its last segment to its first.
    let index = type == segmentRouting ? 0 : addresses &- 1
    let at = range.lowerBound &+ 8 &+ index &* 16
    try bytes.require(16, at: at)
    header.destination = bytes.addressV6(at: at)
  }
}
