import ESMTPInspection
import Foundation
import Testing

@testable import Reports

/// What advice, fingerprints, verifications and cases say of what they were asked to leave aside.
@Suite struct NarrowingTests {
  private static let narrowing = Narrowing(
    filter: "port 25", selection: "verdict=dropped", notSelected: 3, framesLeftOut: 281)

  /// A form with what was left aside, and the same without.
  private static func texts(_ narrowing: Narrowing) -> [(
    page: String, json: String, schema: String
  )] {
    var advice = AdviceJSONTests.report()
    advice.narrowing = narrowing
    var sheet = AdviceText(width: 80, isColoured: false)
    sheet.put(advice)
    var fingerprint = FingerprintRecord()
    fingerprint.narrowing = narrowing
    var verification = VerificationReportTests.everything
    verification.narrowing = narrowing
    return [
      (sheet.takeOutput(), AdviceJSON.lines(advice, version: "1"), "advice"),
      (
        FingerprintText.page(fingerprint, width: 80, isColoured: false),
        FingerprintJSON.line(fingerprint), "fingerprint"
      ),
      (
        VerificationText.page(verification, width: 80, isColoured: false),
        VerificationJSON.lines(verification), "verification"
      ),
    ].map { page, json, schema in
      (String(decoding: page, as: UTF8.self), String(decoding: json, as: UTF8.self), schema)
    }
  }

  @Test("pages and records say what was left aside, and by what")
  func told() throws {
    for (page, json, schema) in Self.texts(Self.narrowing) {
      let words = page.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
      #expect(
        words.contains(
          "filter port 25 where verdict=dropped 3 sessions that '--where' does not select "
            + "281 frames that '--filter' does not let through"), "\(page)")
      #expect(json.contains(#""filter":"port 25","where":"verdict=dropped""#), "\(json)")
      #expect(json.contains(#""not_selected":3,"frames_left_out":281"#), "\(json)")
      let folder = SchemaTests.file.deletingLastPathComponent()
      let validator = try SchemaValidator(
        contentsOf: folder.appending(path: "esmtp-replay-\(schema)-1.schema.json"),
        and: [SchemaTests.file])
      for line in json.split(separator: "\n") {
        let record = try #require(
          JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(validator.errors(record) == [])
      }
    }
  }

  @Test("of a run that was asked for all, none says anything")
  func silent() {
    for (page, json, _) in Self.texts(Narrowing()) {
      for word in ["--where", "--filter", "not_selected", "frames_left_out", "\"where\""] {
        #expect(!page.contains(word) && !json.contains(word), "\(word)")
      }
    }
  }

  @Test(
    "nothing is said of captures of which a part was looked at",
    arguments: [
      (Narrowing(), "the firewall keeps no mail of these captures from its server"),
      (narrowing, "the firewall keeps no mail of the selected sessions from its server"),
      (
        Narrowing(filter: "port 25"),
        "the firewall keeps no mail of what '--filter' lets through of these captures from its server"
      ),
    ])
  func scope(_ narrowing: Narrowing, _ sentence: String) {
    var report = AdviceJSONTests.report()
    report.advice = []
    report.narrowing = narrowing
    var sheet = AdviceText(width: 80, isColoured: false)
    sheet.put(report)
    let page = String(decoding: sheet.takeOutput(), as: UTF8.self)
    let words = page.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    #expect(words.contains(sentence), "\(page)")
  }

  @Test("cases that are not selected are counted behind the others")
  func cases() {
    let records = CaseReportTests.records
    #expect(
      CaseText.summary([records[0]], notSelected: 28) == "1 case: 1 passed; 28 not selected\n")
    #expect(
      CaseTAP.text([records[0]], failing: [.fail], notSelected: 1)
        .contains("1..1\n# not-selected: 1 case\nok 1"))
    #expect(
      CaseJUnit.text([records[0]], failing: [.fail], notSelected: 28)
        .contains(#"<property name="not-selected" value="28 cases"/>"#))
  }
}
