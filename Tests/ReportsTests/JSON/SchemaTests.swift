import ESMTPInspection
import Foundation
import Testing

@testable import Reports

struct SchemaTests {
  static let file = URL(filePath: #filePath)
    .appending(path: "../../../../Sources/Reports/Schema/esmtp-replay-1.schema.json").standardized

  @Test("every schema has a name of its own")
  func names() throws {
    let folder = Self.file.deletingLastPathComponent()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
      .filter { $0.hasSuffix(".schema.json") }
    let names = try files.map { file in
      let schema = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appending(path: file)))
      return try #require((schema as? [String: Any])?["$id"] as? String, "\(file)")
    }
    #expect(files.count > 1 && Set(names).count == files.count)
    #expect(names.allSatisfy { $0.hasPrefix("urn:esmtp-replay:") })
  }

  private static func records(_ output: [UInt8]) throws -> [[String: Any]] {
    try output.split(separator: 10).map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  /// All records, with hostile bytes, nulls and extreme numbers among them.
  private static func everything() -> [UInt8] {
    var report = JSONReport()
    report.run(
      RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [], checksums: "all", afterDivergence: "assume"))
    report.capture(
      CaptureRecord(
        path: "-", firstFrame: nil, frames: 0, bytes: .max, span: nil, linkType: "RAW",
        snapshotLength: 0, error: nil))
    report.capture(
      CaptureRecord(
        path: "a\u{202E}ü\n", firstFrame: 1, frames: 1, bytes: 0, span: .min ... .max,
        linkType: "RAW", snapshotLength: 0, error: "\u{1B}[2J"))
    for text in HostileBytes.corpus { report.session(HostileBytes.session(text)) }
    var session = HostileBytes.session([0, 255])
    for ended in [nil, 7] {
      session.shard = ShardSession(ended: ended, isProvisional: ended == nil, isDoubtful: true)
      report.session(session)
    }
    session.shard = Samples.limited(session)
    report.session(session)
    for step in Samples.connectionSteps { report.connection(step) }
    for shard in Samples.shards { report.shard(shard) }
    return Samples.report(.json) + LeftAsideTests.report(.json) + report.takeOutput()
  }

  @Test("every reason of coverage is named")
  func reasons() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    let definition = try #require(text.firstRange(of: /"reason": \{\s*"description": "[^"]*"/))
    let words = text[definition].split { !($0.isLetter || $0 == "-") }
    for reason in CoverageReason.allCases {
      #expect(words.contains(Substring(reason.rawValue)), "\(reason)")
    }
  }

  @Test("every record of every kind obeys the schema")
  func valid() throws {
    let validator = try SchemaValidator(contentsOf: Self.file)
    let records = try Self.records(Self.everything())
    for record in records { #expect(validator.errors(record) == []) }
    let kinds = Set(records.compactMap { $0["record"] as? String })
    #expect(
      kinds == ["run", "capture", "session", "refused", "connection", "shard", "summary"])
  }

  @Test("a record that differs in one member is refused")
  func strict() throws {
    let validator = try SchemaValidator(contentsOf: Self.file)
    for record in try Self.records(Samples.report(.json)) {
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

  private static let wrongEvents: [(String, any Sendable)] = [
    ("time", "2014-08-14T11:04:31Z"), ("rule", "no-such-rule"), ("action", "nothing"),
    ("direction", "both"), ("offset", -1), ("before", "a\u{1}"), ("before", "a\\q"),
    ("before", "a\\x1"), ("log", ""), ("certainty", "likely"), ("frame", 0), ("frame", true),
    ("length", 1.5), ("confidence", NSNull()), ("after", "ü"), ("after", "a\n"),
  ]

  @Test("an event with a wrong value is refused")
  func wrongValues() throws {
    let validator = try SchemaValidator(contentsOf: Self.file)
    let records = try Self.records(Samples.report(.json))
    var session = try #require(records.first { ($0["events"] as? [Any])?.isEmpty == false })
    let events = try #require(session["events"] as? [[String: Any]])
    #expect(validator.errors(session) == [])
    for (key, value) in Self.wrongEvents {
      var changed = events
      changed[0][key] = value
      session["events"] = changed
      #expect(!validator.errors(session).isEmpty, "\(key) \(value)")
    }
  }

  @Test("the schema lists every rule, verdict and coverage")
  func lists() throws {
    let root = try SchemaValidator(contentsOf: Self.file).root
    let definitions = try #require(root["$defs"] as? [String: [String: Any]])
    let listed = { (name: String) in definitions[name]?["enum"] as? [String] }
    #expect(listed("rule") == Rule.allCases.map(\.rawValue))
    #expect(listed("verdict") == Verdict.allCases.map(\.rawValue))
    #expect(listed("coverage") == Coverage.allCases.map(\.rawValue))
    #expect(listed("closing") == SessionClosing.allCases.map(\.rawValue))
  }

  @Test(
    "a validator of others agrees",
    .enabled(
      if: SchemaTests.python(["-c", "import jsonschema"]) == 0,
      "skipped: there is no python3 with jsonschema"))
  func otherValidator() throws {
    let records = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data(Self.everything()).write(to: records)
    defer { try? FileManager.default.removeItem(at: records) }
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      check = jsonschema.Draft202012Validator(schema)
      sys.exit(0 if all(check.is_valid(json.loads(line)) for line in open(sys.argv[2])) else 3)
      """
    #expect(Self.python(["-c", script, Self.file.path, records.path]) == 0)
    let wrong = Data(
      String(decoding: Samples.report(.json), as: UTF8.self).replacing("mask", with: "x").utf8)
    try wrong.write(to: records)
    #expect(Self.python(["-c", script, Self.file.path, records.path]) == 3)
  }

  /// The exit status of python3; nil where it is not there.
  static func python(_ arguments: [String]) -> Int32? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
