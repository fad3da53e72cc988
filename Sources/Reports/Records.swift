public import ESMTPInspection
public import Primitives

/// The gravest thing that happened to a session, in order of gravity.
public enum Verdict: String, Sendable, CaseIterable, Comparable {
  case exempt, untouched, logged, masked, rewritten, dropped, reset

  /// The place in the order of gravity, from 0.
  public var gravity: Int {
    switch self {
    case .exempt: 0
    case .untouched: 1
    case .logged: 2
    case .masked: 3
    case .rewritten: 4
    case .dropped: 5
    case .reset: 6
    }
  }

  /// By gravity.
  public static func < (a: Verdict, b: Verdict) -> Bool { a.gravity < b.gravity }
}

/// How much of a session was looked at.
public enum Coverage: String, Sendable, CaseIterable {
  case full, partial, none
}

/// Why and from which frame on a session was not looked at.
public struct CoverageNote: Sendable, Equatable {
  /// Why.
  public var reason: CoverageReason
  /// The first frame that is concerned, from 1.
  public var frame: Int

  /// A reason and the frame from which on it holds.
  public init(reason: CoverageReason, frame: Int) {
    self.reason = reason
    self.frame = frame
  }
}

/// The first record: what is run, without clock and host name.
public struct RunRecord: Sendable {
  /// The version of the tool.
  public var version: String
  /// The name of the behaviour profile.
  public var profile: String
  /// The policy texts in the order given; empty for the built-in one.
  public var policyFiles: [String]
  /// The statement that inspects, as `inspect esmtp _default_esmtp_map`, for the header of the text report.
  public var statement: String?
  /// Its line.
  public var source: SourceLine?
  /// The class that holds it, where there is one.
  public var className: String?
  /// The inspected ports.
  public var ports: [UInt16]
  /// `all`, `none` or `auto`.
  public var checksums: String
  /// `stop` or `assume`.
  public var afterDivergence: String
  /// ESMTP lines of the policy that were not understood, as `FILE:LINE: WHY`.
  public var notUnderstood: [String]
  /// The filter for libpcap that frames have to pass; nil where all are taken.
  public var filter: String?
  /// Which sessions are told of, as typed; nil where all are.
  public var selection: String?
  /// The arguments of the command line as typed, for pages.
  public var arguments: [String] = []
  /// How `show` reads the same sessions, for pages; nil where nothing can be read again.
  public var showing: ShowCommand?
  /// The lines of the policy that bear on ESMTP, for pages.
  public var policyLines: [PolicyLineRecord] = []
  /// The numbers that the policy compares with, for pages.
  public var limits: [PolicyLimitRecord] = []

  /// A run.
  public init(
    version: String, profile: String, policyFiles: [String], statement: String?,
    source: SourceLine?, className: String?, ports: [UInt16], checksums: String,
    afterDivergence: String, notUnderstood: [String] = []
  ) {
    self.version = version
    self.profile = profile
    self.policyFiles = policyFiles
    self.statement = statement
    self.source = source
    self.className = className
    self.ports = ports
    self.checksums = checksums
    self.afterDivergence = afterDivergence
    self.notUnderstood = notUnderstood
  }
}

/// A stream of a session as the report counts it.
public struct StreamRecord: Sendable {
  /// Bytes of the reassembled stream, gaps left out.
  public var bytes: UInt64
  /// Bytes that gaps hid.
  public var missing: UInt64
  /// The lower-case hex SHA-256 of the bytes before inspection, where it was asked for.
  public var sha256: String?

  /// A stream.
  public init(bytes: UInt64 = 0, missing: UInt64 = 0, sha256: String? = nil) {
    self.bytes = bytes
    self.missing = missing
    self.sha256 = sha256
  }
}

/// Both streams of a session as they leave the firewall: lower-case hex SHA-256.
public struct ForwardedRecord: Sendable, Equatable {
  /// Of what the client sent, as the server receives it.
  public var client: String
  /// Of what the server sent, as the client receives it.
  public var server: String

  /// The hashes of two streams.
  public init(client: String, server: String) {
    self.client = client
    self.server = server
  }
}

