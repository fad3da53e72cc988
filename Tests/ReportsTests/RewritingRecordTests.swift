import Foundation
import Testing

@testable import Reports

@Suite struct RewritingRecordTests {
  private static let record = RewritingRecord(
    frames: 1204, edited: 2, leftOut: 1, inserted: 2, checksumsRecomputed: 1, checksumsLeft: 0,
    tooLate: 1, tooOld: 0, overlapping: 2, incomplete: 1, resetsMissing: 2,
    strays: 2)

  @Test("what was done is told a sentence a line, without what did not happen")
  func sentences() {
    #expect(
      Self.record.sentences == [
        "1,204 frames written", "2 frames edited", "1 frame left out", "2 RSTs added",
        "1 wrong or partial checksum written anew",
        "1 segment written as captured: too much waited for the decision",
        "2 frames left out because fragments overlap (RFC 5722)",
        "1 fragment written as captured: the datagram never became whole",
        "2 RSTs not added: the numbers or the headers are not known",
        "2 frames left out because the firewall has no connection for them",
      ])
  }

  @Test("the text report has them under a heading of their own")
  func text() {
    var summary = Samples.total
    let heading = "Rewritten capture"
    #expect(!String(decoding: Samples.report(.text), as: UTF8.self).contains(heading))
    summary.rewriting = Self.record
    let text = String(decoding: Samples.report(.text, summary: summary), as: UTF8.self)
    #expect(text.contains("\n\(heading)\n\n  1,204 frames written\n  2 frames edited\n"))
  }

  @Test("the summary of a run that rewrites obeys the schema")
  func schema() throws {
    var summary = Samples.total
    summary.rewriting = Self.record
    let line = try #require(
      Samples.report(.json, summary: summary).split(separator: 10).last.map { Data($0) })
    let record = try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])
    let counts = try #require(record["rewriting"] as? [String: Int])
    #expect(counts["left_out"] == 1)
    let validator = try SchemaValidator(contentsOf: SchemaTests.file)
    #expect(validator.errors(record) == [])
    var wrong = record
    wrong["rewriting"] = ["frames": 1]
    #expect(!validator.errors(wrong).isEmpty)
  }
}
