import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Foundation
import Primitives
import Reports
import Testing

@testable import Replay

/// Captures from both sides of a firewall.
@Suite struct VerificationRunTests {
  /// A dialogue with everything that profiles do differently.
  static func dialogue(_ number: Int, body: String? = nil) -> [(Character, String)] {
    [
      ("S", "220 mx20.example.com ESMTP ready 2002\r\n"), ("C", "EHLO c\(number).example.net\r\n"),
      (
        "S",
        "250-mx20.example.com\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250-VRFY\r\n"
          + "250-AUTH=LOGIN\r\n250 HELP\r\n"
      ),
      ("C", "XCLIENT name=\(number)\r\n"), ("S", "500 what \(number)\r\n"),
      ("C", "MAIL FROM:<a\(number)@example.net>\r\n"), ("S", "250 ok\r\n"),
      ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 ok\r\n"),
      ("C", "DATA\r\n"), ("S", "354 go on\r\n"),
      (
        "C",
        "Subject: \(number)\r\nMessage-ID: <\(number)@example.net>\r\n\r\n"
          + "\(body ?? "body of \(number)")\r\n.\r\n"
      ),
      ("S", "250 taken as Q\(number)\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ]
  }

  static func traffic(
    _ count: Int, body: String? = nil, start: UInt64 = 1_400_000_000
  ) -> [UInt8] {
    var builder = CaptureBuilder(start: start)
    for number in 0..<count {
      builder.session(
        client: (UInt8(1 + number % 3), UInt16(40_000 + number)), dialogue(number, body: body),
        initial: (1000 &+ UInt32(number) &* 77_777, 0xFFFF_FF00 &+ UInt32(number)))
    }
    return builder.bytes
  }

  static func verify(
    _ firewall: SimulatedFirewall, _ unedited: [UInt8], profile: String, policy: String? = nil,
    in folder: TemporaryFolder, capturesIn directory: String? = nil
  ) throws -> VerificationRecord {
    let (outer, inner) = try firewall.captures(of: unedited)
    return try verify(
      folder.write(outer, as: "outside.pcap"), folder.write(inner, as: "inside.pcap"),
      profile: profile, policy: policy, capturesIn: directory)
  }

  static func verify(
    _ outside: String, _ inside: String, profile: String, policy: String? = nil,
    capturesIn directory: String? = nil
  ) throws -> VerificationRecord {
    let behaviours = VerificationBehaviours(policy: try loadPolicy(policy, profile: profile))
    var run = try VerificationRun(behaviours, options: AnalysisOptions())
    try run.readOutside(.file(outside), filter: nil)
    try run.readInside(.file(inside), filter: nil)
    return try run.finish(policyFiles: [], capturesIn: directory)
  }

  private static let names = Profile.all.map(\.name)

  @Test("the profile of the firewall agrees completely and is among the best", arguments: names)
  func agreement(_ name: String) throws {
    let folder = try TemporaryFolder()
    let record = try Self.verify(
      SimulatedFirewall(profile: name), Self.traffic(5), profile: name, in: folder)
    #expect(record.pairs == 5)
    #expect(record.agreeing == 5)
    #expect(record.disagreeing == 0)
    #expect(record.agreeingInPart == 0)
    #expect(record.differing == 0)
    #expect(record.compared > 1500)
    #expect(record.best.contains(name))
    #expect(record.rules.allSatisfy { $0.disagrees == 0 && $0.unpredicted == 0 && $0.unseen == 0 })
    #expect(record.rules.contains { $0.rule == .maskBanner && $0.agrees == 5 })
    #expect(record.findings.isEmpty)
    #expect(record.clockOffset == 3_250_000_000)
    #expect(record.transit == 180_000)
    #expect(record.clientsOutside == 5)
  }

  @Test("clients inside are found by what was edited, and by the delay where nothing was")
  func clientsInside() throws {
    let folder = try TemporaryFolder()
    var firewall = SimulatedFirewall(profile: "asa-field")
    firewall.clientsAreOutside = false
    let record = try Self.verify(firewall, Self.traffic(3), profile: "asa-field", in: folder)
    #expect(record.clientsInside == 3)
    #expect(record.sidesByBytes == 3)
    #expect(record.agreeing == 3)
    let exempt = "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    firewall.policy = exempt
    let plain = try Self.verify(
      firewall, Self.traffic(3), profile: "asa-field", policy: exempt, in: folder)
    #expect(plain.clientsInside == 3)
    #expect(plain.sidesByTime == 3)
    #expect(plain.agreeing == 3)
    #expect(plain.notInspected == 3)
  }

  @Test(
    "another profile is found to disagree, by the right rule, and the right one is named",
    arguments: [
      ("asa-field", "asa", Rule.maskBanner, "banner-first-line"),
      ("asa-field", "asa", .unknownCommand, "unknown-command"),
      ("asa", "asa-field", .maskBanner, "banner-first-line"),
      ("asa-7.2", "asa", .ehloReplyParameter, "vrfy-keyword"),
      ("asa-field", "asa", .ehloReplyParameter, "auth-equals"),
      ("pix-6.3", "asa", .unknownCommand, "unknown-command"),
      ("pix-4.4", "pix-6.3", .maskBanner, "banner-first-line"),
      ("pix-4.0", "pix-4.4", .maskBanner, "banner-first-line"),
    ])
  func disagreement(_ real: String, _ taken: String, _ rule: Rule, _ setting: String) throws {
    let folder = try TemporaryFolder()
    let record = try Self.verify(
      SimulatedFirewall(profile: real), Self.traffic(3), profile: taken, in: folder)
    #expect(record.pairs == 3)
    #expect(record.disagreeing == 3)
    #expect(record.best.contains(real))
    #expect(!record.best.contains(taken))
    let entry = try #require(record.rules.first { $0.rule == rule })
    #expect(entry.disagrees + entry.unpredicted >= 3)
    #expect(
      record.findings.contains { $0.rule == rule && $0.explanations.contains("profile \(real)") })
    let told = try #require(record.switches.first { $0.name == setting })
    #expect(told.telling == 3)
    let present = try #require(told.positions.first { $0.isPresent })
    #expect(told.positions.contains { $0.differing < present.differing })
  }

  /// Two sessions with a long line, of which the client has time to send it again.
  private static func longBodies() -> [UInt8] {
    var builder = CaptureBuilder()
    for number in 0..<2 {
      let lines = dialogue(number, body: String(repeating: "x", count: 1200))
      let client = (host: UInt8(1), port: UInt16(40_000 + number))
      builder.session(client: client, lines, isOpen: true)
      builder.jump(by: 900_000)
      let sent = { (side: Character) in
        UInt32(lines.filter { $0.0 == side }.reduce(0) { $0 + $1.1.utf8.count })
      }
      builder.frame(
        from: client, to: (2, 25), sequence: 1001 + sent("C"), acknowledgment: 9001 + sent("S"),
        flags: CaptureBuilder.Flags.ack)
    }
    return builder.bytes
  }

  @Test("a session that was cut off though it was to pass, and the other way round")
  func drops() throws {
    let folder = try TemporaryFolder()
    let unedited = Self.longBodies()
    let policy = mapPolicy("match body line length gt 1000", "drop-connection")
    var firewall = SimulatedFirewall()
    firewall.policy = policy
    let same = try Self.verify(
      firewall, unedited, profile: "asa", policy: policy, in: folder)
    #expect(same.agreeing == 2)
    #expect(same.rules.contains { $0.rule == .bodyLineLength && $0.agrees == 2 })
    let lax = mapPolicy("match body line length gt 1000", "log")
    let passed = try Self.verify(
      firewall, unedited, profile: "asa", policy: lax, in: folder)
    #expect(passed.disagreeing == 2)
    #expect(passed.findings.contains { $0.kind == .keptBack && $0.sender == .client })
    firewall.policy = lax
    let dropped = try Self.verify(
      firewall, unedited, profile: "asa", policy: policy, in: folder)
    #expect(dropped.disagreeing == 2)
    #expect(dropped.rules.contains { $0.rule == .bodyLineLength && $0.disagrees == 2 })
    #expect(dropped.findings.contains { $0.kind == .forwarded && $0.rule == .bodyLineLength })
  }

  @Test(
    "a MAIL line that the firewall edits pairs its session, whether a rule edits it or not",
    arguments: [("asa", "a<b"), ("asa", "<<a>>|>"), ("asa-field", "a|b"), ("asa", "plain")])
  func editedSender(_ profile: String, _ name: String) throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    for number in 0..<2 {
      builder.session(
        client: (1, UInt16(40_000 + number)),
        Self.dialogue(number).map {
          ($0, $1.replacing("<a\(number)@", with: "<\(name)\(number)@"))
        }, initial: (1000, 9000 &+ UInt32(number)))
    }
    let (outer, inner) = try SimulatedFirewall(profile: profile).captures(of: builder.bytes)
    func verify(_ inner: [UInt8]) throws -> VerificationRecord {
      try Self.verify(
        folder.write(outer, as: "outside.pcap"), folder.write(inner, as: "inside.pcap"),
        profile: profile)
    }
    let record = try verify(inner)
    #expect(record.pairs == 2)
    #expect(record.disagreeing == 0)
    guard name == "plain" else { return }
    let changed = try verify(
      replaced(inner, "MAIL FROM:<plain0@", by: "MAIL FROM:<plain0_"))
    #expect(changed.pairs == 2)
    #expect(changed.disagreeing == 1)
    #expect(changed.unpairedTogether == 0)
  }

