import ASAPolicy
import Testing

@Suite("doubts about what reaches what, word for word")
struct DoubtTests {
  /// The warnings of a text whose classes are named, from `1:1: warning: ` on.
  private func doubts(_ text: String) -> [String] {
    diagnostics("ASA Version 9.1(2)\n" + text + "service-policy p global\n")
  }

  @Test(
    "a class that nothing reaches",
    arguments: [
      ("match any", "match port tcp eq 25", true), ("match any", "match access-list b", true),
      ("match port tcp range 20 30", "match default-inspection-traffic", true),
      ("match port tcp eq 26", "match port tcp eq 25", false),
      ("match access-list all", "match port tcp eq 25", true),
      ("match access-list mail", "match port tcp eq 25", true),
      ("match access-list mail", "match port tcp range 25 26", false),
      ("match access-list b", "match access-list b", true),
      ("match access-list but", "match port tcp eq 25", false),
    ])
  func unreached(_ first: String, _ second: String, _ expected: Bool) {
    let text = """
      access-list all extended permit ip any any
      access-list mail extended permit tcp any any eq smtp
      access-list b extended permit tcp host 192.0.2.1 any
      access-list but extended deny tcp host 192.0.2.1 any eq 26
      access-list but extended permit tcp any any
      class-map one
       \(first)
      class-map two
       \(second)
      policy-map p
       class one
        inspect esmtp
       class two
        inspect esmtp

      """
    let expected =
      expected
      ? [
        "14:2: warning: class \"one\" takes everything that class \"two\" would; nothing reaches this one"
      ] : []
    #expect(doubts(text) == expected)
  }

