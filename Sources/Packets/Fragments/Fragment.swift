import Primitives

/// What the fragments of one datagram have in common (RFC 791 section 2.3, RFC 8200 section 4.5).
public struct FragmentKey: Hashable, Sendable {
  var source: IPAddress
  var destination: IPAddress
  var identification: UInt32
}

/// A fragment in a frame.
struct Fragment {
  var key: FragmentKey
  /// What precedes the fragmented part in the frame.
  var header: Range<Int>
  /// Where in the frame the number stands that names the fragmented part's protocol.
  var nextHeaderField: Int
  /// That number.
  var nextHeader: UInt8
  /// The captured payload in the frame.
  var payload: Range<Int>
  /// The payload's place in the datagram's; its length is that on the wire.
  var range: Range<Int>
  var isLast: Bool
  var headerChecksum: ChecksumState

  /// A fragment of a decoded packet, in a frame of which `captured` bytes are there.
  init(_ packet: InternetHeader, _ field: FragmentField, captured: Int) throws(HeaderFault) {
    let length = packet.end &- packet.payload
    // RFC 8200 section 4.5: a length that is no multiple of eight, or a datagram of more than
    // 65,535 bytes, makes a fragment to discard.
    guard length > 0, !field.hasMore || length % 8 == 0, field.offset &+ length <= 0xFFFF else {
      throw .contradiction
    }
    guard packet.payload <= captured else { throw .cut }
    key = FragmentKey(
      source: packet.source, destination: packet.destination, identification: field.identification)
    header = packet.offset..<field.headerEnd
    nextHeaderField = field.nextHeaderField
    nextHeader = packet.payloadProtocol
    payload = packet.payload..<max(packet.payload, min(packet.end, captured))
    range = field.offset..<field.offset &+ length
    isLast = !field.hasMore
    headerChecksum = packet.headerChecksum
  }
}
