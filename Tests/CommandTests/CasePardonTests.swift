import Foundation
import Testing

struct CasePardonTests {
  private static let capture = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "captures/auth-plain/auth-plain.pcap")

  /// A case that is recorded under a policy without `mask-banner`, which then masks.
  private func changed(_ options: [String] = []) throws -> Workplace {
    let folder = try Workplace()
    let text = "policy-map type inspect esmtp m\n parameters\n  no mask-banner\n"
    try folder.write(text, as: "p.cfg")
    try folder.write(Data(contentsOf: Self.capture), as: "cases/a/a.pcap")
    let recorded = try Tool.run(
      ["record", "-p", "p.cfg"] + options + ["cases/a"], in: folder)
    #expect(recorded.status == 0, "\(recorded.error)")
    try folder.write(text.replacing("no mask", with: "mask"), as: "p.cfg")
    #expect(try Tool.run(["test", "cases"], in: folder).status == 1)
    return folder
  }

  @Test("a case does not fail for a rule that is ignored", arguments: [[], ["--exact"]])
  func ignoredRules(options: [String]) throws {
    let folder = try changed(options)
    let ignored = try Tool.run(["test", "--ignore-rule", "mask-banner", "cases"], in: folder)
    #expect(ignored.status == 0, "\(ignored.output)")
    #expect(ignored.output.hasPrefix("PASS     cases/a\n"))
    let other = try Tool.run(["test", "--ignore-rule", "cmd-verb", "cases"], in: folder)
    #expect(other.status == 1)
    let wrong = try Tool.run(["test", "--ignore-rule", "nothing", "cases"], in: folder)
    #expect(wrong.status == 2)
  }

  @Test("nor for the absence of what it does")
  func absence() throws {
    let folder = try Workplace()
    let text = "policy-map type inspect esmtp m\n parameters\n  mask-banner\n"
    try folder.write(text, as: "p.cfg")
    try folder.write(Data(contentsOf: Self.capture), as: "cases/a/a.pcap")
    _ = try Tool.run(["record", "-p", "p.cfg", "cases/a"], in: folder)
    try folder.write(text.replacing("mask-banner", with: "no mask-banner"), as: "p.cfg")
    #expect(try Tool.run(["test", "cases"], in: folder).status == 1)
    let ignored = try Tool.run(["test", "--ignore-rule", "mask-banner", "cases"], in: folder)
    #expect(ignored.status == 0, "\(ignored.output)")
  }

  @Test("a case does not fail for what an earlier report holds")
  func baseline() throws {
    let folder = try changed()
    let report = try Tool.run(
      ["analyze", "-p", "p.cfg", "--format", "json", "cases/a/a.pcap"], in: folder)
    try folder.write(report.output, as: "base.jsonl")
    let known = try Tool.run(["test", "--baseline", "base.jsonl", "cases"], in: folder)
    #expect(known.status == 0, "\(known.output)")
    try folder.write("{\n", as: "broken.jsonl")
    let broken = try Tool.run(["test", "--baseline", "broken.jsonl", "cases"], in: folder)
    #expect(broken.status == 2)
    #expect(broken.error.hasPrefix("broken.jsonl:1: error: "), "\(broken.error)")
  }
}
