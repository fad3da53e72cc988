import Primitives
import Testing

@testable import ESMTPInspection

@Suite struct GapTests {
  static let content = "From: a\r\nTo: b\r\n\r\nXFOO body\r\nXBAR line\r\n.\r\n"
  static let dialogue: [(Sender, String)] = [
    (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, "250-m\r\n250 HELP\r\n"),
    (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"),
    (.client, "RCPT TO:<b@c>\r\n"), (.server, "250 ok\r\n"),
    (.client, "DATA\r\n"), (.server, "354 go\r\n"), (.client, content),
    (.server, "250 queued\r\n"), (.client, "AUTH LOGIN\r\n"), (.server, "334 x\r\n"),
    (.client, "c2VjcmV0\r\n"), (.server, "235 ok\r\n"), (.client, "QUIT\r\n"),
    (.server, "221 bye\r\n"),
  ]

  /// The dialogue without one byte.
  static func missing(_ segment: Int, _ place: Int) -> [(Sender, String)] {
    let (sender, text) = dialogue[segment]
    let scalars = Array(text.unicodeScalars)
    let part = { (range: Range<Int>) in
      String(String.UnicodeScalarView(scalars[range]))
    }
    let pieces: [(Sender, String)] = [
      (sender, part(0..<place)), (sender, "?"), (sender, part(place + 1..<scalars.count)),
    ]
    return dialogue[..<segment] + pieces.filter { !$0.1.isEmpty } + dialogue[(segment + 1)...]
  }

  @Test("one missing byte anywhere: no content and no SASL line is ever judged as a command")
  func everyByte() {
    for (segment, entry) in Self.dialogue.enumerated() {
      for place in 0..<entry.1.unicodeScalars.count {
        // A piece of a verb in a segment of its own is judged as typed letters, hole or not.
        let isCommand = entry.0 == .client && segment != 9 && segment != 13
        if isCommand, (1...3).contains(place) { continue }
        let played = Replayed(Self.missing(segment, place))
        let where_ = "segment \(segment) byte \(place)"
        #expect(
          !played.events.contains {
            $0.rule.ruleClass == .verdict && $0.sender == .client
              && $0.action != .none
          }, "\(where_) \(played.rules)")
        #expect(played.rules.contains(.gap))
        #expect(played.session.blindness.isEmpty == false)
      }
    }
  }

  /// Clients that send ahead, in the orders in which their replies may reach them. Each segment of the content
  /// starts like a command.
  static let aheadOfReplies: [[(Sender, String)]] = [
    ["MAIL", "RCPT", "+", "DATA", "+", "354", "+"], ["MAIL", "RCPT", "DATA", "+", "+", "354", "+"],
    ["MAIL", "+", "RCPT", "DATA", "+", "354", "+"], ["MAIL", "+", "RCPT", "+", "DATA", "354", "+"],
    ["RSET", "AUTH", "+", "334", "235", "MAIL", "+"], ["NOOP", "AUTH", "+", "334", "335", "235"],
    ["NOOP", "AUTH", "+", "334", "335", "235", "MAIL", "+", "RCPT", "DATA", "+", "354", "+"],
  ].map { words in
    let start: [(Sender, String)] = [
      (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, "250-m\r\n250 HELP\r\n"),
    ]
    return start
      + words.flatMap { word -> [(Sender, String)] in
        switch word {
        case "MAIL": [(.client, "MAIL FROM:<a@b>\r\n")]
        case "RCPT": [(.client, "RCPT TO:<b@c>\r\n")]
        case "AUTH": [(.client, "AUTH LOGIN\r\n")]
        case "+": [(.server, "250 ok\r\n")]
        case "354":
          [
            (.server, "354 go\r\n"), (.client, "From: a\r\n\r\nXFOO\r\n"),
            (.client, "MAIL FROM:<x|y>\r\n"), (.client, "SEND money\r\nRCPT TO:<b|c>\r\n.\r\n"),
          ]
        case "334", "335": [(.server, "334 x\r\n"), (.client, "c2VjcmV0\r\n")]
        case "235": [(.server, "235 ok\r\n")]
        default: [(.client, word + "\r\n")]
        }
      } + [(.client, "QUIT\r\n"), (.server, "221 bye\r\n")]
  }

