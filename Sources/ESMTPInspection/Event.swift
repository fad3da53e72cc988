public import Primitives

/// What an event does to the bytes it names; the order is the order of gravity.
public enum EventAction: UInt8, Sendable, Comparable, CaseIterable {
  case none, log, mask, rewrite, drop, reset

  /// The word that reports print.
  public var name: String {
    switch self {
    case .none: "none"
    case .log: "log"
    case .mask: "mask"
    case .rewrite: "rewrite"
    case .drop: "drop"
    case .reset: "reset"
    }
  }

  /// By gravity.
  public static func < (a: EventAction, b: EventAction) -> Bool { a.rawValue < b.rawValue }
}

/// How well a rule is known (`documented` by the vendor, `observed` in the field, or `inferred`).
public enum Confidence: String, Sendable, CaseIterable {
  case documented, observed, inferred
}

/// Something that the inspection noticed, with what it did about it.
public struct Event: Sendable {
  /// The rule that fired.
  public var rule: Rule
  /// The frame whose bytes decided, and its time.
  public var moment: Moment
  /// The sender of the bytes.
  public var sender: Sender
  /// The stream offset of the first byte, from 0.
  public var offset: UInt64
  /// The number of bytes.
  public var length: Int
  /// The statement in the words of the running configuration, or nil where no statement did it.
  public var match: String?
  /// The configuration line that decides, or nil where none does.
  public var source: SourceLine?
  /// What is done to the bytes.
  public var action: EventAction
  /// The bytes as captured, at most `Event.excerptLimit`; never authentication data.
  public var before: [UInt8]
  /// The bytes as forwarded, at most `Event.excerptLimit`.
  public var after: [UInt8]
  /// The device's log lines, without time and host.
  public var log: [String]
  /// How well the rule is known.
  public var confidence: Confidence
  /// What a reader should know beside the rule's own text.
  public var note: String?

  /// The number of bytes that `before` and `after` hold at most.
  public static let excerptLimit = 256

  /// An event; the parts that a rule does not have stay empty, and it is known as well as its rule is.
  public init(
    rule: Rule, moment: Moment, sender: Sender, offset: UInt64, length: Int, match: String? = nil,
    source: SourceLine? = nil, action: EventAction = .none, before: [UInt8] = [],
    after: [UInt8] = [], log: [String] = [], confidence: Confidence? = nil, note: String? = nil
  ) {
    self.rule = rule
    self.moment = moment
    self.sender = sender
    self.offset = offset
    self.length = length
    self.match = match
    self.source = source
    self.action = action
    self.before = before
    self.after = after
    self.log = log
    self.confidence = confidence ?? rule.confidence
    self.note = note
  }
}

/// Bytes of a stream that are replaced by as many others.
public struct Edit: Sendable, Equatable {
  /// The sender of the bytes.
  public var sender: Sender
  /// The stream offset of the first replaced byte, from 0.
  public var offset: UInt64
  /// The new bytes.
  public var bytes: [UInt8]

  /// An edit of `bytes.count` bytes at a stream offset.
  public init(sender: Sender, offset: UInt64, bytes: [UInt8]) {
    self.sender = sender
    self.offset = offset
    self.bytes = bytes
  }
}

/// What the inspection says of a segment.
public enum Decision: UInt8, Sendable {
  /// Forwarded, with the edits that were emitted.
  case pass
  /// Not decided yet: some of its bytes wait for a line end, a reply or the close.
  case hold
  /// The segment and everything later in the session vanish, both ways.
  case drop
  /// As `drop`, and both sides get an RST.
  case reset
}

/// Events and edits in the order in which they arise; the caller owns and empties it.
public struct Findings: Sendable {
  /// The events.
  public var events: [Event] = []
  /// The edits.
  public var edits: [Edit] = []
  /// What the bytes turned out to be, where `tellsPassages` asks for it.
  public internal(set) var passages: [Passage] = []
  /// Whether passages are told.
  public var tellsPassages = false
  /// What the content of the segment at hand shows; memory for all sessions.
  var content = ContentFindings()

  /// Nothing found.
  public init() {}

  /// Whether nothing is told.
  public var isEmpty: Bool { events.isEmpty && edits.isEmpty && passages.isEmpty }

  /// Empties the lists and keeps their memory.
  public mutating func removeAll() {
    if !passages.isEmpty { passages.removeAll(keepingCapacity: true) }
    if !events.isEmpty { events.removeAll(keepingCapacity: true) }
    if !edits.isEmpty { edits.removeAll(keepingCapacity: true) }
  }
}
