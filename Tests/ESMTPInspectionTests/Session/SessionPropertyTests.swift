import Primitives
import Testing

@testable import ESMTPInspection

/// Random dialogues, seeded, under every profile and a map of every criterion, `not` included.
@Suite struct SessionPropertyTests {
  private static let client = [
    "EHLO c\r\n", "HELO c\r\n", "MAIL FROM:<a@b>\r\n", "MAIL FROM:<<a@b> SIZE=2\r\n",
    "RCPT TO:<a|b@c>\r\n", "RCPT TO:<c@d>\r\n", "DATA\r\n", "AUTH LOGIN\r\n", "c2Vj\r\n",
    "STARTTLS\r\n", "BDAT 5 LAST\r\nhello", "BDAT 9\r\n", "XFOO bar\r\n", "QUIT\r\n", "NO",
    "HI\r\n",
    "\r\n", "\n", "\r", "NOOP x\n", "VRFY a\rNOOP\r\n", ".\r\n", "To: a, b\r\n", "\r\n.\r\n",
    "Content-Disposition: x; filename=abc\r\n", "Content-Transfer-Encoding: base64\r\n",
    "\u{16}\u{3}\u{1}ab", "\u{0}\u{FF}", "a long line of nothing at all\r\n",
  ]
  private static let server = [
    "220 mx 20\r\n", "220-mx\r\n220 x\r\n", "250 ok\r\n",
    "250-h\r\n250-STARTTLS\r\n250-AUTH=x\r\n250 HELP\r\n", "354 go\r\n", "334 x\r\n", "235 ok\r\n",
    "550 no\r\n", "421 late\r\n", "220 go\r\n", "500-a\r\n500 b\r\n", "250-", "hello\r\n", "\r\n",
    "\u{16}\u{3}\u{3}ab",
  ]

  /// Every criterion, plain and negated, with an action that lets the session go on.
  private static let map: PolicyMap = {
    var map = PolicyMap.of([]) {
      let source = SourceLine(file: "test", line: 2)
      $0.masksBanner = .init(true, source: source)
      $0.mailRelay = .init(.init(domain: "d", action: .log), source: source)
      $0.specialCharacter = .init(.log, source: source)
    }
    for example in CountedCase.all {
      map.matches.append(.number(example.criterion, 7, [.log]))
      map.matches.append(.number(example.criterion, 5, [.log], not: true))
    }
    for (place, example) in NamedCase.all.enumerated() {
      let masks = example.criterion.definition.actions.contains(.mask) && place % 2 == 0
      map.matches.append(
        PolicyMap.Match(
          criterion: example.criterion, argument: example.argument, isNegated: place % 3 == 0,
          actions: [masks ? .mask(log: true) : .log], source: SourceLine(file: "test", line: 9)))
    }
    return map
  }()

  private func dialogue(_ random: inout SplitMix64) -> [(Sender, String)] {
    (0..<30).map { _ in
      if Int.random(in: 0..<25, using: &random) == 0 {
        return (Bool.random(using: &random) ? .client : .server, "????")
      }
      let isClient = Int.random(in: 0..<5, using: &random) < 3
      let texts = isClient ? Self.client : Self.server
      let count = isClient ? Int.random(in: 1...3, using: &random) : 1
      let pieces = (0..<count).map { _ in texts[Int.random(in: 0..<texts.count, using: &random)] }
      return (isClient ? .client : .server, pieces.joined())
    }
  }

  @Test("any dialogue is taken, and edits and events stay within its bytes", arguments: 1...40)
  func total(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for profile in Profile.all {
      let dialogue = dialogue(&random)
      // Replayed applies each edit, which fails outside the stream.
      let played = Replayed(dialogue, profile: profile, map: Self.map, silentTLS: seed % 2 == 0)
      let (received, forwarded) = (played.session.received, played.session.forwarded)
      #expect(forwarded.client <= received.client)
      #expect(forwarded.server <= received.server)
      #expect(played.session.eventCount == played.events.count)
      for event in played.events {
        let received = event.sender == .client ? received.client : received.server
        // The length of a chunk is the one that BDAT announces.
        guard event.rule != .bdatUnmodelled else { continue }
        #expect(event.offset <= received, "seed \(seed), \(profile.name): \(event.rule)")
        #expect(
          event.offset + UInt64(max(0, event.length)) <= received + 2,
          "seed \(seed), \(profile.name): \(event.rule)")
        #expect(event.before.count <= Event.excerptLimit + 16)
      }
      if let divergence = played.session.divergence {
        #expect(divergence.ordinal < played.events.count, "seed \(seed), \(profile.name)")
      }
    }
  }

  @Test("where the server's segments are cut changes nothing", arguments: 1...40)
  func serverCuts(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) + 1_000)
    for profile in Profile.all {
      let dialogue = dialogue(&random).filter { !$0.1.hasPrefix("\u{16}") && !$0.1.contains("?") }
      let whole = Replayed(dialogue, profile: profile, map: Self.map)
      let cut = Replayed(singleBytes(dialogue, [.server]), profile: profile, map: Self.map)
      #expect(cut.clientText == whole.clientText, "seed \(seed), \(profile.name)")
      #expect(cut.serverText == whole.serverText, "seed \(seed), \(profile.name)")
      #expect(cut.rules == whole.rules, "seed \(seed), \(profile.name)")
      #expect(cut.session.messages == whole.session.messages, "seed \(seed), \(profile.name)")
    }
  }

  @Test("where a line is cut behind its verb changes nothing", arguments: 1...40)
  func clientCuts(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) + 2_000)
    for profile in Profile.all {
      // One line a segment: the end of a segment ends the mask of an unknown command.
      let dialogue = dialogue(&random).filter { sender, text in
        let line = text.hasSuffix("\r\n") ? String(text.unicodeScalars.dropLast(2)) : text
        // Behind a chunk a line may start anywhere, behind a hole segments tell where one does.
        guard !text.hasPrefix("?"), !line.hasPrefix("BDAT 9") else { return false }
        return sender == .server
          || !line.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\u{16}" }
      }
      let pieces = dialogue.flatMap { sender, text -> [(Sender, String)] in
        guard sender == .client, text.unicodeScalars.count > 9 else { return [(sender, text)] }
        let cut = Int.random(in: 9..<text.unicodeScalars.count, using: &random)
        return [
          (sender, String(String.UnicodeScalarView(text.unicodeScalars.prefix(cut)))),
          (sender, String(text.unicodeScalars.dropFirst(cut))),
        ]
      }
      let whole = Replayed(dialogue, profile: profile, map: Self.map)
      let cut = Replayed(pieces, profile: profile, map: Self.map)
      #expect(cut.clientText == whole.clientText, "seed \(seed), \(profile.name)")
      #expect(cut.serverText == whole.serverText, "seed \(seed), \(profile.name)")
      #expect(cut.rules == whole.rules, "seed \(seed), \(profile.name)")
      #expect(cut.session.messages == whole.session.messages, "seed \(seed), \(profile.name)")
    }
  }
}
