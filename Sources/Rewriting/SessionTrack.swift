import ESMTPInspection
import Packets
import Primitives

/// What is needed for every frame of a session; trivial.
struct TrackHead: Sendable {
  /// The connection that has the slot; 0 for none.
  var number = 0
  var flags: Flags = []
  /// Client, server: the sequence numbers of the first bytes.
  var origins: (SequenceNumber?, SequenceNumber?) = (nil, nil)
  /// Client, server: the stream offsets up to which bytes are forwarded.
  var marks: (UInt64, UInt64) = (0, 0)
  /// Client, server: the stream offsets behind the last edited bytes.
  var edited: (UInt64, UInt64) = (0, 0)

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    /// The roles are decided.
    static let isOpen = Flags(rawValue: 1)
    /// Something may happen to its frames.
    static let isWatched = Flags(rawValue: 2)
    static let isDropped = Flags(rawValue: 4)
    /// It is dropped at the frame at hand.
    static let isDropping = Flags(rawValue: 256)
    static let isClosed = Flags(rawValue: 8)
    /// Another connection takes its sockets, and something was done to it.
    static let isReused = Flags(rawValue: 512)
    /// It is in the list of what is to be settled.
    static let isTouched = Flags(rawValue: 16)
    /// Client, server: the headers of its frames are known.
    static let hasClientTemplate = Flags(rawValue: 32)
    static let hasServerTemplate = Flags(rawValue: 64)
    /// Copies wait to be decided.
    static let hasPending = Flags(rawValue: 128)
  }

  func mark(of sender: Sender) -> UInt64 { sender == .client ? marks.0 : marks.1 }

  func edited(of sender: Sender) -> UInt64 { sender == .client ? edited.0 : edited.1 }

  func hasTemplate(of sender: Sender) -> Bool {
    flags.contains(sender == .client ? .hasClientTemplate : .hasServerTemplate)
  }
}

/// One direction of a session.
struct DirectionTrack: Sendable {
  /// The sequence number of the first byte of the stream, once it is known.
  var origin: SequenceNumber?
  var history = EditHistory()
  /// Copies that are not decided, in the order of their frames.
  var pending: [SegmentCopy] = []
  var template: FrameTemplate?
  /// What the other side has acknowledged of it, where none of its frames but a SYN is known.
  var acknowledged: SequenceNumber?
  /// The stream's length, once its FIN was in order.
  var finish: UInt64?
  /// The stream offset at which the recording ends.
  var end: UInt64 = 0

  /// What the receiver awaits after so many bytes: behind the FIN where these are all. Of a side that was
  /// never captured the receiver's own acknowledgments tell (RFC 9293 section 3.10.7.4).
  func awaited(after mark: UInt64) -> SequenceNumber? {
    if mark == 0, template == nil, pending.isEmpty, let acknowledged { return acknowledged }
    guard let origin else { return nil }
    return origin + Int(truncatingIfNeeded: mark) + (finish == mark ? 1 : 0)
  }

  /// The stream offset of a number, within 2 GiB around a mark; nil where the start is not known.
  func position(of number: SequenceNumber, near mark: UInt64) -> Int64? {
    guard let origin else { return nil }
    let marked = origin + Int(truncatingIfNeeded: mark)
    return Int64(clamping: mark) + Int64(number.distance(from: marked))
  }
}

/// What waits and what is remembered of a session.
struct SessionTrack: Sendable {
  var client = DirectionTrack()
  var server = DirectionTrack()
  /// The sockets that were taken for the client's and the server's when the first frame came.
  var clientSocket: Socket?
  var serverSocket: Socket?

  subscript(sender: Sender) -> DirectionTrack {
    _read { if sender == .client { yield client } else { yield server } }
    _modify { if sender == .client { yield &client } else { yield &server } }
  }
}