  @Test(
    "any three segments missing: no content and no SASL line is ever judged as a command",
    arguments: [dialogue] + aheadOfReplies)
  func everyThreeSegments(_ dialogue: [(Sender, String)]) {
    for first in dialogue.indices {
      for second in first..<dialogue.count {
        for third in second..<dialogue.count {
          let lost = [first, second, third]
          let played = Replayed(
            dialogue.enumerated().map { index, entry in
              let hole = String(repeating: "?", count: entry.1.unicodeScalars.count)
              return (entry.0, lost.contains(index) ? hole : entry.1)
            })
          let judged = played.events.filter {
            $0.rule.ruleClass == .verdict && $0.sender == .client && $0.action != .none
          }
          #expect(judged.isEmpty, "\(lost.map { dialogue[$0].1 }) \(played.rules)")
        }
      }
    }
  }

  @Test("behind a hole the reply to an earlier command is not taken for the answer to DATA or AUTH")
  func lateReplies() {
    let start: [(Sender, String)] = [
      (.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, "250 m\r\n"),
    ]
    let content = Replayed(
      start + [
        (.client, "MAIL FROM:<a@b>\r\n"), (.client, "RCPT TO:<b@c>\r\n"), (.server, "????????"),
        (.client, "DATA\r\n"), (.server, "250 ok\r\n"), (.server, "354 go\r\n"),
        (.client, "XFOO\r\n.\r\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n"),
      ])
    #expect(content.clientText.hasSuffix("DATA\r\nXFOO\r\n.\r\nXXXX\r\n"))
    #expect(content.rules == [.maskBanner, .pipelining, .gap, .unknownCommand])
    // A refused DATA is one as well: what the client sends then is a command again.
    let refused = Replayed(
      start + [
        (.client, "NOOP\r\n"), (.server, "????????"), (.client, "DATA\r\n"),
        (.server, "503 no\r\n"), (.client, "RCPT TO:<b|c>\r\n"),
      ])
    #expect(refused.gravest == .drop)
    let secret = Replayed(
      start + [
        (.client, "NOOP\r\n"), (.client, "NOOP\r\n"), (.server, "????????"),
        (.client, "AUTH LOGIN\r\n"), (.server, "250 ok\r\n"), (.server, "334 x\r\n"),
        (.client, "c2VjcmV0\r\n"), (.server, "235 ok\r\n"), (.client, "XFOO\r\n"),
      ])
    #expect(secret.clientText.hasSuffix("AUTH LOGIN\r\nc2VjcmV0\r\nXXXX\r\n"))
    // Of clocks that differ the hole may come before commands that it is behind.
    let early = Replayed(
      start + [
        (.server, "????????"), (.client, "MAIL FROM:<a@b>\r\n"), (.client, "DATA\r\n"),
        (.server, "354 go\r\n"), (.client, "XFOO\r\n.\r\n"),
      ])
    #expect(early.clientText.hasSuffix("XFOO\r\n.\r\n"))
    #expect(!early.rules.contains(.unexpectedTransition))
  }

  @Test("after a hole in a command the next command behind a reply is judged again")
  func resynchronises() {
    let played = Replayed([
      (.server, "220 m\r\n"), (.client, "MAIL FR"), (.client, "??"), (.client, ":<a@b>\r\n"),
      (.server, "250 ok\r\n"), (.client, "RCPT TO:<|c>\r\n"),
    ])
    #expect(played.gravest == .drop)
  }

  @Test("a capture that starts late is judged from the first certain byte on")
  func midstream() {
    let late: [(Sender, String)] = [
      (.client, "body text\r\nXFOO\r\n.\r\n"), (.server, "250 queued\r\n"),
      (.client, "XFOO\r\n"), (.server, "500 no\r\n"), (.client, "MAIL FROM:<|a>\r\n"),
    ]
    let played = Replayed(late, opening: .midstream)
    #expect(played.clientText == "body text\r\nXFOO\r\n.\r\nXFOO\r\n")
    #expect(played.gravest == .drop)
    let content: [(Sender, String)] = [
      (.server, "354 go\r\n"), (.client, "XFOO\r\n.\r\n"), (.server, "250 ok\r\n"),
      (.client, "XFOO\r\n"),
    ]
    #expect(Replayed(content, opening: .midstream).clientText == "XFOO\r\n.\r\nXXXX\r\n")
  }

  @Test("a reply is found behind a million line ends in one segment")
  func lineEnds() {
    let played = Replayed(
      [
        (.server, String(repeating: "\n", count: 1_000_000) + "354 go\r\n"),
        (.client, "XFOO\r\n.\r\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n"),
      ], opening: .midstream)
    #expect(played.clientText == "XFOO\r\n.\r\nXXXX\r\n")
  }

  @Test("TLS in the middle of a capture is not judged at all")
  func midstreamTLS() {
    let played = Replayed(
      [(.client, "\u{17}\u{3}\u{3}ab"), (.server, "\u{17}\u{3}\u{3}ab")], opening: .midstream)
    #expect(played.session.hasJudged == false)
    #expect(played.session.blindness.map(\.reason) == [.tls])
  }

