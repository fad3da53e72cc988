public import Primitives

/// One session under inspection: segments in, decisions, edits and events out.
///
/// A value that belongs to one TCP connection. It is total (any bytes are input), holds at most
/// `Session.holdLimit` bytes a direction, and never keeps message bodies.
///
/// Beside the model of the firewall it follows the recorded dialogue (RFC 5321, 3030, 3207, 4954,
/// 2920), which decides what the bytes are and fills `messages`. After a drop the model is silent and
/// the dialogue is still followed.
///
/// The commands of RFC 5321 section 4.1.1 and what the inspection does with them:
///
/// | command | passes | effect on the state |
/// |---|---|---|
/// | EHLO, HELO | yes (HELO alone in `fixup`) | recipient counts start anew |
/// | MAIL, RSET | yes | recipient counts start anew |
/// | RCPT | yes | counted; its address is looked at |
/// | DATA | yes | what follows is held until the reply; 354 opens the content |
/// | AUTH | yes (not in `fixup`) | a 334 makes the next line SASL data |
/// | STARTTLS | where TLS is allowed | a 220 ends the inspection |
/// | BDAT | no | a chunk of the recording is let pass unread |
/// | VRFY, HELP, ETRN, SAML, SEND, SOML | yes (not in `fixup`) | none |
/// | NOOP, QUIT | yes | none |
/// | others | no | none |
public struct Session: ~Copyable, Sendable {
  /// The number of bytes of a direction that wait for a decision at most.
  public static let holdLimit = 65_536
  /// The number of bytes of an unfinished command line that wait at most.
  public static let lineLimit = 4096
  /// The number of replies that nothing asked for and that wait for the session to go on.
  static let strayLimit = 16
  /// The number of messages that are kept.
  public static let messageLimit = 256

  private let place = InPlace()
  let policy: InspectionPolicy
  /// Whether the dialogue is followed and nothing is judged.
  let isPassive: Bool
  let endpoints: Endpoints
  let number: Int
  let opened: Moment

  var clientPhase: ClientPhase
  var serverPhase: ServerPhase
  var replies = ReplyQueue()
  /// Held client bytes: an unfinished command line, or what came after DATA.
  var held = HeldBytes()
  /// The reply that is being read; held where its bytes may be edited.
  var reply = HeldBytes()
  /// Whether the bytes of `reply` wait for its end.
  var replyIsHeld = false
  /// Where the last line of `reply` starts.
  var replyLineStart = 0
  /// Whether the rest of a reply longer than the bound passes.
  var replyIsReleased = false
  var greetingIsDue: Bool
  var line = LineProgress()
  var packet = Packet()
  var pending: PendingMask?
  /// The latest command that a match masked, the cause of what else is masked in its segment.
  var maskedVerb: (frame: Int, match: String?, source: SourceLine?)?
  var scanner: MailDataScanner?
  var judgesContent = false
  var transaction = Transaction()
  var recipients = RecipientCounts()
  var strayReplies: [Event] = []
  var masked = MaskedKeywords()
  var crossed = CrossedKeywords()
  var rates: [RateWindow] = []
  /// The bytes seen of each direction, gaps counted: client, server.
  var received: (client: UInt64, server: UInt64) = (0, 0)
  /// Where the last segment of each direction begins, and where it ends at least: behind `received` while
  /// pieces of it are to come.
  var segmentStart: (client: UInt64, server: UInt64) = (0, 0)
  var segmentEnd: (client: UInt64, server: UInt64) = (0, 0)
  var saidOneSided = false
  /// Whether SASL data may come that no reply asks for, until a command that is known follows: of a client
  /// whose AUTH was refused and who does not wait for the 334, or who takes a 334 for the answer to
  /// another command.
  var maySendSecrets = false
  var saidChunk = false
  var expectsUnmatchedReplies = false
  var sawCrossedKeywords = false
  var pipeliningIsSaid = false
  /// Whether bytes are missing from what is held behind DATA.
  var dataHasGap = false
  /// Whether what was held behind a DATA that the server refuses is judged just now.
  var isReleasingRefused = false

