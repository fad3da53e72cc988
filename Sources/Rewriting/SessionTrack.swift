import ESMTPInspection
import Packets
import Primitives

/// What is needed for every frame of a session; trivial.
///
/// There is one for each slot that was ever taken, so that it has nothing that few sessions need.
struct TrackHead: Sendable {
  /// The connection that has the slot; 0 for none.
  var number = 0
  var flags: Flags = []
  /// Client, server: the sequence numbers of the first bytes of the streams, once they are known.
  var origins: (SequenceNumber?, SequenceNumber?) = (nil, nil)
  /// Client, server: what the other side has acknowledged of it, where none of its frames but a SYN is
  /// known.
  var acknowledged: (SequenceNumber?, SequenceNumber?) = (nil, nil)
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
    /// The client's socket is the lower one.
    static let clientIsLower = Flags(rawValue: 512)
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

  func origin(of sender: Sender) -> SequenceNumber? {
    sender == .client ? origins.0 : origins.1
  }

  func hasTemplate(of sender: Sender) -> Bool {
    flags.contains(sender == .client ? .hasClientTemplate : .hasServerTemplate)
  }

  /// The stream offset of a number, within 2 GiB around the mark; nil where the start is not known.
  func position(of number: SequenceNumber, _ sender: Sender) -> Int64? {
    origin(of: sender)?.offset(of: number, near: mark(of: sender))
  }

  /// The client is taken for the server, and the server for the client.
  mutating func swapRoles() {
    origins = (origins.1, origins.0)
    acknowledged = (acknowledged.1, acknowledged.0)
    let (client, server) = (hasTemplate(of: .client), hasTemplate(of: .server))
    flags.subtract([.hasClientTemplate, .hasServerTemplate])
    if client { flags.insert(.hasServerTemplate) }
    if server { flags.insert(.hasClientTemplate) }
    flags.formSymmetricDifference(.clientIsLower)
  }
}

extension SequenceNumber {
  /// The stream offset of a number, within 2 GiB around a mark, where this is that of the first byte.
  func offset(of number: SequenceNumber, near mark: UInt64) -> Int64 {
    let marked = self + Int(truncatingIfNeeded: mark)
    return Int64(clamping: mark) + Int64(number.distance(from: marked))
  }
}

/// One direction of a session.
struct DirectionTrack: Sendable {
  var history = EditHistory()
  /// Copies that are not decided, in the order of their frames.
  var pending: [SegmentCopy] = []
  /// The headers of its frames, where they are known; at most one.
  private var templates: [FrameTemplate] = []
  /// The stream's length, once its FIN was in order.
  var finish: UInt64?
  /// The stream offset at which the recording ends, where not all before it was forwarded.
  var end: UInt64 = 0

  /// The headers of its frames, where they are known.
  var template: FrameTemplate? {
    get { templates.first }
    set { templates = newValue.map { [$0] } ?? [] }
  }

  /// Forgets what is for the time before the session's end alone.
  mutating func close(behind mark: UInt64) {
    template = nil
    finish = nil
    if end <= mark { end = 0 }
  }

  /// Whether it is as it was before anything came.
  var isEmpty: Bool {
    history.isEmpty && pending.isEmpty && templates.isEmpty && finish == nil && end == 0
  }
}

/// What waits and what is remembered of a session of which something does.
struct SessionTrack: Sendable {
  var client = DirectionTrack()
  var server = DirectionTrack()

  /// Whether all that its late frames need stands in its `TrackHead`.
  var isEmpty: Bool { client.isEmpty && server.isEmpty }

  /// What its edits are charged with in bytes; nothing where it remembers none.
  var cost: Int {
    if client.history.isEmpty, server.history.isEmpty { return 0 }
    return MemoryLayout<SessionTrack>.stride + client.history.cost + server.history.cost
  }

  /// The client is taken for the server, and the server for the client.
  mutating func swapRoles() { swap(&client, &server) }

  /// Forgets what is for the time before its end alone.
  ///
  /// - Parameter marks: client, server: the stream offsets up to which bytes are forwarded.
  mutating func close(behind marks: (UInt64, UInt64)) {
    client.close(behind: marks.0)
    server.close(behind: marks.1)
  }

  subscript(sender: Sender) -> DirectionTrack {
    _read { if sender == .client { yield client } else { yield server } }
    _modify { if sender == .client { yield &client } else { yield &server } }
  }
}
