import Foundation
import Testing

/// Which files results leave, and who may read them.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct OutputFilesTests {
  @Test("a stream without a byte leaves no file, not even one of an earlier run")
  func silentStreams() throws {
    let folder = try Workplace()
    let capture = try HostileCapture(folder.url.appending(path: "a.pcap"))
    // A SYN alone, a handshake alone, and a server that speaks alone.
    try capture.add(0, sequence: 1000, bits: 2)
    for client in 1...2 { try capture.open(client) }
    try capture.add(
      2, fromServer: true, sequence: 9001, acknowledging: 1001, bits: 0x18, Array("220 a\r\n".utf8))
    try capture.close()
    func name(_ session: Int) -> String {
      "ex/\(session).10.0.0.0_\(1023 + session)-198.51.100.25_25"
    }
    try folder.write("old", as: name(2) + ".client.before")
    let outcome = try Tool.run(["a.pcap", "--extract", "ex", "-q"], in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    #expect(folder.names == ["a.pcap", name(3) + ".server.after", name(3) + ".server.before"])
  }

  @Test("an output may have the longest name that a folder takes", arguments: ["a", "é"])
  func longName(_ letter: String) throws {
    let folder = try caseWorkplace(["starttls"])
    let name = String(repeating: letter, count: 255 / letter.utf8.count)
    let outcome = try Tool.run(
      ["captures/starttls/starttls.pcap", "-o", name, "-w", "\(name.dropLast())b"], in: folder)
    #expect(outcome.status != 2, "\(outcome.error)")
    #expect(folder.has(name) && folder.has("\(name.dropLast())b"))
  }

  @Test("what names senders is for its owner alone; a case in which names are made up is for all")
  func permissions() throws {
    let folder = try caseWorkplace(["starttls"])
    func permissions(_ name: String) throws -> Int? {
      let path = folder.url.appending(path: name).path
      return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try Tool.run(["record", "--force", "captures"], in: folder).status == 0)
    #expect(try Tool.run(["test", "--junit", "j.xml"], in: folder).status == 0)
    #expect(try permissions("captures/starttls/expect.yaml") == 0o600)
    #expect(try permissions("j.xml") == 0o600)
    let reduced = try Tool.run(["reduce", "captures/starttls", "-q", "-o", "new"], in: folder)
    #expect(reduced.status == 0, "\(reduced.error)")
    for name in ["expect.yaml", "capture.pcap"] { #expect(try permissions("new/\(name)") == 0o644) }
  }
}
