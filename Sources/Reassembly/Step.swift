public import Primitives

/// One thing that reassembly has found, in the order in which an inspection is to see it.
public struct Step: Sendable, Equatable {
  /// What it is.
  public var kind: Kind
  /// The slot of the connection; valid until the next call, after `closed` reused by others.
  public var connection: Int
  /// The side whose stream is concerned.
  public var sender: Sender
  /// The stream offset in bytes from 0.
  public var offset: UInt64
  /// The frame whose bytes are used, and its time.
  public var moment: Moment
  /// Whether the snap length cut the frame behind these bytes.
  public internal(set) var isCut = false
  /// How many bytes of the same captured segment follow in later steps, where these do not end it. Some of
  /// them may come from copies of other frames.
  public internal(set) var rest: UInt32 = 0

  /// What a step can be.
  public enum Kind: Sendable, Equatable {
    /// The connection exists and its roles are decided.
    case opened
    /// The client acknowledged the server's SYN: the connection is no longer embryonic.
    case established
    /// New bytes in stream order, of one captured segment.
    case bytes(BytesSource)
    /// Bytes that are not in the capture, before those that follow.
    case gap(length: UInt64, reason: GapReason)
    /// A second copy with other content; `offset` and `length` span the bytes that differ, or the
    /// segment whose sum differs.
    case conflict(length: Int, belowAcknowledged: Bool)
    /// Bytes behind the end of the stream, which are kept apart.
    case dataAfterFIN(length: Int)
    /// More out-of-order segments than the modelled device queues, or for longer.
    case reorderQueue
    /// A wrong checksum decided: what was done.
    case wrongChecksum(ChecksumVerdict)
    /// The stream's end, in order.
    case finished
    /// A frame that was captured twice; it counts once.
    case duplicate
    /// A bound on memory took something away.
    case boundHit(Bound)
    /// The connection is over. The sender is that of the RST or of the last FIN.
    case closed(Closing)
  }

  /// Where the bytes of a step are.
  public enum BytesSource: Sendable, Equatable {
    /// A range of the bytes that were lent to `receive`.
    case payload(Range<Int>)
    /// A range of `Reassembler.released`.
    case released(Range<Int>)
  }

  /// Why bytes are not there.
  public enum GapReason: UInt8, Sendable {
    /// No frame had them.
    case missing
    /// A frame had them and was cut by the snap length.
    case snapped
    /// Fragments of their datagram overlap, so that it was dropped (RFC 5722). Told by who puts fragments
    /// together; reassembly itself does not know.
    case overlapping
  }

  /// What was done with a segment whose checksum was wrong.
  public enum ChecksumVerdict: UInt8, Sendable {
    /// Its bytes are left out.
    case discarded
    /// Its bytes are used: the other side has acknowledged them. Said once for each direction, as all that
    /// follow.
    case kept
    /// The same, where too few right ones of its sender came before to think of damage.
    case trusted
    /// The same, where the connection ended before the other side acknowledged them.
    case undecided
  }

  /// How a connection ended.
  public enum Closing: UInt8, Sendable {
    /// Both FINs were acknowledged.
    case fin
    /// An exact RST.
    case reset
    /// Idle for too long, or evicted (after `boundHit`).
    case timeout
    /// A fresh SYN on the same pair of sockets.
    case reused
    /// Open when the capture ended.
    case endOfCapture
  }
}
