public import ESMTPInspection

/// A predicted action, held against what the capture shows.
public struct CorroborationRecord: Sendable, Equatable {
  /// What the capture says of a prediction.
  public enum State: String, Sendable, CaseIterable {
    /// It shows what the action leads to.
    case confirmed
    /// It shows what cannot be after the action.
    case contradicted
    /// It shows neither.
    case silent
  }

  /// What the capture says.
  public var state: State
  /// The rule that acts.
  public var rule: Rule
  /// The frame of the action, from 1.
  public var frame: Int
  /// The first and last frame that say so; nil where none does.
  public var evidence: ClosedRange<Int>?
  /// What they show, in a sentence without a full stop.
  public var why: String

  /// A prediction and what the capture says of it.
  public init(
    _ state: State, rule: Rule, frame: Int, evidence: ClosedRange<Int>? = nil, why: String
  ) {
    self.state = state
    self.rule = rule
    self.frame = frame
    self.evidence = evidence
    self.why = why
  }
}

/// Something that is wrong in a session beside what the inspection is predicted to do.
public struct TroubleRecord: Sendable, Equatable {
  /// What is wrong. A name never changes once released.
  public enum Kind: String, Sendable, CaseIterable {
    /// No answer to the SYN.
    case synUnanswered = "syn-unanswered"
    /// An RST in answer to the SYN.
    case synRefused = "syn-refused"
    /// A connection without a greeting.
    case noGreeting = "no-greeting"
    /// Bytes of the client that nobody acknowledges, and silence or an RST from there on.
    case neverAcknowledged = "never-acknowledged"
    /// A message that stops in its content, and a server that nobody hears any more.
    case contentStops = "content-stops"
    /// Large segments are lost again and again while smaller ones pass.
    case pathMTU = "path-mtu"
    /// Segments are sent many times.
    case retransmissions
    /// Nothing for longer than the device keeps a connection.
    case idle
    /// A receiver that has no room.
    case zeroWindow = "zero-window"
    /// A 4xx or 5xx of the server.
    case serverRefusal = "server-refusal"
    /// A 421 of the server, which closes the connection.
    case serverCloses = "server-421"
    /// A client that speaks before the greeting.
    case earlyTalker = "early-talker"
    /// An RST of one end.
    case peerReset = "peer-reset"

    /// Whether it looks like the doing of an inspection, though not of the one that is modelled; else it is
    /// of something else.
    public var mayBeInspection: Bool {
      switch self {
      case .neverAcknowledged, .contentStops: true
      case .synUnanswered, .synRefused, .noGreeting, .pathMTU, .retransmissions, .idle, .zeroWindow,
        .serverRefusal, .serverCloses, .earlyTalker, .peerReset:
        false
      }
    }
  }

  /// What is wrong.
  public var kind: Kind
  /// The first frame that shows it, from 1.
  public var frame: Int
  /// How often.
  public var count: Int
  /// What it is, in a sentence without a full stop.
  public var why: String

  /// Something that is wrong.
  public init(_ kind: Kind, frame: Int, count: Int = 1, why: String) {
    self.kind = kind
    self.frame = frame
    self.count = count
    self.why = why
  }
}
