import ESMTPInspection
import Primitives
import Testing

@testable import Reports

struct SyslogReportTests {
  private func messages(_ session: SessionRecord, assumesAll: Bool = false) -> [String] {
    var report = SyslogReport()
    var run = Samples.run
    run.afterDivergence = assumesAll ? "assume" : "stop"
    report.run(run)
    report.session(session)
    return String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n").map(
      String.init)
  }

  /// The messages behind their time stamps, 302013 left out.
  private func numbers(_ session: SessionRecord, assumesAll: Bool = false) -> [String] {
    messages(session, assumesAll: assumesAll).compactMap { line in
      line.split(separator: "-").dropFirst(2).first.map { String($0.prefix(6)) }
    }
  }

  @Test("a connection is built with its real and mapped addresses, and taken down")
  func connection() {
    var session = Samples.masked
    session.clientStream.bytes = 99
    session.serverStream.bytes = 100
    #expect(
      messages(session) == [
        "Aug 14 2014 11:04:46: %ASA-6-302013: Built inbound TCP connection 4 for "
          + "outside:192.0.2.8/40113 (192.0.2.8/40113) to dmz:10.0.0.25/25 (192.0.2.25/25)",
        "Aug 14 2014 11:04:46: %ASA-6-302014: Teardown TCP connection 4 for "
          + "outside:192.0.2.8/40113 to dmz:10.0.0.25/25 duration 0:00:00 bytes 199 TCP Reset-I",
      ])
  }

  @Test("an outbound connection names the foreign side first")
  func outbound() throws {
    var session = Samples.masked
    session.device?.isOutbound = true
    session.device?.clientInterface = "inside"
    session.device?.serverInterface = "outside"
    let lines = messages(session)
    #expect(
      lines.first?.hasSuffix(
        "Built outbound TCP connection 4 for outside:10.0.0.25/25 (192.0.2.25/25) to "
          + "inside:192.0.2.8/40113 (192.0.2.8/40113)") == true)
    #expect(lines.last?.hasSuffix("TCP Reset-O") == true)
  }

  @Test(
    "the reason of a teardown follows the end of the recording, and before it the device's patience",
    arguments: [
      (SessionClosing.fin, nil, false, "TCP FINs"), (.resetByClient, nil, false, "TCP Reset-O"),
      (.resetByServer, nil, false, "TCP Reset-I"), (.resetByClient, nil, true, "TCP Reset-I"),
      (.resetByServer, nil, true, "TCP Reset-O"), (.timeout, .idle, false, "Conn-timeout"),
      (.timeout, .synchronize, false, "SYN Timeout"),
      (.endOfCapture, .finish, false, "FIN Timeout"),
      (.reused, .idle, false, "Conn-timeout"), (.fin, .idle, false, "Conn-timeout"),
      (.reused, nil, false, nil), (.endOfCapture, nil, false, nil), (.timeout, nil, false, nil),
    ] as [(SessionClosing, DeviceTimeout.Reason?, Bool, String?)])
  func reasons(
    _ closing: SessionClosing, _ timeout: DeviceTimeout.Reason?, _ isOutbound: Bool,
    _ reason: String?
  ) throws {
    var session = Samples.masked
    session.closing = closing
    let time = session.first.time + 3_725_000_000_000
    session.device?.timeout = timeout.map { DeviceTimeout(time: time, reason: $0, bytes: 77) }
    session.device?.isOutbound = isOutbound
    let device = try #require(session.device)
    #expect(ConnectionMessages.reason(closing, device) == reason)
    #expect(numbers(session) == (reason == nil ? ["302013"] : ["302013", "302014"]))
    guard timeout != nil else { return }
    #expect(messages(session).last?.contains(" duration 1:02:05 bytes 77 ") == true)
  }

  @Test("a packet that comes too late is denied behind the teardown, and nothing follows")
  func late() {
    var session = Samples.masked
    session.device?.timeout = DeviceTimeout(time: session.first.time + 60, reason: .idle, bytes: 9)
    let event = Event(
      rule: .connectionTimeout, moment: session.last, sender: .client, offset: 9, length: 0,
      action: .drop, log: ["%ASA-6-106015: Deny"], confidence: .documented)
    session.events.append(EventRecord(event: event, isObserved: true))
    #expect(numbers(session) == ["302013", "302014", "106015"])
    session.events[session.events.count - 1].isObserved = false
    #expect(numbers(session) == ["302013", "302014"])
  }

  @Test("of a session that no class inspects the messages of connection limits are written")
  func limits() {
    var session = Samples.masked
    session.device = nil
    #expect(messages(session) == [])
    let event = Event(
      rule: .connectionMaximum, moment: session.first, sender: .client, offset: 0, length: 0,
      action: .drop, log: ["%PIX-3-201011: Connection limit exceeded"], confidence: .documented)
    session.events = [EventRecord(event: event, isObserved: true)]
    #expect(numbers(session) == ["201011"])
  }

  @Test("a drop brings its own teardown")
  func dropped() {
    #expect(numbers(Samples.dropped) == ["302013", "108004", "302014"])
  }

  @Test("a drop behind the divergence point does not, unless it is assumed")
  func divergence() {
    var session = Samples.dropped
    for index in session.events.indices where session.events[index].event.action == .drop {
      session.events[index].isObserved = false
    }
    #expect(numbers(session) == ["302013", "302014"])
    #expect(messages(session).last?.hasSuffix("TCP FINs") == true)
    #expect(numbers(session, assumesAll: true) == ["302013", "108004", "302014"])
  }

  @Test("events that a record leaves out are said to be missing")
  func omitted() {
    var session = Samples.dropped
    session.omitted.append((.recipientCount, 2))
    #expect(
      messages(session).last
        == "Aug 14 2014 11:04:32: connection 3: the messages of more events are not listed: "
        + "rcpt-count 2")
  }

  @Test("a session that is not inspected, or opened before the recording, has less")
  func missing() {
    #expect(messages(Samples.untouched).isEmpty)
    var session = Samples.masked
    session.device?.hasOpening = false
    #expect(numbers(session) == ["302014"])
  }

  @Test("a refused connection is not built")
  func refused() {
    var session = Samples.masked
    var event = Samples.plain(.connectionMaximum, 1210, action: .drop)
    event.log = ["%ASA-3-201011: Connection limit exceeded"]
    session.events = [EventRecord(event: event, isObserved: true)]
    #expect(numbers(session) == ["201011"])
  }

  @Test(
    "durations never overflow",
    arguments: [
      (0, 0, "0:00:00"), (5, 0, "0:00:00"), (Int64.min, .max, "2562047:47:16"),
      (.max, .min, "0:00:00"),
      (0, 59_999_999_999, "0:00:59"), (0, 3_661_000_000_000, "1:01:01"),
      (0, .max, "2562047:47:16"),
    ])
  func durations(_ start: Int64, _ end: Int64, _ text: String) {
    #expect(ConnectionMessages.duration(from: start, to: end) == text)
  }

  @Test("the platform of a fixup is PIX")
  func platform() {
    var session = Samples.masked
    session.device?.platform = "PIX"
    #expect(messages(session).allSatisfy { $0.contains(": %PIX-6-3020") })
  }
}