  /// What becomes of later packets of a session that is dropped, for the note of that event.
  public var denialNote: String?
  /// The open switches of the profile that the session has met where they may decide its verdict. One
  /// that has met none has the same verdict however they stand.
  public internal(set) var doubts: ProfileSwitches = []
  /// Whether a STARTTLS of a reply to EHLO was masked.
  public internal(set) var hidesTLS = false
  /// Whether a connection limit refused the session.
  public internal(set) var isRefused = false
  /// The side of which the capture has no packet so far, where that is so.
  public var silentSide: Sender? { didSet { if silentSide == nil { hearSilentSide(oldValue) } } }
  /// The mail transactions of the recording, in order; at most `messageLimit`.
  public internal(set) var messages: [Message] = []
  /// How many more there were.
  public internal(set) var omittedMessages = 0
  /// Where and why bytes were not looked at, each reason once.
  public internal(set) var blindness: [Blindness] = []
  /// The greatest numbers so far.
  public internal(set) var peaks = Peaks()
  /// Whether at least one byte was judged.
  public internal(set) var hasJudged = false
  /// The number of events so far.
  public internal(set) var eventCount = 0
  /// The divergence point: the ordinal (from 0) of the event that makes it, and what a report says.
  public internal(set) var divergence: (ordinal: Int, divergence: Divergence)?
  /// The first byte that the divergence is about, where it is about bytes of a segment.
  var divergenceSite: (sender: Sender, offset: UInt64)?
  /// What ended the session, or nil.
  public internal(set) var ending: SessionEnding?
  /// What becomes of the session's mail, once the session has ended.
  public internal(set) var fate = MailFate.unseen
  /// What becomes of each of `messages`, once the session has ended.
  public internal(set) var messageFates: [MailFate] = []
  /// What the recorded dialogue says of the actions; at most `testimonyLimit`.
  public internal(set) var testimonies: [Testimony] = []
  /// What tells the session from others on both sides of a firewall.
  public internal(set) var replyDigest = ReplyDigest()
  /// What an inspection before the capture has left.
  public internal(set) var marks: InspectionMarks = []
  /// Whether an EHLO was refused as unknown.
  var ehloWasRefused = false
  /// What names of mail are looked for.
  public var wanted = WantedNames()
  /// The server's 4xx and 5xx, one item a code; what it answers to a command that it cannot read left out.
  public internal(set) var refusals: [ServerRefusal] = []
  /// The frame in which the client begins TLS ahead of the greeting, on a port that is not for it (RFC 8314
  /// section 3.3); nil where it does not.
  public internal(set) var implicitTLSFrame: Int?
  /// Where the server gives up a message that stops in its content; nil where it does not.
  public internal(set) var contentTimeout: ContentTimeout?
  /// Whether the latest answered command was refused because the server could not read it.
  var hasRefusedUnreadable = false
  /// What the dialogue shows of the way of the mail.
  var course = MailCourse()
  /// The bytes of each direction that the other side receives: the stream up to here, with its edits.
  public internal(set) var forwarded: (client: UInt64, server: UInt64) = (0, 0)

  /// A session before its first segment.
  ///
  /// - Parameters:
  ///   - policy: what it is inspected under.
  ///   - endpoints: both ends.
  ///   - opening: whether the capture has its start.
  ///   - number: the connection number of the log lines.
  ///   - moment: the first packet.
  ///   - isPassive: whether the dialogue is followed and nothing is judged, as for a session that no
  ///     class inspects.
  public init(
    policy: InspectionPolicy, endpoints: Endpoints, opening: Opening, number: Int,
    at moment: Moment, isPassive: Bool = false
  ) {
    self.policy = policy
    self.isPassive = isPassive
    self.endpoints = endpoints
    self.number = number
    opened = moment
    switch opening {
    case .handshake:
      clientPhase = .command
      serverPhase = .replies
      greetingIsDue = true
    case .midstream:
      clientPhase = .uncertain(isArmed: false)
      serverPhase = .uncertain
      greetingIsDue = false
      recipients.loseCommands()
      expectsUnmatchedReplies = true
    }
  }

  /// Whether the model still judges.
  var isJudging: Bool { ending == nil && !isPassive }

  /// Whether a rule is still judged by: what the device does itself it does to each connection,
  /// inspected or not.
  func isJudging(_ rule: Rule) -> Bool {
    ending == nil && (!isPassive || rule.precedesInspection)
  }

  /// Takes the next segment of one direction, or a piece of one.
  ///
  /// A segment is forwarded whole or not at all, so that pieces are judged as they come and the marks
  /// move when the last one is there.
  ///
  /// - Parameters:
  ///   - sender: who sent it.
  ///   - bytes: its new bytes, in stream order.
  ///   - moment: its frame and time.
  ///   - isCut: whether the segment went on, and the capture lacks the rest (snap length).
  ///   - rest: how many bytes of the same segment follow in later calls.
  ///   - findings: what arises is added here.
  /// - Returns: what happens to the segment.
  public mutating func segment(
    _ sender: Sender, _ bytes: Span<UInt8>, at moment: Moment, isCut: Bool = false,
    rest: Int = 0, into findings: inout Findings
  ) -> Decision {
    follow(sender, bytes, at: moment, isCut: isCut, rest: rest, into: &findings)
    if let ending { return ending.decision }
    advance()
    switch sender {
    case .client: return forwarded.client < received.client ? .hold : .pass
    case .server: return forwarded.server < received.server ? .hold : .pass
    }
  }

