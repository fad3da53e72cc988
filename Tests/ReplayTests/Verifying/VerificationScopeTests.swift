import ASAPolicy
import CaptureFiles
import Reports
import Testing

@testable import Replay

/// What is compared of two captures, and what is not.
@Suite struct VerificationScopeTests {
  private static func verify(
    _ outside: [UInt8], _ inside: [UInt8], selection: SessionSelection? = nil
  ) throws -> (VerificationRecord, remark: String?) {
    let folder = try TemporaryFolder()
    let behaviours = VerificationBehaviours(policy: try loadPolicy())
    var options = AnalysisOptions()
    options.selection = selection
    var run = try VerificationRun(behaviours, options: options)
    try run.readOutside(.file(folder.write(outside, as: "outside.pcap")), filter: nil)
    try run.readInside(.file(folder.write(inside, as: "inside.pcap")), filter: nil)
    return (try run.finish(policyFiles: [], capturesIn: nil), run.remark)
  }

  private static func captures(_ count: Int) throws -> (outside: [UInt8], inside: [UInt8]) {
    try SimulatedFirewall(profile: "asa").captures(of: VerificationRunTests.traffic(count))
  }

  @Test("captures of opposite directions agree in nothing: nothing was compared")
  func opposite() throws {
    let (outer, inner) = try Self.captures(1)
    let (record, _) = try Self.verify(
      WrittenFrame.side(ofClient: false, outer), WrittenFrame.side(ofClient: true, inner))
    #expect(record.agreeing == 0)
    #expect(record.disagreeing == 0)
    #expect(record.compared == 0)
  }

  @Test("where one side has a direction alone, sessions agree in part", arguments: [false, true])
  func oneDirection(ofClient isClient: Bool) throws {
    let (outer, inner) = try Self.captures(2)
    let (record, _) = try Self.verify(outer, WrittenFrame.side(ofClient: isClient, inner))
    #expect(record.agreeing + record.disagreeing > 0)
    #expect(record.agreeingInPart == record.agreeing)
  }

  @Test("other senders are other sessions, however alike replies and times are")
  func strangers() throws {
    func dialogue(_ name: String) -> [(Character, String)] {
      [
        ("S", "220 mx.example.com ESMTP\r\n"), ("C", "EHLO relay.example.net\r\n"),
        ("S", "250-mx.example.com\r\n250 SIZE 1000000\r\n"),
        ("C", "MAIL FROM:<\(name)@example.net>\r\n"), ("S", "250 2.1.0 Ok\r\n"),
        ("C", "RCPT TO:<\(name)@example.com>\r\n"), ("S", "250 2.1.5 Ok\r\n"),
        ("C", "DATA\r\n"), ("S", "354 End data with <CR><LF>.<CR><LF>\r\n"),
        ("C", "Message-ID: <\(name)@example.net>\r\n\r\n\(name)\r\n.\r\n"),
        ("S", "250 2.0.0 Ok\r\n"), ("C", "QUIT\r\n"), ("S", "221 2.0.0 Bye\r\n"),
      ]
    }
    var (outer, inner) = (CaptureBuilder(), CaptureBuilder())
    outer.session(dialogue("alice"))
    inner.session(dialogue("carol"), initial: (2000, 7000))
    let strangers = try Self.verify(outer.bytes, inner.bytes).0
    #expect(strangers.pairs == 0)
    // Nothing but their senders says that they are not one session.
    #expect(strangers.unpairedTogether == 1)
    let same = try Self.verify(outer.bytes, outer.bytes).0
    #expect(same.pairs == 1)
    #expect(same.unpairedTogether == 0)
    // Where nothing is translated, numbers tell that they are one all the same.
    var renamed = CaptureBuilder()
    renamed.session(dialogue("carol"))
    #expect(try Self.verify(outer.bytes, renamed.bytes).0.pairs == 1)
  }

  @Test("a selection says which sessions are compared")
  func selection() throws {
    let (outer, inner) = try Self.captures(4)
    let (all, _) = try Self.verify(outer, inner)
    #expect(all.pairs == 4)
    let (one, remark) = try Self.verify(outer, inner, selection: SessionSelection("id=2"))
    #expect(one.pairs == 1)
    #expect(one.agreeing == 1)
    #expect(one.outside.sessions == 1)
    #expect(one.inside.sessions == 1)
    #expect(one.outside.unpaired + one.inside.unpaired == 0)
    #expect(remark == nil)
    let (none, why) = try Self.verify(outer, inner, selection: SessionSelection("id=999"))
    #expect(none.pairs == 0)
    #expect(none.agreeing == 0)
    #expect(why?.contains("4 sessions") == true)
  }
}
