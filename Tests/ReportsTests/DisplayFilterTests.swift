import ESMTPInspection
import Primitives
import Testing

@testable import Reports

@Suite struct DisplayFilterTests {
  private static let sockets = [
    Socket(address: IPAddress(v4: 0xC000_020A), port: 58_544),
    Socket(address: IPAddress(v6High: 0x2001_0DB8_0000_0000, low: 1), port: 25),
  ]
  private static let start =
    "ip.addr == 192.0.2.10 && ipv6.addr == 2001:db8::1 && tcp.port == 58544 && tcp.port == 25"

  @Test(
    "sockets, and times to the micro- or nanosecond where they do not run backwards",
    arguments: [
      (
        1_400_000_000_000_010_000, 1_400_000_000_000_130_001,
        " && frame.time_epoch >= 1400000000.000010 && frame.time_epoch <= 1400000000.000130001"
      ),
      (0, 0, " && frame.time_epoch >= 0.000000 && frame.time_epoch <= 0.000000"),
      (
        999_999_999, Int64.max,
        " && frame.time_epoch >= 0.999999999 && frame.time_epoch <= 9223372036.854775807"
      ),
      (-1, 5, ""), (2, 1, ""),
    ] as [(Int64, Int64, String)])
  func texts(first: Int64, last: Int64, times: String) {
    var session = Samples.dropped
    (session.client, session.server) = (Self.sockets[0], Self.sockets[1])
    (session.first.time, session.last.time) = (first, last)
    #expect(session.displayFilter == Self.start + times)
    var report = JSONReport()
    report.session(session)
    let line = String(decoding: report.takeOutput(), as: UTF8.self)
    #expect(line.contains("\"display_filter\":\"\(Self.start + times)\"}"))
  }

  private func times(first: Int64, last: Int64, tolerance: Int64) -> String {
    var session = Samples.masked
    (session.first.time, session.last.time) = (first, last)
    session.clockTolerance = tolerance
    guard let start = session.displayFilter.firstRange(of: "frame.time_epoch") else { return "" }
    return String(session.displayFilter[start.lowerBound...])
  }

  @Test("no times where a frame lies outside of those of the first and the last one")
  func timesOutside() {
    var session = Samples.masked
    session.hasTimesOutside = true
    #expect(session.displayFilter.hasSuffix("tcp.port == \(session.server.port)"))
  }

  @Test("the times of a session are as wide as another recording may have stamped them otherwise")
  func tolerance() {
    #expect(
      times(first: 5_000_000_000, last: 6_000_001_000, tolerance: 0)
        == "frame.time_epoch >= 5.000000 && frame.time_epoch <= 6.000001")
    #expect(
      times(first: 5_000_000_000, last: 6_000_001_000, tolerance: 1_000_000)
        == "frame.time_epoch >= 4.999000 && frame.time_epoch <= 6.001001")
    #expect(
      times(first: 7, last: .max - 7, tolerance: 1_000_000)
        == "frame.time_epoch >= 0.000000 && frame.time_epoch <= 9223372036.854775807")
    #expect(times(first: 9, last: 8, tolerance: 1_000_000) == "")
  }
}
