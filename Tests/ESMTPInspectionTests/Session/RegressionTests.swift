import Primitives
import Testing

@testable import ESMTPInspection

/// What once came out wrong.
@Suite struct RegressionTests {
  private static let start: [(Sender, String)] = [(.server, "220 m\r\n")]

  @Test(
    "a drop beats an edit of the same packet, which never left",
    arguments: [
      "AB\r\nRCPT TO:<a|b@c>\r\n", "NOOP x\nRCPT TO:<a|b@c>\r\n",
      "MAIL FROM:<<a@b>>\r\nRCPT TO:<|c>\r\n",
    ])
  func dropBeatsEdit(_ packet: String) {
    let played = Replayed(Self.start + [(.client, packet)])
    #expect(played.clientText.isEmpty)
    #expect(played.gravest == .drop)
    #expect(played.session.divergence?.divergence.why == "the session is closed here")
  }

  @Test(
    "no report shows authentication data",
    arguments: [
      [(Sender.client, "AU"), (.client, "TH PLAIN c2VjcmV0\r\n")],
      [(.client, " AUTH PLAIN c2VjcmV0\r\n")],
      [(.client, "STARTTLS\r\nAUTH PLAIN c2VjcmV0\r\n"), (.server, "220 go\r\n")],
      [(.client, "AUTH LOGIN\r\nc2VjcmV0\r\n"), (.server, "334 x\r\n")],
      [(.client, "X-EXPS LOGIN\r\n"), (.server, "334 x\r\n"), (.client, "c2VjcmV0\r\n")],
      [(.client, "AUTH PLAIN c2VjcmV0\n")],
      [(.client, "X-EXPS LOGIN c2VjcmV0\r\n"), (.server, "235 ok\r\n")],
      [(.client, "X-EX"), (.client, "PS LOGIN c2VjcmV0\r\n"), (.server, "235 ok\r\n")],
      [
        (.client, "AUTH LOGIN\r\n"), (.server, "504 no\r\n500 c2VjcmV0\r\n"),
        (.client, "NOOP\r\n"),
      ],
      [
        (.client, "AUTH LOGIN\r\nc2VjcmV0\r\nNOOP\r\n"),
        (.server, "504 no\r\n354 c2VjcmV0\r\n250 ok\r\n250 ok\r\n"), (.client, "NOOP\r\n"),
      ],
    ] as [[(Sender, String)]])
  func secrets(_ dialogue: [(Sender, String)]) {
    for profile in Profile.all {
      for event in Replayed(Self.start + dialogue, profile: profile, silentTLS: true).events {
        #expect(!asText(event.before).contains("c2VjcmV0"), "\(profile.name) \(event.rule)")
        #expect(!asText(event.after).contains("c2VjcmV0"), "\(profile.name) \(event.rule)")
      }
    }
  }

  @Test("the masked rest of a packet stays masked behind a DATA in it")
  func maskedData() {
    let played = Replayed(
      Self.start + [
        (.client, "XFOO\r\nDATA\r\nNOOP\r\n"), (.server, "500 no\r\n503 no\r\n"),
        (.client, "NOOP\r\n"),
      ])
    #expect(played.clientText == "XXXX\r\nXXXX\r\nXXXX\r\nNOOP\r\n")
  }

  @Test(
    "an unknown line that ends in a bare LF in a later segment is crossed out whole from there on")
  func lateTermination() {
    let played = Replayed(
      Self.start + [(.client, "XFOO b"), (.client, "ar\n")], profile: .asaField)
    #expect(played.clientText == "XXXX bXX\n")
    #expect(played.rules == [.maskBanner, .commandTermination])
  }

  @Test("NOOP and blanks reach over segments")
  func longNoop() {
    let played = Replayed(
      Self.start + [(.client, "EHLO cli"), (.client, "ent\r\n")], profile: .pix63)
    #expect(played.clientText == "NOOP       \r\n")
  }

