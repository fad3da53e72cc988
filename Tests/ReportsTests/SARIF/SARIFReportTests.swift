import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

@Suite struct SARIFReportTests {
  typealias Object = [String: Any]

  private static func log(_ bytes: [UInt8]) throws -> Object {
    try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? Object)
  }

  private static func runs(_ bytes: [UInt8]) throws -> [Object] {
    try #require(try log(bytes)["runs"] as? [Object])
  }

  /// A report whose earlier findings are known, new and gone.
  static func withBaseline() -> [UInt8] {
    var session = Samples.dropped
    for index in session.events.indices {
      session.events[index].baseline = index == 0 ? .unchanged : .new
    }
    var summary = Samples.total
    summary.absent = [
      AbsentFinding(
        session: "1:AAAA=", rule: .recipientCount, sender: .client, offset: 7, frame: 9,
        match: "cmd RCPT count gt 100", source: SourceLine(file: "old.cfg", line: 3))
    ]
    return Samples.report(.sarif, sessions: [session], summary: summary)
  }

  static func everything() -> [[UInt8]] {
    [
      Samples.report(.sarif), Samples.report(.sarif, sessions: []), withBaseline(),
      ComparisonReportTests.report(.sarif), ComparisonReportTests.report(.sarif, candidates: 2),
    ] + HostileBytes.corpus.map { HostileBytes.report(.sarif, $0, .init()) }
  }

  @Test("the samples are the recorded log")
  func golden() throws { try expectGolden(Samples.report(.sarif), "report.sarif") }

  @Test("a comparison is the recorded log")
  func comparison() throws {
    try expectGolden(ComparisonReportTests.report(.sarif), "comparison.sarif")
  }

  @Test("each result names its rule, its artifacts and a fingerprint of its own")
  func references() throws {
    for run in try Self.runs(Samples.report(.sarif)) {
      let driver = try #require((run["tool"] as? Object)?["driver"] as? Object)
      let rules = try #require(driver["rules"] as? [Object]).map { $0["id"] as? String }
      #expect(rules == Rule.allCases.map(\.rawValue))
      let artifacts = try #require(run["artifacts"] as? [Object]).map {
        ($0["location"] as? Object)?["uri"] as? String
      }
      #expect(artifacts.contains("running.cfg"))
      #expect(artifacts.contains("outside/mx1.pcapng"))
      let results = try #require(run["results"] as? [Object])
      #expect(results.count == 7)
      var fingerprints: Set<String> = []
      for result in results {
        let index = try #require(result["ruleIndex"] as? Int)
        #expect(rules[index] == result["ruleId"] as? String)
        let prints = try #require(result["partialFingerprints"] as? [String: String])
        fingerprints.formUnion(prints.values)
        let places =
          (result["locations"] as? [Object] ?? [])
          + (try #require(result["relatedLocations"] as? [Object]))
        for place in places {
          let artifact = try #require(
            (place["physicalLocation"] as? Object)?["artifactLocation"] as? Object)
          #expect(artifacts[try #require(artifact["index"] as? Int)] == artifact["uri"] as? String)
          #expect(URL(string: try #require(artifact["uri"] as? String)) != nil)
        }
      }
      #expect(fingerprints.count == results.count)
    }
  }

  @Test("the location is the line of the policy, the related location the frame of its capture")
  func places() throws {
    let results = try #require(
      try Self.runs(Samples.report(.sarif))[0]["results"] as? [Object])
    let drop = try #require(results.first { $0["level"] as? String == "error" })
    let place = try #require(
      (drop["locations"] as? [Object])?.first?["physicalLocation"] as? Object)
    let region = try #require(place["region"] as? Object)
    #expect(region["startLine"] as? Int == 401)
    #expect((region["snippet"] as? Object)?["text"] as? String == "header line length gt 998")
    let related = try #require((drop["relatedLocations"] as? [Object])?.first)
    #expect(
      (related["message"] as? Object)?["text"] as? String
        == "Frame 31: client byte 1412, 1,001 bytes.")
  }

  @Test("frames are those of the input that holds them, before its record comes, too")
  func frames() throws {
    var writer = ReportWriter(.sarif)
    writer.run(Samples.run)
    writer.reading(Samples.captures[0].path)
    writer.capture(Samples.captures[0])
    writer.reading(Samples.captures[1].path)
    writer.session(Samples.masked)
    writer.capture(Samples.captures[1])
    writer.summary(Samples.total)
    let result = try #require(
      (try Self.runs(writer.takeOutput())[0]["results"] as? [Object])?.first)
    let related = try #require((result["relatedLocations"] as? [Object])?.first)
    let artifact = (related["physicalLocation"] as? Object)?["artifactLocation"] as? Object
    #expect(artifact?["uri"] as? String == "outside/mx2.pcap")
    let name = (related["logicalLocations"] as? [Object])?.first?["name"] as? String
    let frame = Samples.masked.events[0].event.moment.frame - 1204
    #expect(name == "frame \(frame)")
  }

  @Test("states stand beside those of an earlier report")
  func baseline() throws {
    let results = try #require(try Self.runs(Self.withBaseline())[0]["results"] as? [Object])
    let states = results.map { $0["baselineState"] as? String }
    #expect(states == ["unchanged"] + Array(repeating: "new", count: 5) + ["absent"])
    let plain = try #require(try Self.runs(Samples.report(.sarif))[0]["results"] as? [Object])
    #expect(plain.allSatisfy { $0["baselineState"] == nil })
  }

  @Test("paths become URI references")
  func uris() {
    #expect(SARIFRun.uri("a b/ü:c.cfg") == "a%20b/%C3%BC%3Ac.cfg")
    #expect(SARIFRun.uri("/etc/asa.cfg") == "file:///etc/asa.cfg")
    #expect(SARIFRun.uri("-") == "esmtp-replay:standard-input")
    #expect(SARIFRun.uri("built-in") == "esmtp-replay:built-in")
    #expect(SARIFRun.uri("profile asa") == "esmtp-replay:profile%20asa")
  }

  @Test("a message holds no placeholder and no link")
  func messages() {
    #expect(SARIFRun.escaped("[a-z]{0} [x](1)") == "[a-z]{{0}} [x\\](1)")
  }

  @Test("mailbox names are shortened unless they are asked for")
  func redaction() {
    let text = String(decoding: Samples.report(.sarif), as: UTF8.self)
    #expect(!text.contains("newsletter@") && text.contains("n...@example.net"))
    var writer = ReportWriter(.sarif, redaction: .none)
    writer.run(Samples.run)
    writer.session(Samples.dropped)
    writer.summary(Samples.total)
    #expect(String(decoding: writer.takeOutput(), as: UTF8.self).contains("newsletter@"))
  }

  @Test("every log is printable ASCII and one JSON text")
  func hostile() throws {
    for bytes in Self.everything() {
      #expect(bytes.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
      #expect(try Self.log(bytes)["version"] as? String == "2.1.0")
    }
  }

  static let validator = [
    "python3", "-c",
    """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    check = jsonschema.validators.validator_for(schema)(schema)
    errors = list(check.iter_errors(json.load(open(sys.argv[2])))) if len(sys.argv) > 2 else []
    for error in errors[:5]: print(error.json_path, error.message[:200])
    sys.exit(3 if errors else 0)
    """,
  ]

  @Test(
    "the schema of OASIS takes every log, and none that lacks a member",
    .enabled(
      if: Peers.schema("sarif-2.1.0.json") != nil
        && Peers.has(["python3", "-c", "import jsonschema"]),
      "skipped: there is no schema in .build/peers, or no python3 with jsonschema; run scripts/install-peers"
    ))
  func schema() throws {
    let command = Self.validator + [try #require(Peers.schema("sarif-2.1.0.json"))]
    // It takes seconds for each.
    for bytes in Self.everything().prefix(7) {
      let verdict = try #require(try Peers.judge(command, bytes))
      #expect(verdict.status == 0, "\(verdict.text)")
    }
    for (member, other) in [
      ("\"message\"", "\"massage\""), ("\"driver\"", "\"diver\""),
      ("\"level\":\"error\"", "\"level\":\"bad\""),
    ] {
      let wrong = String(decoding: Samples.report(.sarif), as: UTF8.self)
        .replacing(member, with: other)
      #expect(try #require(try Peers.judge(command, Array(wrong.utf8))).status == 3)
    }
  }
}
