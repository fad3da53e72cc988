public import ESMTPInspection
public import Primitives

/// The captures of one side of a firewall.
public struct VerificationSide: Sendable {
  /// `outside` or `inside`.
  public var name: String
  /// The captures as they were named.
  public var captures: [String]
  /// The frames that were read.
  public var frames: Int
  /// The times of the first and the last one, in nanoseconds since 1970.
  public var span: ClosedRange<Int64>?
  /// The sessions with bytes on the inspected ports.
  public var sessions = 0
  /// Sessions of which nothing but parts of a handshake was captured.
  public var withoutBytes = 0
  /// Sessions without another leg, while the other side was captured.
  public var unpaired = 0
  /// Sessions from times at which the other side was not captured.
  public var outsideOfTime = 0
  /// Sessions to which several of the other side may belong.
  public var ambiguous = 0

  /// A side before anything is known of its sessions.
  public init(name: String, captures: [String], frames: Int, span: ClosedRange<Int64>?) {
    self.name = name
    self.captures = captures
    self.frames = frames
    self.span = span
  }
}

/// How often what a rule predicts is what was forwarded.
public struct RuleAgreement: Sendable {
  /// What became of one prediction.
  public enum Result: Sendable {
    /// The bytes are those that were predicted.
    case agrees
    /// They are others.
    case disagrees
    /// The captures lack some of them.
    case unseen
  }

  /// The rule; nil for what no tried behaviour does.
  public var rule: Rule?
  /// Predictions that are right, that are wrong, and that the captures do not show.
  public var agrees = 0, disagrees = 0, unseen = 0
  /// What was forwarded otherwise though nothing was predicted there.
  public var unpredicted = 0

  /// A rule of which nothing was seen yet.
  public init(rule: Rule?) { self.rule = rule }
}

/// One switch of the profile, with how each position does on the sessions that tell.
public struct SwitchAgreement: Sendable {
  /// One position.
  public struct Position: Sendable {
    /// Its name.
    public var name: String
    /// Whether it is the one of the profile at hand.
    public var isPresent: Bool
    /// The sessions of those that tell which agree as a whole.
    public var agrees: Int
    /// The bytes of those that tell which differ.
    public var differing: Int

    /// A position.
    public init(name: String, isPresent: Bool, agrees: Int, differing: Int) {
      self.name = name
      self.isPresent = isPresent
      self.agrees = agrees
      self.differing = differing
    }
  }

  /// Its name.
  public var name: String
  /// What it decides.
  public var question: String
  /// The sessions in which its position matters.
  public var telling: Int
  /// Its positions.
  public var positions: [Position]

  /// A switch.
  public init(name: String, question: String, telling: Int, positions: [Position]) {
    self.name = name
    self.question = question
    self.telling = telling
    self.positions = positions
  }
}

/// How a profile of the catalogue does.
public struct ProfileAgreement: Sendable {
  /// Its name.
  public var name: String
  /// The sessions that agree as a whole.
  public var agrees: Int
  /// The bytes that differ.
  public var differing: Int
  /// The sessions that agree of those that the profiles decide otherwise.
  public var agreesWhereTelling: Int

  /// A profile.
  public init(name: String, agrees: Int, differing: Int, agreesWhereTelling: Int) {
    self.name = name
    self.agrees = agrees
    self.differing = differing
    self.agreesWhereTelling = agreesWhereTelling
  }
}

/// An example of what was forwarded otherwise than predicted.
public struct VerificationFinding: Sendable {
  /// What differs.
  public enum Kind: String, Sendable {
    /// Other bytes were forwarded.
    case bytes
    /// Bytes were forwarded that were predicted to be kept back.
    case forwarded
    /// Bytes were kept back that were predicted to be forwarded.
    case keptBack = "kept-back"
  }

