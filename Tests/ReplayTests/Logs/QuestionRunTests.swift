import ASAPolicy
import CaptureFiles
import MailLogs
import Reports
import Testing

@testable import Replay

/// Which session a line of a log is about.
@Suite struct QuestionRunTests {
  /// Three sessions of one client, an hour apart, of which the first begins at 2014-05-13 17:00:00 UTC.
  private static let capture: [UInt8] = {
    var builder = CaptureBuilder(start: 1_400_000_400)
    for port in UInt16(40_112)...40_114 {
      builder.session(
        client: (1, port),
        [
          ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250 mx\r\n"), ("C", "QUIT\r\n"),
          ("S", "221 bye\r\n"),
        ])
      builder.jump(by: 3_600_000_000)
    }
    return builder.bytes
  }()

  private func answer(
    _ line: String, mail: [String] = [], omitted: Int = 0, device: String? = nil,
    _ capture: [UInt8] = capture, keeping kept: [Int]? = nil
  ) throws -> QuestionRun.Answer {
    let logs = mail.enumerated().map { index, text in
      var reader = MailLogReader(asking: AskedLine(line))
      for (number, line) in text.split(separator: "\n").enumerated() {
        reader.take(String(line), line: number + 1)
      }
      var log = reader.finish()
      log.omitted = omitted
      return LogBook.MailLog(path: "\(index).log", log: log)
    }
    var own = device.map { _ in LogBook.DeviceLog(path: "fw.log") }
    for line in device?.split(separator: "\n") ?? [] { own?.take(String(line)) }
    let record = RunRecord(
      version: "", profile: "", policyFiles: [], statement: nil, source: nil, className: nil,
      ports: [25], checksums: "auto", afterDivergence: "stop")
    var run = QuestionRun(
      policy: try loadPolicy(), options: AnalysisOptions(), run: record,
      question: try LogQuestion(line, logs: logs, device: own),
      book: LogBook(device: own, mail: logs), keeping: kept)
    let folder = try TemporaryFolder()
    try run.read(.file(try folder.write(capture, as: "a.pcap")), filter: nil) { _ in }
    return try run.finish()
  }

  private static let time = ["May 13 17:00:00", "May 13 18:00:00", "May 13 19:00:00"]

  /// One process serves all three, and loses the second.
  private static func postfix(rejects: Int = 0, peer: String = "10.0.0.1") -> String {
    time.enumerated().map { index, time in
      let start = "\(time) mx postfix/smtpd[123]: "
      let middle =
        index == 1
        ? (0..<rejects).map {
          "\(start)NOQUEUE: reject: RCPT from c[\(peer)]: 550 <x\($0)@example.com>: rejected\n"
        }.joined() + "\(start)\(lost.replacing("10.0.0.1", with: peer))\n" : ""
      return "\(start)connect from c[\(peer)]\n\(middle)\(start)disconnect from c[\(peer)]\n"
    }.joined()
  }

  private static let lost = "lost connection after DATA (0 bytes) from c[10.0.0.1]"

  @Test(
    "a line is found with its time or without, blanks around it or none, and behind many others",
    arguments: [
      "\(time[1]) mx postfix/smtpd[123]: \(lost)", "postfix/smtpd[123]: \(lost)", lost,
      " \(time[1]) mx postfix/smtpd[123]: \(lost)\t ",
    ], [0, 40])
  func line(line: String, rejects: Int) throws {
    let answer = try answer(line, mail: [Self.postfix(rejects: rejects)])
    #expect(answer.sessions.map(\.id) == [2], "\(answer.reasons)")
    #expect(!answer.reasons.contains { $0.hasPrefix("ambiguous") })
  }

  @Test("a line without a time, of no log, may be of any other time, and is said to be")
  func noTime() throws {
    var builder = CaptureBuilder(start: 1_400_000_400)
    builder.session(client: (1, 40_112), [("S", "220 mx\r\n"), ("C", "QUIT\r\n")])
    let answer = try answer("postfix/smtpd[123]: \(Self.lost)", builder.bytes)
    #expect(answer.sessions.map(\.id) == [1] && answer.reasons.first == "by addresses")
    #expect(answer.reasons.contains("not certain: it may be none, as nothing tells when it was"))
  }

  @Test("a line that the log has not is of the connection of its process at its time")
  func byTime() throws {
    let answer = try answer(
      "\(Self.time[2]) mx postfix/smtpd[123]: too many errors after RCPT from c[10.0.0.1]",
      mail: [Self.postfix()])
    #expect(answer.sessions.map(\.id) == [3], "\(answer.reasons)")
  }

  @Test(
    "where a name or a line stands for several connections all are told",
    arguments: [
      "postfix/smtpd[123]: connect from c[10.0.0.1]", "smtpd[123]",
      "postfix/smtpd[123]: timeout after DATA from c[10.0.0.1]",
    ])
  func several(line: String) throws {
    let answer = try answer(line, mail: [Self.postfix()])
    #expect(answer.sessions.map(\.id) == [1, 2, 3])
    #expect(answer.reasons.contains("ambiguous: nothing tells these 3 sessions apart"))
    #expect(answer.reasons.contains("3 connections of the log have this line or its name"))
  }

  @Test(
    "what a server delivers a second time is the second session, and the first is the first",
    arguments: [0, 1])
  func retry(attempt: Int) throws {
    let lines = [
      "2014-05-13T17:00:00Z 1/0/0/1 deferred (lost connection with mx[10.0.0.2])",
      "2014-05-13T18:00:00Z 3601/0/0/1 sent (250 ok)",
    ].map { line in
      let words = line.split(separator: " ", maxSplits: 2)
      return
        "\(words[0]) mx postfix/smtp[9]: 3F2A91C0: to=<a@example.com>, relay=mx[10.0.0.2]:25, delay=1, delays=\(words[1]), status=\(words[2])"
    }
    let answer = try answer(lines[attempt], mail: [lines.joined(separator: "\n")])
    #expect(answer.sessions.map(\.id) == [attempt + 1], "\(answer.reasons)")
    #expect(!answer.reasons.contains { $0.hasPrefix("ambiguous") })
  }

