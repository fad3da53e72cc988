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

  /// Whether an inspection before the capture has crossed it out.
  var isCrossedOut: Bool {
    if case .crossedOut = self { true } else { false }
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
