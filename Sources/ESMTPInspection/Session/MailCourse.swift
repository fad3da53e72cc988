import Primitives

/// What stands between a mail and its server.
struct Obstacle: Sendable, Equatable {
  /// How grave it is, in order.
  enum Kind: UInt8, Sendable, Comparable {
    /// The client does without something, and the mail goes on.
    case detour
    /// What the client does then is not known.
    case unknown

    static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  var kind: Kind
  var frame: Int
  var cause: Cause?
  var why: String
}

/// A reply of 4xx or 5xx, or one that is sure to come because the server gets another command.
struct Refusal: Sendable, Equatable {
  /// Nil where the recording's server accepts what the server behind the firewall never gets.
  var code: Int?
  var frame: Int
  /// What it answers, as a reader knows it.
  var command: String
  /// What the firewall does that it comes; nil where the recording alone shows it.
  var cause: Cause?
  /// Where the client's segment starts that has the end of what is refused; nil for no command.
  var segment: UInt64?
  /// What it wants that is hidden from the client, as a part of a sentence; nil where that is not known.
  var lack: String?
}

/// A reply to EHLO that the client does not get, because its EHLO does not reach the server.
struct LostReply: Sendable {
  /// What it offers without which mail may be refused.
  var offered: [RequiredExtension]
  /// The frame of the reply.
  var frame: Int
  /// What keeps the EHLO from the server.
  var cause: Cause
}

/// What the dialogue shows of one message beside its envelope, up to the end of the session.
struct MessageFacts: Sendable {
  /// The frame of its first command; 0 before it.
  var firstFrame = 0
  /// The frame of the end of its content.
  var endFrame: Int?
  /// Where the client's segment starts that has this end.
  var endSegment: UInt64?
  /// The frame of the reply to its content, where that came before the firewall ended the session.
  var replyFrame: Int?
  /// What refuses MAIL, DATA or BDAT.
  var refusal: Refusal?
  /// The first of the recipients that are refused.
  var recipientRefusal: Refusal?
  var acceptedRecipients = 0
  var refusedRecipients = 0
  /// Whether content came.
  var hasContent = false
  /// Whether TLS, which the server offers, is out of the client's reach.
  var hidesTLS: Bool { tlsHiddenBy != nil }
  /// What hides it; nil where nothing does.
  var tlsHiddenBy: Cause?
  /// The end of its content that the firewall did not see; nil where it saw it.
  var unseenEnd: UnseenEnd?
  /// What stood in the way when the message ended.
  var obstacle: Obstacle?

  /// Counts a recipient by what refuses it; nil where nothing does.
  mutating func noteRecipient(_ refusal: Refusal?) {
    guard let refusal else {
      acceptedRecipients += 1
      return
    }
    refusedRecipients += 1
    recipientRefusal = recipientRefusal ?? refusal
  }
}

/// What the dialogue shows of the way of all mail of a session.
struct MailCourse: Sendable {
  /// The gravest obstacle so far.
  private(set) var obstacle: Obstacle?
  /// One item a message, as `Session.messages`.
  var facts: [MessageFacts] = []
  /// The gravest fate of messages that were not kept.
  var omitted: MailFate?
  /// Where the client's segment starts that has the end of the latest of these.
  var omittedEnd: UInt64?
  /// The greeting, where it refuses.
  var refusedGreeting: Refusal?
  /// How the client leaves.
  var leave = Leave()
  /// The first command that was crossed out before the capture and that the server refuses.
  var crossedCommand: CrossedCommand?
  /// The reply to an EHLO that does not reach the server, so that the client gets no keyword at all.
  var lost: LostReply?
  /// What was done last, and what ended the session.
  var lastDeed: Cause?
  var ending: Cause?
  /// The frame from which on the recording is encrypted.
  var encryptedFrom: Int?

  /// Adds an obstacle; the gravest and of those the first counts.
  mutating func meet(_ new: Obstacle) {
    if let obstacle, obstacle.kind >= new.kind { return }
    obstacle = new
  }
}

// What the dialogue shows of the way of a mail.
extension Session {
  /// Notes what a hidden keyword is worth to a client that uses it in the recording.
  mutating func noteLostKeyword(_ word: PackedWord, _ keyword: String) {
    guard isJudging else { return }
    let cause = cause(hidingBy: masked.match(hiding: word))
    testify(
      true, cause.rule, at: masked.frame, evidence: packet.moment.frame,
      "the client uses \(keyword), which would have been hidden from it")
    // Whether TLS begins is told by the reply to STARTTLS.
    guard keyword != "STARTTLS" else { return }
    let isDispensable = [
      "PIPELINING", "CHUNKING", "SIZE", "DSN", "ENHANCEDSTATUSCODES", "HELP", "VRFY", "EXPN",
      "ETRN", "XCLIENT", "XFORWARD",
    ].contains(keyword)
    course.meet(
      Obstacle(
        kind: isDispensable ? .detour : .unknown, frame: masked.frame, cause: cause,
        why: isDispensable
          ? "the client does without \(keyword), which is hidden from it"
          : "what the client does without \(keyword), which is hidden from it, is not known"))
  }

