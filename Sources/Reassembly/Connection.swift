public import Packets
public import Primitives

/// A pair of sockets and what is known of its two streams (RFC 9293 section 3.3.2).
///
/// Trivial, so that a table of them costs no reference counting.
public struct Connection: Sendable {
  /// The socket of the side that opened, or is taken to have opened, the connection.
  public internal(set) var client: Socket
  /// The other socket.
  public internal(set) var server: Socket
  /// The first frame and its time.
  public internal(set) var first: Moment
  /// The latest frame that belongs to it and its time.
  public internal(set) var last: Moment
  /// The latest capture time of the connection in nanoseconds; never runs backwards.
  public internal(set) var lastTime: Int64
  /// The place in the order of first frames over all connections, from 1.
  public internal(set) var number: Int
  var streams: InlineArray<2, StreamState> = .init(repeating: StreamState())
  /// The table's clock when the connection was last put at the end of its list.
  var listTime: Int64 = 0
  var hash: UInt32 = 0
  var previous: Int32 = -1
  var next: Int32 = -1
  /// Where its queues are, or -1.
  var backlog: Int32 = -1
  /// Where its recently delivered segments are, or -1.
  var recent: Int32 = -1
  /// The slot of the connection with the same sockets on the other side of a firewall, or -1.
  var otherLeg: Int32 = -1
  /// The IPv4 identification of the first segment, or 0.
  var identification: UInt16 = 0
  var flags: Flags = []
  /// How many connections before this one its other leg was opened, if it was captured first; else 0.
  var earlierLeg: UInt8 = 0
  var list = List.none
  /// `tcp-map` `queue-limit` and its time in seconds, where they are not those of the run; else 0.
  var reorderSegments: UInt8 = 0
  var reorderSeconds: UInt8 = 0

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    /// Nothing but in-order segments is awaited: the short path may be taken.
    static let isSimple = Flags(rawValue: 1)
    static let rolesAreKnown = Flags(rawValue: 2)
    static let isMidstream = Flags(rawValue: 4)
    /// Both sides are ports of servers and nothing tells yet which one is.
    static let isUndecided = Flags(rawValue: 8)
    /// A SYN without an answer: its sequence number may still be replaced.
    static let awaitsAnswer = Flags(rawValue: 16)
    static let isEstablished = Flags(rawValue: 32)
    static let isOpened = Flags(rawValue: 64)
    /// A frame is earlier than the first one.
    static let hasEarlierFrame = Flags(rawValue: 128)
  }

  /// The list of the table that holds the connection.
  enum List: UInt8, Sendable { case embryonic, established, closed, none }

  init(client: Socket, server: Socket, first: Moment, number: Int) {
    self.client = client
    self.server = server
    self.first = first
    self.number = number
    last = first
    lastTime = first.time
  }
}

extension Connection {
  /// Whether it is certain which side is the client.
  public var rolesAreKnown: Bool { flags.contains(.rolesAreKnown) }

  /// Whether the capture lacks the opening.
  public var isMidstream: Bool { flags.contains(.isMidstream) }

  /// Whether the last ACK of the handshake, or something later, was seen.
  public var isEstablished: Bool { flags.contains(.isEstablished) }

  /// Whether the FINs of both sides have come, so that there are no more bytes (RFC 9293 section 3.6).
  public var hasBothFINs: Bool {
    streams[0].flags.contains(.isFinished) && streams[1].flags.contains(.isFinished)
  }

  /// The number of the connection that is the same one on the other side of a firewall and was captured
  /// first; nil where there is none.
  public var earlierLegNumber: Int? { earlierLeg == 0 ? nil : number - Int(earlierLeg) }

  /// Whether the time of a frame is earlier than that of the first one, or later than that of the last.
  public var hasTimesOutside: Bool {
    flags.contains(.hasEarlierFrame) || lastTime > last.time
  }

  /// Notes a frame at a time before that of the last one.
  mutating func noteEarlier(_ time: Int64) {
    if time < first.time { flags.insert(.hasEarlierFrame) }
    lastTime = max(lastTime, last.time)
  }

  /// Whether the connection is over.
  public var isClosed: Bool { list == .closed || list == .none }

  /// A side's socket.
  public func socket(of sender: Sender) -> Socket { sender == .client ? client : server }

  /// The frames of both sides; frames captured twice count once.
  public var frames: Int { frames(of: .client) &+ frames(of: .server) }

  /// The frames that a side has sent; frames captured twice count once.
  public func frames(of sender: Sender) -> Int { Int(self[sender].frames) }

  /// The MSS option of a side's SYN in bytes, 0 where there was none (RFC 9293 section 3.7.1).
  public func maximumSegmentSize(of sender: Sender) -> Int { Int(self[sender].maximumSegmentSize) }

  /// The stream offset of a side's next byte, gaps counted in.
  public func nextOffset(of sender: Sender) -> UInt64 { self[sender].offset }

  /// RCV.NXT for a side's bytes; one past its FIN once that is in order.
  public func receiveNext(of sender: Sender) -> SequenceNumber { self[sender].receiveNext }

  /// A side's initial sequence number; nil where it is not known.
  public func initialSequenceNumber(of sender: Sender) -> SequenceNumber? {
    isMidstream || !self[sender].flags.contains(.isOpen) ? nil : self[sender].initial
  }

  /// Whether the other side has acknowledged anything of a side, and how far.
  public func acknowledged(of sender: Sender) -> SequenceNumber? {
    self[sender].flags.contains(.hasAcknowledged) ? self[sender].acknowledged : nil
  }

  /// The stream offset of a sequence number, within 2 GiB around the next byte.
  ///
  /// - Returns: nil before the first byte of the stream, and where that is not known.
  public func offset(of number: SequenceNumber, sender: Sender) -> UInt64? {
    guard self[sender].flags.contains(.isOpen) else { return nil }
    return UInt64(exactly: self[sender].position(of: number))
  }

  subscript(sender: Sender) -> StreamState { streams[Int(sender.rawValue)] }
}