/// A statement on the way to the decision about a session.
public struct ChainStep: Sendable, Equatable {
  /// The statement.
  public var text: String
  /// Its line.
  public var source: SourceLine

  /// A statement and its line.
  public init(text: String, source: SourceLine) {
    self.text = text
    self.source = source
  }
}

/// What decides about a session.
public struct DecisionRecord: Sendable, Equatable {
  /// The statements from the service-policy to the map.
  public var chain: [ChainStep]
  /// The answer in a sentence; empty where no policy was asked.
  public var reason: String

  /// No decision.
  public init() { self.init(chain: [], reason: "") }

  /// Statements and the answer.
  public init(chain: [ChainStep], reason: String) {
    self.chain = chain
    self.reason = reason
  }
}

/// What a gate says of a session.
public enum GateResult: Sendable, Equatable {
  /// It is not hit.
  case passed
  /// It is hit by what happened to the session's bytes.
  case verdict
  /// It is hit by what becomes of the mail, whatever it says of the verdict.
  case outcome
}

/// An event of a session and how sure it is to happen.
public struct EventRecord: Sendable {
  /// The event.
  public var event: Event
  /// Whether it stands at or before the session's divergence point (`observed`), else `counterfactual`.
  public var isObserved: Bool
  /// How it stands to an earlier report; nil where there is none. SARIF alone prints it.
  public var baseline: BaselineState?

  /// An event.
  public init(event: consuming Event, isObserved: Bool) {
    self.event = event
    self.isObserved = isObserved
  }
}

/// One session.
public struct SessionRecord: Sendable {
  /// The number by first frame, from 1.
  public var id: Int
  /// The Community ID of the flow (`1:…`).
  public var communityID: String
  /// The client's socket.
  public var client: Socket
  /// The server's socket.
  public var server: Socket
  /// Whether the sides are certain (false: both ports are inspected and nothing tells).
  public var rolesAreKnown: Bool
  /// The first frame, from 1, and its time in nanoseconds since 1970.
  public var first: Moment
  /// The last frame and its time.
  public var last: Moment
  /// The verdict over the observed events.
  public var verdict: Verdict
  /// How much was looked at.
  public var coverage: Coverage
  /// Why not all, in order of frames.
  public var coverageNotes: [CoverageNote]
  /// The class that holds the inspection, or nil.
  public var className: String?
  /// The inspection map, or nil.
  public var mapName: String?
  /// The stream of the client.
  public var clientStream: StreamRecord
  /// The stream of the server.
  public var serverStream: StreamRecord
  /// The mail transactions, at most 256.
  public var messages: [Message]
  /// The divergence point, or nil.
  public var divergence: Divergence?
  /// The events, at most 256, always the first of each rule with each action.
  public var events: [EventRecord]
  /// How many more there were, by rule.
  public var omitted: [(rule: Rule, count: Int)]
  /// Those of `omitted` behind the divergence point, by rule. Printed by shards alone.
  public var omittedCounterfactual: [(rule: Rule, count: Int)] = []
  /// A digest of all decisions, and how many of the omitted events are decisions up to the divergence
  /// point; nil where none is omitted. Not printed.
  public var omittedDecisions: (digest: UInt64, observed: Int)?
  /// How many more messages there were.
  public var omittedMessages: Int
  /// How the recording ends it.
  public var closing: SessionClosing
  /// What the device's messages about the connection say; nil where no class inspects it.
  public var device: DeviceRecord?
  /// What becomes of its mail.
  public var fate = MailFate.unseen
  /// What becomes of each of `messages`; empty where nobody followed them.
  public var messageFates: [MailFate] = []
  /// What the capture says of each predicted action.
  public var corroboration: [CorroborationRecord] = []
  /// What else is wrong, in order of frames.
  public var trouble: [TroubleRecord] = []
  /// What decides about the session.
  public var decision = DecisionRecord()
  /// The client's socket before translation, where it is another one than `client`.
  public var realClient: Socket?
  /// The server's socket before translation, where it is another one than `server`.
  public var realServer: Socket?
  /// By how much another recording made at the same time may have stamped its frames otherwise, in
  /// nanoseconds: the kernel stamps those of an interface for each reader.
  public var clockTolerance: Int64 = 0
  /// Whether a frame is earlier than the first one, or later than the last one.
  public var hasTimesOutside = false
  /// The greatest numbers of it. Not printed but in pages.
  public var peaks = Peaks()
  /// The number of the session whose other leg it is: one that the firewall forwarded within the capture.
  public var otherLegOf: Int?
  /// Whether it is in counts, and before the gate.
  public var isCounted: Bool { otherLegOf == nil }
  /// A digest of the server's replies. Not printed.
  public var replies = ReplyDigest()
  /// What an inspection before the capture has left. Printed for all sessions together.
  public var marks: InspectionMarks = []
  /// A digest of what is done to the bytes: equal where the same bytes leave the firewall. Not printed.
  public var changes: UInt64 = 0
  /// The open switches of the profile that it met where they may decide its verdict. Not printed.
  public var doubts: ProfileSwitches = []
  /// Whether STARTTLS is hidden from the client. Not printed.
  public var hidesTLS = false
  /// Of which kinds a name came that was asked for. Not printed.
  public var wantedNames: Set<WantedNames.Kind> = []
  /// The hashes of the streams as forwarded, where they were asked for. Not printed.
  public var forwarded: ForwardedRecord?
  /// What only a shard of a run tells of it; nil where the run is whole.
  public var shard: ShardSession?
  /// What a gate says of it; nil where there is none: as a test it fails where it is dropped or reset.
  public var gate: GateResult?

