import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// What is advised, and for whom.
@Suite struct AdviceTests {
  /// A delivery to a server that offers STARTTLS, with a header line of so many bytes.
  private static func delivery(headerLine length: Int) -> [(Character, String)] {
    [
      ("S", "220 mx.example.com ESMTP\r\n"), ("C", "EHLO c\r\n"),
      ("S", "250-mx.example.com\r\n250-STARTTLS\r\n250 SIZE 1000000\r\n"),
      ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 Ok\r\n"),
      ("C", "RCPT TO:<b@example.com>\r\n"), ("S", "250 Ok\r\n"), ("C", "DATA\r\n"),
      ("S", "354 go on\r\n"),
      ("C", "X: \(String(repeating: "a", count: length))\r\n\r\nhello\r\n.\r\n"),
      ("S", "250 Ok\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
    ]
  }

  private static func advice(_ paths: [String]) throws -> (causes: AdviceCauses, [AdviceRecord]) {
    let policy = try loadPolicy()
    var search = AdviceSearch(policy: policy, options: AnalysisOptions())
    for path in paths { try search.read(.file(path), filter: nil) }
    let causes = try search.finish()
    let reading = AdviceReading(policy: policy, options: AnalysisOptions())
    return (
      causes,
      try reading.advice(
        on: causes, in: paths.map { .file($0) }, filter: nil, asRead: search.trace)
    )
  }

  @Test("a change that gets mail to a server whose TLS stays hidden is advised, and says so")
  func inClear() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), Self.delivery(headerLine: 1200))
    let folder = try TemporaryFolder()
    let (_, advice) = try Self.advice([folder.write(builder.bytes, as: "a.pcap")])
    let dropped = try #require(advice.first { $0.rule == .headerLineLength })
    let first = try #require(dropped.remedies.first)
    #expect(first.summary.contains("length gt"))
    #expect(first.helped == AdviceHelp(count: 1, inClear: 1))
    // To inspect nothing helps, too, and hides nothing.
    #expect(dropped.remedies.contains { $0.helped == AdviceHelp(count: 1, inClear: 0) })
  }

  @Test("where TLS is hidden and nothing else is wrong, in clear is no help")
  func hidden() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), Self.delivery(headerLine: 10))
    let folder = try TemporaryFolder()
    let (causes, advice) = try Self.advice([folder.write(builder.bytes, as: "a.pcap")])
    #expect(causes.sessions == 1)
    #expect(advice.count == 1)
    #expect(advice[0].remedies.allSatisfy { $0.helped == AdviceHelp(count: 1, inClear: 0) })
    #expect(!advice[0].remedies.isEmpty)
  }

  @Test("a refusal for want of hidden TLS is helped by the offer of TLS, whose answer nobody knows")
  func refused() throws {
    var lines = Self.delivery(headerLine: 10).prefix(4)
    lines.append(("S", "451 5.7.3 Must issue a STARTTLS command first\r\n"))
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), lines + [("C", "QUIT\r\n"), ("S", "221 bye\r\n")])
    let folder = try TemporaryFolder()
    let (_, advice) = try Self.advice([folder.write(builder.bytes, as: "a.pcap")])
    #expect(advice.map(\.rule) == [.allowTLS] && advice.first?.outcome == .refused)
    let first = try #require(advice.first?.remedies.first)
    #expect(first.summary == "allow-tls")
    #expect(first.helped == AdviceHelp(count: 1, unshown: 1))
    #expect(advice.first?.useless.isEmpty == true)
  }

  @Test("what the idle time ends is let through by a longer one, and by no exemption")
  func idle() throws {
    let lines = Self.delivery(headerLine: 10).map { line in
      (line.0, line.1.replacing("250-STARTTLS\r\n", with: ""))
    }
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), lines, pause: (5, 4_000))
    let folder = try TemporaryFolder()
    let (_, advice) = try Self.advice([folder.write(builder.bytes, as: "a.pcap")])
    #expect(advice.map(\.rule) == [.connectionTimeout])
    #expect(advice.first?.remedies.map(\.summary) == ["timeout conn 2:00:00"])
    #expect(advice.first?.remedies.first?.helped == AdviceHelp(count: 1, inClear: 0))
    #expect(advice.first?.useless.contains { $0.contains("no inspection") } == false)
  }

  @Test("of a session captured on both sides one leg needs help")
  func legs() throws {
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(4))
    let folder = try TemporaryFolder()
    let both = try folder.write(OtherLegsTests.merged([outer, inner]), as: "both.pcap")
    var search = AdviceSearch(policy: try loadPolicy(), options: AnalysisOptions())
    try search.read(.file(both), filter: nil)
    #expect(try search.finish().sessions == 4)
    #expect(search.messages.contains { $0.contains("4 sessions are other legs") })
    let (_, advice) = try Self.advice([both])
    for item in advice {
      for remedy in item.remedies {
        #expect(item.count + remedy.others.reduce(0) { $0 + $1.count } <= 4)
      }
    }
  }
}
