import ESMTPInspection
import Primitives

@testable import Reports

/// Invented records, as a run over two captures would give them.
enum Samples {
  static let start: Int64 = 1_408_014_271_250_000_000

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  static func moment(_ frame: Int) -> Moment {
    Moment(frame: frame, time: start + Int64(frame) * 12_345_678)
  }

  static func socket(_ last: UInt32, _ port: UInt16) -> Socket {
    Socket(address: IPAddress(v4: 0xC000_0200 | last), port: port)
  }

  static let run = RunRecord(
    version: "1.0.0", profile: "asa", policyFiles: ["running.cfg"],
    statement: "inspect esmtp _default_esmtp_map",
    source: SourceLine(file: "running.cfg", line: 412),
    className: "inspection_default", ports: [25, 587], checksums: "auto", afterDivergence: "stop",
    notUnderstood: ["running.cfg:431: match header-flags is no criterion of an ESMTP map"])

  static let captures = [
    CaptureRecord(
      path: "outside/mx1.pcapng", firstFrame: 1, frames: 1204, bytes: 913_442,
      span: start...start + 95_250_000_000, linkType: "EN10MB", snapshotLength: 262_144, error: nil),
    CaptureRecord(
      path: "outside/mx2.pcap", firstFrame: 1205, frames: 77, bytes: 9120,
      span: start...start + 1, linkType: "LINUX_SLL2", snapshotLength: 96,
      error: "the last frame ends after 12 of 60 bytes"),
  ]

  static let banner = Event(
    rule: .maskBanner, moment: moment(14), sender: .server, offset: 0, length: 67,
    match: "parameters mask-banner", source: SourceLine(file: "built-in", line: 6), action: .mask,
    before: bytes("220 mx1.example.net ESMTP Postfix (Debian/GNU) ready for your mail\r\n"),
    after: bytes("220 **************************************************************\r\n"),
    confidence: .documented)

  static let keywords = Event(
    rule: .allowTLS, moment: moment(16), sender: .server, offset: 89, length: 54,
    match: "parameters no allow-tls", source: SourceLine(file: "running.cfg", line: 408),
    action: .mask, before: bytes("250-STARTTLS\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 HELP\r\n"),
    after: bytes("250-XXXXXXXA\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 XXXB\r\n"),
    confidence: .documented)

  static let header = Event(
    rule: .headerLineLength, moment: moment(31), sender: .client, offset: 1412, length: 1001,
    match: "header line length gt 998", source: SourceLine(file: "running.cfg", line: 401),
    action: .drop,
    before: bytes("\tx-cr-hashedpuzzle: " + String(repeating: "Aa9", count: 78) + "zz"),
    log: [
      "%ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from "
        + "outside:192.0.2.7/40112 to dmz:192.0.2.25/25; matched Class 4: header line length gt 998",
      "%ASA-6-302014: Teardown TCP connection 11 for outside:192.0.2.7/40112 to dmz:192.0.2.25/25 "
        + "duration 0:00:18 bytes 1412 Flow closed by inspection",
    ], confidence: .observed)

  static func plain(_ rule: Rule, _ frame: Int, action: EventAction = .none) -> Event {
    Event(
      rule: rule, moment: moment(frame), sender: .client, offset: 40, length: 9, action: action,
      before: bytes("EHLO a\r\n"), confidence: rule.confidence)
  }

  static let dropped = {
    var session = SessionRecord(
      id: 3, communityID: "1:AAAAAAAAAAAAAAAAAAAAAAAAAAA=", client: socket(7, 40112),
      server: socket(25, 25), rolesAreKnown: true, first: moment(12), last: moment(61),
      verdict: .dropped, coverage: .partial,
      coverageNotes: [CoverageNote(reason: .divergence, frame: 31)],
      className: "inspection_default",
      mapName: "_default_esmtp_map", clientStream: StreamRecord(bytes: 10_431),
      serverStream: StreamRecord(bytes: 611, missing: 1460),
      messages: [
        Message(
          sender: "newsletter@example.net", recipients: 2, firstRecipient: "ann@example.org",
          messageID: "<20140814110431.4711@mail.example.net>", bytes: 8012, reply: "250")
      ], divergence: Divergence(frame: 31, why: "the connection is dropped here"),
      events: [
        EventRecord(event: banner, isObserved: true),
        EventRecord(event: keywords, isObserved: true),
        EventRecord(event: plain(.pipelining, 20), isObserved: true),
        EventRecord(event: plain(.pipelining, 22), isObserved: true),
        EventRecord(event: header, isObserved: true),
        EventRecord(event: plain(.recipientCount, 44, action: .drop), isObserved: false),
      ], omitted: [(.pipelining, 12)], omittedMessages: 1, closing: .fin,
      device: device(7, 40112))
    session.fate = MailFate(
      .lost, frame: 31, cause: Cause(header),
      why: "the firewall drops the session before the server has the message")
    session.messageFates = [session.fate]
    session.realServer = Socket(address: IPAddress(v4: 0x0A00_0019), port: 25)
    session.decision = DecisionRecord(
      chain: [
        ("service-policy global_policy global", 420), ("class inspection_default", 410),
        ("match default-inspection-traffic", 300), ("inspect esmtp _default_esmtp_map", 412),
      ].map { ChainStep(text: $0.0, source: SourceLine(file: "running.cfg", line: $0.1)) },
      reason: "class \"inspection_default\" of policy-map \"global_policy\" inspects it")
    return session
  }()

