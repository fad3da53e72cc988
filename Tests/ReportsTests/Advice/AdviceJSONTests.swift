import ESMTPInspection
import Foundation
import Testing

@testable import Reports

struct AdviceJSONTests {
  private static let file = URL(filePath: #filePath)
    .appending(path: "../../../../Sources/Reports/Schema/esmtp-replay-advice-1.schema.json")
    .standardized

  static func report(_ text: String = "match header line length gt 1996") -> AdviceReport {
    AdviceReport(
      profile: "asa", policyFiles: [text], sessions: 12, hasLooked: true, omitted: 3,
      advice: [
        AdviceRecord(
          rule: .headerLineLength, match: text, source: SourceLine(file: text, line: 16),
          outcome: .lost, sessions: [1, 2], count: 2,
          remedies: [
            AdviceTrialRecord(
              summary: text, lines: ["policy-map type inspect esmtp M", " \(text)"],
              helped: AdviceHelp(count: 1, inClear: 1),
              others: [(.regression, 0), (.fixed, 4)])
          ], useless: [text]),
        AdviceRecord(
          rule: .allowTLS, match: nil, source: nil, outcome: .deliveredInClear, sessions: [9],
          count: 1, remedies: [], useless: []),
      ],
      assumptions: [
        AssumptionRecord(
          name: "pipe", question: "whether so", command: "show x", source: "two documents disagree",
          flips: 11, sessions: [3, 4])
      ], status: 0)
  }

  private static func records(_ report: AdviceReport) throws -> [[String: Any]] {
    try AdviceJSON.lines(report, version: "1").split(separator: 10).map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  @Test("every record obeys the schema, whatever its texts hold", arguments: HostileBytes.texts)
  func valid(text: String) throws {
    let validator = try SchemaValidator(contentsOf: Self.file)
    let records = try Self.records(Self.report(text))
    for record in records { #expect(validator.errors(record) == []) }
    #expect(
      records.map { $0["record"] as? String } == ["run", "cause", "cause", "assumption", "summary"])
  }

  @Test("a record that differs in one member is refused")
  func strict() throws {
    let validator = try SchemaValidator(contentsOf: Self.file)
    for record in try Self.records(Self.report()) {
      for key in record.keys {
        var changed = record
        changed[key] = nil
        #expect(!validator.errors(changed).isEmpty, "without \(key)")
        changed[key] = ["a": [1.5]]
        #expect(!validator.errors(changed).isEmpty, "with another \(key)")
      }
      var more = record
      more["more"] = 1
      #expect(!validator.errors(more).isEmpty)
    }
  }

  @Test("what is tried and what it does stand in the record")
  func members() throws {
    let cause = try Self.records(Self.report())[1]
    #expect(cause["rule"] as? String == "header-line-length")
    #expect(cause["source"] as? String == "match header line length gt 1996:16")
    #expect(cause["sessions"] as? [String] == ["1", "2"])
    let remedy = try #require((cause["remedies"] as? [[String: Any]])?.first)
    #expect(remedy["helped"] as? Int == 1)
    #expect((remedy["others"] as? [String: Int])?["fixed"] == 4)
    #expect(
      remedy["lines"] as? [String] == [
        "policy-map type inspect esmtp M", " match header line length gt 1996",
      ])
  }
}