  /// A session; the parts are filled one by one.
  @inlinable
  public init(
    id: Int, communityID: String, client: Socket, server: Socket, rolesAreKnown: Bool,
    first: Moment, last: Moment, verdict: Verdict, coverage: Coverage,
    coverageNotes: [CoverageNote] = [], className: String?, mapName: String?,
    clientStream: StreamRecord, serverStream: StreamRecord, messages: [Message] = [],
    divergence: Divergence? = nil, events: [EventRecord] = [],
    omitted: [(rule: Rule, count: Int)] = [], omittedMessages: Int = 0,
    closing: SessionClosing = .endOfCapture, device: DeviceRecord? = nil
  ) {
    self.id = id
    self.communityID = communityID
    self.client = client
    self.server = server
    self.rolesAreKnown = rolesAreKnown
    self.first = first
    self.last = last
    self.verdict = verdict
    self.coverage = coverage
    self.coverageNotes = coverageNotes
    self.className = className
    self.mapName = mapName
    self.clientStream = clientStream
    self.serverStream = serverStream
    self.messages = messages
    self.divergence = divergence
    self.events = events
    self.omitted = omitted
    self.omittedMessages = omittedMessages
    self.closing = closing
    self.device = device
  }
}

/// One input.
public struct CaptureRecord: Sendable {
  /// The path as given, `-` for standard input.
  public var path: String
  /// The number of its first frame over all inputs, from 1; nil where it has none.
  public var firstFrame: Int?
  /// Its frames, those too that a filter left out: they have their numbers.
  public var frames: Int
  /// Those among them that a filter let through; nil where there is none, and for an interface, where the
  /// kernel leaves the others out.
  public var framesTaken: Int?
  /// The captured bytes of the frames that a filter let through.
  public var bytes: UInt64
  /// The earliest and latest time of these in nanoseconds since 1970; nil where there is none.
  public var span: ClosedRange<Int64>?
  /// The link type's name, as `EN10MB`.
  public var linkType: String
  /// The snapshot length in bytes.
  public var snapshotLength: Int
  /// Why the input was not read to its end, or nil.
  public var error: String?
  /// The frames that passed an interface and were not captured; nil for files.
  public var droppedFrames: Int?

  /// An input.
  public init(
    path: String, firstFrame: Int?, frames: Int, bytes: UInt64, span: ClosedRange<Int64>?,
    linkType: String, snapshotLength: Int, error: String?
  ) {
    self.path = path
    self.firstFrame = firstFrame
    self.frames = frames
    self.bytes = bytes
    self.span = span
    self.linkType = linkType
    self.snapshotLength = snapshotLength
    self.error = error
  }
}
