import Foundation
import Testing

struct AdviseCommandTests {
  private static func capture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "captures/\(name)/\(name).pcap").path
  }

  private func expectGolden(_ output: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Goldens", name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try Data(output.utf8).write(to: file)
      Issue.record("\(name) was recorded; run again without RECORD_GOLDENS")
      return
    }
    #expect(output == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test(
    "advice for a recorded session is laid out",
    arguments: ["long-header-line", "recipients-101", "starttls", "multiline-greeting"])
  func pages(name: String) throws {
    let advice = try Tool.run(["advise", Self.capture(name)])
    #expect(advice.status == 0)
    #expect(advice.error == "")
    try expectGolden(advice.output, "advise-\(name).txt")
  }

  @Test("what is advised lets the session through once it is typed")
  func holds() throws {
    let capture = Self.capture("long-header-line")
    let output = try Tool.run(["advise", capture]).output
    let part = try #require(
      output.firstRange(of: "\n  1: ").map { output[$0.upperBound...] })
    let lines = part.split(separator: "\n").dropFirst().prefix { !$0.hasPrefix("    lets") }
      .map { String($0.dropFirst(6)) }
    #expect(!lines.isEmpty)
    let folder = try Workplace()
    try folder.write(lines.map { $0 + "\n" }.joined(), as: "change.txt")
    let after = try Tool.run(
      ["compare", "default", "--apply", "change.txt", capture, "--format", "json"], in: folder)
    #expect(after.output.contains("\"verdict\":\"masked\""))
    #expect(after.output.contains("\"outcome\":\"delivered\""))
  }

  @Test("where the firewall stops nothing there is no advice")
  func nothing() throws {
    let advice = try Tool.run(["advise", Self.capture("plain-delivery")])
    #expect(advice.status == 0)
    #expect(advice.output.hasPrefix("No advice"))
  }

  @Test("programs get records, of no session too")
  func json() throws {
    let advice = try Tool.run(["advise", Self.capture("long-header-line"), "--format", "json"])
    #expect(advice.status == 0 && advice.error == "")
    #expect(advice.output.hasPrefix("{\"record\":\"run\","))
    #expect(advice.output.contains("\n{\"record\":\"cause\","))
    #expect(advice.output.contains("\"helped\":1,"))
    #expect(
      advice.output.hasSuffix(
        "\"causes\":1,\"sessions_omitted\":0,\"assumptions\":1,\"status\":0}\n"))
    let none = try Tool.run(
      ["advise", Self.capture("long-header-line"), "--format", "json", "--where", "verdict=reset"])
    #expect(none.status == 3)
    #expect(none.output.hasSuffix("\"assumptions\":0,\"not_selected\":1,\"status\":3}\n"))
  }

  @Test("a selection chooses who needs help")
  func selection() throws {
    let advice = try Tool.run(
      ["advise", Self.capture("long-header-line"), "--where", "outcome=refused"])
    #expect(advice.output.hasPrefix("No advice"))
    let wrong = try Tool.run(["advise", Self.capture("long-header-line"), "--where", "to=x"])
    #expect(wrong.status == 2)
    #expect(wrong.error.contains("there is no key 'to'"))
    #expect(wrong.error.contains("\n  to=x\n  ^"))
  }
}