  /// What differs.
  public var kind: Kind
  /// The rule that is wrong, or that does in another behaviour what was really done; nil for none.
  public var rule: Rule?
  /// Whether the rule predicted something.
  public var isPredicted: Bool
  /// How many differences are of this kind.
  public var count = 1
  /// The numbers of the session in the captures outside and inside.
  public var outside: Int, inside: Int
  /// The first frames of both legs.
  public var outsideFrame: Int, insideFrame: Int
  /// The sender of the bytes.
  public var sender: Sender
  /// The stream offset of the first one that differs.
  public var offset: UInt64
  /// The number of bytes.
  public var length: Int
  /// The line around it: as it was sent, as predicted, as forwarded; empty where it is not to be shown.
  public var sent: [UInt8] = [], predicted: [UInt8] = [], forwarded: [UInt8] = []
  /// Behaviours that do what was really done, as `profile NAME` and `SWITCH POSITION`.
  public var explanations: [String]
  /// The captures with the legs, where they were written.
  public var captures: [String] = []

  /// A finding.
  public init(
    kind: Kind, rule: Rule?, isPredicted: Bool, outside: Int, inside: Int, outsideFrame: Int,
    insideFrame: Int, sender: Sender, offset: UInt64, length: Int, explanations: [String]
  ) {
    self.kind = kind
    self.rule = rule
    self.isPredicted = isPredicted
    self.outside = outside
    self.inside = inside
    self.outsideFrame = outsideFrame
    self.insideFrame = insideFrame
    self.sender = sender
    self.offset = offset
    self.length = length
    self.explanations = explanations
  }
}

/// What captures from both sides of a firewall say of the predictions.
public struct VerificationRecord: Sendable {
  /// Why captures of the examples could not be written; nil where they could. Not printed.
  public var failure: String?
  /// The profile.
  public var profile: String
  /// The files of the policy.
  public var policyFiles: [String]
  /// Both sides.
  public var outside: VerificationSide, inside: VerificationSide
  /// What was asked for, and what was left aside for that: sessions of the outside, frames of both.
  public var narrowing = Narrowing()
  /// How far the clock inside is ahead, in nanoseconds; nil where nothing tells.
  public var clockOffset: Int64?
  /// Half of what a segment takes longer one way than back, in nanoseconds; nil where nothing tells.
  public var transit: Int64?
  /// Sessions whose clocks differ otherwise than those of most.
  public var clockJumps = 0
  /// Sessions outside without another leg that may be one with such a session inside: they begin together and
  /// share lines.
  public var unpairedTogether = 0
  /// The sessions of which both legs were found, and those of them that time alone paired.
  public var pairs = 0, pairsByTime = 0
  /// On which side the clients are: sessions with the client outside, inside.
  public var clientsOutside = 0, clientsInside = 0
  /// What tells it: bytes, the delay, nothing.
  public var sidesByBytes = 0, sidesByTime = 0, sidesAssumed = 0
  /// Sessions that agree, and that do not.
  public var agreeing = 0, disagreeing = 0
  /// Of those that agree: sessions in which something was not seen on both sides.
  public var agreeingInPart = 0
  /// Pairs that were not compared, by reason.
  public var notCompared: [(reason: String, count: Int)] = []
  /// Sessions that the policy does not inspect.
  public var notInspected = 0
  /// Bytes that were compared, that differ, and that one side alone has.
  public var compared: UInt64 = 0, differing: UInt64 = 0, unseen: UInt64 = 0
  /// The rules that predicted something, or would have.
  public var rules: [RuleAgreement] = []
  /// The switches whose position matters in some session.
  public var switches: [SwitchAgreement] = []
  /// The switches whose position matters in none.
  public var untoldSwitches: [String] = []
  /// The profiles of the catalogue.
  public var profiles: [ProfileAgreement] = []
  /// The sessions that these do not all decide alike.
  public var telling = 0
  /// The profiles that agree best.
  public var best: [String] = []
  /// Examples.
  public var findings: [VerificationFinding] = []
  /// What limits the result.
  public var notes: [String] = []

  /// A record of two sides.
  public init(
    profile: String, policyFiles: [String], outside: VerificationSide, inside: VerificationSide
  ) {
    self.profile = profile
    self.policyFiles = policyFiles
    self.outside = outside
    self.inside = inside
  }
}
