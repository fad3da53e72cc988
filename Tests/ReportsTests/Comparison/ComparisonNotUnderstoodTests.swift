import ESMTPInspection
import Foundation
import Testing

@testable import Reports

/// What comparisons say of lines that a policy goes without.
@Suite struct ComparisonNotUnderstoodTests {
  private static let (a, b, c) = (
    "old.cfg:1: \"anyy\" is not an address", "new.cfg:7: <b>`x` is no port",
    "new.cfg:9: \"mail\" is no host"
  )

  /// The comparison of policies that go without some lines each; the sessions are decided alike.
  private static func report(
    _ form: ReportForm, _ lines: [[String]], isSweep: Bool = false,
    _ options: TextReport.Options = .init()
  ) throws -> String {
    var writer = try #require(ComparisonWriter(form, options: options))
    let policies = lines.map { lines in
      var policy = ComparedPolicy(
        name: "p.cfg", files: ["p.cfg"], profile: "asa", statement: nil, source: nil)
      policy.notUnderstood = lines
      return policy
    }
    var run = ComparisonRecord(version: "1.0.0", policies: policies, ports: [25])
    if isSweep { run.sweep = .init(criterion: "body length", values: [1, 2], maps: ["M"]) }
    writer.run(run)
    var transitions = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    transitions[3][3] = 1
    let candidate = CandidateSummary(
      differences: [], transitions: transitions, kinds: ComparisonKind.allCases.map { ($0, 0) },
      notCompared: [], endings: [])
    writer.summary(
      ComparisonSummary(
        sessions: 1, candidates: Array(repeating: candidate, count: lines.count - 1), status: 0))
    return String(decoding: writer.takeOutput(), as: UTF8.self)
  }

  private static let pair = [[a, b], [c, b, b]]

  private static let forms: [(form: ReportForm, part: String)] = [
    (
      .text,
      """
      Policy lines not understood  3 lines

        old.cfg:1: "anyy" is not an address (old policy)
        new.cfg:7: <b>`x` is no port (both policies)
        new.cfg:9: "mail" is no host (new policy)

      1 session: all decided alike

      """
    ),
    (
      .markdown,
      """
      ## Policy lines not understood

      - `old.cfg:1: "anyy" is not an address` (old policy)
      - `` new.cfg:7: <b>`x` is no port `` (both policies)
      - `new.cfg:9: "mail" is no host` (new policy)

      """
    ),
    (
      .html,
      "<h3>Policy lines not understood</h3><ul>"
        + "<li><code>old.cfg:1: &quot;anyy&quot; is not an address</code> (old policy)</li>"
        + "<li><code>new.cfg:7: &lt;b&gt;`x` is no port</code> (both policies)</li>"
        + "<li><code>new.cfg:9: &quot;mail&quot; is no host</code> (new policy)</li></ul>"
    ),
    (
      .json,
      #""not_understood":["old.cfg:1: \"anyy\" is not an address","new.cfg:7: <b>`x` is no port"]}"#
        + #",{"name":"p.cfg","policy_files":["p.cfg"],"profile":"asa","statement":null,"source":null,"#
        + #""not_understood":["new.cfg:9: \"mail\" is no host","new.cfg:7: <b>`x` is no port","#
    ),
  ]

  @Test("each line is told once, with the policies that go without it", arguments: forms.indices)
  func told(_ index: Int) throws {
    let (form, part) = Self.forms[index]
    let text = try Self.report(form, Self.pair)
    #expect(text.contains(part), "\(text)")
  }

  @Test("SARIF tells those of the old policy and of the candidate, each once")
  func sarif() throws {
    let text = try Self.report(.sarif, [[Self.a], [Self.a, Self.b], [Self.c]])
    let log = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let runs = try #require(log["runs"] as? [[String: Any]])
    let counts = runs.map { run in
      let invocation = (run["invocations"] as? [[String: Any]])?.first
      return (invocation?["toolConfigurationNotifications"] as? [Any])?.count
    }
    #expect(counts == [2, 2])
  }

  @Test("where no line is passed over, nothing is said", arguments: forms.indices)
  func silent(_ index: Int) throws {
    let form = Self.forms[index].form
    let text = try Self.report(form, [[], []])
    #expect(!text.contains("not understood") && !text.contains("as far as"), "\(text)")
    if form == .json { #expect(text.split(separator: #""not_understood":[]"#).count == 3) }
  }

  @Test(
    "policies say the same as far as they are understood",
    arguments: [ReportForm.text, .markdown, .html])
  func same(_ form: ReportForm) throws {
    func count(_ lines: [[String]]) throws -> Int {
      let text = try Self.report(form, lines, .init(width: 200))
      return text.split(separator: "as far as their lines are understood").count - 1
    }
    #expect(try count(Self.pair) == 1)
    #expect(try count([[Self.a], []]) == 1)
    // Of three policies, nothing is said of the two that are understood.
    #expect(try count([[], [Self.b], []]) == 1)
  }

  @Test(
    "the policies of a line are named in a word where they are all, or all the new ones",
    arguments: [
      ([[a], [a], [a]], false, " (all policies)"), ([[], [a], [a]], false, " (all candidates)"),
      ([[a], [], [a]], false, " (base, candidate 2)"), ([[], [a], []], false, " (candidate 1)"),
      ([[a], [a], [a]], true, ""), ([[], [a], [a]], true, " (all candidates)"),
      ([[a], [a]], true, ""),
    ])
  func named(_ lines: [[String]], isSweep: Bool, words: String) throws {
    let text = try Self.report(.text, lines, isSweep: isSweep)
    #expect(
      text.contains("Policy lines not understood  1 line\n\n  \(Self.a)\(words)\n\n"), "\(text)")
  }

  @Test("of many lines ten are shown, unless all are asked for; the totals alone name none")
  func many() throws {
    let lines = [(1...1234).map { "old.cfg:\($0): \"anyy\" is not an address" }, []]
    let text = try Self.report(.text, lines)
    #expect(text.contains("\n  and 1,224 more; --all lists them\n\n1 session"), "\(text)")
    #expect(!text.contains("old.cfg:11:"))
    let all = try Self.report(.text, lines, .init(listsAll: true))
    #expect(all.contains("old.cfg:1234:") && !all.contains("--all"))
    let quiet = try Self.report(.text, lines, .init(isQuiet: true))
    #expect(quiet == "1 session: all decided alike\n")
  }

  @Test("lines stay within the width", arguments: [20, 40, 80], [false, true])
  func narrow(width: Int, isSweep: Bool) throws {
    let lines = [[Self.a, Self.b], [Self.c], [], [Self.a]]
    let text = try Self.report(.text, lines, isSweep: isSweep, .init(width: width))
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
  }

  @Test("JSON obeys its schema, which demands the list of each policy")
  func schema() throws {
    let validator = try SchemaValidator(
      contentsOf: SchemaTests.file.deletingLastPathComponent().appending(
        path: "esmtp-replay-comparison-1.schema.json"), and: [SchemaTests.file])
    let line = try #require(try Self.report(.json, Self.pair).split(separator: "\n").first)
    var record = try #require(
      JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(validator.errors(record) == [])
    var policies = try #require(record["policies"] as? [[String: Any]])
    policies[1]["not_understood"] = nil
    record["policies"] = policies
    #expect(!validator.errors(record).isEmpty)
  }
}