  @Test("of two logs that is taken which has the line")
  func logs() throws {
    let answer = try answer(
      "\(Self.time[1]) mx postfix/smtpd[123]: \(Self.lost)",
      mail: [Self.postfix(peer: "10.0.0.9"), Self.postfix()])
    #expect(answer.sessions.map(\.id) == [2])
  }

  private static let deny =
    "%ASA-6-106015: Deny TCP (no connection) from 10.0.0.1/40112 to 10.0.0.2/25 flags RST on interface outside"

  private static let built = """
    %ASA-2-108002: SMTP replaced |: out 10.0.0.1 in 10.0.0.2 data: x
    May 13 2014 17:00:00: %ASA-6-302013: Built inbound TCP connection 1 for o:10.0.0.1/40112 (10.0.0.1/40112) to i:10.0.0.2/25 (10.0.0.2/25)
    May 13 2014 17:00:02: \(deny)

    """

  @Test("a message of the device of another time is of no session, whatever its log holds")
  func deviceTime() throws {
    let warning = "no session lies at the time of the line: these have its addresses alone"
    for log in [nil, Self.built] {
      let late = try answer("May 15 2014 09:00:00 fw : " + Self.deny, device: log)
      #expect(late.sessions.map(\.id) == [1] && late.reasons.contains(warning), "\(late.reasons)")
      let right = try answer("May 13 2014 17:00:02: " + Self.deny + " ", device: log)
      #expect(right.sessions.map(\.id) == [1] && !right.reasons.contains(warning))
    }
  }

  @Test("of very many sessions that nothing tells apart some are shown")
  func many() throws {
    var builder = CaptureBuilder()
    for port in UInt16(1)...30 {
      builder.session(client: (1, port), [("S", "220 mx\r\n"), ("C", "QUIT\r\n")])
    }
    let answer = try answer("postfix/smtpd[1]: connect from c[10.0.0.1]", builder.bytes)
    #expect(answer.sessions.count == 16)
    #expect(answer.reasons.contains("14 of them are left out here"))
  }

  @Test("a session behind more than are kept is named, and kept by another run")
  func unkept() throws {
    var builder = CaptureBuilder(start: 1_400_000_000)
    for port in UInt16(1)...270 {
      builder.session(client: (1, port), [("S", "220 mx\r\n"), ("C", "QUIT\r\n")])
      builder.jump(by: 10_000_000)
    }
    // The last but one, as the sessions take a little time of their own.
    let line = "2014-05-13T17:38:10+00:00 mx postfix/smtpd[1]: connect from c[10.0.0.1]"
    let first = try answer(line, builder.bytes)
    let number = try #require(first.unkept.first)
    #expect(first.sessions.isEmpty && first.unkept.count == 1 && number > 256)
    let second = try answer(line, builder.bytes, keeping: first.unkept)
    #expect(second.sessions.map(\.id) == [number] && second.unkept.isEmpty)
    #expect(!second.reasons.contains { $0.contains("not looked at") }, "\(second.reasons)")
  }

  @Test("where conversations of a log were left out, the answer says so")
  func omitted() throws {
    let words = "7 other connections of the log were left out, as there are too many"
    let found = try answer(
      "postfix/smtpd[123]: \(Self.lost)", mail: [Self.postfix()], omitted: 7)
    #expect(found.sessions.map(\.id) == [2] && found.reasons.contains(words))
    let error = #expect(throws: LogQuestion.Unanswerable.self) {
      try answer("AAAAAA2", mail: [Self.postfix()], omitted: 7)
    }
    #expect(
      error?.description
        == "no conversation that was kept of the log has that line or its identifiers, and 7 were left "
        + "out, as there are too many; give the part of the log about the line")
  }

  @Test(
    "what no session can be found by is told with what is known",
    arguments: [
      (
        "%PIX-4-106023: Deny tcp src outside:192.0.2.7/40112 dst inside:198.51.100.25/25 by access-group \"x\"",
        "this message of a device is not known as one that names the two ends of a session; known are 106015, 108002,"
      ),
      (
        "May 13 17:00:00 mx sendmail[1]: 0AB1: from=<a@example.net>, size=1, relay=c.example.net [192.0.2.7]",
        "the line names an address, but its kind is not known; known are lines of an ESA's mail_logs, of Postfix "
      ),
      ("May 13 17:00:00 mx x[1]: from 2001:db8::7.", "the line names an address, but its kind"),
      ("May 13 17:00:00 mx x[1]: 11:00:00 1.2.3", "the line names neither an address nor a "),
    ])
  func unknown(line: String, words: String) throws {
    let error = #expect(throws: LogQuestion.Unanswerable.self) { try LogQuestion(line, logs: []) }
    #expect(error?.description.hasPrefix(words) ?? false, "\(error?.description ?? "")")
  }

  @Test("a mail whose session was captured on both sides of a firewall was sent once")
  func legs() throws {
    var firewall = SimulatedFirewall()
    firewall.clockShift = 0
    let (outer, inner) = try firewall.captures(of: VerificationRunTests.traffic(2))
    let found = try answer("<1@example.net>", OtherLegsTests.merged([outer, inner]))
    #expect(found.sessions.count == 1)
    #expect(found.sessions.allSatisfy { $0.otherLegOf == nil })
    #expect(found.reasons.first == "by the Message-ID")
    #expect(found.reasons.last?.contains("other leg") == true)
  }
}
