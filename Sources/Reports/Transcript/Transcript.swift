public import Primitives

/// One session line by line, as captured and as forwarded.
public struct Transcript: Sendable {
  /// What the report says of the session.
  public var session: SessionRecord
  /// Its lines in the order in which their first bytes came.
  public var lines: [TranscriptLine]

  /// A session and its lines.
  public init(session: SessionRecord, lines: [TranscriptLine]) {
    self.session = session
    self.lines = lines
  }
}

/// A line of a dialogue, or a run of bytes that is not shown.
public struct TranscriptLine: Sendable, Equatable {
  /// What the bytes are.
  public enum Kind: Sendable, Equatable {
    /// A command, a reply or a line of a message's header: its bytes are kept.
    case text
    /// SASL data.
    case authentication
    /// The body of a message.
    case body
    /// Chunks of a message (RFC 3030).
    case chunk
    /// TLS.
    case opaque
    /// Bytes of which it is not certain what they are.
    case uncertain
    /// Bytes that no frame has.
    case missing
    /// Bytes that the snap length cut off.
    case snapped
    /// Lines behind the bound on memory.
    case omitted
  }

  /// The sender of the bytes.
  public var sender: Sender
  /// What they are.
  public var kind: Kind
  /// The frames that brought its bytes, from 1: the first and the last.
  public var frames: ClosedRange<Int>
  /// The stream offset of the first byte, from 0.
  public var offset: UInt64
  /// The number of bytes, those included that are not kept.
  public var length: Int
  /// The line ends among the bytes.
  public var lineEnds: Int
  /// The kept bytes as captured, from the first on; authentication data and bodies never are.
  public var before: [UInt8]
  /// The same bytes with the inspection's edits; as many.
  public var after: [UInt8]
  /// Whether authentication data stands behind the kept bytes.
  public var hasSecret: Bool
  /// Whether a byte that is not kept was changed.
  public var hasHiddenChange: Bool
  /// How many bytes, from the first on, the other side receives.
  public var forwarded: Int
  /// Whether it was sent behind DATA ahead of the reply that refuses it, so that it is taken for a command.
  public var isBehindRefusedData = false

  /// A line.
  public init(
    sender: Sender, kind: Kind, frames: ClosedRange<Int>, offset: UInt64, length: Int = 0,
    lineEnds: Int = 0, before: [UInt8] = [], after: [UInt8] = [], hasSecret: Bool = false,
    hasHiddenChange: Bool = false, forwarded: Int = 0
  ) {
    self.sender = sender
    self.kind = kind
    self.frames = frames
    self.offset = offset
    self.length = length
    self.lineEnds = lineEnds
    self.before = before
    self.after = after
    self.hasSecret = hasSecret
    self.hasHiddenChange = hasHiddenChange
    self.forwarded = forwarded
  }

  /// The stream offset behind the last byte.
  public var end: UInt64 { offset &+ UInt64(length) }
  /// Whether the other side receives other bytes.
  public var isChanged: Bool { hasHiddenChange || before != after }
  /// What is said above the first of the lines that are behind a refused DATA.
  static let refusedDataText =
    "sent behind DATA before the server refused it: taken for commands"
  /// Whether it stands for bytes that the capture does not have.
  public var isGap: Bool { kind == .missing || kind == .snapped }
}
