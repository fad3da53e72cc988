import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

/// The reports of a verification.
@Suite struct VerificationReportTests {
  /// A record with something in every place, hostile names among it.
  static var everything: VerificationRecord {
    var outside = VerificationSide(
      name: "outside", captures: ["a\u{1B}[2J.pcap"], frames: 12, span: 0...1_000_000_000)
    outside.sessions = 9
    outside.unpaired = 1
    outside.outsideOfTime = 2
    outside.ambiguous = 2
    outside.withoutBytes = 1
    let inside = VerificationSide(name: "inside", captures: [], frames: 0, span: nil)
    var record = VerificationRecord(
      profile: "asa", policyFiles: ["fw\u{202E}.cfg"], outside: outside, inside: inside)
    record.clockOffset = -3_000_000
    record.transit = 180_000
    (record.pairs, record.pairsByTime, record.clockJumps) = (4, 1, 1)
    record.unpairedTogether = 1
    (record.clientsOutside, record.clientsInside) = (2, 1)
    (record.sidesByBytes, record.sidesByTime, record.sidesAssumed) = (1, 1, 1)
    (record.agreeing, record.disagreeing, record.agreeingInPart) = (2, 1, 1)
    record.notCompared = [("a capture starts in the middle of the session", 1)]
    record.notInspected = 1
    (record.compared, record.differing, record.unseen) = (4000, 7, 12)
    var rule = RuleAgreement(rule: .maskBanner)
    (rule.agrees, rule.disagrees, rule.unseen) = (2, 1, 1)
    var other = RuleAgreement(rule: nil)
    other.unpredicted = 1
    record.rules = [rule, other]
    record.switches = [
      SwitchAgreement(
        name: "pipe", question: "what it does", telling: 1,
        positions: [.init(name: "blank", isPresent: true, agrees: 0, differing: 7)])
    ]
    record.untoldSwitches = ["map"]
    record.profiles = [
      ProfileAgreement(name: "asa", agrees: 2, differing: 7, agreesWhereTelling: 0),
      ProfileAgreement(name: "asa-field", agrees: 3, differing: 0, agreesWhereTelling: 1),
    ]
    record.telling = 1
    record.best = ["asa-field"]
    var finding = VerificationFinding(
      kind: .bytes, rule: .maskBanner, isPredicted: true, outside: 3, inside: 4, outsideFrame: 20,
      insideFrame: 22, sender: .server, offset: 4, length: 7,
      explanations: ["profile asa-field"])
    finding.sent = Array("220 mx\u{1B}[2J\r\n".utf8)
    finding.predicted = Array("220 ******\r\n".utf8)
    finding.captures = ["d/1-mask-banner.outside.pcapng", "d/1-mask-banner.inside.pcapng"]
    record.findings = [
      finding,
      VerificationFinding(
        kind: .keptBack, rule: nil, isPredicted: false, outside: 3, inside: 4, outsideFrame: 20,
        insideFrame: 22, sender: .client, offset: 900, length: 100, explanations: []),
    ]
    record.notes = ["a note"]
    return record
  }

  @Test("every record obeys the schema, and one that differs in a member does not")
  func schema() throws {
    let folder = URL(filePath: #filePath)
      .appending(path: "../../../../Sources/Reports/Schema").standardized
    let validator = try SchemaValidator(
      contentsOf: folder.appending(path: "esmtp-replay-verification-1.schema.json"),
      and: [folder.appending(path: "esmtp-replay-1.schema.json")])
    let lines = VerificationJSON.lines(Self.everything).split(separator: 10)
    let records = try lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
    #expect(
      Set(records.compactMap { $0["record"] as? String })
        == ["verification", "rule", "switch", "profile", "finding"])
    for record in records {
      #expect(validator.errors(record) == [])
      for key in record.keys {
        var changed = record
        changed[key] = nil
        #expect(!validator.errors(changed).isEmpty, "without \(key)")
      }
    }
  }

  @Test("the page says everything, escapes what is hostile, and fits", arguments: [40, 80, 160])
  func page(_ width: Int) {
    let page = String(
      decoding: VerificationText.page(Self.everything, width: width, isColoured: false),
      as: UTF8.self)
    #expect(!page.contains("\u{1B}"))
    #expect(!page.contains("\u{202E}"))
    #expect(page.split(separator: "\n").allSatisfy { $0.unicodeScalars.count <= width })
    let words = page.split(whereSeparator: { $0 == " " || $0 == "\n" }).joined(separator: " ")
    for sentence in [
      "2 of 3 sessions were forwarded as predicted, byte for byte; 1 otherwise",
      "4 sessions: 3 by what they carry, 1 by their lengths and times alone",
      "the clock inside is 3.000 ms behind", "2 as predicted, 1 otherwise, 1 not to be seen",
      "no rule known", "not told here: map", "they differ in 1 session",
      "mask-banner: predicted otherwise", "no rule known: kept back though it was to pass",
      "no behaviour that was tried", "1 session outside without a leg inside",
      "1 of those outside may be one with a session inside: they begin together and share lines",
      "2 sessions outside from times that the capture inside does not have",
      "2 sessions outside to which several inside may belong: alike and at the same time",
      "12 bytes that one side alone has", "1 paired session: a capture starts in the middle",
    ] {
      #expect(words.contains(sentence), "\(sentence)")
    }
  }
}
