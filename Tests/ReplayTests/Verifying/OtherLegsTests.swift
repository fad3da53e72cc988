import CaptureFiles
import ESMTPInspection
import Foundation
import Primitives
import Reports
import Testing

@testable import Replay

/// Both legs of a session in one capture.
@Suite struct OtherLegsTests {
  static func merged(_ captures: [[UInt8]]) -> [UInt8] {
    let frames = captures.flatMap { WrittenFrame.all($0) }.sorted {
      ($0.seconds, $0.fraction) < ($1.seconds, $1.fraction)
    }
    return WrittenFrame.capture(frames, like: captures[0])
  }

  private static func records(_ capture: [UInt8]) throws -> [SessionRecord] {
    let folder = try TemporaryFolder()
    return try sessions([folder.write(capture, as: "both.pcap")], policy: loadPolicy())
  }

  @Test(
    "the leg that ends later is told to be the other one",
    arguments: ["asa", "asa-field", "pix-6.3"])
  func legs(_ profile: String) throws {
    var firewall = SimulatedFirewall(profile: profile)
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(4))
    let all = try Self.records(Self.merged([outer, inner]))
    #expect(all.count == 8)
    #expect(all.count { $0.otherLegOf != nil } == 4)
    for record in all {
      guard let other = record.otherLegOf else { continue }
      let first = try #require(all.first { $0.id == other })
      #expect(first.otherLegOf == nil)
      #expect(first.messages.first?.messageID == record.messages.first?.messageID)
    }
  }

  @Test(
    "legs with the same sockets are two sessions, and the later one is the other",
    arguments: ["asa", "asa-field", "pix-6.3"])
  func sameSockets(_ profile: String) throws {
    var firewall = SimulatedFirewall(profile: profile)
    firewall.clockShift = 0
    firewall.translation = (0, 0, 0)
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(4))
    let all = try Self.records(Self.merged([outer, inner]))
    #expect(all.count == 8)
    #expect(all.count { $0.otherLegOf != nil } == 4)
    #expect(all.allSatisfy { $0.clientStream.missing == 0 && $0.serverStream.missing == 0 })
    // Each of them is what it is in a capture of its side alone.
    for (capture, isOther) in [(outer, false), (inner, true)] {
      let alone = try Self.records(capture)
      let here = all.filter { ($0.otherLegOf != nil) == isOther }
      #expect(alone.map(\.clientStream.bytes) == here.map(\.clientStream.bytes))
      #expect(alone.map(\.serverStream.bytes) == here.map(\.serverStream.bytes))
      #expect(alone.map(\.verdict) == here.map(\.verdict))
    }
  }

  @Test("sessions on one side alone are no legs of others, however alike")
  func strangers() throws {
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(4))
    for capture in [outer, inner] {
      #expect(try Self.records(capture).allSatisfy { $0.otherLegOf == nil })
    }
    // Two clients that say the same at the same time, without a message that is the same.
    let probe: [(Character, String)] = [
      ("S", "220 mx.example.com\r\n"), ("C", "HELO probe\r\n"), ("S", "250 mx.example.com\r\n"),
      ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ]
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), probe)
    let first = builder.bytes
    var other = CaptureBuilder()
    other.session(client: (3, 40_001), probe)
    let both = try Self.records(Self.merged([first, other.bytes]))
    #expect(both.count == 2)
    #expect(both.allSatisfy { $0.otherLegOf == nil })
  }

  @Test("other legs are in no count, and the summary says how many there are")
  func counts() throws {
    var totals = Totals()
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(3))
    for record in try Self.records(Self.merged([outer, inner])) { totals.add(record) }
    let summary = totals.summary(packets: [], bounds: [], status: 0)
    #expect(summary.sessions == 3)
    #expect(summary.otherLegs == 3)
  }

  private func report(
    _ capture: [UInt8], _ form: ReportForm, selection: String? = nil
  ) throws -> (text: String, status: Int) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report"
    var options = AnalysisOptions()
    options.selection = try selection.map { text throws(SelectionError) in
      try SessionSelection(text)
    }
    var run = try AnalysisRun(
      analysis: Analysis(policy: loadPolicy(), options: options), report: ReportWriter(form),
      run: RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: path), gate: AnalysisRun.Gate(failOn: .masked))
    try run.read(.file(folder.write(capture, as: "both.pcap")), filter: nil) { _ in }
    let status = try run.finish().status
    return (try String(contentsOf: URL(filePath: path), encoding: .utf8), status)
  }

  @Test("no form counts other legs: what both sides give is what one gives")
  func forms() throws {
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(4))
    let both = Self.merged([outer, inner])
    #expect(try report(both, .counters).text == report(outer, .counters).text)
    let marks: [(ReportForm, String)] = [
      (.junit, "<testcase "), (.tap, "\nok "), (.tap, "\nnot ok "), (.sarif, "\"ruleId\""),
      (.syslog, "-302013: "), (.syslog, "-302014: "),
    ]
    for (form, mark) in marks {
      let (all, one) = try (report(both, form).text, report(outer, form).text)
      #expect(all.ranges(of: mark).count == one.ranges(of: mark).count, "\(form) \(mark)")
    }
    for form in [ReportForm.html, .markdown] {
      let page = try report(both, form).text
      #expect(page.contains("not counted"), "\(form)")
      #expect(!page.contains("8 of 4"), "\(form)")
    }
  }

  @Test("where nothing but other legs are selected, the report says so, and the gate is not hit")
  func selected() throws {
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(2))
    let both = Self.merged([outer, inner])
    let other = try #require(try Self.records(both).first { $0.otherLegOf != nil })
    for form in [ReportForm.text, .markdown, .html, .tap] {
      let (text, status) = try report(both, form, selection: "id=\(other.id)")
      #expect(status == 3)
      #expect(!text.contains("selects none"), "\(form)")
      #expect(text.contains("the other leg of a session"), "\(form)")
    }
  }
}
