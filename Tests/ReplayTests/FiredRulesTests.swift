import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// Every rule, from the frame to the record.
@Suite struct FiredRulesTests {
  private typealias Dialogue = [(Character, String)]

  /// A small recording, and the configuration under which a rule fires in it.
  private struct Occasion {
    var capture: [UInt8]
    var policy: String?
    var profile: String?

    init(_ builder: CaptureBuilder, policy: String) {
      (capture, self.policy) = (builder.bytes, policy)
    }

    /// A whole session.
    init(_ dialogue: Dialogue, policy: String? = nil, profile: String? = nil) {
      var builder = CaptureBuilder()
      builder.session(dialogue)
      (capture, self.policy, self.profile) = (builder.bytes, policy, profile)
    }

    /// A plain delivery of which not all frames are recorded as they were sent.
    init(changing change: (inout [WrittenFrame]) -> Void) {
      self.init(mail())
      var frames = WrittenFrame.all(capture)
      change(&frames)
      capture = WrittenFrame.capture(frames, like: capture)
    }
  }

  @Test("each rule fires in a replay, and not where a plain mail is sent", arguments: Rule.allCases)
  func each(_ rule: Rule) throws {
    let occasion = Self.occasion(of: rule)
    let folder = try TemporaryFolder()
    let policy = try loadPolicy(occasion.policy, profile: occasion.profile)
    let fired = { (capture: [UInt8]) in
      let records = try sessions([folder.write(capture, as: "a.pcap")], policy: policy)
      return Set(records.flatMap { $0.events.map(\.event.rule) })
    }
    let found = try fired(occasion.capture)
    #expect(found.contains(rule), "\(found.map(\.rawValue).sorted())")
    // No greeting goes without its mask.
    #expect(try fired(Occasion(mail()).capture).isSubset(of: [.maskBanner]))
  }

