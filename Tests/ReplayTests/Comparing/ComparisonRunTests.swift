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
    _ policies: [LoadedPolicy], gate: ComparisonRun.Gate = .any, only: Set<ComparisonKind> = []
  ) throws -> Result {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report"
    let record = ComparisonRecord(
      version: "1",
      policies: policies.map { _ in
        ComparedPolicy(name: "p", files: [], profile: "asa", statement: nil, source: nil)
      }, ports: [25])
    var run = try ComparisonRun(
      policies: policies, options: AnalysisOptions(),
      report: #require(ComparisonWriter(.json)), run: record,
      output: OutputFile(path: path), gate: gate, only: only)
    for capture in try repositoryCaptures().map(\.path) {
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
}