  /// A capture with other bytes in the place of some.
  private func replaced(_ capture: [UInt8], _ text: String, by other: String) -> [UInt8] {
    let (old, new) = (Array(text.utf8), Array(other.utf8))
    var capture = capture
    for start in 0...capture.count - old.count
    where capture[start..<start + old.count].elementsEqual(old) {
      capture.replaceSubrange(start..<start + old.count, with: new)
    }
    return capture
  }

  @Test("segments that were cut anew pair and agree", arguments: [5, 64, 536])
  func recut(_ longest: Int) throws {
    let folder = try TemporaryFolder()
    var firewall = SimulatedFirewall(profile: "asa-field")
    // The server's side has the client's bytes as forwarded.
    firewall.longestPayload = longest
    let long = String(repeating: "0123456789 ", count: 80)
    let record = try Self.verify(
      firewall, Self.traffic(4, body: long), profile: "asa-field", in: folder)
    #expect(record.pairs == 4)
    #expect(record.agreeing == 4)
  }

  @Test("with frames missing inside all sessions pair, and what is left agrees", arguments: [4, 7])
  func loss(_ every: Int) throws {
    let folder = try TemporaryFolder()
    var firewall = SimulatedFirewall(profile: "asa-field")
    firewall.lossInside = every
    let record = try Self.verify(firewall, Self.traffic(6), profile: "asa-field", in: folder)
    #expect(record.pairs == 6)
    // Of some nothing is left.
    #expect(record.agreeing + record.notCompared.reduce(0) { $0 + $1.count } == 6)
    #expect(record.agreeing > 3)
    #expect(record.agreeingInPart > 0)
    #expect(record.unseen > 0)
    #expect(record.findings.isEmpty)
  }

