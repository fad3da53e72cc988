import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// What the device would write about the connections of a capture (evidence section 4).
@Suite struct SyslogTests {
  typealias Flags = CaptureBuilder.Flags
  private static let client: (host: UInt8, port: UInt16) = (1, 40112)
  private static let server: (host: UInt8, port: UInt16) = (2, 25)

  /// The messages without their time stamps.
  private func messages(_ builder: CaptureBuilder, _ text: String? = nil) throws -> [String] {
    let folder = try TemporaryFolder()
    let records = try sessions(
      [try folder.write(builder.bytes, as: "a.pcap")], policy: loadPolicy(text))
    var report = SyslogReport()
    for record in records { report.session(record) }
    return String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n").map {
      String($0.dropFirst(22))
    }
  }

  private static let built =
    "%ASA-6-302013: Built inbound TCP connection 1 for outside:10.0.0.1/40112 (10.0.0.1/40112) to "
    + "inside:10.0.0.2/25 (10.0.0.2/25)"
  private static let teardown =
    "%ASA-6-302014: Teardown TCP connection 1 for outside:10.0.0.1/40112 to inside:10.0.0.2/25 "

  /// A session that is open behind the greeting, and what ends it.
  private func open(_ end: (inout CaptureBuilder) -> Void) -> CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session([("S", "220 mx\r\n")], isOpen: true)
    end(&builder)
    return builder
  }

  @Test("FINs end it")
  func fin() throws {
    var builder = CaptureBuilder()
    builder.session([("S", "220 mx\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n")])
    #expect(
      try messages(builder) == [
        Self.built, Self.teardown + "duration 0:00:00 bytes 23 TCP FINs",
      ])
  }

  @Test("an RST of either side ends it, from outside or inside")
  func reset() throws {
    let byClient = open {
      $0.frame(from: Self.client, to: Self.server, sequence: 1001, flags: Flags.rst)
    }
    #expect(try messages(byClient).last == Self.teardown + "duration 0:00:00 bytes 8 TCP Reset-O")
    let byServer = open {
      $0.frame(
        from: Self.server, to: Self.client, sequence: 9009, flags: Flags.rst, after: 65_000_000)
    }
    #expect(try messages(byServer).last == Self.teardown + "duration 0:01:05 bytes 8 TCP Reset-I")
  }

  @Test("a recording that goes on without it ends it by a timeout")
  func timeout() throws {
    let later = open {
      $0.frame(
        from: (3, 1), to: (4, 25), sequence: 1, flags: Flags.syn, after: 3_700_000_000)
    }
    #expect(
      try messages(later).contains(Self.teardown + "duration 1:00:00 bytes 8 Conn-timeout"))
    var builder = CaptureBuilder()
    builder.frame(from: Self.client, to: Self.server, sequence: 1000, flags: Flags.syn)
    builder.frame(
      from: (3, 1), to: (4, 25), sequence: 1, flags: Flags.syn, after: 3_700_000_000)
    #expect(
      try messages(builder).prefix(2) == [
        Self.built, Self.teardown + "duration 0:00:30 bytes 0 SYN Timeout",
      ])
  }

  @Test("a recording that ends before it has no teardown")
  func endOfCapture() throws {
    #expect(try messages(open { _ in }) == [Self.built])
  }

  @Test("a drop has the inspection's own teardown, once")
  func dropped() throws {
    var builder = CaptureBuilder()
    builder.session([
      ("S", "220 mx\r\n"), ("C", "HELO " + String(repeating: "c", count: 600) + "\r\n"),
      ("S", "250 mx\r\n"), ("C", "QUIT\r\n"),
    ])
    let lines = try messages(builder)
    #expect(
      lines.map { $0.prefix(13) } == [
        "%ASA-6-302013", "%ASA-4-108004", "%ASA-4-507003", "%ASA-6-302014",
      ])
    #expect(lines.last?.hasSuffix(" Flow closed by inspection") == true)
  }

  @Test("interfaces and the direction are those of the configuration")
  func interfaces() throws {
    let text = """
      ASA Version 9.1(2)
      interface GigabitEthernet0
       nameif dmz
       security-level 50
       ip address 10.0.0.1 255.255.255.255
      interface GigabitEthernet1
       nameif wan
       security-level 0
       ip address 192.0.2.1 255.255.255.0
      route wan 0.0.0.0 0.0.0.0 192.0.2.254
      policy-map global_policy
       class inspection_default
        inspect esmtp
      service-policy global_policy global
      """
    var builder = CaptureBuilder()
    builder.session([
      ("S", "220 mx\r\n"), ("C", "HELO " + String(repeating: "c", count: 600) + "\r\n"),
    ])
    let lines = try messages(builder, text)
    #expect(
      lines.first
        == "%ASA-6-302013: Built outbound TCP connection 1 for wan:10.0.0.2/25 (10.0.0.2/25) to "
        + "dmz:10.0.0.1/40112 (10.0.0.1/40112)")
    #expect(lines.contains { $0.contains("from dmz:10.0.0.1/40112 to wan:10.0.0.2/25; matched") })
    #expect(
      lines.last?.hasPrefix(
        "%ASA-6-302014: Teardown TCP connection 1 for wan:10.0.0.2/25 to dmz:10.0.0.1/40112 ")
        == true)
  }

  @Test("sessions that nothing inspects are left out, and a fixup is a PIX")
  func others() throws {
    var builder = CaptureBuilder()
    builder.session([("S", "220 mx\r\n")])
    #expect(try messages(builder, "ASA Version 9.1(2)\n").isEmpty)
    #expect(
      try messages(builder, "fixup protocol smtp 25\n").map { $0.prefix(13) } == [
        "%PIX-6-302013", "%PIX-6-302014",
      ])
  }
}