  /// Notes what a reply means for the message at hand.
  ///
  /// - Parameters:
  ///   - code: the code of the reply.
  ///   - awaited: what it answers.
  ///   - reply: its bytes.
  ///   - moment: its last segment.
  mutating func noteReply(
    _ code: Int, to awaited: AwaitedReply, _ reply: [UInt8], at moment: Moment
  ) {
    let lack =
      code >= 400 && awaited.request.isOfMail
      ? lack(behind: code, reply, to: awaited.request.words) : nil
    // What the inspection brings about is not the server's own.
    if lack == nil { noteRefusal(code, of: awaited, at: moment.frame) }
    guard ending == nil else { return }
    if let rule = awaited.spoiledBy?.rule, code < 400 || ServerRefusal.unreadable.contains(code) {
      let command = awaited.request.words
      testify(
        code < 400, rule, at: awaited.frame, evidence: moment.frame,
        code < 400
          ? "the server answers \(code) to \(command), which it would not have been able to read"
          : "the server answers \(code) to \(command)")
    }
    let isRefused = code >= 400
    let isSpoiled = awaited.isSpoiled && !isRefused
    func refusal(_ command: String, end: UInt64? = nil) -> Refusal? {
      guard isRefused || isSpoiled else { return nil }
      return Refusal(
        code: isRefused ? code : nil, frame: moment.frame, command: command,
        cause: isRefused ? lack?.cause : awaited.spoiledBy, segment: end ?? awaited.segment,
        lack: lack?.why)
    }
    // A client from which CHUNKING is hidden would have sent DATA.
    var wouldChunk: Bool { course.lost == nil && !masked.contains(.chunking) }
    switch awaited.request {
    case .mail:
      transaction.facts.refusal = transaction.facts.refusal ?? refusal("MAIL")
    case .data:
      transaction.facts.refusal = transaction.facts.refusal ?? refusal("DATA")
    case .recipient(let message, _):
      // A pipelined command may have closed the transaction of the recipient.
      if message == messages.count + omittedMessages {
        transaction.facts.noteRecipient(refusal("RCPT"))
      } else if message < course.facts.count {
        course.facts[message].noteRecipient(refusal("RCPT"))
      }
    case .endOfMailData(let message?):
      if message == messages.count { noteReplyToUnseenEnd(code, at: moment) }
      guard message < course.facts.count else { return }
      course.facts[message].replyFrame = moment.frame
      if isSpoiled, wouldChunk { course.facts[message].refusal = refusal("BDAT") }
      if lack != nil {
        course.facts[message].refusal = refusal(
          awaited.request.words, end: course.facts[message].endSegment)
      }
    case .endOfMailData(message: nil):
      var facts = MessageFacts()
      facts.endFrame = moment.frame
      facts.replyFrame = moment.frame
      facts.tlsHiddenBy = tlsHiddenBy
      facts.obstacle = course.obstacle
      if lack != nil { facts.refusal = refusal(awaited.request.words) }
      noteOmitted(facts, code: code)
    case .chunk(let isLast):
      if isLast { transaction.facts.replyFrame = moment.frame }
      guard isRefused || wouldChunk else { return }
      if !isLast || isSpoiled {
        transaction.facts.refusal = transaction.facts.refusal ?? refusal("BDAT")
      }
    case .ehlo where isSpoiled:
      course.lost = awaited.spoiledBy.map {
        LostReply(
          offered: RequiredExtension.offered(in: reply), frame: moment.frame, cause: $0)
      }
      course.meet(
        Obstacle(
          kind: .detour, frame: moment.frame, cause: awaited.spoiledBy,
          why: "the client says HELO after its EHLO is refused"))
    case .helo where isSpoiled, .authentication where isSpoiled:
      course.meet(
        Obstacle(
          kind: .unknown, frame: moment.frame, cause: awaited.spoiledBy,
          why: awaited.request == .helo
            ? "what the client does when its HELO is refused is not known"
            : "what the client does when its AUTH is refused is not known"))
    case .other where isSpoiled:
      course.meet(
        Obstacle(
          kind: .detour, frame: moment.frame, cause: awaited.spoiledBy,
          why: "the client goes on after a command that the server refuses"))
    case .crossedOut(let length) where code >= 500:
      if course.crossedCommand == nil {
        course.crossedCommand = CrossedCommand(code: code, length: length, frame: moment.frame)
      }
    case .ehlo:
      course.leave = Leave()
    case .helo, .other, .authentication, .startTLS, .crossedOut:
      break
    }
  }

  /// What hides from the client that the server offers TLS; nil where nothing does.
  ///
  /// It is the refusal of TLS, whatever match masks the line as well: without that match STARTTLS is
  /// hidden all the same, and where TLS is allowed no match hides it.
  var tlsHiddenBy: Cause? {
    guard isJudging else { return nil }
    if masked.contains(.startTLS) { return cause(hidingBy: 0) }
    return course.lost.flatMap { $0.offered.contains(.startTLS) ? $0.cause : nil }
  }

  /// Notes that the recording enters TLS.
  ///
  /// - Parameters:
  ///   - isForeseen: whether the inspection lets it begin.
  ///   - spoiledBy: what was done to the STARTTLS that it answers; nil where that is not known.
  ///   - moment: the packet.
  mutating func noteEncryption(isForeseen: Bool, spoiledBy: Cause? = nil, at moment: Moment) {
    course.encryptedFrom = course.encryptedFrom ?? moment.frame
    guard isJudging, !isForeseen else { return }
    if let implicitTLSFrame {
      return course.meet(
        Obstacle(
          kind: .unknown, frame: implicitTLSFrame,
          cause: Cause(.unknownCommand, match: policy.statement, source: policy.source),
          why: "the client begins TLS without STARTTLS, which the inspection never lets pass"))
    }
    course.meet(
      Obstacle(
        kind: .unknown, frame: moment.frame,
        cause: tlsHiddenBy ?? spoiledBy ?? cause(hidingBy: 0),
        why: "the client cannot begin TLS here; whether it goes on without is not known"))
  }

  /// Adds a message that is not kept to the gravest of its kind.
  mutating func noteOmitted(_ facts: MessageFacts, code: Int?) {
    let fate = fate(of: facts, code: code, isOver: false)
    if course.omitted.map({ $0.outcome < fate.outcome }) ?? true { course.omitted = fate }
  }
}