  @Test(
    "a CR at the end of a segment stays where NOOP is filled up",
    arguments: [("EHLO c", "NOOP  "), ("XFOO", "NOOP"), ("XFO", "XXX"), ("XF", "XX")])
  func noopBeforeLineFeed(_ line: String, _ wanted: String) {
    let played = Replayed(
      Self.start + [(.client, line + "\r"), (.client, "\n")], profile: .pix63)
    #expect(played.clientText == wanted + "\r\n")
    #expect(played.rules.contains(line.utf8.count < 4 ? .shortCommand : .unknownCommand))
  }

  @Test("several replies before a close are none to speak of")
  func repliesBeforeClose() {
    let replies: [(Sender, String)] = [(.server, "451 a\r\n"), (.server, "550 b\r\n")]
    #expect(Replayed(Self.start + replies).rules == [.maskBanner])
    let later = Replayed(Self.start + replies + [(.client, "NOOP\r\n")])
    #expect(later.rules == [.maskBanner, .unexpectedTransition, .unexpectedTransition])
  }

  @Test(
    "STARTTLS that the end of the session cuts is discarded, two letters and a CR are crossed out")
  func cutLines() {
    let map = PolicyMap.of([])
    let cut = Replayed(Self.start + [(.client, "STARTTLS")], map: map, silentTLS: true)
    #expect(cut.clientText.isEmpty)
    #expect(cut.rules == [.truncatedCommand])
    let short = Replayed(Self.start + [(.client, "AB\r")], map: map)
    #expect(short.clientText == "XX\r")
    #expect(short.rules == [.splitVerb, .unknownCommand])
  }

  @Test("chunks carry a Message-ID and are held against SIZE=")
  func chunkedMessage() {
    let text = "Message-ID: <x@y> (c)\r\n\r\nhi"
    let played = Replayed(
      Self.start + [
        (.client, "MAIL FROM:<a@b> SIZE=5\r\n"), (.server, "250 ok\r\n"),
        (.client, "BDAT \(text.utf8.count) LAST\r\n" + text), (.server, "250 ok\r\n"),
      ])
    #expect(played.session.messages.map(\.messageID) == ["<x@y>"])
    #expect(played.rules.contains(.sizeMismatch))
  }

  @Test("match not on a count is tried at each step")
  func negatedCount() {
    let map = PolicyMap.of([.number(.invalidRecipientsCount, 1, [.log], not: true)])
    let refused: [(Sender, String)] = [(.client, "RCPT TO:<x@y>\r\n"), (.server, "550 no\r\n")]
    #expect(Replayed(Self.start + refused + refused, map: map).rules == [.invalidRecipients])
  }

  @Test(
    "a line length is tried on masked lines as well, and on none that CR LF does not end",
    arguments: [
      (["XFOO b", "ar\r\n"], 1), (["XFOO a\r\nNOOP\r\n"], 2), (["XFOO b", "ar\n"], 0),
      (["XFOO a\r\nNOOP\n"], 1), (["H", "ELO\r\n"], 1), (["NOOP aaaaa\r\n"], 0), (["HI\r\n"], 1),
    ] as [([String], Int)])
  func lengthOfMaskedLines(_ pieces: [String], _ count: Int) {
    let map = PolicyMap.of([.number(.commandLineLength, 9, [.log], not: true)])
    let played = Replayed(Self.start + pieces.map { (.client, $0) }, map: map)
    #expect(played.rules.filter { $0 == .commandLineLength }.count == count)
  }

