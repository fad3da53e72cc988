import ESMTPInspection
import Primitives
import Testing

@testable import Reports

/// What is said to decide a session.
@Suite struct SessionReasonTests {
  private static func line(_ line: Int) -> SourceLine { SourceLine(file: "p.cfg", line: line) }

  private static func event(
    _ rule: Rule, _ frame: Int, _ action: EventAction, line: Int, isObserved: Bool = true
  ) -> EventRecord {
    EventRecord(
      event: Event(
        rule: rule, moment: Samples.moment(frame), sender: .client, offset: 0, length: 1,
        match: "match \(line)", source: Self.line(line), action: action, confidence: .documented),
      isObserved: isObserved)
  }

  private static func session(
    _ verdict: Verdict, _ events: [EventRecord], _ fate: MailFate
  ) -> SessionRecord {
    var session = Samples.untouched
    session.verdict = verdict
    session.events = events
    session.fate = fate
    return session
  }

  private static func cause(_ rule: Rule, line: Int) -> Cause {
    Cause(rule, match: "match \(line)", source: Self.line(line))
  }

  static let banner = event(.maskBanner, 4, .mask, line: 6)
  static let typo = event(.unknownCommand, 6, .mask, line: 26)
  static let delivered = MailFate(.delivered, frame: 30, why: "the server takes the message")
  static let refused = MailFate(
    .refused, frame: 9, cause: cause(.unknownCommand, line: 9), isExpected: true,
    why: "the server refuses what it gets in place of MAIL")

  @Test("where mail gets through, the gravest and of those the first decides")
  func verdict() {
    let session = Self.session(
      .rewritten,
      [
        Self.banner, Self.typo, Self.event(.addressCharacter, 8, .rewrite, line: 26),
        Self.event(.addressCharacter, 9, .rewrite, line: 26),
      ], Self.delivered)
    #expect(session.reason?.event == 2)
    #expect(session.reason == session.verdictReason)
    #expect(session.actingRules == [.addressCharacter, .maskBanner, .unknownCommand])
    #expect(Self.session(.untouched, [], Self.delivered).reason == nil)
    let logged = [Self.event(.bodyLineLength, 4, .log, line: 3)]
    #expect(Self.session(.logged, logged, Self.delivered).reason == nil)
  }

  @Test("where nobody knows of the mail, the greeting is the last of what is masked to be blamed")
  func noMail() {
    let hiding = Self.event(.ehloReplyParameter, 8, .mask, line: 22)
    let refusing = Self.event(.allowTLS, 8, .mask, line: 9)
    let all = [Self.banner, hiding, refusing, Self.typo]
    for count in 1...4 {
      let session = Self.session(.masked, Array(all.prefix(count)), .unseen)
      #expect(session.reason?.event == count - 1)
    }
    #expect(Self.session(.masked, all, Self.delivered).reason?.event == 0)
  }

  @Test("where the mail is kept back, the event with that rule and that line decides")
  func mail() throws {
    let behind = Self.event(.unknownCommand, 8, .mask, line: 9, isObserved: false)
    var session = Self.session(.masked, [Self.banner, Self.typo, behind], Self.refused)
    var reason = try #require(session.reason)
    #expect(reason.event == 2 && reason.frame == 8 && reason.isExpected)
    #expect(reason.by == "p.cfg:9  match 9")
    #expect(session.actingRules == [.unknownCommand, .maskBanner])
    // What the recording is sure of goes before what it would have shown.
    session.events.insert(Self.event(.unknownCommand, 5, .mask, line: 9), at: 1)
    reason = try #require(session.reason)
    #expect(reason.event == 1 && reason.frame == 5 && !reason.isExpected)
  }

  @Test("a line is named that no kept event has")
  func omitted() throws {
    let session = Self.session(.masked, [Self.banner, Self.typo], Self.refused)
    let reason = try #require(session.reason)
    #expect(reason.event == nil && reason.frame == 9 && reason.isExpected)
    #expect(reason.what == Self.refused.why)
    #expect(reason.by == "p.cfg:9  match 9")
  }

  @Test(
    "that TLS is refused is told by the event that hides STARTTLS, with the line that refuses it")
  func refusedTLS() throws {
    var hiding = Self.event(.ehloReplyParameter, 8, .mask, line: 22)
    hiding.event.before = Array("250-STARTTLS\r\n".utf8)
    hiding.event.length = hiding.event.before.count
    let fate = MailFate(
      .deliveredInClear, frame: 30, cause: Self.cause(.allowTLS, line: 9), why: "in clear")
    var reason = try #require(
      Self.session(.masked, [Self.banner, hiding], fate).reason)
    #expect(reason.event == 1 && reason.frame == 8)
    #expect(reason.what == Rule.allowTLS.explanation.summary)
    #expect(reason.by == "p.cfg:9  match 9")
    hiding.event.before = Array("250-CHUNKING\r\n".utf8)
    reason = try #require(Self.session(.masked, [Self.banner, hiding], fate).reason)
    #expect(reason.event == nil && reason.frame == 30 && reason.what == "in clear")
  }

  @Test("what is known from one source alone keeps no mail back, and needs no advice")
  func unproven() {
    let fate = MailFate(
      .unknown, frame: 4, cause: Self.cause(.bannerBroken, line: 6), isExpected: true,
      why: "the mask breaks a greeting of 3 lines")
    let session = Self.session(.masked, [Self.banner], fate)
    #expect(session.isThrough && session.stoppingCause == nil)
    #expect(session.reason == session.verdictReason)
  }

  @Test("what ends the session decides, whatever else keeps the mail back")
  func end() {
    let end = Self.event(.headerLineLength, 12, .drop, line: 16)
    let session = Self.session(.dropped, [Self.banner, Self.typo, end], Self.refused)
    #expect(session.reason?.event == 2)
    #expect(session.actingRules.first == .headerLineLength)
  }

  @Test(
    "no line is blamed where the recording alone shows why the mail failed",
    arguments: [MailOutcome.refused, .hangs, .lost])
  func recording(_ outcome: MailOutcome) throws {
    let fate = MailFate(outcome, why: "the connection ends in the middle of the message")
    let session = Self.session(.masked, [Self.banner], fate)
    let reason = try #require(session.reason)
    #expect(reason.what == fate.why && reason.cause == nil && reason.event == nil)
    #expect(reason.by == "no line of the policy: the recording alone decides")
    #expect(session.stoppingCause == nil)
    #expect(Self.session(.untouched, [], fate).reason == reason)
    // What the bytes suffered is not in doubt.
    #expect(session.verdictReason?.cause?.rule == .maskBanner)
  }
}
