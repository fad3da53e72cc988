import Primitives
import Testing

@testable import ESMTPInspection

/// Marks that an inspection before the capture has left, and who can have left them.
@Suite struct InspectionMarksTests {
  /// The marks of a dialogue that nothing inspects on its way here.
  private static func marks(_ dialogue: [(Sender, String)], profile: Profile = .pix63)
    -> InspectionMarks
  {
    let policy = InspectionPolicy(
      map: nil, profile: profile, statement: "fixup protocol smtp 25",
      source: SourceLine(file: "test", line: 1), silentTLS: false)
    let socket = { (port: UInt16) in Socket(address: IPAddress(v4: 0x0A00_0001), port: port) }
    var session = Session(
      policy: policy, endpoints: Endpoints(client: socket(40_000), server: socket(25)),
      opening: .handshake, number: 1, at: Moment(frame: 1, time: 0))
    // The fixup answers no EHLO; what it judges makes no difference to what is noted.
    var findings = Findings()
    for (place, (sender, text)) in dialogue.enumerated() {
      let bytes = Array(text.utf8)
      _ = session.segment(
        sender, bytes.span, at: Moment(frame: place + 2, time: Int64(place)), into: &findings)
    }
    session.close(.closed, at: Moment(frame: dialogue.count + 2, time: 99), into: &findings)
    return session.marks
  }

  private static let greetings: [(String, InspectionMarks)] = [
    ("220 mail.example.com ESMTP\r\n", .plainGreeting),
    ("220 ** ready **\r\n", []),
    // B08
    ("220 ******************************************************\r\n", .starsBehindCode),
    // B01
    (
      "220 **************************************0******0*********20 ****200**0*********0*00\r\n",
      .digitsAmongStars
    ),
    // B07
    ("220 ****2************************************\r\n", .digitsAmongStars),
    // B03, B04
    ("220 SMTP/cmap_________________________________________read\r\n", []),
    ("220 SMTP/cmap ready__________________________\r\n", .cmapReady),
    // B06
    ("***********************************\r\n", .starsForCode),
    // B09
    (
      "220-*************************************************\r\n"
        + "****************************************************\r\n",
      [.dashKept, .starsBehindCode, .laterLineStars]
    ),
    ("220*************\r\n", [.dashMasked, .starsBehindCode]),
    ("220 *** ***** **\r\n", .otherStars),
    ("220 ***0 ****0*00\r\n", .digitsAmongStars),
    ("554 ************\r\n", []),
  ]

  @Test("a greeting shows by what it was masked", arguments: greetings)
  func greeting(_ text: String, _ marks: InspectionMarks) {
    #expect(Self.marks([(.server, text)]) == marks)
  }

  private static let commands: [(String, String, InspectionMarks)] = [
    ("XXXX ME\r\n", "500 5.5.1 Command unrecognized: \"XXXX ME\"\r\n", .crossedVerb),
    ("XXXX\r\n", "500 what\r\n", .crossedCommand),
    ("XXXXXXXXXXXXXXXXXXX\r\n", "500 what\r\n", .crossedLine),
    ("XXXXXXXXXXXXXXXXXXX\n", "500 what is XXXXXXXXXXXXXXXXXXX?\r\n", .crossedBareLine),
    ("XXXX\n", "500 what\r\n", .crossedBareLine),
    ("XXXX ME\n", "500 what\r\n", []),
    ("NOOP      \r\n", "250 ok\r\n", .paddedNoop),
    ("NOOP\r\n", "250 ok\r\n", []),
    ("NOOP  x\r\n", "250 ok\r\n", []),
    ("XCLIENT a\r\n", "500 no XCLIENT\r\n", []),
    // C01, C06, C15 on the client's side.
    ("EHLO ME\r\n", "500 5.5.1 Command unrecognized: \"XXXX ME\"\r\n", .echoedVerb),
    ("EHLO ME\r\n", "500 Syntax error, command \"XXXX\" unrecognized\r\n", .echoedCommand),
    ("EHLO ME\r\n", "500 unknown SMTP command \"XXXX\"\r\n", .echoedCommand),
    ("EHLO host.example.net\r\n", "500 what is XXXXXXXXXXXXXXXXXXXXX?\r\n", .echoedLine),
    ("HELP\r\n", "502 not XXXA\r\n", []),
    ("HELP\r\n", "214 XXXX YES\r\n", []),
  ]

  @Test("commands and what servers quote show how they were crossed out", arguments: commands)
  func command(_ sent: String, _ reply: String, _ marks: InspectionMarks) {
    let all = Self.marks([(.server, "220 mx\r\n"), (.client, sent), (.server, reply)])
    #expect(all.subtracting(.plainGreeting) == marks)
  }

  private static let replies: [(String, InspectionMarks)] = [
    ("250-mx\r\n250-XXXXXXXA\r\n250-AUTH=LOGIN\r\n250 SIZE\r\n", .authEquals),
    ("250-mx\r\n250-XXXXXXXA\r\n250-XXXXXXXB\r\n250 SIZE\r\n", .othersCrossed),
    ("250-mx\r\n250-XXXXXXXXXXXA\r\n250-VRFY\r\n250 SIZE\r\n", [.othersCrossed, .vrfyKeyword]),
  ]

