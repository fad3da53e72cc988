import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

struct ComparisonRunTests {
  private static let strict = """
    policy-map type inspect esmtp M
     parameters
      mask-banner
      no allow-tls
     match header line length gt 998
      drop-connection log
     match cmd RCPT count gt 100
      drop-connection log
    policy-map global_policy
     class inspection_default
      inspect esmtp M
    service-policy global_policy global

    """

  /// Edits of the strict policy that bring about each kind of difference.
  private static let others: [String] = [
    strict, strict.replacing("gt 998", with: "gt 4000"),
    strict.replacing("gt 100\n", with: "gt 50\n"),
    strict.replacing("no allow-tls", with: "allow-tls"),
    strict.replacing("inspect esmtp M\nservice", with: "no inspect esmtp\nservice"),
    strict.replacing("mask-banner", with: "no mask-banner"),
    strict.replacing("drop-connection log", with: "drop-connection"),
    strict.replacing("gt 100\n  drop-connection log", with: "gt 100\n  reset log"),
  ]

  private struct Result {
    var status: Int
    var records: [[String: Any]]

    func of(_ kind: String) -> [[String: Any]] {
      records.filter { $0["record"] as? String == kind }
    }
  }

  private func compare(
    _ policies: [LoadedPolicy], gate: ComparisonRun.Gate = .any, only: Set<ComparisonKind> = [],
    _ paths: [String]? = nil, options: AnalysisOptions = AnalysisOptions()
  ) throws -> Result {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report"
    var run = try ComparisonRun(
      policies: policies, options: options,
      report: #require(ComparisonWriter(.json)), run: comparisonRecord(of: policies),
      output: OutputFile(path: path), gate: gate, only: only)
    for capture in try paths ?? repositoryCaptures().map(\.path) {
      try run.read(.file(capture), filter: nil) { _ in }
    }
    let outcome = try run.finish()
    let lines = try Data(contentsOf: URL(filePath: path)).split(separator: 10)
    return Result(
      status: outcome.status,
      records: try lines.map {
        try #require(JSONSerialization.jsonObject(with: $0) as? [String: Any])
      })
  }

  @Test("a policy compared with itself differs in nothing")
  func same() throws {
    let policy = try loadPolicy(Self.strict)
    let result = try compare([policy, policy])
    #expect(result.status == 0)
    #expect(result.of("session").isEmpty)
    #expect(result.of("difference").isEmpty)
  }

  @Test("sessions are what two analyses of their own give")
  func asSeparate() throws {
    let policies = try Self.others.map { try loadPolicy($0) }
    let captures = try repositoryCaptures().map(\.path)
    let alone = try policies.map { try sessions(captures, policy: $0) }
    let result = try compare(policies)
    let summary = try #require(result.of("summary").first)
    #expect(summary["sessions"] as? Int == alone[0].count)
    for (index, candidate) in alone.enumerated().dropFirst() {
      let listed = result.of("session").filter { $0["candidate"] as? Int == index }
      for (old, new) in zip(alone[0], candidate) {
        #expect(old.id == new.id)
        let record = listed.first { $0["id"] as? String == "\(old.id)" }
        #expect((record == nil) == (SessionPair(old: old, new: new).kind == nil))
        guard let record else { continue }
        let verdicts = ["old", "new"].map {
          (record[$0] as? [String: Any])?["verdict"] as? String
        }
        #expect(verdicts == [old.verdict.rawValue, new.verdict.rawValue])
      }
    }
  }

  @Test(
    "random policies over random traffic, each side under a profile of its own, give what analyses of their own give (seeds 1 to 40)",
    arguments: 1...40 as ClosedRange<UInt64>)
  func asSeparateAtRandom(seed: UInt64) throws {
    var traffic = RandomTraffic(seed: seed)
    let folder = try TemporaryFolder()
    let path = try folder.write(traffic.capture(sessions: 20), as: "random.pcap")
    let shared = traffic.policy()
    let policies = try (0..<Int(2 + seed % 3)).map { index in
      // The same text under two profiles is what an upgrade asks about.
      try loadPolicy(
        index > 0 && seed % 2 == 0 ? traffic.policy() : shared, profile: traffic.profile())
    }
    var options = AnalysisOptions()
    options.jobs = seed % 4 == 0 ? 1 : 2
    options.countsAfterDivergence = seed % 5 == 0
    let result = try compare(policies, [path], options: options)
    let alone = try policies.map { try sessions([path], policy: $0, options: options) }
    let summary = try #require(result.of("summary").first)
    #expect(summary["sessions"] as? Int == alone[0].count)
    let candidates = try #require(summary["candidates"] as? [[String: Any]])
    for index in 1..<policies.count {
      let listed = result.of("session").filter { $0["candidate"] as? Int == index }
      var transitions: [[String]: Int] = [:]
      var expected: Set<String> = []
      for (old, new) in zip(alone[0], alone[index]) {
        transitions[[old.verdict.rawValue, new.verdict.rawValue], default: 0] += 1
        guard let kind = SessionPair(old: old, new: new).kind else { continue }
        expected.insert("\(old.id)")
        let record = try #require(listed.first { $0["id"] as? String == "\(old.id)" })
        #expect(record["kind"] as? String == kind.rawValue)
        for (side, session) in [("old", old), ("new", new)] {
          let told = try #require(record[side] as? [String: Any])
          #expect(told["verdict"] as? String == session.verdict.rawValue)
          let events = (told["events"] as? [[String: Any]] ?? []).map {
            "\($0["rule"] ?? "") \($0["offset"] ?? "") \($0["source"] ?? "")"
          }
          #expect(
            events
              == session.events.map(\.event).map {
                "\($0.rule.rawValue) \($0.offset) \($0.source.map(\.description) ?? "<null>")"
              })
        }
      }
      #expect(Set(listed.compactMap { $0["id"] as? String }) == expected)
      let matrix = try #require(candidates[index - 1]["transitions"] as? [String: [String: Int]])
      for (old, row) in matrix {
        for (new, count) in row { #expect(count == transitions[[old, new], default: 0]) }
      }
    }
  }

