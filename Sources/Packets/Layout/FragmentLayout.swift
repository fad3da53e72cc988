public import Primitives

/// Which datagram a frame has a fragment of, and whose that is.
public struct FragmentLayout: Sendable {
  /// What the fragments of the datagram have in common.
  public var datagram: FragmentKey
  /// Who sends it to whom, where the fragment has the ports of a TCP segment.
  public var sockets: (source: Socket, destination: Socket)?

  /// The layout of a frame; nil where it holds no fragment, or a header is cut or contradicts itself.
  ///
  /// - Parameters:
  ///   - frame: the captured bytes.
  ///   - linkType: what they start with.
  public init?(_ frame: Span<UInt8>, linkType: LinkType) {
    guard let layer = try? linkType.networkLayer(frame, length: frame.count) else { return nil }
    let decoded =
      switch layer.version {
      case .four: try? IPv4Header.decode(frame, at: layer.offset, frameEnd: layer.end)
      case .six: try? IPv6Header.decode(frame, at: layer.offset, frameEnd: layer.end)
      }
    guard let packet = decoded, let field = packet.fragment else { return nil }
    datagram = FragmentKey(
      source: packet.source, destination: packet.destination,
      identification: field.identification)
    let start = packet.payload
    guard field.offset == 0, packet.payloadProtocol == InternetHeader.tcp,
      start + 4 <= min(packet.end, frame.count)
    else { return }
    sockets = (
      Socket(address: packet.source, port: frame.word(at: start)),
      Socket(
        address: packet.destination, port: frame.word(at: start + TCPHeader.destinationPort))
    )
  }
}