  @Test("what is crossed out of a reply to EHLO may be STARTTLS alone", arguments: replies)
  func reply(_ text: String, _ marks: InspectionMarks) {
    let all = Self.marks(
      [
        (.server, "220 mx\r\n"), (.client, "EHLO me\r\n"), (.server, text),
      ], profile: .asa)
    #expect(all.subtracting([.plainGreeting, .keywords, .letteredKeywords]) == marks)
    #expect(all.contains([.keywords, .letteredKeywords]))
  }

  private static let helloes: [(String, String, InspectionMarks)] = [
    ("500 unrecognized\r\n", "250 mx\r\n", .refusedEHLO),
    ("502 5.5.2 Error\r\n", "250 mx\r\n", .refusedEHLO),
    ("500 unrecognized\r\n", "550 no\r\n", []),
    ("550 go away\r\n", "250 mx\r\n", []),
    ("250 2.0.0 OK\r\n", "250 mx\r\n", .oneLineEHLO),
    ("250 Ok\r\n", "250 mx\r\n", .oneLineEHLO),
    ("250 okra.example.com\r\n", "250 mx\r\n", []),
    ("250 mx.example.com Hello\r\n", "250 mx\r\n", []),
    ("250 192.0.2.1\r\n", "250 mx\r\n", []),
  ]

  @Test(
    "what EHLO met shows whether it passed, whatever is replayed", arguments: helloes,
    [Profile.asa, .pix63])
  func hello(_ hello: (String, String, InspectionMarks), _ profile: Profile) {
    let all = Self.marks(
      [
        (.server, "220 mx\r\n"), (.client, "EHLO me\r\n"), (.server, hello.0),
        (.client, "HELO me\r\n"), (.server, hello.1),
      ], profile: profile)
    #expect(all.subtracting(.plainGreeting) == hello.2)
    #expect(!all.isEvidence)
  }

  @Test("with the scope of X open a profile can leave the verb of X, too")
  func openScope() {
    let marks: InspectionMarks = [.digitsAmongStars, .echoedVerb, .refusedEHLO]
    #expect(!Profile.all.contains { $0.canLeave(marks) })
    #expect(
      Profile.all.filter { $0.canLeave(marks, scopeIsOpen: true) }.map(\.name)
        == ["pix-6.3", "pix-5.1"])
  }

  private static let profiles: [(InspectionMarks, [String])] = [
    ([.digitsAmongStars, .refusedEHLO], ["pix-6.3", "pix-5.1"]),
    ([.digitsAmongStars, .oneLineEHLO], ["pix-6.3", "pix-5.1"]),
    (.starsForCode, ["pix-4.4"]),
    (.cmapReady, ["pix-4.0"]),
    (
      .digitsAmongStars, ["asa", "asa-9.4", "asa-8.4", "asa-7.2", "asa-7.0", "pix-6.3", "pix-5.1"]
    ),
    ([.dashKept, .starsBehindCode, .laterLineStars], ["asa-field"]),
    ([.digitsAmongStars, .paddedNoop], ["pix-6.3", "pix-5.1"]),
    (
      [.starsBehindCode, .letteredKeywords, .othersCrossed, .keywords, .authEquals], ["asa-field"]
    ),
    (
      [.digitsAmongStars, .letteredKeywords, .keywords, .authEquals, .vrfyKeyword],
      ["asa", "asa-9.4", "asa-8.4", "asa-7.2", "asa-7.0"]
    ),
    ([.starsForCode, .crossedBareLine], ["pix-4.4"]),
    ([.digitsAmongStars, .paddedNoop, .crossedBareLine], ["pix-6.3", "pix-5.1"]),
    ([.starsBehindCode, .letteredKeywords, .echoedVerb], ["asa-field"]),
    (
      [.letteredKeywords, .othersCrossed, .keywords, .vrfyKeyword],
      ["asa", "asa-field", "asa-9.4", "asa-8.4", "asa-7.0"]
    ),
    (
      [.letteredKeywords, .othersCrossed, .keywords, .vrfyKeyword, .authEquals, .otherKeyword],
      ["asa", "asa-field", "asa-9.4", "asa-8.4", "asa-7.2", "asa-7.0"]
    ),
    ([.starsForCode, .letteredKeywords], []),
    (.otherStars, []),
  ]

  @Test("a profile can leave its own marks and no others", arguments: profiles)
  func fits(_ marks: InspectionMarks, _ names: [String]) {
    #expect(Profile.all.filter { $0.canLeave(marks) }.map(\.name) == names)
  }

  @Test("several places make it sure, asterisks alone do not")
  func certainty() {
    #expect(InspectionMarks.starsBehindCode.certainty == .low)
    #expect(InspectionMarks.letteredKeywords.certainty == .medium)
    #expect(InspectionMarks([.starsBehindCode, .letteredKeywords]).certainty == .high)
    #expect(InspectionMarks([.starsBehindCode, .echoedCommand]).certainty == .medium)
    #expect(!InspectionMarks([.plainGreeting, .keywords, .vrfyKeyword]).isEvidence)
  }

  @Test("each switch has positions, all of which it can take, and each profile stands in one")
  func switches() {
    for entry in ProfileSwitch.all {
      for profile in Profile.all {
        #expect(entry.position(of: profile) != nil, "\(entry.name) of \(profile.name)")
        for position in entry.positions {
          #expect(position.holds(position.applied(profile)))
        }
      }
      #expect(Set(entry.positions.map(\.name)).count == entry.positions.count)
    }
  }
}
