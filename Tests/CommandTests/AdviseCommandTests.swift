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

  @Test("of an FTD it is said how lines get in, of an ASA nothing")
  func typing() throws {
    let lines = """
      class-map inspection_default
       match default-inspection-traffic
      policy-map global_policy
       class inspection_default
        inspect esmtp
      service-policy global_policy global

      """
    for (version, isTold) in [("NGFW Version 6.6.1", true), ("ASA Version 9.8(2)", false)] {
      let advice = try Tool.run(
        ["advise", "-p", "p.cfg", Self.capture("long-header-line")], on: "\(version)\n\(lines)")
      #expect(advice.output.contains("FlexConfig") == isTold)
    }
  }

  @Test("captures from behind an inspecting firewall are told of by every command")
  func inspected() throws {
    let folder = try Workplace()
    let masked = folder.url.appending(path: "masked.pcap").path
    let capture = Self.capture("starttls")
    #expect(try Tool.run(["rewrite", capture, "-w", masked], in: folder).status == 0)
    for words in [["advise", masked], ["compare", "default", "default", masked]] {
      #expect(
        try Tool.run(words, in: folder).error.contains("it was captured between one and the client")
      )
      #expect(try !Tool.run(words + ["-q"], in: folder).error.contains("captured between"))
    }
    #expect(try Tool.run(["advise", capture], in: folder).error == "")
  }

  @Test(
    "what the bytes of a device show of an open assumption is said where it is listed",
    arguments: ["asa", "asa-field"])
  func shown(_ device: String) throws {
    let folder = try Workplace()
    let masked = folder.url.appending(path: "masked.pcap").path
    let made = try Tool.run(
      ["rewrite", "--profile", device, Self.capture("multiline-greeting"), "-w", masked], in: folder
    )
    #expect(made.status == 0)
    for command in ["advise", "analyze"] {
      let text = try Tool.run([command, masked]).output
      let words = text.split { $0.isWhitespace }.joined(separator: " ")
      #expect(
        words.contains(
          "the bytes of session 1 show the choice that is taken here: it is settled for that device"
        ))
      #expect(
        words.contains("the bytes of session 1 show the other choice") == (device == "asa-field"))
      #expect(words.contains("captures: those of both sides of the firewall settle these as well"))
    }
    let record = try Tool.run(["advise", masked, "-q", "--format", "json"]).output
    #expect(record.contains("\"shown_otherwise\":1") == (device == "asa-field"))
    let plain = try Tool.run(["advise", Self.capture("multiline-greeting")]).output
    #expect(!plain.contains("the bytes of"))
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
        "\"causes\":1,\"sessions_omitted\":0,\"sessions_unproven\":0,\"assumptions\":1,\"status\":0}\n"
      ))
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
