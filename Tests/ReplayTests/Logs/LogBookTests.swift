import Testing

@testable import Replay

@Suite struct LogBookTests {
  @Test("messages behind as many bytes as are kept are left out, and counted")
  func bytes() {
    let text =
      "%ASA-6-106015: Deny TCP (no connection) from 10.0.0.1/40112 to 10.0.0.2/25 flags RST on interface outside"
    for (most, kept) in [(1000, 3), (200, 2), (0, 0)] {
      var log = LogBook.DeviceLog(path: "fw.log", mostBytes: most)
      for _ in 0..<3 { log.take(text) }
      #expect(log.messages.count == kept && log.omitted == 3 - kept && log.recognized == 3)
    }
  }
}