  private mutating func follow(
    _ sender: Sender, _ bytes: Span<UInt8>, at moment: Moment, isCut: Bool, rest: Int,
    into findings: inout Findings
  ) {
    guard bytes.count > 0 else { return }
    if silentSide == sender { silentSide = nil }
    let rest = UInt64(clamping: rest)
    switch sender {
    case .client:
      let start = received.client
      if segmentEnd.client <= start { segmentStart.client = start }
      received.client += UInt64(bytes.count)
      segmentEnd.client = max(segmentEnd.client, received.client + rest)
      clientSegment(
        bytes, start: start, of: segmentStart.client, at: moment, isCut: isCut, into: &findings)
    case .server:
      let start = received.server
      if segmentEnd.server <= start { segmentStart.server = start }
      received.server += UInt64(bytes.count)
      segmentEnd.server = max(segmentEnd.server, received.server + rest)
      serverSegment(bytes, start: start, at: moment, into: &findings)
    }
  }

  /// Moves the marks of what is forwarded: everything but the segments with bytes that are held, as a
  /// segment is forwarded whole or not at all.
  mutating func advance() {
    guard ending == nil else { return }
    guard !isPassive else {
      forwarded = received
      return
    }
    // A reply to DATA releases client bytes, so both marks move.
    if held.isEmpty, segmentEnd.client <= received.client {
      forwarded.client = received.client
    } else if held.isEmpty || held.start >= segmentStart.client {
      forwarded.client = max(forwarded.client, segmentStart.client)
    }
    if !replyIsHeld || reply.isEmpty, segmentEnd.server <= received.server {
      forwarded.server = received.server
    } else if !replyIsHeld || reply.isEmpty || reply.start >= segmentStart.server {
      forwarded.server = max(forwarded.server, segmentStart.server)
    }
  }

  /// Takes a hole of one direction: bytes that the capture does not have.
  ///
  /// - Parameters:
  ///   - sender: whose bytes are missing.
  ///   - length: how many.
  ///   - reason: `gap` or `snapped`.
  ///   - note: why they are missing; nil where the capture does not have them.
  ///   - moment: the segment behind the hole.
  ///   - findings: what arises is added here.
  public mutating func gap(
    _ sender: Sender, length: UInt64, reason: Rule, note: String? = nil, at moment: Moment,
    into findings: inout Findings
  ) {
    // What was masked of an open line lies before the hole.
    flushPending(into: &findings)
    noteBlind(
      reason, at: moment, sender: sender,
      offset: sender == .client ? received.client : received.server,
      length: Int(clamping: length),
      note ?? "\(length) bytes of the \(sender) are not in the capture up to here",
      into: &findings)
    switch sender {
    case .client:
      received.client += length
      segmentEnd.client = received.client
      clientGap(length, at: moment, into: &findings)
    case .server:
      received.server += length
      segmentEnd.server = received.server
      serverGap(at: moment, into: &findings)
    }
    advance()
  }

  /// Ends the session: what is held is decided.
  public mutating func close(_ closing: Closing, at moment: Moment, into findings: inout Findings) {
    segmentEnd = received
    finishReply(at: moment, into: &findings)
    flushPending(into: &findings)
    if isJudging { closeLine(closing, at: moment, into: &findings) } else { held.removeAll() }
    advance()
    // Of a command that the end cuts the segments that carry nothing else are not forwarded.
    if isJudging, !held.isEmpty, forwarded.client < held.start {
      forwarded.client = held.endOfFirstSegment
    }
    held.removeAll()
    finishTransaction(reply: nil)
    decideFates(closing)
  }

  /// Adds an event of the capture itself, so that it takes its place among the others.
  public mutating func note(_ event: Event, into findings: inout Findings) {
    emit(event, into: &findings)
  }

  /// Says that the capture starts in the middle of the session.
  public mutating func noteMidstream(at moment: Moment, into findings: inout Findings) {
    noteBlind(
      .midstream, at: moment, sender: .client, offset: 0, length: 0,
      "the capture starts in the middle of the session", into: &findings)
  }
}
