import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

/// Sessions that hang on what documents and field say differently, against analyses of their own.
@Suite struct ProfileFlipTests {
  /// What a comparison of a policy with itself finds, with the verdicts that it rests on.
  private func flips(
    _ paths: [String], _ policy: LoadedPolicy, _ options: AnalysisOptions = AnalysisOptions()
  ) throws -> ProfileFlips? {
    var doubts = ProfileDoubts()
    for record in try sessions(paths, policy: policy, options: options) { doubts.add(record) }
    var reading = SecondReading()
    for path in paths { reading.add(.file(path), filter: nil) }
    return try reading.flips([(policy, doubts)], options)[0]
  }

  @Test(
    "what is flagged is what two separate analyses decide differently (seeds 1 to 60)",
    arguments: 1...60 as ClosedRange<UInt64>)
  func separate(seed: UInt64) throws {
    var traffic = RandomTraffic(seed: seed)
    let folder = try TemporaryFolder()
    let path = try folder.write(traffic.capture(sessions: 24), as: "random.pcap")
    var options = AnalysisOptions()
    options.countsAfterDivergence = seed % 5 == 0
    let text = traffic.policy()
    let name = traffic.profile()
    let policy = try loadPolicy(text, profile: name)
    let found = try flips([path], policy, options)
    guard let found else {
      #expect(!policy.profile.usesMap)
      return
    }
    #expect(found.unresolved == 0)
    // The other profile as its own name brings it, where it has one.
    let other: LoadedPolicy? =
      name == "asa" || name == "asa-field"
      ? try loadPolicy(text, profile: name == "asa" ? "asa-field" : "asa")
      : policy.turned(policy.openSwitches)
    let here = try sessions([path], policy: policy, options: options)
    let there = try sessions([path], policy: #require(other), options: options)
    var expected: [Int: [Verdict]] = [:]
    for (left, right) in zip(here, there) {
      #expect(left.id == right.id)
      if left.verdict != right.verdict { expected[left.id] = [left.verdict, right.verdict] }
      // Who met no open switch is decided alike in all that a comparison looks at but the bytes.
      if left.doubts.isEmpty {
        #expect(left.verdict == right.verdict, "session \(left.id)")
        #expect(left.divergence?.frame == right.divergence?.frame, "session \(left.id)")
      }
    }
    let flagged = Dictionary(
      uniqueKeysWithValues: found.sessions.map { ($0.id, [$0.verdict, $0.other]) })
    #expect(flagged == expected, "\(text)")
    // Each switch that is said to do it alone does.
    for flip in found.sessions where flip.isEach {
      for (switchName, single) in ProfileSwitches.named where flip.switches.contains(switchName) {
        let turned = try #require(policy.turned(single))
        let verdict = try sessions([path], policy: turned, options: options)
          .first { $0.id == flip.id }?.verdict
        #expect(verdict == flip.other)
      }
    }
  }

  @Test("the random traffic has what this is about")
  func power() throws {
    var seen: Set<String> = []
    var count = 0
    for seed in 1...30 as ClosedRange<UInt64> {
      var traffic = RandomTraffic(seed: seed)
      let folder = try TemporaryFolder()
      let path = try folder.write(traffic.capture(sessions: 24), as: "random.pcap")
      let policy = try loadPolicy(traffic.policy(), profile: traffic.profile())
      let found = try flips([path], policy)
      count += found?.sessions.count ?? 0
      seen.formUnion(found?.sessions.flatMap(\.switches) ?? [])
    }
    #expect(count > 25)
    #expect(seen.isSuperset(of: ["banner", "unknown-command-scope", "pipe", "auth-equals"]))
  }

  @Test("a bar in an address flips between closing and rewriting, and is named")
  func pipe() throws {
    var capture = CaptureBuilder()
    capture.session([
      ("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 ok\r\n"),
      ("C", "MAIL FROM:<a|b@c.example>\r\n"), ("S", "250 ok\r\n"),
    ])
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "pipe.pcap")
    let documented = try #require(try flips([path], loadPolicy(profile: "asa")))
    #expect(documented.other == "asa-field")
    #expect(
      documented.sessions == [
        ProfileFlip(
          id: 1, verdict: .dropped, other: .rewritten, switches: ["pipe"], isEach: true)
      ])
    let field = try #require(try flips([path], loadPolicy(profile: "asa-field")))
    #expect(field.other == "asa")
    #expect(field.sessions.map(\.other) == [.dropped])
    let release = try #require(try flips([path], loadPolicy(profile: "asa-8.4")))
    #expect(release.other == "asa-8.4 with the switches of asa-field")
    #expect(release.sessions.map(\.switches) == [["pipe"]])
    #expect(try flips([path], loadPolicy(profile: "pix-6.3")) == nil)
  }

  @Test("an AUTH= line flips where nothing else of the reply is masked")
  func authEquals() throws {
    var capture = CaptureBuilder()
    for (number, reply) in [
      "250-h\r\n250 AUTH=LOGIN\r\n", "250-h\r\n250-AUTH=LOGIN\r\n250 XYZ\r\n", "250 h\r\n",
    ].enumerated() {
      capture.session(
        client: (1, UInt16(40_000 + number)),
        [("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", reply), ("C", "AUTH LOGIN\r\n")])
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "auth.pcap")
    let text = """
      policy-map type inspect esmtp M
       parameters
        no mask-banner
       match ehlo-reply-parameter others
        mask

      """
    let found = try #require(try flips([path], loadPolicy(text, profile: "asa")))
    #expect(found.sessions.map(\.id) == [1])
    #expect(found.sessions.map(\.switches) == [["auth-equals"]])
    #expect(found.sessions.map(\.other) == [.untouched])
  }

  @Test("a class that holds no inspect esmtp alone flips its sessions")
  func bareNoInspect() throws {
    var capture = CaptureBuilder()
    capture.session([("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 ok\r\n")])
    // Of this one nothing but a SYN came.
    capture.frame(from: (9, 50_000), to: (2, 25), sequence: 5, flags: CaptureBuilder.Flags.syn)
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "class.pcap")
    let policy = try loadPolicy(
      """
      class-map some
       match port tcp eq smtp
      policy-map global_policy
       class some
        no inspect esmtp
       class inspection_default
        inspect esmtp
      service-policy global_policy global

      """, profile: "asa")
    let found = try #require(try flips([path], policy))
    #expect(found.sessions.map(\.switches) == [["bare-no-inspect"], ["bare-no-inspect"]])
    #expect(found.sessions.map(\.verdict) == [.exempt, .exempt])
    #expect(found.sessions.map(\.other) == [.masked, .untouched])
  }

  @Test("TLS where the configuration is silent flips where the version speaks against the profile")
  func silentTLS() throws {
    var capture = CaptureBuilder()
    capture.session([
      ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250-mx\r\n250 STARTTLS\r\n"),
    ])
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "tls.pcap")
    let text = """
      ASA Version 9.6(1)
      policy-map type inspect esmtp M
       parameters
        no mask-banner
      policy-map global_policy
       class inspection_default
        inspect esmtp M
      service-policy global_policy global

      """
    let found = try #require(try flips([path], loadPolicy(text, profile: "asa")))
    #expect(found.sessions.map(\.switches) == [["silent-tls"]])
    #expect(found.sessions.map(\.other) == [.untouched])
    #expect(try flips([path], loadPolicy(text))?.sessions == [])
  }

  @Test("a profile keeps its generation when a switch is turned")
  func generations() throws {
    for profile in Profile.all {
      for (_, single) in ProfileSwitches.named {
        let turned = profile.turned(single)
        #expect(turned == profile)
        // Twice is none.
        #expect(turned.turned(single).openSwitches == profile.openSwitches)
      }
    }
    #expect(Profile.asa.turned(Profile.asa.openSwitches).name == "asa-field")
    #expect(Profile.asaField.turned(Profile.asaField.openSwitches).name == "asa")
    #expect(Profile.pix63.openSwitches == [])
  }

  @Test("the switches have the names of the open assumptions")
  func names() {
    let known = Set(Assumption.all.map(\.name))
    for (name, _) in ProfileSwitches.named { #expect(known.contains(name), "\(name)") }
  }
}
