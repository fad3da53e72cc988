import CaptureFiles
import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

@Suite("connection limits over a capture's time")
struct ConnectionLimitTests {
  private static let mail = AnalysisTests.delivery
  private static let flags = (
    syn: CaptureBuilder.Flags.syn, answer: CaptureBuilder.Flags.syn | CaptureBuilder.Flags.ack
  )

  private static func policy(_ limits: String) -> String {
    "policy-map p\n class inspection_default\n  inspect esmtp\n  set connection \(limits)\n"
      + "service-policy p global\n"
  }

  private func replay(_ builder: CaptureBuilder, _ text: String) throws -> [SessionRecord] {
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    return try sessions([path], policy: loadPolicy(text)).sorted { $0.id < $1.id }
  }

  private func syn(
    _ builder: inout CaptureBuilder, from host: UInt8 = 1, _ port: UInt16,
    after microseconds: UInt64 = 1500
  ) {
    builder.frame(
      from: (host, port), to: (2, 25), sequence: 1000, flags: Self.flags.syn, after: microseconds)
  }

  @Test("the connection above conn-max is dropped at its first frame, and the next but one is not")
  func connMax() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (3, 1002), Self.mail)
    // The second has ended: two are open with this one.
    builder.session(client: (4, 1003), Self.mail, isOpen: true)
    builder.session(client: (5, 1004), Self.mail)
    let records = try replay(builder, Self.policy("conn-max 2"))
    #expect(records.map(\.verdict) == [.masked, .masked, .masked, .dropped])
    let refused = try #require(records.last)
    let event = try #require(refused.events.first?.event)
    #expect(refused.events.count == 1)
    #expect(event.rule == .connectionMaximum)
    #expect(event.action == .drop)
    #expect(event.moment == refused.first)
    #expect(event.match == "set connection conn-max 2")
    #expect(event.source?.description == "test.cfg:4")
    #expect(
      event.log == [
        "%ASA-3-201011: Connection limit exceeded 2/2 for input packet from 10.0.0.5/1004 to "
          + "10.0.0.2/25 on interface outside"
      ])
    #expect(refused.divergence?.frame == refused.first.frame)
    #expect(refused.coverage == .partial)
    #expect(refused.messages.map(\.sender) == ["a@example.net"])
  }

  /// A map that ends every session at its MAIL, or only once another command is masked before.
  private static func ending(_ action: String, masks verb: String? = nil) -> String {
    "policy-map type inspect esmtp m\n match cmd verb MAIL\n  \(action)\n"
      + (verb.map { " match cmd verb \($0)\n  mask\n" } ?? "")
      + "policy-map p\n class inspection_default\n  inspect esmtp m\n  set connection conn-max 1\n"
      + "service-policy p global\n"
  }

  @Test(
    "what the inspection ends makes room for the next, whatever the recording goes on with",
    arguments: ["drop-connection", "reset log"])
  func ended(_ action: String) throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (3, 1002), Self.mail, isOpen: true)
    let verdict: Verdict = action == "drop-connection" ? .dropped : .reset
    let records = try replay(builder, Self.ending(action))
    #expect(records.map(\.verdict) == [verdict, verdict])
    #expect(records.allSatisfy { $0.events.contains { $0.event.rule == .commandVerb } })
    // Until then it counts.
    var early = CaptureBuilder()
    early.session(client: (1, 1001), Array(Self.mail.prefix(3)), isOpen: true)
    early.session(client: (3, 1002), Self.mail, isOpen: true)
    let rules = try replay(early, Self.ending(action)).map { $0.events.map(\.event.rule) }
    #expect(rules == [[], [.connectionMaximum]])
  }

  @Test("what would be ended behind a divergence is still there")
  func endedBehind() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (3, 1002), Self.mail, isOpen: true)
    let records = try replay(builder, Self.ending("drop-connection", masks: "HELO"))
    #expect(records.map(\.verdict) == [.masked, .dropped])
    #expect(records.last?.events.map(\.event.rule) == [.connectionMaximum])
  }

  @Test("a page's dialogue knows what the sessions before it made room for")
  func shownAgain() throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (3, 1002), Self.mail, isOpen: true)
    let input = CaptureInput.file(try folder.write(builder.bytes, as: "a.pcap"))
    let policy = try loadPolicy(Self.ending("drop-connection"))
    var reading = SecondReading()
    reading.add(input, filter: nil)
    let transcripts = try reading.transcripts(of: [[2]], [policy], AnalysisOptions())
    let shown = try #require(transcripts.first?[2])
    #expect(shown.session.events.map(\.event.rule).contains(.commandVerb))
    #expect(!shown.session.events.map(\.event.rule).contains(.connectionMaximum))
  }

  @Test("nothing of a refused session is forwarded")
  func extraction() throws {
    let folder = try TemporaryFolder()
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (1, 1002), Self.mail)
    var options = AnalysisOptions()
    options.extractDirectory = folder.path
    _ = try sessions(
      [try folder.write(builder.bytes, as: "a.pcap")],
      policy: loadPolicy(Self.policy("per-client-max 1")), options: options)
    let sizes = try folder.sizes()
    #expect(sizes["2.10.0.0.1_1002-10.0.0.2_25.client.before"] ?? 0 > 0)
    #expect(sizes["2.10.0.0.1_1002-10.0.0.2_25.client.after"] == 0)
    #expect(sizes["2.10.0.0.1_1002-10.0.0.2_25.server.after"] == 0)
    #expect(sizes["1.10.0.0.1_1001-10.0.0.2_25.client.after"] ?? 0 > 0)
  }

  @Test("per-client-max counts each client by itself")
  func perClient() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (3, 1001), Self.mail, isOpen: true)
    builder.session(client: (1, 1002), Self.mail, isOpen: true)
    let records = try replay(builder, Self.policy("per-client-max 1"))
    #expect(records.map(\.verdict) == [.masked, .masked, .dropped])
    let event = try #require(records[2].events.first?.event)
    #expect(event.rule == .perClientMaximum)
    #expect(
      event.log == [
        "%ASA-3-201013: Per-client connection limit exceeded 1/1 for input packet from "
          + "10.0.0.1/1002 to 10.0.0.2/25 on interface outside"
      ])
  }

  @Test("TCP Intercept answers above the embryonic limits, and the session goes on")
  func embryonic() throws {
    var builder = CaptureBuilder()
    syn(&builder, 900)
    syn(&builder, 901)
    builder.session(client: (1, 1001), Self.mail)
    // The half-open ones are gone after 30 seconds.
    syn(&builder, 902, after: 30_000_000)
    for (limits, rule, number) in [
      (
        "embryonic-conn-max 2", Rule.embryonicMaximum,
        "%ASA-6-201010: Embryonic connection limit exceeded 2/2"
      ),
      (
        "per-client-embryonic-max 2", .perClientEmbryonicMaximum,
        "%ASA-6-201012: Per-client embryonic connection limit exceeded 2/2"
      ),
    ] {
      let records = try replay(builder, Self.policy(limits))
      #expect(records.count == 4)
      #expect(records.map { $0.events.count } == [0, 0, 2, 0])
      let session = records[2]
      #expect(session.verdict == .masked)
      #expect(session.coverage == .full)
      let event = try #require(session.events.first?.event)
      #expect(event.rule == rule)
      #expect(event.action == .log)
      #expect(event.moment == session.first)
      #expect(event.log.first?.hasPrefix(number) == true)
      #expect(event.note?.contains("the server would not have seen the SYN") == true)
      #expect(session.divergence == nil)
    }
  }

  @Test("a shorter embryonic time lets the next one pass")
  func embryonicTimeout() throws {
    var builder = CaptureBuilder()
    syn(&builder, 900)
    syn(&builder, 901, after: 5_000_000)
    let text = Self.policy("embryonic-conn-max 1")
    #expect(try replay(builder, text).map { $0.events.count } == [0, 1])
    let shorter = "timeout embryonic 0:00:05\n" + text
    #expect(try replay(builder, shorter).map { $0.events.count } == [0, 0])
  }

  @Test("an idle connection leaves the count")
  func idle() throws {
    for (seconds, expected) in [(299, Verdict.dropped), (301, .masked)] as [(UInt64, Verdict)] {
      var builder = CaptureBuilder()
      builder.session(client: (1, 1001), Self.mail, isOpen: true)
      syn(&builder, from: 3, 1002, after: seconds * 1_000_000)
      builder.frame(
        from: (2, 25), to: (3, 1002), sequence: 9000, acknowledgment: 1001,
        flags: Self.flags.answer)
      builder.frame(
        from: (2, 25), to: (3, 1002), sequence: 9001, acknowledgment: 1001,
        flags: CaptureBuilder.Flags.ack, payload: Array("220 hello\r\n".utf8))
      let records = try replay(builder, "timeout conn 0:05:00\n" + Self.policy("conn-max 1"))
      #expect(records.last?.verdict == expected, "\(seconds)")
    }
  }

  @Test("a connection that one side has closed leaves after the half-closed time")
  func halfClosed() throws {
    for (seconds, expected) in [(599, 1), (601, 0)] as [(UInt64, Int)] {
      var builder = CaptureBuilder()
      builder.session(client: (1, 1001), [], isOpen: true)
      builder.frame(
        from: (1, 1001), to: (2, 25), sequence: 1001, acknowledgment: 9001,
        flags: CaptureBuilder.Flags.fin | CaptureBuilder.Flags.ack)
      syn(&builder, from: 3, 1002, after: seconds * 1_000_000)
      let records = try replay(builder, Self.policy("conn-max 1"))
      #expect(records.last?.events.count == expected, "\(seconds)")
    }
  }

  @Test("static of a PIX: dropped with 201002, intercepted with 201003")
  func pix() throws {
    let text = { (limits: String) in
      "PIX Version 6.3(5)\nfixup protocol smtp 25\n"
        + "static (inside,outside) 10.0.0.2 192.168.1.2 netmask 255.255.255.255 \(limits)\n"
    }
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    syn(&builder, 900)
    builder.session(client: (1, 1002), Self.mail, isOpen: true)
    let dropped = try replay(builder, text("2"))
    #expect(dropped.map { $0.verdict == .dropped } == [false, false, true])
    let first = try #require(dropped[2].events.first?.event)
    #expect(first.rule == .connectionMaximum)
    #expect(first.log == ["%PIX-3-201002: Too many TCP connections on static 10.0.0.2 ! 0 2"])
    #expect(first.source?.description == "test.cfg:3")
    #expect(
      first.match
        == "static (inside,outside) 10.0.0.2 192.168.1.2 netmask 255.255.255.255 2")
    let intercepted = try replay(builder, text("0 1"))
    let second = try #require(intercepted[2].events.first?.event)
    #expect(second.rule == .embryonicMaximum)
    #expect(
      second.log == [
        "%PIX-2-201003: Embryonic limit exceeded 1/1 for 10.0.0.1/1002 (10.0.0.2) 192.168.1.2/25 "
          + "on interface inside"
      ])
    #expect(intercepted[2].verdict != .dropped)
    #expect(try replay(builder, text("3 2")).allSatisfy { $0.verdict != .dropped })
  }

  @Test("nat of a PIX counts the connections of the inside host, with 201009")
  func natHost() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (1, 1002), server: (7, 25), Self.mail)
    let records = try replay(
      builder,
      "PIX Version 6.3(5)\nnameif ethernet0 outside security0\nnameif ethernet1 inside security100\n"
        + "ip address inside 10.0.0.1 255.255.255.255\nfixup protocol smtp 25\n"
        + "nat (inside) 1 10.0.0.0 255.0.0.0 1 0\n")
    #expect(records.map { $0.verdict == .dropped } == [false, true])
    #expect(
      records[1].events.first?.event.log
        == ["%PIX-3-201009: TCP connection limit of 1 for host 10.0.0.1 on inside exceeded"])
  }

  @Test("limits refuse what no class inspects, too")
  func notInspected() throws {
    let text =
      "ASA Version 9.1(2)\nclass-map c\n match any\npolicy-map p\n class c\n"
      + "  set connection conn-max 1\nservice-policy p global\n"
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.mail, isOpen: true)
    builder.session(client: (1, 1002), Self.mail)
    let records = try replay(builder, text)
    #expect(records.map(\.verdict) == [.exempt, .dropped])
    #expect(records[1].events.map(\.event.rule) == [.connectionMaximum])
  }

  @Test("a SYN-ACK before its SYN and times that run backwards leave the counts right")
  func disorder() throws {
    var builder = CaptureBuilder()
    builder.frame(
      from: (2, 25), to: (1, 1001), sequence: 9000, acknowledgment: 1001, flags: Self.flags.answer)
    syn(&builder, 1001)
    syn(&builder, 1002)
    builder.jump(by: -1_000_000_000)
    builder.frame(
      from: (1, 1001), to: (2, 25), sequence: 1001, acknowledgment: 9001,
      flags: CaptureBuilder.Flags.rst | CaptureBuilder.Flags.ack)
    builder.session(client: (1, 1003), Self.mail)
    builder.session(client: (1, 1004), Self.mail)
    let records = try replay(builder, Self.policy("conn-max 1"))
    #expect(records.map(\.id) == [1, 2, 3, 4])
    #expect(records.map { $0.verdict == .dropped } == [false, true, false, false])
  }

  @Test("the note of a drop says whose later packets an RST answers")
  func denialNote() throws {
    let text = """
      interface e0
       nameif outside
       security-level 0
       ip address 10.0.0.1 255.255.255.255
      interface e1
       nameif inside
       security-level 100
       ip address 10.0.0.2 255.255.255.255
      service resetinbound
      policy-map type inspect esmtp m
       match cmd verb MAIL
        drop-connection
      policy-map p
       class inspection_default
        inspect esmtp m
      service-policy p global

      """
    var builder = CaptureBuilder()
    builder.session(Self.mail)
    let record = try #require(try replay(builder, text).first)
    #expect(record.verdict == .dropped)
    let event = try #require(record.events.first { $0.event.action == .drop }?.event)
    #expect(
      event.note
        == "later packets of the client are answered by an RST (\"service resetinbound\", "
        + "test.cfg:9, security level 0 to 100)")
    let silent = try replay(builder, text.replacing("service resetinbound\n", with: ""))
    #expect(silent.first?.events.first { $0.event.action == .drop }?.event.note == nil)
  }

  @Test("a tcp-map's queue-limit is what the device queues")
  func queueLimit() throws {
    var builder = CaptureBuilder()
    builder.session([], isOpen: true)
    // Five segments wait for the one that comes last.
    let lines = ["220 a\r\n"] + Array(repeating: "220 b\r\n", count: 5)
    for index in [1, 2, 3, 4, 5, 0] {
      builder.frame(
        from: (2, 25), to: (1, 40112), sequence: 9001 + UInt32(index * 7), acknowledgment: 1001,
        flags: CaptureBuilder.Flags.ack, payload: Array(lines[index].utf8))
    }
    let text = { (limit: Int) in
      "tcp-map t\n queue-limit \(limit)\n" + Self.policy("advanced-options t")
    }
    let hasEvent = { (limit: Int) in
      try replay(builder, text(limit)).first?.events.contains { $0.event.rule == .reorderQueue }
    }
    #expect(try hasEvent(0) == true)
    #expect(try hasEvent(4) == true)
    #expect(try hasEvent(5) == false)
  }
}
