import Primitives

/// What TCP needs to know of the IP header before it, of either version.
struct InternetHeader {
  var source: IPAddress
  /// The final destination, which the TCP pseudo-header uses.
  var destination: IPAddress
  /// Where the IP header starts.
  var offset: Int
  /// Where the payload starts.
  var payload: Int
  /// Where the payload ends on the wire; may lie past the captured bytes.
  var end: Int
  /// The protocol number of the payload.
  var payloadProtocol: UInt8
  /// The IPv4 identification, or 0.
  var identification: UInt16
  /// The time to live or hop limit.
  var timeToLive: UInt8
  /// Of IPv4; filled in where the segment is of interest.
  var headerChecksum = ChecksumState.unchecked
  /// Where the payload is a part of a datagram.
  var fragment: FragmentField?

  /// The protocol number of TCP.
  static let tcp: UInt8 = 6

  /// The ones' complement sum of the TCP pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1).
  var pseudoHeaderSum: UInt16 {
    tcpPseudoHeaderSum(source, destination, length: end &- payload)
  }
}

/// The fields that say which part of a datagram a fragment is (RFC 791, RFC 8200 section 4.5).
struct FragmentField {
  /// The place of the payload in the datagram's, in bytes.
  var offset: Int
  /// Whether the More Fragments flag is set.
  var hasMore: Bool
  var identification: UInt32
  /// Where the part of the packet ends that precedes the fragmented one: the header of the datagram.
  var headerEnd: Int
  /// IPv6: where the Next Header field is that names the Fragment header.
  var nextHeaderField: Int
}
