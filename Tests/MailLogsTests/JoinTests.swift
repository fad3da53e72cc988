import Primitives
import Testing

@testable import MailLogs

@Suite struct JoinTests {
  static let start: Int64 = 1_408_014_271_000_000_000

  static func socket(_ text: String, _ port: UInt16) throws -> Socket {
    Socket(address: try #require(IPAddress(text)), port: port)
  }

  static func session(
    _ number: Int, port: UInt16 = 35_314, after seconds: Int64 = 0, id: String? = nil,
    predicted: [String] = []
  ) throws -> LoggedSession {
    LoggedSession(
      number: number, clients: [try socket("192.0.2.7", port)],
      servers: [try socket("198.51.100.25", 25)], start: start + seconds * 1_000_000_000,
      end: start + (seconds + 5) * 1_000_000_000,
      transactions: [
        .init(sender: "<dana@example.net>", firstRecipient: "alice@example.com", messageID: id)
      ], predicted: predicted.compactMap { DeviceMessage($0, line: 0) })
  }

  static func built(_ time: String, _ port: Int = 35_314) -> String {
    "\(time): %ASA-6-302013: Built inbound TCP connection 1 for outside:192.0.2.7/\(port) (192.0.2.7/\(port)) to dmz:198.51.100.25/25 (198.51.100.25/25)"
  }

  static func dropped(_ time: String, _ what: String) -> String {
    "\(time): %ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from outside:192.0.2.7/35314 to dmz:198.51.100.25/25; matched Class 4: \(what)"
  }

  // MARK: The device's log

  @Test(
    "messages are predicted and logged, predicted alone, or logged alone; the clock is estimated")
  func device() throws {
    let session = try Self.session(
      3,
      predicted: [
        Self.built("Aug 14 2014 11:04:31"),
        Self.dropped("Aug 14 2014 11:04:33", "header line length gt 998"),
        Self.dropped("Aug 14 2014 11:04:33", "body line length gt 998"),
      ])
    // The device's clock: two hours east of UTC, and 90 s fast.
    let log = [
      Self.built("Aug 14 2014 13:06:01"),
      Self.dropped("Aug 14 2014 13:06:03", "match header line length gt 998"),
      Self.dropped("Aug 14 2014 13:06:04", "cmd RCPT count gt 100"),
    ].enumerated().compactMap { DeviceMessage($1, line: $0 + 1) }
    let join = DeviceLogJoin(log, [session])
    #expect(join.offset.zone == 7200 && join.offset.rest == 90_000_000_000)
    let joined = try #require(join.sessions.first)
    #expect(joined.session == 3)
    #expect(joined.both.map(\.logged.line) == [1, 2])
    #expect(joined.predicted.map(\.detail) == ["body line length gt 998"])
    #expect(joined.logged.map(\.line) == [3])
    #expect(join.apart.isEmpty && join.ambiguous.isEmpty && join.uncovered == 0)
  }

  @Test("of sessions on the same sockets the one is meant that had begun last")
  func reused() throws {
    let sessions = [try Self.session(1), try Self.session(2, after: 600)]
    let log = [Self.built("Aug 14 2014 11:04:31"), Self.built("Aug 14 2014 11:14:31")]
      .enumerated().compactMap { DeviceMessage($1, line: $0 + 1) }
    let join = DeviceLogJoin(log, sessions)
    #expect(join.sessions.map(\.session) == [1, 2])
    #expect(join.sessions.map { $0.logged.map(\.line) } == [[1], [2]])
  }

  @Test(
    "what is about a later connection on the same sockets is about no session",
    arguments: [0, -300] as [Int64])
  func later(start: Int64) throws {
    // The second time, the capture begins in the middle of the session.
    let session = try Self.session(
      1,
      predicted: [Self.built("Aug 14 2014 11:04:31"), Self.dropped("Aug 14 2014 11:04:33", "x")])
    let log = [
      Self.built(start == 0 ? "Aug 14 2014 11:04:31" : "Aug 14 2014 10:59:31"),
      Self.dropped("Aug 14 2014 11:04:33", "x"), Self.dropped("Aug 14 2014 11:06:31", "y"),
      Self.built("Aug 14 2014 11:24:31"), Self.dropped("Aug 14 2014 11:24:33", "x"),
    ].enumerated().compactMap { DeviceMessage($1, line: $0 + 1) }
    let join = DeviceLogJoin(log, [session])
    let first = start == 0 ? [1] : []
    #expect(join.places == [first, [1], [1], [], []])
  }

  @Test("a message in EMBLEM form is of the session of its time")
  func emblem() throws {
    let sessions = [try Self.session(1), try Self.session(2, after: 7200)]
    let text = Self.built("<166>:Aug 14 2014 13:04:31 UTC").replacing(
      "ASA-6", with: "ASA-session-6")
    let join = DeviceLogJoin([try #require(DeviceMessage(text, line: 1))], sessions)
    #expect(join.places == [[2]])
  }

  @Test("other sockets are apart, and a log that ends before says nothing of what comes later")
  func apart() throws {
    let session = try Self.session(1, predicted: [Self.built("Aug 14 2014 11:04:31")])
    let log = [DeviceMessage(Self.built("Aug 14 2014 10:00:00", 1), line: 1)].compactMap { $0 }
    let join = DeviceLogJoin(log, [session])
    #expect(join.apart.count == 1 && join.uncovered == 1 && join.sessions.isEmpty)
    #expect(join.offset.pairs == 0)
  }

  @Test("a translated session is found by either socket")
  func translated() throws {
    var session = try Self.session(1)
    session.servers.append(try Self.socket("10.0.0.25", 25))
    let line =
      "Aug 14 2014 11:04:31: %ASA-6-302014: Teardown TCP connection 1 for outside:192.0.2.7/35314 to dmz:10.0.0.25/25 duration 0:00:05 bytes 9 TCP FINs"
    let join = DeviceLogJoin([DeviceMessage(line, line: 1)].compactMap { $0 }, [session])
    #expect(join.places == [[1]] && join.apart.isEmpty)
  }

  // MARK: Mail servers' logs

  static func place(_ text: String, _ sessions: [LoggedSession]) -> [MailLogJoin.Place] {
    MailLogJoin(MailLogReaderTests.read(text).conversations, sessions).places
  }

  @Test(
    "an ESA's connection is found by the Message-ID in any zone, and may be another with the same mail"
  )
  func messageID() throws {
    let sessions = [
      try Self.session(1, id: "<0@example.net>"),
      try Self.session(2, port: 35_315, after: 1, id: "<1@example.net>"),
    ]
    let log = MailLogReaderTests.read(MailLogReaderTests.esa.replacing(" 11:", with: " 14:"))
    let join = MailLogJoin(log.conversations, sessions)
    guard case .ambiguous([2], .messageID) = join.places[0] else {
      Issue.record("\(join.places)")
      return
    }
    #expect(join.offset.zone == 10_800 && join.offset.rest == -1_000_000_000)
    #expect(!join.offset.isCertain)
    guard case .joined(2, .messageID) = Self.place(MailLogReaderTests.esa, sessions)[0] else {
      Issue.record("not joined in UTC")
      return
    }
  }

  @Test(
    "a connection of another time is not taken for a session, however lonely",
    arguments: [
      ("16:11:31", [0], [1]), ("11:19:31", [0], []), ("11:04:56", [0, 60], [1, 2]),
      ("08:04:31", [0], [1]),
    ] as [(String, [Int64], [Int])])
  func unrelated(time: String, starts: [Int64], possible: [Int]) throws {
    let sessions = try starts.enumerated().map {
      try Self.session($0 + 1, port: UInt16(35_314 + $0), after: $1)
    }
    let line = "Aug 14 \(time) mx postfix/smtpd[1]: connect from client.example.net[192.0.2.7]"
    let place = Self.place(line, sessions)[0]
    #expect(!place.isCertain && place.sessions == possible)
  }

  @Test("a mail that was lost before is not the one that came again with its Message-ID")
  func again() throws {
    let others = (2...3).map { index in
      MailLogReaderTests.esa.replacing("ICID 10293", with: "ICID \(index)")
        .replacing("1404", with: "140\(index)").replacing("192.0.2.7", with: "192.0.2.\(index)")
        .replacing("1@", with: "\(index)@")
    }
    let log =
      MailLogReaderTests.esa.replacing(" 11:", with: " 09:") + "\n"
      + others.joined(separator: "\n")
    var sessions = try (1...3).map { try Self.session($0, id: "<\($0)@example.net>") }
    for index in 1...2 { sessions[index].clients = [try Self.socket("192.0.2.\(index + 1)", 1025)] }
    let places = Self.place(log, sessions)
    #expect(places[0].sessions.isEmpty && places[0].hasAddress)
    #expect(places.map(\.isCertain) == [false, true, true])
  }

  /// What a Postfix writes of a connection.
  private static func connection(_ name: String, _ time: String, _ peer: String) -> String {
    ["connect", "disconnect"].map { "Aug 14 \(time) mx \(name): \($0) from c\(peer)" }
      .joined(separator: "\n")
  }

  @Test("no more than one connection of the log is a session: of several none is for certain")
  func once() throws {
    let log = ["11:04:31", "11:04:31", "11:04:33", "11:14:31"].enumerated().map {
      Self.connection("postfix/smtpd[\($0)]", $1, "[192.0.2.7]")
    }
    let sessions = [try Self.session(1), try Self.session(2, port: 35_315, after: 600)]
    let places = Self.place(log.joined(separator: "\n"), sessions)
    #expect(places.map(\.sessions) == [[1], [1], [1], [2]])
    #expect(places.map(\.isCertain) == [false, false, false, true])
  }

  @Test("of several connections the one that has the mail is the session, and postscreen's stays")
  func surest() throws {
    let other = Self.connection("postfix/smtpd[2]", "11:04:31", "[192.0.2.7]")
    let sessions = [try Self.session(1, id: "<1@example.net>")]
    let places = Self.place(MailLogReaderTests.esa + "\n" + other, sessions)
    #expect(places.map(\.sessions) == [[1], [1]])
    #expect(places.filter(\.isCertain).map(\.reason) == [.messageID])
    let screened =
      "Aug 14 11:04:31 mx postfix/postscreen[1]: CONNECT from [192.0.2.7]:35314 to [198.51.100.25]:25\n"
      + "Aug 14 11:04:31 mx postfix/postscreen[1]: PASS OLD [192.0.2.7]:35314\n" + other
    #expect(Self.place(screened, sessions).map(\.isCertain) == [true, true])
  }

  @Test("where the clock is not certain, a message of the device counts for none")
  func doubtful() throws {
    let session = try Self.session(
      1, predicted: [Self.built("Aug 14 2014 11:04:31"), Self.dropped("Aug 14 2014 11:04:33", "x")])
    let log = ["Aug 14 2014 16:11:31", "Aug 14 2014 13:04:33"].map {
      DeviceLogJoin([DeviceMessage(Self.built($0), line: 1)].compactMap { $0 }, [session])
    }
    #expect(log[0].offset.zone == 5 * 3600 && log[0].offset.pairs == 1)
    #expect(log[0].ambiguous.map(\.sessions) == [[1]] && log[0].sessions.isEmpty)
    #expect(log[0].undecided == 2 && log[0].uncovered == 0)
    // The same sockets at the very time of another zone are no chance.
    #expect(log[1].ambiguous.isEmpty && log[1].sessions.first?.both.count == 1)
  }

  @Test("two sessions that nothing tells apart are both named")
  func ambiguous() throws {
    let sessions = [try Self.session(1), try Self.session(2, port: 35_315, after: 1)]
    guard case .ambiguous(let names, let reason) = Self.place(MailLogReaderTests.esa, sessions)[0]
    else {
      Issue.record("not ambiguous")
      return
    }
    #expect(names == [1, 2] && reason == .envelope)
  }

  @Test(
    "a time-out comes minutes after the session, and tells no more of the clock than its zone",
    arguments: zip(["11:09:36", "13:06:36", "11:04:36", "11:04:30"], [0, 7200, 0, nil]))
  func timedOut(time: String, zone: Int?) throws {
    let line =
      "2014-08-14 \(time) SMTP data timeout (message abandoned) on connection from client.example.net [192.0.2.7]:35314 F=<erin@example.net>"
    let join = MailLogJoin(
      MailLogReaderTests.read(line).conversations, [try Self.session(1)])
    #expect(join.offset.rest == 0)
    switch (join.places[0], zone) {
    case (.joined(session: 1, .time), .some): #expect(join.offset.zone == zone)
    case (.otherTime, nil): break
    default: Issue.record("\(join.places)")
    }
  }

  @Test("another address is no session, another time neither")
  func others() throws {
    let session = try Self.session(1, after: 36_000)
    let text = MailLogReaderTests.esa
    guard
      case .otherAddress = Self.place(text.replacing("192.0.2.7", with: "192.0.2.8"), [session])[0]
    else {
      Issue.record("joined by another address")
      return
    }
    // One session at hand tells the clock, so that a second one of the log is too late for it.
    let bare = text.replacing("dana@", with: "x@").replacing("1@example.net", with: "9@example.net")
    let later =
      text + "\n"
      + bare.replacing("10293", with: "10294").replacing(" 11:", with: " 12:")
      .replacing("1404", with: "1405")
    let sessions = [try Self.session(1, id: "<1@example.net>")]
    let places = Self.place(later, sessions)
    guard case .joined = places[0], case .otherTime = places[1] else {
      Issue.record("\(places)")
      return
    }
  }

  // MARK: The turn of the year

  /// Sessions of 2014-12-31 23:59:00 and ten minutes later.
  private static func newYear() throws -> [LoggedSession] {
    try [0, 600].enumerated().map { index, later in
      let session = try session(index + 1, port: UInt16(40_112 + index))
      return LoggedSession(
        number: session.number, clients: session.clients, servers: session.servers,
        start: 1_420_070_340_000_000_000 + Int64(later) * 1_000_000_000,
        end: 1_420_070_341_000_000_000 + Int64(later) * 1_000_000_000, transactions: [])
    }
  }

  @Test("a mail log without years goes on into the next")
  func mailAcrossYears() throws {
    let log = """
      Dec 31 23:59:00 mx postfix/smtpd[1]: connect from client.example.net[192.0.2.7]
      Dec 31 23:59:01 mx postfix/smtpd[1]: disconnect from client.example.net[192.0.2.7]
      Jan  1 00:09:00 mx postfix/smtpd[1]: connect from client.example.net[192.0.2.7]
      Jan  1 00:09:01 mx postfix/smtpd[1]: disconnect from client.example.net[192.0.2.7]
      """
    let sessions = try Self.newYear()
    let places = Self.place(log, sessions)
    guard case .joined(1, .time) = places[0], case .joined(2, .time) = places[1] else {
      Issue.record("\(places)")
      return
    }
    let late = MailLogJoin(MailLogReaderTests.read(log).conversations, [sessions[1]])
    guard case .otherTime = late.places[0], case .joined(2, .time) = late.places[1] else {
      Issue.record("\(late.places)")
      return
    }
  }

  @Test("a device's log without years goes on into the next")
  func deviceAcrossYears() throws {
    let log = [Self.built("Dec 31 23:59:00", 40_112), Self.built("Jan 01 00:09:00", 40_113)]
      .enumerated().compactMap { DeviceMessage($1, line: $0 + 1) }
    let join = DeviceLogJoin(log, try Self.newYear())
    #expect(join.offset.zone == 0 && join.offset.pairs == 2)
    #expect(join.sessions.map(\.session) == [1, 2])
  }

  // MARK: The zone of the log

  @Test("a log in local time belongs to the sessions that it fits as a whole")
  func localTime() throws {
    let sessions = try [0, 3600, 7200].enumerated().map {
      try Self.session($0 + 1, port: UInt16(35_314 + $0), after: Int64($1))
    }
    let log = ["12:04:31", "13:04:31", "14:04:31"].enumerated().flatMap { index, time in
      ["connect", "disconnect"].map {
        "Aug 14 \(time) mx postfix/smtpd[\(index)]: \($0) from client.example.net[192.0.2.7]"
      }
    }
    let join = MailLogJoin(
      MailLogReaderTests.read(log.joined(separator: "\n")).conversations, sessions)
    #expect(join.offset.zone == 3600 && join.offset.pairs == 3 && join.offset.others.isEmpty)
    for (index, place) in join.places.enumerated() {
      guard case .joined(index + 1, .time) = place else {
        Issue.record("\(join.places)")
        return
      }
    }
    // One line of it fits each of the sessions, in a zone of its own.
    let one = MailLogJoin(MailLogReaderTests.read(log[2]).conversations, sessions)
    guard case .ambiguous([3, 2, 1], .time) = one.places[0] else {
      Issue.record("\(one.places)")
      return
    }
  }

  @Test("a session of another day is none, however lonely", arguments: ["Mar 14", "Aug 15"])
  func otherDay(day: String) throws {
    let session = try Self.session(1, predicted: [Self.built("Aug 14 2014 11:04:31")])
    let line = "\(day) 12:30:00 mx postfix/smtpd[1]: connect from client.example.net[192.0.2.7]"
    guard case .otherTime = Self.place(line, [session])[0] else {
      Issue.record("joined")
      return
    }
    let message = try #require(DeviceMessage(Self.built("\(day) 2014 12:30:00"), line: 1))
    let join = DeviceLogJoin([message], [session])
    #expect(join.offset.pairs == 0 && join.apart.count == 1)
  }

  @Test("a line from the middle of a session is its own, wherever it stands in it")
  func middle() throws {
    var session = try Self.session(1)
    session.end += 300_000_000_000
    for (time, isInside) in [
      ("11:04:29", true), ("11:08:00", true), ("11:09:38", true), ("11:20:00", false),
    ] {
      let line =
        "2014-08-14T\(time)Z mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.7]: 550"
      switch Self.place(line, [session])[0] {
      case .joined(1, .time): #expect(isInside)
      case .otherTime: #expect(!isInside)
      default: Issue.record("neither")
      }
    }
  }
}