  @Test(
    "a class that takes nothing",
    arguments: [
      ("access-list a extended deny tcp any any", "match access-list a"),
      ("access-list a extended permit udp any any eq 25", "match access-list a"),
      ("access-list a extended permit tcp any any inactive", "match access-list a"),
      ("access-list a remark nothing", "match access-list a"),
      ("access-list a remark nothing", "match port udp eq 25"),
    ])
  func empty(_ list: String, _ match: String) {
    let text = "\(list)\nclass-map c\n \(match)\npolicy-map p\n class c\n  inspect esmtp\n"
    #expect(
      doubts(text) == ["6:2: warning: class \"c\" takes no TCP session; nothing reaches this one"])
  }

  @Test("hosts that a list takes out of one class fall into another")
  func stillInspected() {
    let text = """
      access-list a extended deny tcp any host 192.0.2.1 eq smtp
      access-list a extended deny tcp host 192.0.2.1 any eq smtp
      access-list a extended permit tcp any any eq smtp
      class-map c
       match access-list a
      policy-map p
       class inspection_default
        inspect esmtp
       class c
        inspect esmtp

      """
    let kept = doubts(text)
    #expect(
      kept == [
        "2:1: warning: access list \"a\" leaves sessions out of class \"c\", and class \"inspection_default\" of policy-map \"p\" still inspects them; type \"no inspect esmtp\" there"
      ])
    let robust = text.replacing("default\n  inspect", with: "default\n  no inspect")
    #expect(doubts(robust) == [])
  }

  @Test(
    "a list that lacks one of the two directions",
    arguments: [
      (
        "permit tcp any host 192.0.2.1 eq smtp",
        "permits 192.0.2.1 as a server alone; mail that it sends"
      ),
      (
        "permit tcp host 192.0.2.1 any eq smtp",
        "permits 192.0.2.1 as a client alone; mail that it gets"
      ),
      (
        "permit tcp any 192.0.2.0 255.255.255.0 eq smtp",
        "permits 192.0.2.0 255.255.255.0 as a server alone; mail that it sends"
      ),
      ("permit tcp any object mail", "permits object mail as a server alone; mail that it sends"),
      (
        "permit tcp object-group mails any",
        "permits object-group mails as a client alone; mail that it gets"
      ),
    ])
  func directions(_ line: String, _ expected: String) {
    let objects = """
      object network mail
       host 192.0.2.1
      object-group network mails
       network-object host 192.0.2.1
      access-list a extended \(line)
      class-map c
       match access-list a

      """
    let exempting = doubts(
      objects
        + "policy-map p\n class c\n  no inspect esmtp\n class inspection_default\n  inspect esmtp\n"
    )
    #expect(exempting.first == "6:1: warning: access list \"a\" \(expected) is still inspected")
    #expect(exempting.count == 2)
    let denying = doubts(
      objects.replacing("permit", with: "deny").replacing(
        "class-map c", with: "access-list a extended permit tcp any any\nclass-map c")
        + "policy-map p\n class c\n  inspect esmtp\n")
    #expect(
      denying == [
        "6:1: warning: access list \"a\" \(expected.replacing("permits", with: "denies")) is still inspected"
      ])
  }

  private static func list(_ lines: [String], _ head: String = "ASA Version 9.1(2)\n") -> String {
    head + lines.map { "access-list a extended \($0)\n" }.joined()
      + "class-map c\n match access-list a\npolicy-map p\n class c\n  inspect esmtp\n"
      + "service-policy p global\n"
  }

  @Test("a line behind one that permits all mail takes nobody out")
  func neverReached() {
    let permit = "permit tcp any any eq smtp"
    #expect(
      diagnostics(Self.list([permit, "deny tcp host 192.0.2.10 any eq smtp", "deny ip any any"]))
        == [
          "3:1: warning: access list \"a\" permits all mail above this line; mail never reaches it"
        ])
    // What permits less takes nothing from those behind it.
    for less in [
      "permit tcp host 192.0.2.9 any eq smtp", "permit tcp any any eq 26",
      "permit tcp any eq smtp any", "permit udp any any",
    ] {
      #expect(
        diagnostics(Self.list([less, "deny tcp host 192.0.2.10 any eq smtp", permit])) == [
          "3:1: warning: access list \"a\" denies 192.0.2.10 as a client alone; mail that it gets is still inspected"
        ])
    }
  }

  @Test("before 8.3 both addresses of a static are one host")
  func staticPair() {
    let text = { (version: String) in
      Self.list(
        [
          "deny tcp host 10.1.1.9 any eq smtp", "deny tcp any host 192.0.2.9 eq smtp",
          "permit tcp any any eq smtp",
        ],
        "ASA Version \(version)\nstatic (inside,outside) 192.0.2.9 10.1.1.9 netmask 255.255.255.255\n"
      )
    }
    #expect(diagnostics(text("8.2(5)")) == [])
    #expect(diagnostics(text("8.3(1)")).count == 2)
  }

  @Test(
    "a criterion that an earlier one always pre-empts",
    arguments: [
      (
        "cmd line length gt 5", "cmd line length gt 9",
        "an earlier match ends the session above 5 already"
      ),
      ("cmd line length gt 9", "cmd line length gt 5", nil),
      (
        "not cmd line length gt 9", "not cmd line length gt 5",
        "an earlier match ends the session up to 9 already"
      ),
      ("not cmd line length gt 5", "not cmd line length gt 9", nil),
      ("not cmd line length gt 5", "cmd line length gt 9", nil),
      (
        "cmd verb HELP VRFY", "cmd verb VRFY",
        "earlier matches end the session for all of these already"
      ),
      (
        "not cmd verb HELP", "cmd verb VRFY DATA",
        "earlier matches end the session for all of these already"
      ),
      ("not cmd verb HELP", "cmd verb HELP", nil),
      ("cmd line length gt 5", "body line length gt 9", nil),
    ])
  func preempted(_ first: String, _ second: String, _ expected: String?) {
    let text = """
      policy-map type inspect esmtp m
       match \(first)
        reset
       match \(second)
        log
      policy-map p
       class inspection_default
        inspect esmtp m

      """
    let found = doubts(text).map { String($0.drop { $0 != "w" }) }
    #expect(found == (expected.map { ["warning: \($0); this one is never reached"] } ?? []))
  }

  @Test(
    "a value that a text sets twice",
    arguments: [
      (
        " parameters\n  mail-relay a.example action log\n  mail-relay b.example action log\n",
        "5:3: warning: \"mail-relay\" was set otherwise above; this line holds"
      ),
      (
        " parameters\n  mask-banner\n  no mask-banner\n",
        "5:6: warning: \"mask-banner\" was set otherwise above; this line holds"
      ),
      (
        " parameters\n  allow-tls\n  allow-tls action log\n",
        "5:3: warning: \"allow-tls\" was set otherwise above; this line holds"
      ),
      (
        " match cmd verb VRFY\n  mask\n  mask log\n",
        "5:3: warning: the match has \"mask\" already; this line holds"
      ),
      (
        " match cmd verb VRFY\n  drop-connection log\n match cmd verb VRFY\n  log\n",
        "6:3: warning: the match has \"drop-connection log\" already; this line holds"
      ),
      (" match cmd verb VRFY\n  drop-connection\n  no drop-connection\n  log\n", nil),
      (" parameters\n  mask-banner\n  mask-banner\n", nil),
    ])
  func changes(_ lines: String, _ expected: String?) {
    let text =
      "policy-map type inspect esmtp m\n\(lines)policy-map p\n class inspection_default\n  inspect esmtp m\n"
    #expect(doubts(text) == (expected.map { [$0] } ?? []))
  }

  @Test("a limit and a service that a text sets twice")
  func limits() {
    let text = """
      object service s
       service tcp destination eq 25
      object service s
       service tcp destination eq 26
      policy-map p
       class inspection_default
        inspect esmtp
        set connection conn-max 5
        set connection conn-max 6

      """
    #expect(
      doubts(text) == [
        "5:2: warning: object \"s\" was defined otherwise above; this definition holds",
        "10:18: warning: \"conn-max\" was 5 above; this line holds",
      ])
  }

  @Test("two classes that exempt, one for each direction, leave nothing")
  func directionsOfTwoClasses() {
    let text = """
      access-list to extended permit tcp any host 192.0.2.1 eq smtp
      access-list from extended permit tcp host 192.0.2.1 any eq smtp
      class-map to
       match access-list to
      class-map from
       match access-list from
      policy-map p
       class to
        no inspect esmtp
       class from
        no inspect esmtp

      """
    #expect(!doubts(text).contains { $0.contains("is still inspected") })
    let other = text.replacing("tcp host 192.0.2.1", with: "tcp host 192.0.2.2")
    #expect(doubts(other).filter { $0.contains("is still inspected") }.count == 2)
  }
}
