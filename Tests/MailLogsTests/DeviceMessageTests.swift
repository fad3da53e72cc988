import Primitives
import Testing

@testable import MailLogs

@Suite struct DeviceMessageTests {
  private static let time = "Aug 14 2014 11:04:31: "

  @Test(
    "both ends are found in every message",
    arguments: [
      (
        "%ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from outside:192.0.2.7/35314 to DMZ:198.51.100.25/25; matched Class 4: header line length gt 998",
        108_004, "192.0.2.7:35314", "198.51.100.25:25", "header line length gt 998"
      ),
      (
        "%ASA-4-507003: tcp flow from outside:192.0.2.7/35314 to dmz:198.51.100.25/25 terminated by inspection engine, reason - inspector disconnected, dropped packet.",
        507_003, "192.0.2.7:35314", "198.51.100.25:25", ""
      ),
      (
        "%ASA-6-302013: Built inbound TCP connection 11 for outside:192.0.2.7/35314 (192.0.2.7/35314) to dmz:10.0.0.25/25 (198.51.100.25/25)",
        302_013, "192.0.2.7:35314", "10.0.0.25:25", ""
      ),
      (
        "%PIX-6-302014: Teardown TCP connection 11 for outside:192.0.2.7/35314 to dmz:10.0.0.25/25 duration 0:00:18 bytes 141 Flow closed by inspection",
        302_014, "192.0.2.7:35314", "10.0.0.25:25", ""
      ),
      (
        "%ASA-6-106015: Deny TCP (no connection) from 192.0.2.7/35314 to 198.51.100.25/25 flags ACK on interface outside",
        106_015, "192.0.2.7:35314", "198.51.100.25:25", ""
      ),
      (
        "%ASA-3-201011: Connection limit exceeded 5/5 for input packet from 192.0.2.7/35314 to 198.51.100.25/25 on interface outside",
        201_011, "192.0.2.7:35314", "198.51.100.25:25", ""
      ),
      (
        "%ASA-6-108007: TLS started on ESMTP session between client outside:2001:db8::7/35314 and server dmz:2001:db8::19/25",
        108_007, "[2001:db8::7]:35314", "[2001:db8::19]:25", ""
      ),
      (
        "%ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from outside:192.0.2.7|35314 to DMZ:198.51.100.25|25;matched Class 2: match cmd RCPT count gt 100",
        108_004, "192.0.2.7:35314", "198.51.100.25:25", "cmd RCPT count gt 100"
      ),
    ])
  func ends(text: String, number: Int, first: String, second: String, detail: String) throws {
    let message = try #require(DeviceMessage(Self.time + text, line: 7))
    #expect(message.number == number && message.line == 7)
    #expect("\(message.ends.0)" == first && "\(message.ends.1)" == second)
    #expect(message.detail == detail)
    #expect(message.time?.second == 39_871)
  }

  @Test("translated sockets stand beside their ends")
  func mapped() throws {
    let message = try #require(
      DeviceMessage(
        "%ASA-6-302013: Built inbound TCP connection 11 for outside:192.0.2.7/35314 (192.0.2.7/35314) to dmz:10.0.0.25/25 (198.51.100.25/25)",
        line: 1))
    #expect(message.mapped.1.map { "\($0)" } == "198.51.100.25:25")
    #expect(message.time == nil)
  }

  @Test("a replaced address is told without ports, and found by the addresses")
  func withoutPorts() throws {
    let message = try #require(
      DeviceMessage(
        "%ASA-2-108002: SMTP replaced string: out 192.0.2.7 in 198.51.100.25 data: MAIL FROM:<a|b>",
        line: 1))
    #expect(!message.hasPorts)
    #expect(message.mayBe(try JoinTests.session(1)))
    let join = DeviceLogJoin([message], [try JoinTests.session(4)])
    #expect(join.sessions.map(\.session) == [4])
    let other = try #require(
      DeviceMessage(
        "%ASA-2-108002: SMTP replaced string: out 192.0.2.8 in 198.51.100.25 data: x", line: 1))
    #expect(!other.mayBe(try JoinTests.session(1)))
  }

  @Test("of a long message the start is kept, and a line is asked about by it")
  func long() throws {
    let line =
      Self.time + "%ASA-4-108004: dropped from a:192.0.2.7/35314 to b:198.51.100.25/25; matched "
      + String(repeating: "\u{E4}", count: 1900)
    let message = try #require(DeviceMessage(line, line: 1))
    #expect((510...515).contains(message.text.utf8.count))
    #expect(message.isAsked(try #require(DeviceMessage(line))))
  }

  @Test(
    "other lines are none",
    arguments: [
      "", "%", "%ASA", "%ASA-6-106100: access-list x permitted tcp a/1.2.3.4(5) -> b/1.2.3.5(25)",
      "%ASA-4-108004: nothing", "%ASA-4-108004: from 1.2.3.4/5",
      "%XYZ-4-108004: 1.2.3.4/5 1.2.3.4/6",
      "%ASA-4-108004: 1.2.3.4/99999 1.2.3.4/6", "100 %", "%ASA-x-y: 1.2.3.4/5 1.2.3.4/6",
    ])
  func others(text: String) { #expect(DeviceMessage(text, line: 1) == nil) }
}
