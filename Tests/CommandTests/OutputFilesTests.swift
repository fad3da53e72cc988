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
}