  /// What makes a rule fire. A new rule gets its own here.
  private static func occasion(of rule: Rule) -> Occasion {
    let strict = parameters("no allow-tls")
    switch rule {
    case .maskBanner: return Occasion(mail())
    case .bannerBroken: return Occasion([("S", "220-mx\r\n220 mx\r\n")] + start.dropFirst())
    case .greetingNot220: return Occasion([("S", "554 no\r\n")] + start.dropFirst())
    case .alreadyInspected:
      return Occasion([("S", "220 " + long(20, "*") + "\r\n")] + start.dropFirst())
    case .ehloReplyParameter:
      return Occasion(start + [("C", "EHLO c\r\n"), ("S", "250-mx\r\n250 CHUNKING\r\n")])
    case .allowTLS:
      return Occasion(
        start + [("C", "EHLO c\r\n"), ("S", "250-mx\r\n250 STARTTLS\r\n")], policy: strict)
    case .tlsStarted:
      return Occasion(
        start + asked("STARTTLS", "220 ok\r\n") + [("C", record), ("S", record)],
        policy: parameters("allow-tls"))
    case .tlsInjection:
      return Occasion(start + [("C", "STARTTLS\r\nNOOP\r\n")], policy: parameters("allow-tls"))
    case .tlsRecord: return Occasion([start[0], ("C", record)])
    case .tlsUnmodelled:
      return Occasion(
        start + asked("STARTTLS", "220 ok\r\n") + [("C", record), ("S", record)], policy: strict)
    case .bdatUnmodelled:
      return Occasion(start + [("C", "BDAT 4 LAST\r\n"), ("C", "text"), ("S", "250 ok\r\n")])

    case .unknownCommand: return Occasion(start + asked("XYZW"))
    case .commandTermination: return Occasion(start + [("C", "NOOP\n"), ("S", "250 ok\r\n")])
    case .shortCommand: return Occasion(start + asked("AB"))
    case .truncatedCommand: return Occasion(start + [("C", "MAIL FROM:<a@exa")])
    case .splitVerb: return Occasion(start + [("C", "NO"), ("C", "OP\r\n"), ("S", "250 ok\r\n")])
    case .pipelining:
      return Occasion(start + [("C", "NOOP\r\nRSET\r\n"), ("S", "250 ok\r\n250 ok\r\n")])
    case .unexpectedTransition: return Occasion(start + [("S", "250 ok\r\n")] + asked("NOOP"))
    case .streamEditing, .overlapConflict: return Occasion(sentTwice, policy: strict)
    case .reorderQueue:
      return Occasion(
        outOfOrder,
        policy: "tcp-map t\n queue-limit 4\n" + setting("connection advanced-options t"))
    case .authLineLength:
      return Occasion(
        start + [
          ("C", "AUTH PLAIN\r\n"), ("S", "334 \r\n"), ("C", long(600) + "\r\n"),
          ("S", "235 ok\r\n"),
        ])

    case .addressCharacter: return Occasion(mail(from: "<a|b@example.net>"))
    case .specialCharacter:
      return Occasion(
        mail(from: "<a`b@example.net>"), policy: parameters("special-character action log"))
    case .mailRelay:
      return Occasion(
        mail(to: "b@example.org"), policy: parameters("mail-relay example.com action log"))
    case .senderAddressLength:
      return Occasion(
        mail(from: "<" + long(20) + "@example.net>"),
        policy: mapPolicy("match sender-address length gt 20", "log"))
    case .senderAddressRegex:
      return Occasion(
        mail(from: "<black@example.net>"),
        policy: "regex r black\n" + mapPolicy("match sender-address regex r", "log"))

    case .commandLineLength:
      return Occasion(
        start + asked("NOOP " + long(60)), policy: mapPolicy("match cmd line length gt 60", "log"))
    case .commandVerb:
      return Occasion(start + asked("NOOP"), policy: mapPolicy("match cmd verb NOOP", "log"))
    case .rateLimit:
      return Occasion(
        start + asked("NOOP") + asked("NOOP"),
        policy: mapPolicy("match cmd verb NOOP", "rate-limit 1"))
    case .recipientCount:
      return Occasion(
        mail(to: "b@example.com", "c@example.com"),
        policy: mapPolicy("match cmd RCPT count gt 1", "log"))
    case .invalidRecipients:
      return Occasion(
        start + asked("MAIL FROM:<a@example.net>")
          + asked("RCPT TO:<b@example.com>", "550 no\r\n")
          + asked("RCPT TO:<c@example.com>", "550 no\r\n"),
        policy: mapPolicy("match invalid-recipients count gt 1", "log"))

    case .headerLineLength:
      return Occasion(
        mail("X: " + long(60) + "\r\n\r\n.\r\n"),
        policy: mapPolicy("match header line length gt 60", "log"))
    case .headerLength:
      return Occasion(
        mail("X: " + long(60) + "\r\n\r\n.\r\n"),
        policy: mapPolicy("match header length gt 60", "log"))
    case .headerToFieldsCount:
      return Occasion(
        mail("To: a, b, c\r\n\r\n.\r\n"),
        policy: mapPolicy("match header to-fields count gt 2", "log"))
    case .bodyLineLength:
      return Occasion(
        mail("\r\n" + long(70) + "\r\n.\r\n"),
        policy: mapPolicy("match body line length gt 60", "log"))
    case .bodyLength:
      return Occasion(
        mail("\r\n" + long(70) + "\r\n.\r\n"), policy: mapPolicy("match body length gt 60", "log"))
    case .mimeEncoding:
      return Occasion(
        mail("Content-Transfer-Encoding: base64\r\n\r\n.\r\n"),
        policy: mapPolicy("match MIME encoding base64", "log"))
    case .mimeFilenameLength:
      return Occasion(
        mail("Content-Type: a/b; name=" + long(9) + "\r\n\r\n.\r\n"),
        policy: mapPolicy("match MIME filename length gt 8", "log"))
    case .mimeFiletype:
      return Occasion(
        mail("Content-Type: a/b; name=a.exe\r\n\r\n.\r\n"),
        policy: "regex r exe\n" + mapPolicy("match MIME filetype regex r", "log"))
    case .mimeDepth:
      let parts = (0..<9).map { "Content-Type: multipart/x; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }
      return Occasion(mail(parts.joined() + "\r\n.\r\n"))
    case .sizeMismatch: return Occasion(mail(from: "<a@example.net> SIZE=1"))
    case .splitFinalDot:
      return Occasion(mail("Subject: x\r\n\r\nhi\r\n.", "\r\n"), profile: "pix-5.1")

    case .connectionMaximum: return Occasion(two, policy: setting("connection conn-max 1"))
    case .perClientMaximum: return Occasion(two, policy: setting("connection per-client-max 1"))
    case .embryonicMaximum:
      return Occasion(halfOpen, policy: setting("connection embryonic-conn-max 1"))
    case .perClientEmbryonicMaximum:
      return Occasion(halfOpen, policy: setting("connection per-client-embryonic-max 1"))
    case .connectionTimeout:
      var builder = CaptureBuilder()
      builder.session(mail(), pause: (line: 3, seconds: 400))
      return Occasion(builder, policy: setting("connection timeout idle 0:05:00"))

    case .gap: return Occasion { $0.removeAll { holds("RCPT", $0) } }
    case .midstream: return Occasion { $0.removeFirst(3) }
    case .oneSided: return Occasion { $0.removeAll { !$0.isOfClient } }
    case .badChecksum:
      return Occasion { frames in
        for place in frames.indices where holds("RCPT", frames[place]) {
          frames[place].bytes[frames[place].bytes.count - 4] ^= 1
        }
      }
    case .snapped:
      return Occasion { frames in
        for place in frames.indices where holds("Subject", frames[place]) {
          frames[place].bytes.removeLast(4)
        }
      }
    case .boundHit:
      return Occasion(start + [("C", "NOOP " + long(5000)), ("C", "\r\n")], policy: strict)
    }
  }

  // MARK: Dialogues

  private static let start: Dialogue = [
    ("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"),
  ]
  /// As much of a record of TLS as the tool looks at.
  private static let record = "\u{16}\u{3}\u{1}\u{0}\u{4}abcd"

  private static func asked(_ command: String, _ reply: String = "250 ok\r\n") -> Dialogue {
    [("C", command + "\r\n"), ("S", reply)]
  }

  private static func long(_ count: Int, _ letter: Character = "x") -> String {
    String(repeating: letter, count: count)
  }

  /// Whether a frame holds a word.
  private static func holds(_ word: String, _ frame: WrittenFrame) -> Bool {
    String(decoding: frame.bytes, as: UTF8.self).contains(word)
  }

  // MARK: Configurations

  private static func parameters(_ line: String) -> String {
    mapPolicy("match cmd verb ETRN", "log", parameters: " parameters\n  \(line)\n")
  }

  private static func setting(_ words: String) -> String {
    "policy-map p\n class inspection_default\n  inspect esmtp\n  set \(words)\n"
      + "service-policy p global\n"
  }

  // MARK: Captures

  /// Two sessions that are open at a time.
  private static var two: CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), start, isOpen: true)
    builder.session(client: (1, 1002), start, isOpen: true)
    return builder
  }

  /// A session behind a SYN that nobody answers.
  private static var halfOpen: CaptureBuilder {
    var builder = CaptureBuilder()
    builder.frame(from: (1, 900), to: (2, 25), sequence: 1, flags: CaptureBuilder.Flags.syn)
    builder.session(start)
    return builder
  }

  /// A command, and other bytes under its number.
  private static var sentTwice: CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session(start, isOpen: true)
    for line in ["NOOP\r\n", "RSET\r\n"] {
      builder.frame(
        from: (1, 40112), to: (2, 25), sequence: 1009, acknowledgment: 9017,
        flags: CaptureBuilder.Flags.ack, payload: Array(line.utf8))
    }
    return builder
  }

  /// Five segments of a reply, and then the one that belongs before them.
  private static var outOfOrder: CaptureBuilder {
    var builder = CaptureBuilder()
    builder.session(start + [("C", "HELP\r\n")], isOpen: true)
    for place in [1, 2, 3, 4, 5, 0] as [UInt32] {
      builder.frame(
        from: (2, 25), to: (1, 40112), sequence: 9017 + 8 * place, acknowledgment: 1015,
        flags: CaptureBuilder.Flags.ack, payload: Array("214-ok\r\n".utf8))
    }
    return builder
  }
}

/// A mail of an address to others, whose content comes in pieces.
private func mail(
  _ content: String..., from sender: String = "<a@example.net>", to recipients: String...
) -> [(Character, String)] {
  var dialogue: [(Character, String)] = [
    ("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"),
    ("C", "MAIL FROM:\(sender)\r\n"), ("S", "250 ok\r\n"),
  ]
  for recipient in recipients.isEmpty ? ["b@example.com"] : recipients {
    dialogue += [("C", "RCPT TO:<\(recipient)>\r\n"), ("S", "250 ok\r\n")]
  }
  dialogue += [("C", "DATA\r\n"), ("S", "354 go\r\n")]
  dialogue += (content.isEmpty ? ["Subject: x\r\n\r\nhi\r\n.\r\n"] : content).map { ("C", $0) }
  return dialogue + [("S", "250 queued\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n")]
}