  @Test("STARTTLS that is masked among other keywords and no longer is, is opened")
  func opened() throws {
    var capture = CaptureBuilder()
    capture.session([
      ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"),
      ("S", "250-h\r\n250-XYZ\r\n250-STARTTLS\r\n250 ZYX\r\n"),
    ])
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "tls.pcap")
    let old = Self.strict.replacing(
      " match header", with: " match ehlo-reply-parameter others\n  mask\n match header")
    let new = old.replacing("no allow-tls", with: "allow-tls")
    let result = try compare([try loadPolicy(old), try loadPolicy(new)], [path])
    #expect(result.of("session").map { $0["kind"] as? String } == ["opened"])
  }

  @Test("each change is of its kind")
  func kinds() throws {
    let policies = try Self.others.map { try loadPolicy($0) }
    let result = try compare(policies)
    let kinds = (1..<policies.count).map { index in
      Set(
        result.of("session").filter { $0["candidate"] as? Int == index }
          .compactMap { $0["kind"] as? String })
    }
    #expect(
      kinds == [
        ["fixed"], ["changed"], ["opened"], ["opened"], ["fixed", "changed"], ["relogged"],
        ["regression"],
      ])
    #expect(result.status == 1)
  }

  @Test("the gate and the list take the kinds that they are asked for")
  func gates() throws {
    let strict = try loadPolicy(Self.strict)
    let lax = try loadPolicy(Self.others[1])
    #expect(try compare([strict, lax], gate: .regression).status == 0)
    #expect(try compare([lax, strict], gate: .regression).status == 1)
    let result = try compare([strict, lax], only: [.regression])
    #expect(result.of("session").isEmpty)
    #expect(result.status == 1)
  }

  @Test("a difference knows the sessions that came by it")
  func exercised() throws {
    let result = try compare([try loadPolicy(Self.strict), try loadPolicy(Self.others[2])])
    let difference = try #require(result.of("difference").first)
    #expect(result.of("difference").count == 1)
    #expect(difference["sessions"] as? Int == 1)
    let unused = " match body length gt 900000000\n  log\npolicy-map global_policy"
    let more = Self.strict.replacing("policy-map global_policy", with: unused)
    let gone = try compare([try loadPolicy(Self.strict), try loadPolicy(more)])
    #expect(gone.of("difference").first?["sessions"] as? Int == 0)
    #expect(gone.status == 0)
  }

  @Test("a session whose STARTTLS another line hides comes by the parameter all the same")
  func exercisedParameter() throws {
    var capture = CaptureBuilder()
    for port: UInt16 in [40_001, 40_002] {
      capture.session(
        client: (1, port),
        [
          ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250-h\r\n250-XYZ\r\n250 STARTTLS\r\n"),
          ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
        ])
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "tls.pcap")
    let old = Self.strict.replacing(
      " match header", with: " match ehlo-reply-parameter others\n  mask\n match header")
    let new = old.replacing("no allow-tls", with: "allow-tls")
    for policies in [[old, new], [new, old]] {
      let result = try compare(policies.map { try loadPolicy($0) }, [path])
      #expect(result.of("difference").map { $0["sessions"] as? Int } == [2])
    }
  }

  @Test("where nothing can be looked at, nothing is said to be alike")
  func unchecked() throws {
    var capture = CaptureBuilder()
    capture.frame(from: (1, 40_001), to: (2, 25), sequence: 1, flags: CaptureBuilder.Flags.syn)
    let folder = try TemporaryFolder()
    let path = try folder.write(capture.bytes, as: "syn.pcap")
    let policies = [try loadPolicy(Self.strict), try loadPolicy(Self.others[1])]
    let result = try compare(policies, [path])
    #expect(result.status == 3)
    let summary = try #require(result.of("summary").first)
    #expect(summary["sessions"] as? Int == 1 && summary["unchecked"] as? Int == 1)
    // A policy that leaves a session alone has looked.
    let exempt = try loadPolicy(Self.others[4])
    #expect(try compare([exempt, exempt], [path]).status == 0)
  }

  @Test(
    "a session comes by every match of its class",
    arguments: ["", " match default-inspection-traffic\n"])
  func matches(_ other: String) throws {
    let text = """
      access-list MAIL extended permit tcp any any eq smtp
      class-map c
      \(other) match access-list MAIL
      policy-map global_policy
       class c
        inspect esmtp
      service-policy global_policy global

      """
    let result = try compare([try loadPolicy(Self.strict), try loadPolicy(text)])
    let counts = result.of("difference").filter { $0["block"] as? String == "class-map c" }
      .map { $0["sessions"] as? Int ?? 0 }
    #expect(counts.count == (other.isEmpty ? 1 : 2))
    #expect(counts.allSatisfy { $0 > 0 }, "\(counts)")
  }
}
