import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("the effective policy as text")
struct TextTests {
  /// Texts of every kind.
  static let texts: [String] = [
    "",
    "ASA Version 9.1(6)11\n",
    "PIX Version 6.3(5)\nfixup protocol smtp 2525-2530\nno fixup protocol smtp 25\n",
    "fixup protocol smtp 26\n",
    "PIX Version 6.3(5)\nno fixup protocol smtp 25\n",
    "no service-policy global_policy global\n",
    "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n",
    "regex a \"x y\"\nregex b ^c\nclass-map type regex match-any k\n match regex a\n match regex b\n"
      + "policy-map type inspect esmtp m\n match not sender-address regex class k\n  reset log\n"
      + " match mime filetype regex a\n  log\n match cmd verb VRFY HELP\n  mask\n  rate-limit 7\n"
      + " parameters\n  mail-relay Example.COM action log\n  allow-tls action log\n"
      + "  special-character action drop-connection log\n",
    ClassificationTests.recipe,
    ClassificationTests.interfaces
      + "service-policy o interface outside\nservice-policy g global\nroute inside 1.0.0.0 255.0.0.0 10.0.0.9\n",
    ClassificationTests.one(
      """
      object network mail
       host 10.0.0.25
       nat (inside,outside) static 203.0.113.25
      static (inside,outside) 203.0.113.26 10.0.0.26 netmask 255.255.255.255 tcp 50 100
      clock timezone IST 5 30
      time-range work
       periodic weekdays 8:00 to 17:59
       periodic Friday 22:00 to Monday 5:00
       absolute start 00:00 01 January 2024 end 23:59 29 February 2024
      name 192.0.2.77 partner
      object network some
       range 172.16.0.5 172.16.0.9
      object network dns
       fqdn mx.example.com
      object-group network inner
       network-object host partner
       network-object object some
       network-object 2001:db8::/32
      object-group network outer
       group-object inner
       network-object 10.0.0.0 255.0.0.0
      object-group service ports
       service-object tcp destination eq smtp
       service-object udp destination eq 53
       service-object tcp source gt 1023
      object-group protocol both
       protocol-object tcp
      access-list a remark something
      access-list a extended permit object-group ports object-group outer object mail time-range work
      access-list a line 1 extended deny object-group both host 1.2.3.4 any neq 25
      access-list a extended permit udp any any
      access-list a extended permit tcp any object dns eq 25 log
      """),
  ]

  @Test("read again it is the same text, and says the same of sessions", arguments: texts.indices)
  func fixedPoint(_ index: Int) throws {
    let first = try policy(Self.texts[index])
    let text = first.text
    let second = try policy(text)
    #expect(second.text == text)
    for client in [
      "192.0.2.7 4000", "10.1.2.3 4000", "198.51.100.25 900", "2001:db8::1 5000", "1.2.3.4 9",
    ] {
      for server in ["198.51.100.25 25", "203.0.113.25 25", "10.0.0.25 26", "10.0.0.25 25"] {
        for time in [0, 1_704_067_200_000_000_000, 1_709_000_000_000_000_000] as [Int64] {
          #expect(
            try first.verdict(client, server, time: time)
              == second.verdict(client, server, time: time))
        }
      }
    }
  }

  @Test("the device's own policy")
  func builtIn() throws {
    let policy = try #require(LoadedPolicy.load([], profile: nil).policy)
    #expect(
      policy.text == """
        class-map inspection_default
         match default-inspection-traffic
        policy-map type inspect esmtp _default_esmtp_map
         description Default ESMTP policy-map
         parameters
          mask-banner
          no mail-relay
          no special-character
          no allow-tls
         match cmd line length gt 512
          drop-connection log
         match cmd RCPT count gt 100
          drop-connection log
         match body line length gt 998
          log
         match header line length gt 998
          drop-connection log
         match sender-address length gt 320
          drop-connection log
         match MIME filename length gt 255
          drop-connection log
         match ehlo-reply-parameter others
          mask
        policy-map global_policy
         class inspection_default
          inspect esmtp _default_esmtp_map
        service-policy global_policy global

        """)
  }

  @Test(
    "what was taken away of a class is not typed again",
    arguments: [
      (["advanced-options tcp-state-bypass"], ["advanced-options tcp-state-bypass"], []),
      ([], ["advanced-options tcp-state-bypass"], []),
      (
        ["conn-max 5", "advanced-options tcp-state-bypass"],
        ["conn-max 5", "advanced-options tcp-state-bypass"], []
      ),
      (
        ["conn-max 5", "advanced-options tcp-state-bypass"],
        ["advanced-options tcp-state-bypass"], ["conn-max 5"]
      ),
      (
        ["random-sequence-number disable", "advanced-options tcp-state-bypass"],
        ["advanced-options tcp-state-bypass"], ["random-sequence-number disable"]
      ),
      (
        ["timeout idle 2:0:0", "advanced-options tcp-state-bypass"],
        ["timeout idle 2:0:0", "advanced-options tcp-state-bypass"], []
      ),
    ])
  func takenAway(_ set: [String], _ unset: [String], _ left: [String]) throws {
    let lines =
      set.map { "  set connection \($0)\n" } + unset.map { "  no set connection \($0)\n" }
    let first = try policy(
      "ASA Version 9.1(2)\nclass-map tb\n match any\npolicy-map p\n class tb\n\(lines.joined())"
        + " class inspection_default\n  inspect esmtp\nservice-policy p global\n")
    let shown = first.text.split(separator: "\n").filter { $0.contains("set connection") }
    #expect(shown.map(String.init) == left.map { "  set connection \($0)" })
    let session = ("192.0.2.1 4", "198.51.100.25 25")
    #expect(
      try first.verdict(session.0, session.1) == "inspection_default/_default_esmtp_map")
    #expect(
      try policy(first.text).verdict(session.0, session.1)
        == "inspection_default/_default_esmtp_map")
  }

  @Test("defaults are filled in")
  func defaults() throws {
    let policy = try policy(
      "ASA Version 9.8(2)\n" + "policy-map type inspect esmtp m\n description x\n"
        + "policy-map p\n class inspection_default\n  inspect esmtp m\nservice-policy p global\n")
    #expect(
      policy.text == """
        ASA Version 9.8(2)
        class-map inspection_default
         match default-inspection-traffic
        policy-map type inspect esmtp m
         description x
         parameters
          no mask-banner
          no mail-relay
          no special-character
          allow-tls
        policy-map p
         class inspection_default
          inspect esmtp m
        service-policy p global

        """)
  }
}
