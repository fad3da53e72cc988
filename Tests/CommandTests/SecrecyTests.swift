import Foundation
import Testing

/// What reports keep to themselves, however it is spelled: mailbox names where they leave the house, and
/// authentication data everywhere.
@Suite(.enabled(if: Tool.path != nil, "the command is not built beside the tests"))
struct SecrecyTests {
  private static let policy = """
    policy-map type inspect esmtp m
     parameters
      mail-relay example.org action log
     match cmd line length gt 1
      log
     match sender-address length gt 1
      log
     match invalid-recipients count gt 1
      log
    policy-map p
     class inspection_default
      inspect esmtp m
    service-policy p global

    """

  private typealias Turn = (sender: Character, text: String)

  /// A folder with the policy and sessions: what the server (`S`) and the client (`C`) say in turn.
  private func place(_ sessions: [[Turn]]) throws -> Workplace {
    let place = try Workplace()
    try place.write(Self.policy, as: "p.cfg")
    let capture = try HostileCapture(place.url.appending(path: "a.pcap"))
    for (number, turns) in sessions.enumerated() {
      try capture.open(number)
      var next = (client: UInt32(1001), server: UInt32(9001))
      for turn in turns {
        let bytes = Array((turn.text + "\r\n").utf8)
        let isServer = turn.sender == "S"
        try capture.add(
          number, fromServer: isServer, sequence: isServer ? next.server : next.client,
          acknowledging: isServer ? next.client : next.server, bits: 0x18, bytes)
        if isServer {
          next.server += UInt32(bytes.count)
        } else {
          next.client += UInt32(bytes.count)
        }
      }
    }
    try capture.close()
    return place
  }

  private func expectNone(of secrets: [String], in place: Workplace, _ line: String) throws {
    let outcome = try Shell.run("esmtp-replay \(line)", in: place)
    #expect(outcome.output.count > 200, "\(line): \(outcome.error)")
    for secret in secrets {
      let shown = outcome.output.split(separator: "\n").filter { $0.contains(secret) }
      #expect(shown.isEmpty, "\(line): \(shown.map { $0.prefix(300) })")
    }
  }

  /// The signs that end a session under some profiles stand alone.
  private static let spellings = [
    [
      "MAIL FROM:<zebedee>", "MAIL FROM: zebedee", "MAIL FROM:zebedee quagmire",
      "mail from:<zebedee", " RCPT TO:<zebedee>", "RCPT TO:\t<zebedee>",
      "RCPT TO:< zebedee@example.com >", "RCPT TO:<zebedee quagmire@example.com>",
      #"RCPT TO:<"zebedee quagmire"@example.com>"#, #"RCPT TO:<"zebedee@quagmire"@example.com>"#,
      #"RCPT TO:<"zebedee\"quagmire">"#, "RCPT TO:<z\u{1}zebedee\u{7F}quagmire@example.com>",
      "RCPT TO:<@example.com:zebedee>", "RCPT TO:<zebedee>quagmire>",
      "RCPT TO:<zebedee<quagmire@example.com>", "SEND FROM:<zebedee>", "VRFY zebedee quagmire",
      "EXPN <zebedee>", "MAIL FROM:<> AUTH=zebedee", "RCPT TO:<a@b> ORCPT=rfc822;zebedee",
      "RCPT zebedee",
    ], ["RCPT TO:<zebedee|quagmire>"], ["RCPT TO:zebedee|quagmire"],
  ]

  @Test(
    "no spelling of an address shows its name in a form that leaves the house",
    arguments: spellings,
    [
      "a.pcap -v", "a.pcap -p p.cfg -v --all", "a.pcap -p p.cfg --profile asa-field",
      "compare default p.cfg a.pcap",
    ])
  func names(_ commands: [String], _ line: String) throws {
    let place = try place([
      [
        ("S", "220 mx"), ("C", "EHLO a"), ("S", "250 mx"), ("C", "MAIL FROM:<a@b>"),
        ("S", "250 ok"),
      ]
        + commands.flatMap { [("C", $0), ("S", "550 5.1.1 <zebedee>: unknown")] as [Turn] } + [
          ("C", "RCPT TO:<zebedee>"), ("S", "550 5.1.1 <zebedee@example.com>: unknown"),
          ("C", "DATA"), ("S", "354 End data with <CR><LF>.<CR><LF>"),
          ("C", "To: zebedee\r\n\r\n."), ("S", "250 ok"),
        ]
    ])
    for form in ["html", "md", "sarif"] {
      try expectNone(of: ["ebedee", "uagmire"], in: place, "\(line) --format \(form)")
    }
  }

  private static let authentications: [[Turn]] = [
    [("C", "AUTH PLAIN s3crets3cret"), ("S", "235 2.7.0 welcome s3cret")],
    [("C", "AUTH PLAIN s3crets3cret"), ("S", "535-5.7.8 s3cret is\r\n535 5.7.8 not s3cret")],
    [
      ("C", "AUTH LOGIN"), ("S", "334 s3cret"), ("C", "s3cret"), ("S", "334 s3cret"),
      ("C", "s3cret"), ("S", "535 Error: authentication failed: s3cret"), ("C", "s3cret"),
      ("S", "500 what"),
    ],
    [("C", "AUTH LOGIN\r\ns3cret\r\ns3cret"), ("S", "504 no"), ("S", "500 no"), ("S", "500 no")],
    [("C", "NOOP"), ("S", "334 s3cret"), ("C", "s3cret"), ("S", "535 s3cret")],
    [("C", "XAUTH"), ("S", "334 s3cret"), ("C", "s3cret"), ("S", "235 s3cret")],
    [("S", "334 s3cret"), ("C", "s3cret"), ("S", "535 s3cret")],
    [("C", " AUTH\tPLAIN s3cret"), ("S", "500 no")],
    [("C", "AUTH  PLAIN  s3crets3cret\rx"), ("S", "432 s3cret")],
  ]

  @Test(
    "no form shows what is said of authentication",
    arguments: [
      "-v --all", "--format json", "--no-redact --format html",
      "--no-redact --format md", "--no-redact --format sarif", "--format junit", "--format tap",
      "--format syslog", "--format counters", "compare", "compare --no-redact --format html",
      "advise", "show", "show --all --hex", "stress --random 1",
    ], ["", "-p p.cfg"])
  func authentication(_ line: String, _ policy: String) throws {
    let sessions = Self.authentications.map { turns in
      [("S", "220 mx"), ("C", "EHLO a"), ("S", "250-mx\r\n250 AUTH PLAIN LOGIN")] + turns
        + [("C", "QUIT"), ("S", "221 bye")] as [Turn]
    }
    let place = try place(sessions)
    let secrets = ["s3cr", "3cret", "73 33 63"]
    if line.hasPrefix("show") || line.hasPrefix("stress") {
      for number in 1...sessions.count {
        try expectNone(of: secrets, in: place, "\(line) \(policy) \(number) a.pcap")
      }
    } else if line.hasPrefix("compare") {
      try expectNone(of: secrets, in: place, "\(line) default p.cfg a.pcap")
    } else {
      try expectNone(of: secrets, in: place, "\(line) \(policy) a.pcap")
    }
  }
}
