import Foundation
import Testing

/// `verify` and `fingerprint` as a user runs them, over what `rewrite` makes of recorded sessions.
struct VerifyCommandTests {
  private static func recorded(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "captures/\(name)/\(name).pcap").path
  }

  /// A folder with a recorded session as the server's side has it, and as the client's side would.
  private func sides(_ name: String, _ profile: String = "asa") throws -> Workplace {
    let folder = try Workplace()
    try FileManager.default.copyItem(
      atPath: Self.recorded(name), toPath: folder.url.path + "/inside.pcap")
    let made = try Tool.run(
      ["rewrite", "-q", "--profile", profile, "inside.pcap", "-w", "outside.pcap"], in: folder)
    #expect(made.status == 0)
    return folder
  }

  private func verify(_ folder: Workplace, _ more: [String] = []) throws -> Tool.Outcome {
    try Tool.run(
      ["verify", "--outside", "outside.pcap", "--inside", "inside.pcap"] + more, in: folder)
  }

  @Test(
    "a firewall that does what its profile says agrees with it",
    arguments: ["asa", "asa-field", "asa-7.2", "asa-7.0"])
  func agrees(profile: String) throws {
    let folder = try sides("plain-delivery", profile)
    let same = try verify(folder, ["--profile", profile])
    #expect(same.status == 0 && same.error == "")
    #expect(same.output.contains("1 of 1 session was forwarded as predicted, byte for byte"))
    let best = same.output.split(separator: "\n").filter { $0.hasSuffix("· best") }
    #expect(best.contains { $0.contains(" \(profile) (present) ") })
    #expect(same.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test("another profile is contradicted by status 1, bytes and an example with both legs")
  func contradicts() throws {
    let folder = try sides("plain-delivery")
    let other = try verify(folder, ["--profile", "pix-6.3", "--captures", "examples"])
    #expect(other.status == 1)
    #expect(other.output.contains("     sent       EHLO client.example.net\\r\\n\n"))
    #expect(other.output.contains("     predicted  NOOP                   \\r\\n\n"))
    #expect(other.output.contains("     forwarded  EHLO client.example.net\\r\\n\n"))
    let examples = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.path + "/examples")
    #expect(!examples.isEmpty)
    for example in examples {
      let legs = try Tool.run(
        ["analyze", "-q", "--format", "json", "examples/\(example)"], in: folder)
      #expect(legs.output.contains("\"record\":\"session\""))
    }
  }

  @Test("sides that have no session in common are not success")
  func nothing() throws {
    let folder = try sides("plain-delivery")
    try FileManager.default.removeItem(atPath: folder.url.path + "/outside.pcap")
    try FileManager.default.copyItem(
      atPath: Self.recorded("short-snap-length"), toPath: folder.url.path + "/outside.pcap")
    let verdict = try verify(folder, ["--filter", "port 26"])
    #expect(verdict.status == 3)
  }

  @Test("programs get records")
  func json() throws {
    let verdict = try verify(try sides("plain-delivery"), ["--format", "json"])
    #expect(verdict.status == 0 && verdict.error == "")
    let lines = verdict.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("{\"record\":") ?? false)
    #expect(lines.allSatisfy { $0.hasSuffix("}") })
  }

  @Test("what is wrong with the call is said with its remedy")
  func usage() throws {
    let folder = try sides("plain-delivery")
    let half = try Tool.run(["verify", "--outside", "outside.pcap"], in: folder)
    #expect(half.status == 2)
    #expect(half.error.contains("name them with '--outside' and '--inside'"))
    let same = try Tool.run(
      ["verify", "--outside", "inside.pcap", "--inside", "inside.pcap"], in: folder)
    #expect(same.status == 2)
    #expect(same.error.contains("'inside.pcap' is named for both sides; name a capture of each"))
    let missing = try Tool.run(
      ["verify", "--outside", "none.pcap", "--inside", "inside.pcap"], in: folder)
    #expect(missing.status == 2)
    #expect(missing.error == "esmtp-replay: none.pcap: no such file or directory; check the name\n")
    let noFolder = try verify(
      folder, ["--profile", "pix-6.3", "--captures", "inside.pcap/examples"])
    #expect(noFolder.status == 2 && noFolder.output == "")
  }

  @Test("a fingerprint names the profiles that leave such marks, and no others")
  func fingerprint() throws {
    let folder = try sides("plain-delivery")
    let marked = try Tool.run(["fingerprint", "outside.pcap"], in: folder)
    #expect(marked.status == 0 && marked.error == "")
    #expect(marked.output.contains("start with '--profile asa'"))
    #expect(!marked.output.contains("pix-6.3"))
    let plain = try Tool.run(["fingerprint", "inside.pcap"], in: folder)
    #expect(plain.status == 0)
    #expect(plain.output.hasSuffix("\nNo session carries the marks of an inspecting firewall.\n"))
    let both = try Tool.run(["fingerprint", Self.recorded("starttls"), "outside.pcap"], in: folder)
    #expect(both.output.hasPrefix("fingerprint · 2 sessions: 1 with marks of an inspection, 1 "))
    let none = try Tool.run(["fingerprint", "none.pcap"], in: folder)
    #expect(none.status == 2)
    let empty = try Tool.run(["fingerprint", "--port", "26", "inside.pcap"], in: folder)
    #expect(empty.status == 3)
    #expect(empty.output.hasSuffix("\nNothing was looked at.\n"))
    #expect(
      empty.error.hasSuffix(
        "no session on the inspected ports was found; name others with '--port'\n"))
    let filtered = try Tool.run(["fingerprint", "-f", "host 9.9.9.9", "inside.pcap"], in: folder)
    #expect(filtered.status == 3)
    #expect(filtered.error.contains("'--filter' lets none of "))
    #expect(!filtered.error.contains("--port"))
  }
}
