import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

/// Who writes the messages, in which words, and which addresses they name (evidence section 4).
@Suite struct DeviceMessageTests {
  typealias Flags = CaptureBuilder.Flags

  private func messages(_ builder: CaptureBuilder, _ text: String) throws -> [String] {
    let folder = try TemporaryFolder()
    let records = try sessions(
      [try folder.write(builder.bytes, as: "a.pcap")], policy: loadPolicy(text))
    var report = SyslogReport()
    for record in records { report.session(record) }
    return String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n").map {
      String($0.dropFirst(22))
    }
  }

  private static let inspected =
    "policy-map global_policy\n class inspection_default\n  inspect esmtp\n"
    + "service-policy global_policy global\n"

  /// A recipient with a bar, in a session of 10.0.0.1 with 10.0.0.2.
  private static let bar: CaptureBuilder = {
    var builder = CaptureBuilder()
    builder.session(
      [
        ("S", "220 mx\r\n"), ("C", "MAIL FROM:<a@b.example>\r\n"), ("S", "250 ok\r\n"),
        ("C", "RCPT TO:<a|b@c.example>\r\n"),
      ], isOpen: true)
    return builder
  }()

  private static let old = (
    "Terminating ESMTP/SMTP connection; malicious pattern detected in the mail address", "Data:"
  )
  private static let new = (
    "Terminating ESMTP connection; malicious pattern detected in the mail address", "Mail Address:"
  )

  @Test(
    "each version has its name and its words",
    arguments: [
      ("ASA Version 8.2(5)\n" + inspected, "ASA", old),
      ("ASA Version 8.4(7)\n" + inspected, "ASA", old),
      ("ASA Version 9.0(1)\n" + inspected, "ASA", new),
      ("ASA Version 9.3(2)\n" + inspected, "ASA", new),
      ("ASA Version 9.16(1)\n" + inspected, "ASA", new),
      ("PIX Version 7.2(4)\n" + inspected, "PIX", old),
      ("PIX Version 8.0(4)\n" + inspected, "PIX", old),
      ("FWSM Version 4.1(5)\n" + inspected, "FWSM", old),
      (inspected, "ASA", new),
    ])
  func versions(_ text: String, _ facility: String, _ words: (String, String)) throws {
    let found = try messages(Self.bar, text)
    #expect(
      found.first {
        $0.contains("108003")
      } == "%\(facility)-2-108003: \(words.0) from outside:10.0.0.1/40112 to inside:10.0.0.2/25. "
        + "\(words.1)<a|b@c.example>")
    #expect(found.count == 4)
    #expect(found.allSatisfy { $0.hasPrefix("%\(facility)-") })
  }

  private static let network = """
    interface g0
     nameif outside
     security-level 0
     ip address 10.0.0.254 255.255.255.0
    interface g1
     nameif dmz
     security-level 50
     ip address 172.16.0.254 255.255.255.0
    object network mail
     host 172.16.0.25

    """

  @Test(
    "the messages of inspection and of connections name real addresses and their interfaces",
    arguments: [
      "ASA Version 9.1(2)\n" + network
        + "object network mail\n nat (dmz,outside) static 10.0.0.2\n",
      "ASA Version 8.2(5)\n" + network + "static (dmz,outside) 10.0.0.2 172.16.0.25\n",
    ])
  func translated(_ text: String) throws {
    let found = try messages(Self.bar, text + Self.inspected)
    let ends = "outside:10.0.0.1/40112 to dmz:172.16.0.25/25"
    #expect(
      found.first == "%ASA-6-302013: Built inbound TCP connection 1 for outside:10.0.0.1/40112 "
        + "(10.0.0.1/40112) to dmz:172.16.0.25/25 (10.0.0.2/25)")
    #expect(found.count == 4)
    #expect(found[1].contains("108003") && found[1].contains("from \(ends)."))
    #expect(found[2].contains("507003: tcp flow from \(ends) terminated"))
    #expect(found[3].contains("302014: Teardown TCP connection 1 for \(ends) duration"))
  }

  @Test("before 8.3 a class takes the mapped address, and what is told is the real one")
  func mapped() throws {
    let text =
      "ASA Version 8.2(5)\n" + Self.network
      + "static (dmz,outside) 10.0.0.2 172.16.0.25 tcp 1 0\n"
      + "access-list a extended permit tcp any host 10.0.0.2 eq smtp\n"
      + "class-map c\n match access-list a\npolicy-map p\n class c\n  inspect esmtp\n"
      + "service-policy p interface dmz\n"
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.bar.bytes, as: "a.pcap")
    let record = try #require(try sessions([path], policy: loadPolicy(text)).first)
    #expect(record.verdict == .dropped)
    #expect(record.className == "c")
    #expect(record.realServer?.address.description == "172.16.0.25")
  }

  private func syn(_ builder: inout CaptureBuilder, _ port: UInt16) {
    builder.frame(from: (1, port), to: (2, 25), sequence: 1000, flags: Flags.syn)
  }

  @Test("what TCP Intercept answers is built by the client's ACK, behind the message, or never")
  func intercepted() throws {
    let text = Self.inspected.replacing(
      "  inspect esmtp\n", with: "  inspect esmtp\n  set connection embryonic-conn-max 1\n")
    var builder = CaptureBuilder()
    syn(&builder, 1001)
    syn(&builder, 1002)
    builder.session(client: (1, 1003), [("S", "220 mx\r\n")])
    let found = try messages(builder, text)
    let exceeded = "%ASA-6-201010: Embryonic connection limit exceeded 1/1 for input packet from "
    let built = "%ASA-6-302013: Built inbound TCP connection "
    func isBuilt(_ line: String, _ number: Int) -> Bool { line.hasPrefix("\(built)\(number) ") }
    #expect(found.contains { isBuilt($0, 1) })
    #expect(!found.contains { isBuilt($0, 2) })
    let third = try #require(found.firstIndex { isBuilt($0, 3) })
    #expect(
      found[third - 1] == exceeded + "10.0.0.1/1003 to 10.0.0.2/25 on interface outside")
    #expect(found.count { $0.hasPrefix(exceeded) } == 2)
  }
}
