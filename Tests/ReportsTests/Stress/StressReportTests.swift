import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

/// The reports of a session that is cut anew.
@Suite struct StressReportTests {
  private static var record: StressRecord {
    let captured = StressDecision(
      verdict: .masked, outcome: .delivered, rules: [.maskBanner])
    let other = StressDecision(
      verdict: .dropped, outcome: .lost, rules: [.maskBanner, .unknownCommand])
    var found = StressFinding(
      decision: other, cuts: [(.client, 2), (.server, 0)], cutCount: 2, isBounded: true,
      way: "inside a verb", event: Samples.header, capture: "cuts/\u{1B}[2J.pcap")
    found.random = (3, 50)
    return StressRecord(
      session: Samples.masked, profile: "asa", captured: captured,
      rows: [
        StressRow(
          name: "inside a verb", trials: 15, changed: 4, decisions: [(other, 4)],
          note: "the first 15 places"),
        StressRow(name: "one byte a segment", trials: 0, changed: 0, decisions: []),
      ],
      findings: [
        found,
        StressFinding(
          decision: other, cuts: [], cutCount: 0, isBounded: false, way: "x", event: nil),
      ], notes: ["the session is looked at in part"])
  }

  @Test("the records obey the schema, and one that differs in a member does not")
  func schema() throws {
    let folder = SchemaTests.file.deletingLastPathComponent()
    let validator = try SchemaValidator(
      contentsOf: folder.appending(path: "esmtp-replay-stress-1.schema.json"),
      and: [SchemaTests.file])
    let records = try StressJSON.lines(Self.record).split(separator: 10).map {
      try #require(JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
    }
    #expect(
      records.map { $0["record"] as? String } == ["stress", "way", "way", "finding", "finding"])
    for record in records {
      #expect(validator.errors(record) == [])
      for key in record.keys {
        var changed = record
        changed[key] = nil
        #expect(!validator.errors(changed).isEmpty, "without \(key)")
        changed[key] = ["a": [1.5]]
        #expect(!validator.errors(changed).isEmpty, "with another \(key)")
      }
    }
    #expect(records.last?["rule"] is NSNull)
  }
}
