import ASAPolicy
import ESMTPInspection
import Testing

@Suite("a policy in sentences")
struct ExplanationTests {
  private func text(_ explanation: Explanation) -> String {
    explanation.parts.map { part in
      switch part {
      case .heading(let title, let beside): "# \(title) (\(beside))"
      case .statement(let text, let place): "\(place): \(text)"
      case .field(let label, let text): "  \(label): \(text)"
      }
    }.joined(separator: "\n")
  }

  @Test("each statement of the built-in map stands with its line, its log and both ends")
  func builtIn() throws {
    let shown = text(try policy("").explanation)
    for line in [
      "# service-policy global_policy global (built-in:27)",
      "built-in:25: class inspection_default",
      "built-in:10: match cmd line length gt 512: drop-connection log",
      "  trips: where a command line without its CR LF is longer than 512",
      "  log: %ASA-4-108004: ESMTP Classification: Dropped connection for ESMTP Request from "
        + "CLIENT-IF:CLIENT/PORT to SERVER-IF:SERVER/PORT; matched Class 1: cmd line length gt 512",
      "built-in:22: match ehlo-reply-parameter others: mask", "built-in:6: parameters mask-banner",
      "built-in:9: no allow-tls", "profile asa: \"|\" in the path of MAIL or RCPT",
      "profile asa: commands that are not on the list",
    ] {
      #expect(shown.contains(line), "\(line)")
    }
  }

  @Test("every profile has its fixed rules", arguments: Profile.all.map(\.name))
  func profiles(_ name: String) throws {
    let shown = text(try policy("", profile: Profile.named(name)).explanation)
    #expect(shown.contains("profile \(name): commands that are not on the list"))
    #expect(shown.contains("%PIX") == name.hasPrefix("pix-"))
    #expect(shown.contains("%ASA") != name.hasPrefix("pix-"))
    #expect(shown.contains("for FOREIGN-IF:FOREIGN/PORT to LOCAL-IF:LOCAL/PORT duration"))
  }

  @Test("what a match not does is explained as what it is, without what follows for others")
  func negated() throws {
    let head = "policy-map type inspect esmtp m\n match"
    let lines = " sender-address length gt 320\n  drop-connection log\n"
    let plain = text(try policy(head + lines).explanation)
    let negated = text(try policy(head + " not" + lines).explanation)
    let next = "  next: \(Rule.senderAddressLength.explanation.next)"
    #expect(plain.contains(next))
    #expect(!negated.contains(next))
    #expect(negated.contains("  trips: where it is not so that"))
  }

  @Test("EHLO is where the profile has it", arguments: Profile.all.map(\.name))
  func ehlo(_ name: String) throws {
    for lines in ["fixup protocol smtp 25\n", "ASA Version 8.2(5)\n"] {
      let policy = try policy(lines, profile: Profile.named(name))
      let shown = text(policy.explanation)
      guard let passed = policy.inspections.first?.passedCommands else { continue }
      #expect(shown.contains("EHLO is not among them") != passed.contains("EHLO"))
    }
  }

  @Test("nothing but understood statements is quoted")
  func secrets() throws {
    let secret = "enable password hunter2 encrypted\nusername admin password hunter2\n"
    let loaded = try policy(secret + ClassificationTests.recipe)
    #expect(!text(loaded.explanation).contains("hunter2"))
    let question = try SessionQuestion("tcp 192.0.2.7:4000 198.51.100.25:25")
    #expect(!text(loaded.explanation(of: question)).contains("hunter2"))
  }

  static let robust =
    ClassificationTests.recipe.replacing(" class ironport_esa\n  no inspect esmtp\n", with: "")
      + """
      access-list esmtp_inspect extended deny tcp any host 198.51.100.25 eq smtp
      access-list esmtp_inspect extended permit tcp any any eq smtp
      class-map esmtp_cm
       match access-list esmtp_inspect
      policy-map global_policy
       class inspection_default
        no inspect esmtp
       class esmtp_cm
        inspect esmtp

      """

  @Test(
    "a session is followed to the statements that decide",
    arguments: [
      (
        ClassificationTests.recipe, "Result: exempt",
        "answer: yes, by p:1: access-list ironport_esa_internal extended permit tcp any "
          + "198.51.100.25 255.255.255.255 eq smtp"
      ),
      (
        robust, "Result: not inspected",
        "answer: no: the list denies it, by p:11: access-list esmtp_inspect extended deny tcp any "
          + "host 198.51.100.25 eq smtp"
      ),
      (
        "no service-policy global_policy global\n", "Result: not inspected",
        "tries: no service-policy"
      ),
      ("fixup protocol smtp 25\n", "Result: inspected", "p:1: fixup protocol smtp 25"),
    ])
  func session(_ configuration: String, _ result: String, _ line: String) throws {
    let question = try SessionQuestion("tcp 192.0.2.7:4000 198.51.100.25:25")
    let shown = text(try policy(configuration).explanation(of: question))
    #expect(shown.contains(result), "\(shown)")
    #expect(shown.contains(line), "\(shown)")
  }

  @Test("without a time a line with a time-range stays open")
  func time() throws {
    let configuration =
      ClassificationTests.recipe.replacing(
        "255.255.255.255 eq smtp\n", with: "255.255.255.255 eq smtp time-range work\n")
      + "time-range work\n periodic daily 8:00 to 17:00\n"
    let question = try SessionQuestion("tcp 192.0.2.7:4000 198.51.100.25:25")
    let loaded = try policy(configuration)
    #expect(text(loaded.explanation(of: question)).contains("Result: undecided"))
    let noon: Int64 = 43_200_000_000_000
    #expect(text(loaded.explanation(of: question, time: noon)).contains("Result: exempt"))
  }

  @Test("limits, times and resets that a session falls under are told with their lines")
  func connections() throws {
    let configuration = """
      timeout conn 2:00:00 embryonic 0:00:20
      service resetinbound interface outside
      interface g0
       nameif outside
       security-level 0
       ip address 192.0.2.254 255.255.255.0
      interface g1
       nameif inside
       security-level 100
       ip address 198.51.100.254 255.255.255.0
      class-map all
       match any
      policy-map p
       class all
        inspect esmtp
        set connection conn-max 50 embryonic-conn-max 9
        set connection timeout idle 0:00:00
      service-policy p global

      """
    let loaded = try policy(configuration)
    let whole = text(loaded.explanation)
    #expect(
      whole.contains("  limits: p:16: at most 50 connections at a time, at most 9 half-open ones\n")
    )
    #expect(whole.contains("  times: forgets none that is idle\n"))
    let question = try SessionQuestion("tcp 192.0.2.7:4000 198.51.100.25:25")
    let shown = text(loaded.explanation(of: question))
    for line in [
      "  limits: p:16: at most 50 connections at a time, at most 9 half-open ones",
      "  times: forgets a connection half-open for 0:00:20, half-closed for 0:10:00; forgets none that "
        + "is idle",
      "  reset: p:2: service resetinbound interface outside: packets of the client behind a drop are "
        + "answered by an RST (security level 0 to 100)",
    ] {
      #expect(shown.contains(line), "\(shown)")
    }
  }
}
