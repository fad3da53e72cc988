import ESMTPInspection
import Foundation
import Testing

@testable import Reports

/// The reports of a fingerprint.
@Suite struct FingerprintReportTests {
  private static var record: FingerprintRecord {
    var record = FingerprintRecord()
    for session in 1...7 {
      record.add([.starsBehindCode, .letteredKeywords, .keywords, .startTLSKeyword], of: session)
    }
    record.add(.digitsAmongStars, of: 8)
    record.add([.plainGreeting, .keywords], of: 9)
    record.add([], of: 10)
    return record
  }

  @Test("the record obeys the schema, and one that differs in a member does not")
  func schema() throws {
    let folder = URL(filePath: #filePath)
      .appending(path: "../../../../Sources/Reports/Schema").standardized
    let validator = try SchemaValidator(
      contentsOf: folder.appending(path: "esmtp-replay-fingerprint-1.schema.json"),
      and: [folder.appending(path: "esmtp-replay-1.schema.json")])
    for record in [Self.record, FingerprintRecord()] {
      let line = FingerprintJSON.line(record)
      let value = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      #expect(validator.errors(value) == [])
      for key in value.keys {
        var changed = value
        changed[key] = nil
        #expect(!validator.errors(changed).isEmpty, "without \(key)")
      }
    }
  }

  @Test("sessions with the same marks are one group, and what fits all of them is named")
  func groups() {
    let record = Self.record
    #expect(record.groups.map(\.count) == [7, 1])
    #expect(record.groups[0].sessions == [1, 2, 3, 4, 5])
    #expect((record.marked, record.plain, record.untold) == (8, 1, 1))
    #expect(record.profiles == ["asa", "asa-9.4", "asa-8.4", "asa-7.2", "asa-7.0"])
    #expect(record.certainty == .high)
    #expect(record.remarks.count == 2)
  }

  @Test("where no profile fits as it stands, one does with the scope of X open, and it is said")
  func openScope() {
    var record = FingerprintRecord()
    record.add([.digitsAmongStars, .echoedVerb, .refusedEHLO], of: 1)
    #expect(record.profiles == ["pix-6.3", "pix-5.1"])
    #expect(record.groups[0].profiles == ["pix-6.3", "pix-5.1"])
    #expect(record.remarks.contains { $0.contains("disagree about what becomes X") })
    #expect(record.remarks.contains { $0.contains("a server that knows no EHLO") })
  }

  @Test("asterisks are spoken of where there are some")
  func littleProof() {
    var record = FingerprintRecord()
    record.add([.plainGreeting, .crossedCommand], of: 1)
    #expect(
      record.remarks == [
        "what is seen proves little: a client may have sent such a line of its own"
      ])
    record = FingerprintRecord()
    record.add(.starsBehindCode, of: 1)
    #expect(
      record.remarks == [
        "what is seen proves little: servers are configured to greet with asterisks, too"
      ])
  }

  @Test("a page fits the terminal", arguments: [40, 80, 200])
  func page(_ width: Int) {
    let page = String(
      decoding: FingerprintText.page(Self.record, width: width, isColoured: false), as: UTF8.self)
    #expect(page.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= width })
    #expect(page.contains("fingerprint · 10 sessions"))
    #expect(page.contains("1, 2, 3, 4, 5, …"))
  }

  @Test("a report warns of it, and its summary has it where there is any")
  func summary() {
    var summary = Samples.summary([.untouched: 1], seen: .alreadyInspected)
    #expect(!summary.warnings([], quote: { $0 }).contains { $0.contains("the marks fit") })
    summary.fingerprint = Self.record
    #expect(summary.warnings([], quote: { $0 }).contains { $0.contains("asa-8.4") })
  }
}