  @Test("sessions that are alike are paired by time, those at one time not at all")
  func alike() throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    for number in 0..<6 {
      builder.session(client: (1, UInt16(40_000 + number)), Self.dialogue(1))
      builder.jump(by: 30_000_000)
    }
    let record = try Self.verify(
      SimulatedFirewall(), builder.bytes, profile: "asa", in: folder)
    #expect(record.pairs == 6)
    #expect(record.agreeing == 6)
    var twins = CaptureBuilder()
    twins.session(client: (1, 40_000), Self.dialogue(1), isOpen: true)
    twins.jump(by: -46_000)
    twins.session(client: (3, 40_001), Self.dialogue(1), isOpen: true)
    let twin = try Self.verify(SimulatedFirewall(), twins.bytes, profile: "asa", in: folder)
    #expect(twin.pairs == 0)
    #expect(twin.outside.ambiguous == 2)
    #expect(twin.inside.ambiguous == 2)
  }

  @Test("legs that one side lacks are counted, by whether that side was captured then")
  func unpaired() throws {
    let folder = try TemporaryFolder()
    let (outer, _) = try SimulatedFirewall().captures(of: Self.traffic(5))
    let (_, inner) = try SimulatedFirewall().captures(of: Self.traffic(3))
    let record = try Self.verify(
      folder.write(outer, as: "outside.pcap"), folder.write(inner, as: "inside.pcap"),
      profile: "asa")
    #expect(record.pairs == 3)
    #expect(record.outside.sessions == 5)
    #expect(record.outside.outsideOfTime == 2)
    #expect(record.outside.unpaired == 0)
    #expect(record.inside.unpaired == 0)
  }

  @Test("traffic that has nothing in common is not paired")
  func strangers() throws {
    let folder = try TemporaryFolder()
    let (outer, _) = try SimulatedFirewall().captures(of: Self.traffic(2))
    var builder = CaptureBuilder()
    builder.session([
      ("S", "554 no service here\r\n"), ("C", "HELO somebody.example.org\r\n"),
      ("S", "503 go away please\r\n"),
    ])
    let record = try Self.verify(
      folder.write(outer, as: "outside.pcap"), folder.write(builder.bytes, as: "inside.pcap"),
      profile: "asa")
    #expect(record.pairs == 0)
    #expect(record.inside.unpaired == 1)
  }

  @Test("an example is written with both legs, and verifies the same by itself")
  func examples() throws {
    let folder = try TemporaryFolder()
    let record = try Self.verify(
      SimulatedFirewall(profile: "asa-field"), Self.traffic(4), profile: "asa", in: folder,
      capturesIn: folder.path)
    let finding = try #require(record.findings.first { $0.rule == .maskBanner })
    #expect(finding.count == 4)
    #expect(finding.captures.count == 2)
    #expect(
      String(decoding: finding.sent, as: UTF8.self) == "220 mx20.example.com ESMTP ready 2002\r\n")
    #expect(finding.forwarded.starts(with: "220 **".utf8))
    let again = try Self.verify(finding.captures[0], finding.captures[1], profile: "asa")
    #expect(again.pairs == 1)
    #expect(again.disagreeing == 1)
    #expect(again.findings.first { $0.rule == .maskBanner }?.offset == finding.offset)
  }

  @Test("authentication data is in no report, however it was crossed out")
  func secrets() throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    builder.session([
      ("S", "220 mx.example.com\r\n"), ("C", "EHLO a.example.net\r\n"),
      ("S", "250-mx.example.com\r\n250 AUTH PLAIN LOGIN\r\n"),
      ("C", "AUTH PLAIN AHNlY3JldABzZWNyZXQ=\r\n"), ("S", "235 ok\r\n"),
      ("C", "AUTH LOGIN\r\n"), ("S", "334 VXNlcm5hbWU6\r\n"), ("C", "c2VjcmV0c2VjcmV0\r\n"),
      ("S", "235 ok\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ])
    for (real, taken) in [("pix-4.4", "asa"), ("asa", "pix-4.4"), ("pix-6.3", "asa")] {
      let record = try Self.verify(
        SimulatedFirewall(profile: real), builder.bytes, profile: taken, in: folder)
      #expect(record.disagreeing == 1)
      for report in [
        VerificationText.page(record, width: 120, isColoured: false),
        VerificationJSON.lines(record),
      ] {
        let text = String(decoding: report, as: UTF8.self)
        #expect(!text.contains("AHNlY3JldA"))
        #expect(!text.contains("c2VjcmV0"))
      }
    }
  }

  @Test("the same captures give the same report, no line of it longer than the terminal")
  func pages() throws {
    let folder = try TemporaryFolder()
    let firewall = SimulatedFirewall(profile: "asa-field")
    let first = try Self.verify(firewall, Self.traffic(3), profile: "asa", in: folder)
    let second = try Self.verify(firewall, Self.traffic(3), profile: "asa", in: folder)
    #expect(VerificationJSON.lines(first) == VerificationJSON.lines(second))
    for width in [40, 80, 200] {
      let page = String(
        decoding: VerificationText.page(first, width: width, isColoured: false), as: UTF8.self)
      #expect(page.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= width })
      #expect(page.contains("Switches of the profile"))
    }
  }
}
