public import Primitives

/// What an ICMP error quotes of the packet that caused it (RFC 792, RFC 4443 section 3).
public struct ErrorQuote: Sendable, Equatable {
  /// The quoted packet, perhaps cut.
  public var packet: PacketLayout
  /// The sockets of the quoted segment.
  public var source, destination: Socket
  /// The address of the gateway that a redirection names, as a range of the bytes.
  public var gateway: Range<Int>?

  private static let version4: UInt8 = 1
  private static let version6: UInt8 = 58

  /// The quote of an error.
  ///
  /// - Parameters:
  ///   - bytes: the captured bytes around the packet.
  ///   - outer: the packet that tells of the error.
  /// - Returns: nil where it is no error, or quotes no start of a TCP segment.
  public init?(_ bytes: Span<UInt8>, in outer: PacketLayout) {
    let start = outer.payload
    let end = min(outer.end, bytes.count)
    guard !outer.isFragment, end - start > 8 else { return nil }
    switch (outer.payloadProtocol, bytes[start]) {
    // Destination unreachable, source quench, redirect, time exceeded, parameter problem.
    case (Self.version4, 3), (Self.version4, 4), (Self.version4, 11), (Self.version4, 12): break
    case (Self.version4, 5): gateway = start + 4..<start + 8
    case (Self.version6, 1...4): break
    default: return nil
    }
    guard let packet = PacketLayout(bytes, at: start + 8, end: end), packet.holdsSegment,
      !packet.isFragment, packet.payload + 8 <= end
    else { return nil }
    self.packet = packet
    source = Socket(address: packet.source, port: bytes.word(at: packet.payload))
    destination = Socket(address: packet.destination, port: bytes.word(at: packet.payload + 2))
  }
}
