import Primitives
import Testing

@testable import ESMTPInspection

/// Sessions without mail that the inspection may have turned away.
@Suite struct LeavingTests {
  typealias Segments = MailFateTests.Segments

  private static let crossedOut: Segments = [
    (.client, "XXXXXXXX\r\n"), (.server, "500 #5.5.1 command not recognized\r\n"),
  ]

  @Test("a client that leaves behind a reply in which STARTTLS is hidden is told, with that line")
  func leaves() {
    let noop: Segments = [(.client, "NOOP\r\n"), (.server, "250 ok\r\n")]
    for between in [[], noop] {
      let fate = Replayed(MailFateTests.hello("STARTTLS") + between + MailFateTests.bye)
        .session.fate
      #expect(fate.outcome == .unknown && fate.cause?.rule == .allowTLS, "\(fate)")
      #expect(fate.frame == 5 + between.count)
      #expect(
        fate.why
          == "the client leaves after a reply to EHLO in which STARTTLS is hidden from it; "
          + "whether that is why is not known")
    }
    let fate = Replayed(MailFateTests.hello("STARTTLS") + noop + noop + MailFateTests.bye)
      .session.fate
    #expect(fate == .unseen)
  }

  @Test("a client that leaves while what it may want is offered, or is not there, is not told of")
  func offered() {
    #expect(Replayed(MailFateTests.hello("HELP") + MailFateTests.bye).session.fate == .unseen)
    let map = PolicyMap.of([]) { parameters in
      parameters.allowsTLS = .init(.init(logs: false), source: SourceLine(file: "test", line: 3))
    }
    let fate = Replayed(MailFateTests.hello("STARTTLS") + MailFateTests.bye, map: map).session.fate
    #expect(fate == .unseen)
  }

  @Test("a command that was crossed out before the capture and refused goes before all else")
  func crossedOut() {
    let played = Replayed(
      MailFateTests.hello("STARTTLS") + Self.crossedOut + Self.crossedOut + MailFateTests.bye)
    let fate = played.session.fate
    #expect(fate.outcome == .unknown && fate.frame == 6 && fate.cause?.rule == .allowTLS)
    #expect(
      fate.why
        == "the server answers 500 to a command of 8 characters, which may be STARTTLS, that was "
        + "crossed out before the capture, and no mail follows")
    #expect(played.session.refusals.isEmpty)
    let other = Replayed(MailFateTests.hello("HELP") + Self.crossedOut + MailFateTests.bye)
    #expect(other.session.fate.cause?.rule == .unknownCommand)
    let mail = Replayed(MailFateTests.hello("HELP") + Self.crossedOut + MailFateTests.mail)
    #expect(mail.session.fate.outcome == .delivered)
  }
}