  @Test("without a packet of the server DATA is taken as accepted")
  func oneSided() {
    let played = Replayed(
      [
        (.client, "EHLO c\r\n"), (.client, "MAIL FROM:<a@b>\r\n"), (.client, "RCPT TO:<c@d>\r\n"),
        (.client, "DATA\r\n"), (.client, "XFOO: bar\r\n\r\nXFOO\r\n.\r\n"), (.client, "QUIT\r\n"),
      ], silent: .server)
    #expect(played.rules == [.oneSided])
    #expect(played.session.messages.map(\.recipients) == [1])
  }

  @Test("without a packet of the server nothing is judged behind AUTH until a verb comes")
  func oneSidedAuthentication() {
    let played = Replayed(
      [
        (.client, "AUTH LOGIN\r\n"), (.client, "dXNlcg==\r\n"), (.client, "c2VjcmV0\r\n"),
        (.client, "MAIL FROM:<|a@b>\r\n"),
      ], silent: .server)
    #expect(played.gravest == .drop)
    #expect(played.clientText == "AUTH LOGIN\r\ndXNlcg==\r\nc2VjcmV0\r\n")
  }

  @Test(
    "a side that comes late is no missing one, and nothing is judged of which the order is unknown")
  func lateSide() {
    let rest: [(Sender, String)] = [
      (.client, "MAIL FROM:<a@b>\r\n"), (.server, "250 ok\r\n"), (.client, "RCPT TO:<c@d>\r\n"),
      (.server, "250 ok\r\n"), (.client, "DATA\r\n"), (.server, "354 go\r\n"),
      (.client, "XFOO\r\n.\r\n"), (.server, "250 ok\r\n"), (.client, "XFOO\r\n"),
    ]
    let greeting = Replayed(
      [(.server, "220 m\r\n"), (.client, "EHLO c\r\n"), (.server, "250 m\r\n")] + rest,
      silent: .client, silentUntil: 1)
    #expect(greeting.session.blindness.isEmpty)
    #expect(greeting.clientText.hasSuffix("XFOO\r\n.\r\nXXXX\r\n"))
    let ahead = Replayed(
      [(.server, "220 m\r\n"), (.server, "250 m\r\n"), (.client, "EHLO c\r\n")] + rest,
      silent: .client, silentUntil: 2)
    #expect(ahead.session.blindness.map(\.reason) == [.oneSided])
    #expect(ahead.clientText.hasSuffix("XFOO\r\n.\r\nXXXX\r\n"))
    #expect(!ahead.rules.contains(.pipelining))
    let behind = Replayed(
      [(.client, "EHLO c\r\n"), (.server, "220 m\r\n"), (.server, "250 m\r\n")] + rest,
      silent: .server, silentUntil: 1)
    #expect(behind.session.blindness.isEmpty)
    #expect(behind.clientText.hasSuffix("XFOO\r\n.\r\nXXXX\r\n"))
  }

  @Test(
    "a greeting without its handshake is one: the first command and its reply are judged",
    arguments: [["220 mx\r\n"], ["220-mx\r\n", "220 b\r\n"]])
  func lateGreeting(_ greeting: [String]) {
    let start = greeting.map { (Sender.server, $0) }
    let keywords = Replayed(
      start + [(.client, "EHLO x\r\n"), (.server, "250-a\r\n250 STARTTLS\r\n")],
      opening: .midstream)
    #expect(keywords.serverText.hasPrefix("220"))
    #expect(keywords.serverText.hasSuffix("*\r\n250-a\r\n250 XXXXXXXA\r\n"))
    let path = Replayed(
      start + [(.client, "MAIL FROM:<a|b>\r\n"), (.server, "250 ok\r\n")], opening: .midstream)
    #expect(path.session.ending?.decision == .drop)
    #expect(path.session.messages.map(\.sender) == ["a|b"])
    let record = "\u{16}\u{3}\u{1}\u{0}\u{2}hi"
    let tls = Replayed(start + [(.client, record), (.server, record)], opening: .midstream)
    #expect(tls.clientText == record)
    #expect(tls.serverText.hasSuffix(record))
  }

  @Test("TLS behind a hole in the server's stream is not judged further on")
  func lateServerTLS() {
    let record = "\u{16}\u{3}\u{1}\u{0}\u{2}hi"
    let played = Replayed([
      (.client, record), (.server, "?"), (.server, record), (.client, record + "EXPN\r\n"),
    ])
    #expect(played.clientText == "XXXXXXX" + record + "EXPN\r\n")
    #expect(played.rules == [.tlsRecord, .unknownCommand, .gap, .tlsUnmodelled])
  }
}
