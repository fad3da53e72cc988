/// What a decoder has seen.
public struct PacketCounts: Sendable, Hashable {
  /// Frames given to the decoder.
  public var frames = 0
  /// IPv4 and IPv6 packets, fragments among them.
  public var internetPackets = 0
  /// TCP segments to or from an inspected port.
  public var segments = 0
  /// IPv4 header checksums of those segments and of fragments that were right.
  public var headerChecksumsRight = 0
  /// IPv4 header checksums that were wrong.
  public var headerChecksumsWrong = 0
  /// TCP checksums that were right.
  public var checksumsRight = 0
  /// TCP checksums that were wrong and not partial.
  public var checksumsWrong = 0
  /// TCP checksums that held the pseudo-header's sum alone.
  public var checksumsPartial = 0
  /// TCP checksums that were not looked at or could not be.
  public var checksumsUnchecked = 0
  /// Fragments that may hold TCP.
  public var fragments = 0
  /// Fragments that repeated another one exactly.
  public var duplicateFragments = 0
  /// Datagrams put together from fragments; each counted once.
  public var datagramsReassembled = 0
  /// Datagrams dropped because fragments overlapped or contradicted each other (RFC 5722).
  public var datagramsOverlapping = 0
  /// Datagrams dropped because fragments were missing for longer than the limit.
  public var datagramsExpired = 0
  /// Those among the expired ones that may hold a segment to or from an inspected port.
  public var datagramsLost = 0
  /// Datagrams dropped to keep within the limits of number and memory.
  public var datagramsEvicted = 0
  /// Frames with a header that is cut or contradicts itself.
  public var malformed = 0
  /// Those among them that end before their headers do, by the snap length or on the wire.
  public var headersCut = 0
  /// Frames with a packet in something that is not followed: a tunnel, a tag, compression, encryption.
  public var encapsulated = 0
  /// Segments, fragments and headers that the snap length cut.
  public var snapped = 0

  /// Nothing seen yet.
  public init() {}
}
