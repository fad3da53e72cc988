public import Primitives

/// What the recorded dialogue says of an action of the inspection.
public struct Testimony: Sendable, Equatable {
  /// Whether it cannot be after the action; else it is what the action leads to.
  public var isContradiction: Bool
  /// The rule that acts.
  public var rule: Rule
  /// The frame of the action.
  public var frame: Int
  /// The frame that tells.
  public var evidence: Int
  /// What it shows, in a sentence without a full stop.
  public var why: String
}

/// A 4xx or 5xx of the server, and how often it came.
public struct ServerRefusal: Sendable, Equatable {
  /// The code.
  public var code: Int
  /// The first frame that has it.
  public var frame: Int
  /// What it answers first, as a reader knows it.
  public var command: String
  /// How many of the code there were.
  public var count: Int

  /// What a server answers to a command that it cannot read (RFC 5321 section 4.2.3).
  static let unreadable = 500...504
}

/// A 421 that the server sends while it waits for the rest of a message (RFC 5321 section 4.5.3.2).
public struct ContentTimeout: Sendable, Equatable {
  /// The reply.
  public var moment: Moment
  /// How long the client had sent nothing, in nanoseconds.
  public var silence: Int64
}

extension Session {
  /// The number of testimonies that are kept, and of codes.
  public static let testimonyLimit = 16

  /// Notes what the dialogue says of an action; the first of each rule and kind is kept.
  mutating func testify(
    _ isContradiction: Bool, _ rule: Rule, at frame: Int, evidence: Int, _ why: String
  ) {
    guard testimonies.count < Session.testimonyLimit,
      !testimonies.contains(where: { $0.rule == rule && $0.isContradiction == isContradiction })
    else { return }
    testimonies.append(
      Testimony(
        isContradiction: isContradiction, rule: rule, frame: frame, evidence: evidence, why: why))
  }

  /// Notes the reply to a command where it is a refusal of the server's own: to one that the server cannot
  /// read it is the inspection's doing.
  mutating func noteRefusal(_ code: Int, of awaited: AwaitedReply, at frame: Int) {
    let isEffect =
      awaited.isUnreadable
      && (ServerRefusal.unreadable.contains(code) || closesAfterUnreadable(code))
    if !isEffect { noteRefusal(code, awaited.request.words, at: frame) }
    hasRefusedUnreadable = isEffect
  }

  /// Notes a reply that answers nothing.
  mutating func noteUnaskedRefusal(_ code: Int, at moment: Moment) {
    guard !closesAfterUnreadable(code) else { return }
    if code == 421, clientPhase == .content, contentTimeout == nil {
      contentTimeout = ContentTimeout(
        moment: moment, silence: elapsed(from: packet.moment.time, to: moment.time))
    }
    noteRefusal(code, "nothing that was asked", at: moment.frame)
  }

  /// Whether it is the 421 of a server that was told too often what it cannot read, as an ESA says it
  /// after a limit of bad commands (evidence 8.3).
  private func closesAfterUnreadable(_ code: Int) -> Bool { code == 421 && hasRefusedUnreadable }

  /// Notes a refusal of the server.
  mutating func noteRefusal(_ code: Int, _ command: String, at frame: Int) {
    guard (400..<600).contains(code) else { return }
    if let index = refusals.firstIndex(where: { $0.code == code }) {
      refusals[index].count += 1
    } else if refusals.count < Session.testimonyLimit {
      refusals.append(ServerRefusal(code: code, frame: frame, command: command, count: 1))
    }
  }
}

extension AwaitedReply.Request {
  /// Whether it is a step of a mail transaction, so that its refusal is one of the mail.
  var isOfMail: Bool {
    switch self {
    case .mail, .recipient, .data, .endOfMailData, .chunk: true
    case .ehlo, .helo, .authentication, .startTLS, .other, .crossedOut: false
    }
  }

  /// What is answered, as a reader knows it.
  var words: String {
    switch self {
    case .ehlo: "EHLO"
    case .helo: "HELO"
    case .mail: "MAIL"
    case .recipient: "RCPT"
    case .data: "DATA"
    case .authentication: "AUTH"
    case .startTLS: "STARTTLS"
    case .endOfMailData: "the message"
    case .chunk: "BDAT"
    case .other, .crossedOut: "a command"
    }
  }
}