  @Test(
    "a command that is masked goes on through the criteria behind its verb",
    arguments: [Profile.asa, .asaField])
  func maskGoesOn(_ profile: Profile) {
    let mask = PolicyMap.Match.verbs([.mail, .rcpt], [.mask(log: false)])
    let length = PolicyMap.Match.number(.senderAddressLength, 5, [.dropConnection(log: false)])
    let played = Replayed(
      Self.start + [(.client, "MAIL FROM:<long@x>\r\n")], profile: profile,
      map: .of([mask, length]))
    #expect(played.rules == [.commandVerb, .senderAddressLength])
    #expect(played.clientText.isEmpty)
    let relay = PolicyMap.of([mask]) {
      $0.mailRelay = .init(
        .init(domain: "x", action: .log), source: SourceLine(file: "test", line: 5))
    }
    let rcpt = Replayed(
      Self.start + [(.client, "RCPT TO:<a@y>\r\n")], profile: profile, map: relay)
    #expect(rcpt.rules == [.commandVerb, .mailRelay])
    let stray = Replayed(
      Self.start + [(.client, "RCPT TO:<<a@x>\r\n")], profile: profile, map: .of([mask]))
    #expect(
      stray.clientText == (profile == .asa ? "XXXXXXXXXXXXXX\r\n" : "XXXX TO:< a@x>\r\n"))
  }

  @Test("what an unknown line meets in its later segments was seen by the firewall too")
  func laterSegmentsOfMaskedLine() {
    let map = PolicyMap.of([.number(.commandLineLength, 9, [.dropConnection(log: false)])])
    let open: [(Sender, String)] = [(.client, "XFOO b"), (.client, "arrrrr")]
    let played = Replayed(Self.start + open, map: map)
    #expect(played.observedRules == [.unknownCommand, .commandLineLength])
    #expect(played.clientText == "XXXXXX")
    let next: [(Sender, String)] = [
      (.client, "XFOO b"), (.client, "ar\r\n"), (.client, "NOOP aaaaaa"),
    ]
    #expect(Replayed(Self.start + next, map: map).observedRules == [.unknownCommand])
  }

  @Test("the rest of a packet behind a masked verb is masked by the same match")
  func restBehindMaskedVerb() {
    let map = PolicyMap.of([
      .verbs([.mail], [.mask(log: true)]), .number(.senderAddressLength, 5, [.log]),
      .number(.commandLineLength, 30, [.log]),
    ])
    let played = Replayed(
      Self.start + [
        (.client, "MAIL FROM:<long@x>\r\nNOOP\r\nVRFY \(CountedCase.text(30))\r\nNOOP\r\n")
      ], map: map)
    #expect(
      played.rules.filter { $0 != .pipelining } == [
        .commandVerb, .senderAddressLength, .commandVerb, .commandLineLength, .commandVerb,
      ])
    #expect(played.events.filter { $0.rule == .commandVerb }.map(\.log.count) == [1, 0, 0])
    let next = Replayed(
      Self.start + [(.client, "MAIL FROM:<x>\r\n"), (.client, "XFOO\r\n")], map: map)
    #expect(next.rules.filter { $0 != .pipelining } == [.commandVerb, .unknownCommand])
  }

  @Test("stray brackets log 108002 in every profile, a pipe where its profile says so")
  func strayBracketLog() {
    for profile in Profile.all {
      let stray = Replayed(Self.start + [(.client, "RCPT TO:<<a@b>\r\n")], profile: profile)
      #expect(
        stray.event(.addressCharacter)?.log.first?.contains("108002: SMTP replaced") == true,
        "\(profile.name)")
    }
    let pipe = Replayed(Self.start + [(.client, "RCPT TO:<a|b@c>\r\n")], profile: .pix44)
    #expect(pipe.event(.addressCharacter)?.log == [])
  }

  @Test("a reset has its own words, and the greeting of PIX 4.0 is rewritten")
  func words() {
    let map = PolicyMap.of([.number(.recipientCount, 1, [.reset(log: true)])])
    let rcpt: (Sender, String) = (.client, "RCPT TO:<x@y>\r\n")
    let log = Replayed(Self.start + [rcpt, rcpt], map: map).event(.recipientCount)?.log ?? []
    #expect(log.contains { $0.hasSuffix("reason - inspector drop reset.") })
    #expect(Replayed(Self.start, profile: .pix40).event(.maskBanner)?.action == .rewrite)
  }
}
