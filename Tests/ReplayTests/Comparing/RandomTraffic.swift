import ASAPolicy
import ESMTPInspection
import Primitives

/// Captures and policies at random, with much on which profiles and criteria decide differently.
struct RandomTraffic {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private static let commands = [
    "EHLO c\r\n", "EHLO c\r\n", "HELO c\r\n", "MAIL FROM:<a@b.example>\r\n",
    "MAIL FROM:<<a@b> SIZE=2\r\n", "MAIL FROM:<a@b> AUTH=<>\r\n", "RCPT TO:<a|b@c>\r\n",
    "RCPT TO:<c@d>\r\n", "RCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\n", "DATA\r\n", "AUTH LOGIN\r\n",
    "c2Vj\r\n", "STARTTLS\r\n", "BDAT 5 LAST\r\nhello", "XFOO bar\r\n",
    "XFOO\r\nMAIL FROM:<a|b@c>\r\n", "XFOO bar\r\nRCPT TO:<a<b@c>\r\n", "XFOO\r\nDATA\r\n",
    "XFOO\r\nVRFY a\rNOOP\r\n", "XFOO a", "XFOO", "QUIT\r\n", "NO", "HI\r\n", "\r\n", "NOOP x\n",
    "VRFY a\r\n", "STARTTLS", "STAR", "Subject: a long line of a header\r\n\r\nbody\r\n.\r\n",
    "\r\n.\r\n", "\u{16}\u{3}\u{1}ab", "DATA\r\nXFOO\r\nRCPT TO:<a|b@c>\r\n",
  ]
  private static let replies = [
    "220 mx 20\r\n", "220-mx\r\n220 x\r\n", "220-2020\r\n220 00\r\n", "220 ", "mx\r\n",
    "250 ok\r\n", "250 ok\r\n", "250-h\r\n250-STARTTLS\r\n250-AUTH=x\r\n250 HELP\r\n",
    "250-h\r\n250 AUTH=LOGIN\r\n", "250-h\r\n250-AUTH LOGIN\r\n250-AUTH=LOGIN\r\n250 X\r\n",
    "250-h\r\n250-AUTH=LOGIN\r\n", "250 AUTH=PLAIN\r\n", "250-h\r\n250 STARTTLS\r\n", "354 go\r\n",
    "334 x\r\n", "235 ok\r\n", "550 no\r\n", "220 go\r\n", "500 b\r\n", "hello\r\n",
  ]
  private static let keywords = [
    "250-h\r\n250-STARTTLS\r\n250-AUTH=x\r\n250 HELP\r\n", "250-h\r\n250 AUTH=LOGIN\r\n",
    "250-h\r\n250-AUTH LOGIN\r\n250 AUTH=LOGIN\r\n", "250-h\r\n250-AUTH=LOGIN\r\n250 SIZE\r\n",
  ]
  private static let greetings = [
    "220 mx ESMTP\r\n", "220-mx\r\n220 ready\r\n", "220 22000\r\n", "220 \r\n",
    "220-\r\n220-0\r\n220 2\r\n",
    "554 no\r\n", "220-****\r\n220 **\r\n", "220\r\n",
  ]

  private func pick(_ texts: [String], _ random: inout SplitMix64) -> String {
    texts[Int.random(in: 0..<texts.count, using: &random)]
  }

  /// A capture of some sessions.
  mutating func capture(sessions: Int) -> [UInt8] {
    var capture = CaptureBuilder()
    for number in 0..<sessions {
      var dialogue: [(Character, String)] = [("S", pick(Self.greetings, &random))]
      if random.next() % 2 == 0 {
        dialogue += [("C", "EHLO c\r\n"), ("S", pick(Self.keywords, &random))]
      }
      for _ in 0..<Int.random(in: 0...16, using: &random) {
        let isClient = Int.random(in: 0..<5, using: &random) < 3
        let count = isClient ? Int.random(in: 1...2, using: &random) : 1
        let text = (0..<count).map { _ in
          pick(isClient ? Self.commands : Self.replies, &random)
        }
        dialogue.append((isClient ? "C" : "S", text.joined()))
      }
      capture.session(
        client: (UInt8(number % 4 + 1), UInt16(40_000 + number)),
        server: (UInt8(100 + number % 3), 25),
        dialogue, isOpen: Int.random(in: 0..<4, using: &random) == 0)
    }
    return capture.bytes
  }

  private static let matches = [
    " match cmd verb RCPT\n  mask log\n", " match cmd verb MAIL DATA\n  mask\n",
    " match cmd RCPT count gt 1\n  drop-connection log\n",
    " match cmd line length gt 20\n  reset\n",
    " match header line length gt 20\n  drop-connection\n", " match body line length gt 3\n  log\n",
    " match ehlo-reply-parameter others\n  mask\n",
    " match ehlo-reply-parameter auth\n  mask log\n",
    " match ehlo-reply-parameter others\n  log\n", " match ehlo-reply-parameter size\n  mask\n",
    " match not ehlo-reply-parameter auth\n  mask\n",
    " match invalid-recipients count gt 1\n  reset log\n",
    " match sender-address length gt 8\n  drop-connection log\n",
  ]
  private static let parameters = [
    "  mask-banner\n", "  no mask-banner\n", "  allow-tls\n", "  allow-tls action log\n",
    "  no allow-tls\n", "  special-character action log\n",
    "  special-character action drop-connection\n", "  mail-relay d action drop-connection log\n",
  ]
  private static let versions = [
    "", "", "ASA Version 9.4(1)\n", "ASA Version 9.1(6)\n", "ASA Version 8.2(5)\n",
  ]

  /// A policy that an ASA would take, as text.
  mutating func policy() -> String {
    var text = pick(Self.versions, &random)
    text += "class-map inspection_default\n match default-inspection-traffic\n"
    text += "access-list some extended permit tcp any host 10.0.0.100 eq smtp\n"
    text += "class-map some\n match access-list some\n"
    text += "policy-map type inspect esmtp M\n parameters\n"
    for line in Self.parameters where random.next() % 4 == 0 { text += line }
    if random.next() % 2 == 0 { text += "  mask-banner\n" }
    var known: Set<String> = []
    for line in Self.matches where random.next() % 3 == 0 {
      // A criterion and its value stand once.
      if known.insert(String(line.prefix { $0 != "\n" })).inserted { text += line }
    }
    text += "policy-map global_policy\n"
    if random.next() % 4 == 0 { text += " class some\n  no inspect esmtp\n" }
    text += " class inspection_default\n  inspect esmtp M\n"
    if random.next() % 5 == 0 {
      text += "  set connection per-client-max 2\n"
    }
    return text + "service-policy global_policy global\n"
  }

  /// A profile by name, or nil for what the policy asks for.
  mutating func profile() -> String? {
    let names = ["asa", "asa-field", "asa-9.4", "asa-8.4", "asa-7.2", "pix-6.3"]
    return random.next() % 4 == 0 ? nil : pick(names, &random)
  }
}
