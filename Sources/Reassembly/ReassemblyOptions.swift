/// Which copy of a byte enters the stream where copies differ.
public enum OverlapPolicy: UInt8, Sendable, CaseIterable {
  /// The copy that was captured first.
  case first
  /// The copy that was captured last before the other side acknowledged the byte; in-order bytes
  /// therefore wait for their acknowledgment.
  case last
}

/// What happens to segments whose checksum is wrong.
public enum ChecksumPolicy: UInt8, Sendable, CaseIterable {
  /// Never looked at.
  case none
  /// Wrong segments are discarded; partial sums (left to the sender's card) are kept.
  case all
  /// A wrong segment of a sender that has sent right ones alone is set aside until it is decided.
  case auto
}

/// A bound on memory. Each has an option and a count of how often it was hit.
public enum Bound: UInt8, Sendable, CaseIterable {
  /// `ReassemblyOptions.queuedBytes`
  case queuedBytes
  /// `ReassemblyOptions.queuedSegments`
  case queuedSegments
  /// `ReassemblyOptions.queuedTotal`
  case queuedTotal
  /// `ReassemblyOptions.connections`
  case connections
  /// `ReassemblyOptions.undecidedSegments`
  case undecidedSegments
}

extension Bound: CustomStringConvertible {
  /// The word that reports print.
  public var description: String {
    switch self {
    case .queuedBytes: "queued-bytes"
    case .queuedSegments: "queued-segments"
    case .queuedTotal: "queued-total"
    case .connections: "connections"
    case .undecidedSegments: "undecided-segments"
    }
  }
}

/// The limits and policies of reassembly.
public struct ReassemblyOptions: Sendable {
  /// Which copy wins where copies of a byte differ.
  public var overlap = OverlapPolicy.first
  /// What happens to wrong checksums.
  public var checksums = ChecksumPolicy.auto
  /// Bytes that may wait behind a hole, for each direction of a connection.
  public var queuedBytes = 1 << 20
  /// Segments that may wait behind a hole, for each direction of a connection.
  public var queuedSegments = 1024
  /// Bytes that may wait in the whole run, with `queueOverhead` for each segment and some hundred
  /// bytes for each connection.
  public var queuedTotal = 32 << 20
  /// Connections that are kept open at once; the longest idle one goes, half-open ones first.
  public var connections = 131_072
  /// Closed connections that are remembered, so that late segments open no session.
  public var closedConnections = 65_536
  /// The slots that these take at most; of more than 262,144 it is not known whether they will be.
  var slots: Int { min(connections, 1 << 17) + min(closedConnections, 1 << 17) }
  /// Segments that wait, and 1 KiB for each, until the side that greets is known.
  public var undecidedSegments = 64
  /// Out-of-order segments that the modelled device queues (`tcp-map` `queue-limit`).
  public var reorderSegments = 3
  /// How long the device keeps them, in nanoseconds.
  public var reorderTime: Int64 = 4_000_000_000
  /// How long a connection may be idle, in nanoseconds.
  public var idleTime: Int64 = 3_600_000_000_000
  /// How long a closed connection is remembered, in nanoseconds (2 MSL, RFC 9293 section 3.4.2).
  public var lingerTime: Int64 = 240_000_000_000
  /// Frames of the same connection for which an acknowledged hole may still be filled.
  public var holdFrames = 8
  /// Capture time for which an acknowledged hole may still be filled, in nanoseconds.
  public var holdTime: Int64 = 10_000_000
  /// Within how much capture time equal frames are one frame seen twice, in nanoseconds.
  public var duplicateTime: Int64 = 20_000_000

  /// What a queued segment counts beside its bytes towards `queuedTotal`.
  public static let queueOverhead = 128

  /// The defaults.
  public init() {}
}
