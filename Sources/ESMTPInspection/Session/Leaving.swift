import Primitives

/// How a client leaves behind the reply to its latest EHLO.
struct Leave: Sendable {
  /// The commands in between.
  private var commands = 0
  /// The frame of its QUIT, of which none but one command stands before; nil where there is none.
  private(set) var frame: Int?

  /// Notes a command of the client.
  mutating func note(_ command: RecordedCommand, at frame: Int) {
    if command == .verb(.quit) {
      if commands <= 1 { self.frame = self.frame ?? frame }
    } else {
      commands += 1
    }
  }
}

/// A command that an inspection before the capture has crossed out and that the server refuses.
struct CrossedCommand: Sendable {
  /// The code of the reply.
  var code: Int
  /// The number of X.
  var length: Int
  /// The frame of the reply.
  var frame: Int
}

// Sessions without mail that the inspection may have turned away.
extension Session {
  /// What becomes of a session without mail, where something that is hidden or crossed out stands before
  /// its end; nil where nothing does. Whether that is why there is no mail is not known.
  var fateOfLeaving: MailFate? {
    guard isJudging else { return nil }
    if let crossed = course.crossedCommand {
      let required = Self.extensionsOfCommands.first {
        masked.contains($0.word) && $0.mayFill(crossed.length)
      }
      var cause = Cause(.unknownCommand, match: policy.statement, source: policy.source)
      if let required, let hiding = self.cause(hiding: required) { cause = hiding }
      return MailFate(
        .unknown, frame: crossed.frame, cause: cause,
        why: "the server answers \(crossed.code) to a command of \(crossed.length) characters"
          + (required.map { ", which may be \($0.keyword)," } ?? "")
          + " that was crossed out before the capture, and no mail follows")
    }
    guard let frame = course.leave.frame,
      let required = Self.wanted.first(where: { masked.contains($0.word) })
    else { return nil }
    return MailFate(
      .unknown, frame: frame, cause: cause(hiding: required),
      why: "the client leaves after a reply to EHLO in which \(required.keyword) is hidden from "
        + "it; whether that is why is not known")
  }

  /// What clients are known to leave for want of, the likeliest first (transcript G10). What Exchange has
  /// for its own servers others do not miss.
  private static let wanted: [RequiredExtension] = [.startTLS, .authentication]
  /// Those whose keyword is a command.
  private static let extensionsOfCommands: [RequiredExtension] = [
    .startTLS, .authentication, .exchangeAuthentication, .exchangeTLS,
  ]
}
