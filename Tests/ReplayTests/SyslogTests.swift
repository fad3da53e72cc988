import ESMTPInspection
import Primitives
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

  @Test("a drop behind more events than a record holds is told, and no FINs behind it")
  func dropBehindManyEvents() throws {
    var builder = CaptureBuilder()
    let recipient: [(Character, String)] = [("C", "RCPT TO:<a@b>\r\n"), ("S", "250 ok\r\n")]
    builder.session(
      [("S", "220 mx\r\n")] + (0..<300).flatMap { _ in recipient }
        + [("C", "VRFY a\r\n"), ("S", "252 ok\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n")])
    let messages = try messages(
      builder,
      "policy-map type inspect esmtp M\n match cmd verb RCPT\n  log\n match cmd verb VRFY\n"
        + "  drop-connection log\n")
    #expect(messages.contains { $0.contains("108004: ") && $0.contains("Dropped connection") })
    #expect(messages.contains { $0.contains("507003: ") })
    let teardowns = messages.filter { $0.contains("302014: ") }
    #expect(teardowns.count == 1)
    #expect(teardowns.allSatisfy { !$0.contains("TCP FINs") })
    #expect(messages.contains { $0.hasSuffix("are not listed: cmd-verb 45") })
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

  /// A class whose own time is longer than the device's.
  private static let times = """
    timeout conn 0:05:00 half-closed 0:02:00 embryonic 0:00:10
    access-list mine extended permit tcp host 10.0.0.3 any eq smtp
    class-map mine
     match access-list mine
    class-map inspection_default
     match default-inspection-traffic
    policy-map p
     class mine
      set connection timeout idle 0:10:00
     class inspection_default
      inspect esmtp
    service-policy p global
    """

  /// QUIT behind a pause, in a session that is open behind the greeting.
  private func late(
    after seconds: UInt64, from host: UInt8 = 1, flags: UInt8 = Flags.psh | Flags.ack
  ) -> CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session(client: (host, 40112), [("S", "220 mx\r\n")], isOpen: true)
    builder.frame(
      from: (host, 40112), to: Self.server, sequence: 1001, acknowledgment: 9009, flags: flags,
      payload: Array("QUIT\r\n".utf8), after: seconds * 1_000_000)
    return builder
  }

  @Test(
    "a packet that comes after the connection's time is denied",
    arguments: [
      (nil, 1, 3_600, nil), (nil, 1, 3_601, "1:00:00"), (nil, 1, 7_000, "1:00:00"),
      (times, 1, 300, nil), (times, 1, 301, "0:05:00"), (times, 3, 600, nil),
      (times, 3, 601, "0:10:00"),
      (
        "ASA Version 9.1(2)\ntimeout conn 0\n"
          + times.replacing(
            "conn 0:05:00 ", with: ""), 1, 86_400, nil
      ),
    ] as [(String?, UInt8, UInt64, String?)])
  func idle(_ text: String?, _ host: UInt8, _ pause: UInt64, _ duration: String?) throws {
    let lines = try messages(late(after: pause, from: host), text)
    #expect(lines.first?.contains("302013: Built inbound TCP connection 1 ") == true)
    guard let duration else {
      #expect(lines.count == 1)
      return
    }
    let side = "outside:10.0.0.\(host)/40112"
    #expect(
      lines.dropFirst() == [
        "%ASA-6-302014: Teardown TCP connection 1 for \(side) to inside:10.0.0.2/25 duration "
          + "\(duration) bytes 8 Conn-timeout",
        "%ASA-6-106015: Deny TCP (no connection) from 10.0.0.\(host)/40112 to 10.0.0.2/25 flags "
          + "PSH ACK on interface outside",
      ])
  }

  @Test("what comes too late is dropped, and the event says how long the device waits")
  func lateEvent() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(late(after: 400).bytes, as: "a.pcap")
    let record = try #require(try sessions([path], policy: loadPolicy(Self.times)).first)
    let event = try #require(record.events.last?.event)
    #expect(record.verdict == .dropped)
    #expect(record.divergence?.frame == event.moment.frame)
    #expect(event.rule == .connectionTimeout)
    #expect(event.note == "nothing came for 0:06:40; the device waits 0:05:00")
    #expect(event.moment.frame == 6)
  }

  @Test(
    "the time holds for what nothing inspects, too",
    arguments: [
      "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n",
      "no service-policy global_policy global\n",
    ])
  func lateExempt(_ text: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(late(after: 4_000).bytes, as: "a.pcap")
    let record = try #require(try sessions([path], policy: loadPolicy(text)).first)
    #expect(record.events.map(\.event.rule) == [.connectionTimeout])
    #expect(record.verdict == .dropped)
    #expect(record.coverage == .partial)
    #expect(record.coverageNotes.map(\.reason) == [.policy, .divergence])
    let early = try folder.write(late(after: 3_000).bytes, as: "b.pcap")
    #expect(try sessions([early], policy: loadPolicy(text)).first?.verdict == .exempt)
  }

  @Test("where the TCP state checks are bypassed a late packet opens the connection anew")
  func lateBypassed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(late(after: 4_000).bytes, as: "a.pcap")
    let text = """
      class-map all
       match any
      policy-map global_policy
       class all
        set connection advanced-options tcp-state-bypass

      """
    let record = try #require(try sessions([path], policy: loadPolicy(text)).first)
    #expect(record.verdict == .exempt)
    #expect(record.events.isEmpty)
  }

  @Test("where the class resets idle connections the event says so")
  func lateReset() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(late(after: 400).bytes, as: "a.pcap")
    let text = """
      policy-map global_policy
       class inspection_default
        set connection timeout idle 0:05:00 reset

      """
    let record = try #require(try sessions([path], policy: loadPolicy(text)).first)
    #expect(
      record.events.last?.event.note
        == "nothing came for 0:06:40; the device waits 0:05:00 and then sends both ends an RST")
  }

  @Test("behind a FIN the time is that of a half-closed connection")
  func halfClosed() throws {
    var builder = open {
      $0.frame(
        from: Self.client, to: Self.server, sequence: 1001, acknowledgment: 9009,
        flags: Flags.fin | Flags.ack)
    }
    builder.frame(
      from: Self.server, to: Self.client, sequence: 9009, acknowledgment: 1002,
      flags: Flags.fin | Flags.ack, after: 121_000_000)
    let lines = try messages(builder, Self.times)
    #expect(
      lines.dropFirst() == [
        Self.teardown + "duration 0:02:00 bytes 8 FIN Timeout",
        "%ASA-6-106015: Deny TCP (no connection) from 10.0.0.2/25 to 10.0.0.1/40112 flags FIN ACK "
          + "on interface inside",
      ])
  }

  @Test("a SYN after the time opens a connection of its own, and before it nothing is known")
  func reused() throws {
    let again = late(after: 301, flags: Flags.syn)
    #expect(
      try messages(again, Self.times).map { $0.split(separator: " ").last } == [
        "(10.0.0.2/25)", "Conn-timeout", "(10.0.0.2/25)",
      ])
    #expect(try messages(late(after: 299, flags: Flags.syn), Self.times).count == 2)
  }

  @Test("a half-open connection ends after the configuration's time")
  func embryonic() throws {
    var builder = CaptureBuilder()
    builder.frame(from: Self.client, to: Self.server, sequence: 1000, flags: Flags.syn)
    builder.frame(from: (3, 1), to: (4, 25), sequence: 1, flags: Flags.syn, after: 11_000_000)
    #expect(
      try messages(builder, Self.times).prefix(2) == [
        Self.built, Self.teardown + "duration 0:00:10 bytes 0 SYN Timeout",
      ])
  }

  @Test("a session that nothing inspects is refused with its message", arguments: [false, true])
  func limits(isPIX: Bool) throws {
    var builder = CaptureBuilder()
    for port in [1001, 1002] as [UInt16] {
      builder.session(client: (1, port), [("S", "220 mx\r\n")], isOpen: true)
    }
    let asa = """
      class-map all
       match any
      policy-map p
       class all
        set connection conn-max 1
      service-policy p global
      """
    let pix = """
      PIX Version 6.3(5)
      static (inside,outside) 10.0.0.2 10.0.0.2 netmask 255.255.255.255 1 0
      no fixup protocol smtp 25
      """
    #expect(
      try messages(builder, isPIX ? pix : asa) == [
        isPIX
          ? "%PIX-3-201002: Too many TCP connections on static 10.0.0.2 ! 0 1"
          : "%ASA-3-201011: Connection limit exceeded 1/1 for input packet from 10.0.0.1/1002 to "
            + "10.0.0.2/25 on interface outside"
      ])
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
