import Foundation
import Testing

struct ShowCommandTests {
  private static func capture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "captures/\(name)/\(name).pcap").path
  }

  private static let recorded = [
    "starttls", "long-header-line", "recipients-101", "pipelining", "auth-plain", "lossy-link",
    "short-snap-length", "auth-login",
  ]

  private func expectGolden(_ output: String, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Goldens", name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] != nil {
      try Data(output.utf8).write(to: file)
      Issue.record("\(name) was recorded; run again without RECORD_GOLDENS")
      return
    }
    #expect(output == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test("a recorded session is laid out in 80 columns", arguments: recorded)
  func pages(name: String) throws {
    let shown = try Tool.run(["show", "1", Self.capture(name)])
    #expect(shown.status == 0)
    #expect(shown.error == "")
    try expectGolden(shown.output, "show-\(name)-80.txt")
  }

  @Test("a drop is laid out in other widths", arguments: [60, 120])
  func widths(columns: Int) throws {
    let shown = try Tool.run(
      ["show", "1", Self.capture("long-header-line")], columns: columns)
    try expectGolden(shown.output, "show-long-header-line-\(columns).txt")
  }

  @Test("bytes are laid out as a hex dump", arguments: [60, 80, 160])
  func hex(columns: Int) throws {
    let shown = try Tool.run(
      ["show", "1", "--hex", Self.capture("typed-telnet")], columns: columns)
    try expectGolden(shown.output, "show-typed-telnet-hex-\(columns).txt")
  }

  @Test("a session is found by its number, its endpoints or a Message-ID")
  func selectors() throws {
    let path = Self.capture("auth-plain")
    let wanted = try Tool.run(["show", "1", path])
    for name in [
      "192.0.2.10:44296", "192.0.2.10:44296-198.51.100.25:25", "<auth-plain.1@example.net>",
      "auth-plain.1@example.net",
    ] {
      let shown = try Tool.run(["show", name, path])
      #expect(shown.output == wanted.output)
      #expect(shown.status == 0)
    }
    let piped = try Tool.run(["show", "192.0.2.10:44296", "-"], input: path)
    #expect(piped.output == wanted.output)
  }

  @Test("a session that is not there is answered by those that are")
  func none() throws {
    let shown = try Tool.run(["show", "7", Self.capture("starttls")])
    #expect(shown.status == 2)
    #expect(shown.output == "")
    #expect(
      shown.error == """
        esmtp-replay: no session is '7'; there is
          session 1  192.0.2.10:36612-198.51.100.25:25  from frame 1, masked

        """)
  }

  @Test(
    "what names no session is wrong usage",
    arguments: ["x", "0", "1.2.3.4", "1.2.3.4:x", "::1:25", "[::1]:25-", "1:2-3:4-5:6"])
  func malformed(name: String) throws {
    let shown = try Tool.run(["show", name, Self.capture("starttls")])
    #expect(shown.status == 2)
    #expect(shown.error.contains("'\(name)' names no session; write its number, CLIENT:PORT"))
  }

  @Test("a Message-ID on standard input is found, which is kept for a second reading")
  func messageIDOnStandardInput() throws {
    let path = Self.capture("auth-plain")
    let shown = try Tool.run(["show", "<auth-plain.1@example.net>", "-"], input: path)
    #expect(shown.status == 0)
    #expect(try shown.output == Tool.run(["show", "1", path]).output)
  }

  @Test("a Message-ID is found however many messages the session has")
  func lateMessageID() throws {
    let place = try Workplace()
    let capture = try HostileCapture(place.url.appending(path: "a.pcap"))
    var (sent, received) = (UInt32(1001), UInt32(9001))
    func say(_ text: String, fromServer: Bool = false) throws {
      let bytes = Array(text.utf8)
      try capture.add(
        0, fromServer: fromServer, sequence: fromServer ? received : sent,
        acknowledging: fromServer ? sent : received, bits: 0x18, bytes)
      if fromServer { received += UInt32(bytes.count) } else { sent += UInt32(bytes.count) }
    }
    try capture.open(0)
    try say("220 mx\r\n", fromServer: true)
    try say("HELO a\r\n")
    try say("250 a\r\n", fromServer: true)
    for number in 0..<300 {
      for (command, reply) in [
        ("MAIL FROM:<a@b>", "250 a"), ("RCPT TO:<a@b>", "250 a"), ("DATA", "354 a"),
        ("Message-ID: <m\(number)@x>\r\n\r\na\r\n.", "250 a"),
      ] {
        try say("\(command)\r\n")
        try say("\(reply)\r\n", fromServer: true)
      }
    }
    try capture.close()
    for line in [["show", "<m299@x>"], ["show", "--where", "message-id=m299@x"]] {
      let shown = try Tool.run(line + ["a.pcap"], in: place)
      #expect(shown.output.hasPrefix("session 1 · "), "\(shown.error)")
    }
    let none = try Tool.run(["show", "<m300@x>", "a.pcap"], in: place)
    #expect(none.error.hasPrefix("esmtp-replay: no session is '<m300@x>'; there is\n"))
  }

  @Test("a session of a capture that was cut short is shown with status 3")
  func cutShort() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try Data(contentsOf: URL(filePath: Self.capture("starttls")))
    let file = folder.appending(path: "cut.pcap")
    try whole.prefix(whole.count - 7).write(to: file)
    let shown = try Tool.run(["show", "1", file.path])
    #expect(shown.status == 3)
    #expect(shown.output.hasPrefix("session 1 · masked"))
    #expect(shown.error.contains("cut.pcap"))
  }
}