  static let untouched = SessionRecord(
    id: 1, communityID: "1:BBBBBBBBBBBBBBBBBBBBBBBBBBB=",
    client: Socket(address: IPAddress(v6High: 0x2001_0DB8_0000_0000, low: 7), port: 50000),
    server: Socket(address: IPAddress(v6High: 0x2001_0DB8_0000_0000, low: 25), port: 25),
    rolesAreKnown: false, first: moment(1), last: moment(9), verdict: .untouched, coverage: .full,
    className: nil, mapName: nil, clientStream: StreamRecord(), serverStream: StreamRecord())

  /// A session that was captured behind an inspecting firewall.
  static let inspected = {
    var session = untouched
    session.events = [
      EventRecord(
        event: Event(
          rule: .alreadyInspected, moment: moment(8), sender: .server, offset: 40, length: 12,
          before: bytes("250-XXXXXXXA"), note: "keywords are crossed out"), isObserved: true)
    ]
    return session
  }()

  static let masked = SessionRecord(
    id: 4, communityID: "1:CCCCCCCCCCCCCCCCCCCCCCCCCCC=", client: socket(8, 40113),
    server: socket(25, 25), rolesAreKnown: true, first: moment(1210), last: moment(1220),
    verdict: .masked, coverage: .full, className: "inspection_default",
    mapName: "_default_esmtp_map",
    clientStream: StreamRecord(bytes: 99, sha256: String(repeating: "0f", count: 32)),
    serverStream: StreamRecord(bytes: 100),
    events: [EventRecord(event: command, isObserved: true)], closing: .resetByServer,
    device: device(8, 40113))

  static func device(_ host: UInt32, _ port: UInt16) -> DeviceRecord {
    DeviceRecord(
      platform: "ASA", clientInterface: "outside", serverInterface: "dmz",
      realClient: socket(host, port),
      realServer: Socket(address: IPAddress(v4: 0x0A00_0019), port: 25), isOutbound: false,
      hasOpening: true)
  }

  static let command = Event(
    rule: .unknownCommand, moment: moment(1212), sender: .client, offset: 40, length: 15,
    match: "inspect esmtp _default_esmtp_map", source: SourceLine(file: "running.cfg", line: 412),
    action: .mask, before: bytes("XCLIENT ADDR=x\r\n"), after: bytes("XXXXXXXXXXXXXX\r\n"),
    confidence: .documented)

  static func summary(_ verdicts: [Verdict: Int], seen: Rule? = nil) -> SummaryRecord {
    SummaryRecord(
      verdicts: Verdict.allCases.map { ($0, verdicts[$0] ?? 0) },
      coverage: [(.full, 2), (.partial, 1), (.none, 0)], reasons: [(.divergence, 1)],
      rules: Rule.allCases.map { rule in
        let count =
          [.maskBanner, .allowTLS, .pipelining, .headerLineLength, .badChecksum, seen]
            .contains(rule) ? 1204 : 0
        return (rule, count, rule == .recipientCount ? 1 : 0)
      }, packets: [("frames", 1281), ("tcp_segments", 1270)], bounds: [], status: 0)
  }

  static let total = {
    var total = summary([.dropped: 1, .masked: 1, .untouched: 1])
    total.outcomes = MailOutcome.allCases.map { ($0, $0 == .lost ? 1 : $0 == .unknown ? 2 : 0) }
    total.flips = ProfileFlips(
      profile: "asa", other: "asa-field",
      sessions: [
        ProfileFlip(id: 2, verdict: .dropped, other: .rewritten, switches: ["pipe"], isEach: true)
      ])
    total.counters = [
      counters(.packetRate), counters(.packetRate, interface: "outside", className: "mail"),
    ]
    return total
  }()

  static func counters(
    _ layout: CountersRecord.Layout, interface: String? = nil,
    className: String? = "inspection_default"
  ) -> CountersRecord {
    var counters = CountersRecord(
      layout: layout, interface: interface,
      servicePolicy: interface.map { "\($0)_policy" } ?? "global_policy", className: className,
      mapName: "_default_esmtp_map",
      lines: [
        .init(text: "mask-banner", kind: .parameter, count: 278_499),
        .init(text: "mail-relay example.com action log", kind: .toolParameter, count: 3),
        .init(
          text: "cmd line length gt 512", kind: .match(action: "drop-connection log"), count: 0),
        .init(text: "ehlo-reply-parameter others", kind: .match(action: "mask"), count: 144_526),
      ])
    counters.packets = 54_698_280
    counters.drops = 2676
    counters.resetDrops = 1
    return counters
  }

  /// The report of the samples in a form.
  static func report(
    _ form: ReportForm, _ options: TextReport.Options = TextReport.Options(),
    sessions: [SessionRecord] = [untouched, dropped, masked], summary: SummaryRecord = total
  ) -> [UInt8] {
    var writer = ReportWriter(form, options: options)
    writer.run(run)
    for capture in captures { writer.capture(capture) }
    for session in sessions { writer.session(session) }
    writer.summary(summary)
    return writer.takeOutput()
  }
}
