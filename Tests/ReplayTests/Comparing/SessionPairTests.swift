import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// What a change of policy does to one session.
@Suite struct SessionPairTests {
  private static let map = """
    policy-map type inspect esmtp M
     parameters
      no mask-banner
      allow-tls
     match ehlo-reply-parameter others
      mask

    """

  /// The session of a dialogue under two policies.
  private func pair(_ dialogue: [(Character, String)], _ old: String, _ new: String) throws
    -> SessionPair
  {
    var capture = CaptureBuilder()
    capture.session(dialogue)
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "one.pcap")
    let records = try [old, new].map { try sessions([path], policy: loadPolicy($0)) }
    return SessionPair(old: try #require(records[0].first), new: try #require(records[1].first))
  }

  private func kinds(_ dialogue: [(Character, String)], _ old: String, _ new: String) throws
    -> [ComparisonKind?]
  {
    [try pair(dialogue, old, new).kind, try pair(dialogue, new, old).kind]
  }

  private static func mail(greeting: String = "220 mx\r\n", ehlo: String) -> [(Character, String)] {
    [
      ("S", greeting), ("C", "EHLO c\r\n"), ("S", ehlo), ("C", "MAIL FROM:<a@example.net>\r\n"),
      ("S", "250 ok\r\n"), ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"),
      ("C", "DATA\r\n"), ("S", "354 go\r\n"), ("C", "Subject: x\r\n\r\nbody\r\n.\r\n"),
      ("S", "250 ok\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ]
  }

  @Test("mail that hangs fares worse than mail that arrives, whatever the verdicts are")
  func hangs() throws {
    let dialogue = Self.mail(ehlo: "250-h\r\n250-XYZ\r\n250 SIZE 1000\r\n")
    let pair = try pair(dialogue, Self.map, Self.map)
    #expect(pair.old.verdict == .masked && pair.old.fate.outcome == .delivered)
    let hanging = with(pair.new) { $0.fate.outcome = .hangs }
    #expect(SessionPair(old: pair.old, new: hanging).kind == .regression)
    #expect(SessionPair(old: hanging, new: pair.old).kind == .fixed)
    // A milder verdict does not make up for it.
    let rewriting = SessionPair(
      old: with(pair.old) { $0.verdict = .rewritten }, new: hanging)
    #expect(rewriting.kind == .regression)
  }

  @Test("a greeting of which one source says that the mask breaks it makes nothing worse by itself")
  func brokenGreeting() throws {
    let dialogue = Self.mail(
      greeting: "220-mx.example.com one\r\n220 mx.example.com two\r\n",
      ehlo: "250-h\r\n250-XYZ\r\n250 SIZE 1000\r\n")
    let masking = Self.map.replacing("no mask-banner", with: "mask-banner")
    #expect(try kinds(dialogue, Self.map, masking) == [.changed, .changed])
  }

  private func with(_ record: SessionRecord, _ change: (inout SessionRecord) -> Void)
    -> SessionRecord
  {
    var copy = record
    change(&copy)
    return copy
  }

  @Test("TLS that is prevented is a regression, with mail in sight or without")
  func losesTLS() throws {
    let offered = "250-h\r\n250-XYZ\r\n250 STARTTLS\r\n"
    let hiding = Self.map.replacing("  allow-tls", with: "  no allow-tls")
    let plain = Self.mail(ehlo: offered)
    let pair = try pair(plain, Self.map, hiding)
    #expect(pair.old.fate.outcome == .delivered && pair.new.fate.outcome == .deliveredInClear)
    #expect(try kinds(plain, Self.map, hiding) == [.regression, .opened])
    let without: [(Character, String)] = [
      ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", offered), ("C", "QUIT\r\n"),
      ("S", "221 bye\r\n"),
    ]
    #expect(try kinds(without, Self.map, hiding) == [.regression, .opened])
  }

  @Test("a session that was dropped and has no TLS now is no regression")
  func droppedBefore() throws {
    let dialogue = Self.mail(ehlo: "250-h\r\n250-XYZ\r\n250 STARTTLS\r\n")
    let strict = Self.map + " match cmd line length gt 5\n  drop-connection\n"
    let hiding = Self.map.replacing("  allow-tls", with: "  no allow-tls")
    #expect(try kinds(dialogue, strict, hiding) == [.fixed, .regression])
  }

  /// So many sender addresses that a policy logs, then others.
  private static func senders(_ counts: [(text: String, count: Int)]) -> [(Character, String)] {
    var dialogue: [(Character, String)] = [
      ("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 h\r\n"),
    ]
    for (text, count) in counts {
      for number in 0..<count {
        dialogue += [
          ("C", "MAIL FROM:<\(text)\(number)@example.net>\r\n"), ("S", "250 ok\r\n"),
          ("C", "RSET\r\n"), ("S", "250 ok\r\n"),
        ]
      }
    }
    return dialogue + [("C", "QUIT\r\n"), ("S", "221 bye\r\n")]
  }

  private static func logging(_ pattern: String) -> String {
    """
    regex r "\(pattern)"
    policy-map type inspect esmtp M
     parameters
      no mask-banner
     match sender-address regex r
      log

    """
  }

  @Test("what is decided behind the events that a record keeps counts")
  func omitted() throws {
    let dialogue = Self.senders([("a", 260), ("b", 40)])
    #expect(
      try kinds(dialogue, Self.logging("^[ab]"), Self.logging("^a")) == [.relogged, .relogged])
    #expect(try kinds(dialogue, Self.logging("^[ab]"), Self.logging("^[a-b]")) == [nil, nil])
    // As many events of the same rule, of others.
    let mixed = Self.senders([("a", 260), ("b", 1), ("c", 1), ("a", 3)])
    #expect(
      try kinds(mixed, Self.logging("^[ab]"), Self.logging("^[ac]")) == [.relogged, .relogged])
  }
}
