import CaptureFiles
import ESMTPInspection
import Foundation
import Primitives
import Reports
import Testing

@testable import Replay

@Suite struct SessionSelectionTests {
  @Test(
    "a wrong selection is refused with its place",
    arguments: [
      ("", 0, "a selection names at least one KEY=VALUE"),
      (
        "to=x", 0,
        "there is no key 'to'; choose one of id, client, server, sender, rcpt, message-id, time, verdict, outcome, rule"
      ),
      ("rcpt", 4, "'=' is due behind 'rcpt'"), ("rcpt= x", 5, "a value is due behind 'rcpt='"),
      ("sender=\"a b", 7, "the quote is not closed"), ("id=0", 3, "'0' is no number of a session"),
      (
        "verdict=masked,lost", 15,
        "there is no verdict 'lost'; choose one of exempt, untouched, logged, masked, rewritten, dropped, reset"
      ),
      (
        "outcome=gone", 8,
        "there is no outcome 'gone'; choose one of delivered, delivered-in-clear, unknown, refused, hangs, lost"
      ),
      (
        "outcome=in-clear,foo", 17,
        "there is no outcome 'foo'; choose one of delivered, delivered-in-clear, unknown, refused, hangs, lost"
      ),
      (
        "rule=x", 5,
        "there is no rule 'x'; choose one of "
          + Rule.allCases.map(\.rawValue).joined(separator: ", ")
      ),
      (
        "time=14:30", 5,
        "'14:30' is no span of time; write 14:30/14:35 or 14:30:10/14:30:20"
      ),
      (
        "client=192.0.2.0/33", 7,
        "'192.0.2.0/33' is no address; write 192.0.2.7, 192.0.2.0/24 or 192.0.2.7:40112"
      ),
    ])
  func errors(text: String, column: Int, reason: String) {
    #expect(throws: SelectionError(text: text, column: column, reason: reason)) {
      _ = try SessionSelection(text)
    }
  }

  @Test("an error shows the text and a caret")
  func caret() {
    let error = SelectionError(text: "id=x", column: 3, reason: "no")
    #expect(error.description == "no\n  id=x\n     ^")
  }

  @Test(
    "sessions are meant by any key",
    arguments: [
      ("id=1", true), ("id=2", false), ("client=192.0.2.10", true), ("client=192.0.2.0/24", true),
      ("client=192.0.3.0/24", false), ("server=198.51.100.25:25", true),
      ("server=198.51.100.25:26", false), ("client=0.0.0.0/0", true), ("client=::/0", false),
      ("sender=dana@example.net", true), ("sender=*@EXAMPLE.NET", true), ("sender=dana", false),
      ("rcpt=*", true), ("rcpt=*@example.com", true), ("rcpt=nobody@*", false),
      ("message-id=plain-delivery.*", true), ("message-id=<plain-*>", true),
      ("verdict=masked", true), ("verdict=dropped,masked", true), ("verdict=dropped", false),
      ("outcome=delivered", true), ("outcome=lost", false), ("rule=mask-banner", true),
      ("rule=rcpt-count", false), ("id=1 verdict=dropped", false), ("id=2 id=1", true),
      ("time=00:00/23:59:59", true),
    ])
  func matches(text: String, isMeant: Bool) throws {
    let captures = try repositoryCaptures().filter { $0.folder == "plain-delivery" }.map(\.path)
    var options = AnalysisOptions()
    options.selection = try SessionSelection(text)
    #expect(try sessions(captures, policy: try loadPolicy(), options: options).isEmpty != isMeant)
  }

  @Test("any recipient of a message is found, not the first alone")
  func recipients() throws {
    let captures = try repositoryCaptures().filter { $0.folder == "recipients-101" }.map(\.path)
    var options = AnalysisOptions()
    let all = try sessions(captures, policy: try loadPolicy())
    let first = try #require(all.first?.messages.first?.firstRecipient)
    options.selection = try SessionSelection("rcpt=*@*")
    #expect(try sessions(captures, policy: try loadPolicy(), options: options).count == 1)
    let names = (1...101).map { first.replacing("001", with: String(format: "%03d", $0)) }
    options.selection = try SessionSelection("rcpt=" + (names.last ?? ""))
    #expect(try sessions(captures, policy: try loadPolicy(), options: options).count == 1)
  }

  /// A session of some bounces, and of more messages than a record keeps.
  private func mail(_ messages: [(sender: String, recipient: String, id: String)]) -> [UInt8] {
    var lines: [(Character, String)] = [
      ("S", "220 mx.example.com\r\n"), ("C", "EHLO a\r\n"), ("S", "250 mx.example.com\r\n"),
    ]
    for message in messages {
      lines += [
        ("C", "MAIL FROM:<\(message.sender)>\r\n"), ("S", "250 ok\r\n"),
        ("C", "RCPT TO:<\(message.recipient)>\r\n"), ("S", "250 ok\r\n"),
        ("C", "DATA\r\n"), ("S", "354 go\r\n"),
        ("C", "Message-ID: <\(message.id)>\r\n\r\nx\r\n.\r\n"), ("S", "250 ok\r\n"),
      ]
    }
    var builder = CaptureBuilder()
    builder.session(client: (1, 40_000), lines + [("C", "QUIT\r\n"), ("S", "221 bye\r\n")])
    return builder.bytes
  }

  @Test(
    "names are found as they are, as reports print them, and with their brackets",
    arguments: [
      ("sender=müller@example.com", true), (#"sender=m\xc3\xbcller@example.com"#, true),
      ("sender=m?ller@example.com", false), ("sender=<müller@example.com>", true),
      ("rcpt=jörg@*", true), ("rcpt=<JöRG@example.net>", true), ("rcpt=jÖrg@*", false),
      ("message-id=ü1@example.com", true), ("message-id=<ü1@example.com>", true),
      ("sender=<>", true), ("rcpt=<>", false), ("sender=*", true),
    ])
  func spellings(text: String, isMeant: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      mail([
        // A scalar a byte: UTF-8.
        (
          "m\u{C3}\u{BC}ller@example.com", "j\u{C3}\u{B6}rg@example.net",
          "\u{C3}\u{BC}1@example.com"
        ),
        ("", "a@b", "x@y"),
      ]),
      as: "names.pcap")
    var options = AnalysisOptions()
    options.selection = try SessionSelection(text)
    #expect(try sessions([path], policy: loadPolicy(), options: options).isEmpty != isMeant)
  }

  @Test("a sender is found behind the messages that a record keeps")
  func manyMessages() throws {
    let folder = try TemporaryFolder()
    let messages = (1...300).map {
      (sender: "s\($0)@example.com", recipient: "r\($0)@example.net", id: "m\($0)@example.com")
    }
    let path = try folder.write(mail(messages), as: "many.pcap")
    for text in ["sender=s290@example.com", "rcpt=r290@example.net", "message-id=m290@example.com"]
    {
      var options = AnalysisOptions()
      options.selection = try SessionSelection(text)
      #expect(try sessions([path], policy: loadPolicy(), options: options).count == 1, "\(text)")
    }
  }

  private static let noon: Int64 =
    1_400_025_600_000_000_000 - 1_400_025_600_000_000_000
    % 86_400_000_000_000 + 43_200_000_000_000

  @Test(
    "a span of the day meets sessions that overlap it",
    arguments: [
      ("11:00/13:00", 0, true), ("12:00/12:00", 0, true), ("12:01/13:00", 0, false),
      ("12:01/13:00", 90, true), ("11:00/11:59:59", 0, false), ("23:00/12:00", 0, true),
      ("23:00/11:00", 0, false), ("00:00/01:00", 46_000, true), ("00:00/01:00", 100_000, true),
    ])
  func spans(text: String, seconds: Int64, isMet: Bool) throws {
    let span = try #require(TimeSpan(text))
    #expect(span.meets(Self.noon, Self.noon + seconds * 1_000_000_000) == isMet)
  }

  @Test("the frames of chosen sessions alone are carved, and replay to the same session")
  func carving() throws {
    let captures = try repositoryCaptures().filter { $0.folder == "exemption-robust" }.map(\.path)
    let policy = try loadPolicy()
    var options = AnalysisOptions()
    options.hashesStreams = true
    let all = try sessions(captures, policy: policy, options: options)
    #expect(all.count == 2)
    let folder = try TemporaryFolder()
    options.selection = try SessionSelection("id=2")
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: options), report: ReportWriter(.json),
      run: RunRecord(
        version: "1", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
        ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: folder.path + "/report"), gate: AnalysisRun.Gate(),
      carving: folder.path + "/carved.pcapng")
    for path in captures { try run.read(.file(path), filter: nil) { _ in } }
    #expect(try run.finish().status == 0)
    options.selection = nil
    let carved = try sessions([folder.path + "/carved.pcapng"], policy: policy, options: options)
    #expect(carved.count == 1)
    #expect(carved.first?.client == all[1].client)
    #expect(carved.first?.clientStream.sha256 == all[1].clientStream.sha256)
    #expect(carved.first?.serverStream.sha256 == all[1].serverStream.sha256)
    #expect(carved.first?.first.time == all[1].first.time)
    #expect((carved.first?.last.frame ?? 0) == all[1].last.frame - all[0].last.frame)
  }
}
