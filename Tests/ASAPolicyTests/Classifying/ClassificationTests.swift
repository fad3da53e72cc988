import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("which class takes a session")
struct ClassificationTests {
  static let recipe = """
    access-list ironport_esa_internal extended permit tcp any 198.51.100.25 255.255.255.255 eq smtp
    access-list ironport_esa_internal extended permit tcp host 198.51.100.25 any eq smtp
    class-map ironport_esa
     match access-list ironport_esa_internal
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class ironport_esa
      no inspect esmtp
     class inspection_default
      inspect esmtp
    service-policy global_policy global

    """

  @Test("the document's recipe exempts the host, both ways")
  func exempts() throws {
    let policy = try policy(Self.recipe)
    #expect(try policy.verdict("192.0.2.7 40000", "198.51.100.25 25") == "exempt ironport_esa")
    #expect(try policy.verdict("198.51.100.25 40000", "192.0.2.7 25") == "exempt ironport_esa")
    #expect(
      try policy.verdict("198.51.100.26 40000", "192.0.2.7 25")
        == "inspection_default/_default_esmtp_map")
    #expect(try policy.verdict("198.51.100.25 40000", "192.0.2.7 587") == "not inspected")
  }

  @Test("the field profile ignores the line")
  func field() throws {
    let policy = try policy(Self.recipe, profile: .asaField)
    #expect(
      try policy.verdict("192.0.2.7 40000", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
  }

  @Test("the exempting class may stand after the one that inspects")
  func exemptsAnywhere() throws {
    let text = Self.recipe.replacing(
      " class ironport_esa\n  no inspect esmtp\n", with: "")
    let late = text.replacing(
      "service-policy",
      with: "policy-map global_policy\n class ironport_esa\n  no inspect esmtp\nservice-policy")
    #expect(try policy(late).verdict("192.0.2.7 4", "198.51.100.25 25") == "exempt ironport_esa")
  }

  @Test("an inspect that was typed before is taken away, and the next class goes on")
  func takenAway() throws {
    let text = Self.recipe.replacing(
      "  no inspect esmtp\n", with: "  inspect esmtp\n  no inspect esmtp\n")
    #expect(
      try policy(text).verdict("192.0.2.7 4", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
  }

  @Test("the answer names the statements that decide, in order")
  func chain() throws {
    let policy = try policy(Self.recipe)
    let answer = policy.classify(
      client: try socket("198.51.100.25 40000"), server: try socket("192.0.2.7 25"), time: 0)
    #expect(
      answer.chain.map { "\($0.source): \($0.text)" } == [
        "p:12: service-policy global_policy global", "p:8: class ironport_esa",
        "p:4: match access-list ironport_esa_internal",
        "p:2: access-list ironport_esa_internal extended permit tcp host 198.51.100.25 any eq smtp",
        "p:9: no inspect esmtp",
      ])
    #expect(
      answer.reason == "class \"ironport_esa\" of policy-map \"global_policy\" exempts it")
  }

  @Test("the chain of an inspected session ends at its map")
  func mapLine() throws {
    let answer = try policy("").classify(
      client: try socket("192.0.2.7 4000"), server: try socket("198.51.100.25 25"), time: 0)
    #expect(
      answer.chain.map(\.text) == [
        "service-policy global_policy global", "class inspection_default",
        "match default-inspection-traffic", "inspect esmtp _default_esmtp_map",
        "policy-map type inspect esmtp _default_esmtp_map",
      ])
  }

  @Test("a session that a list leaves out names the line, and no class")
  func leftOut() throws {
    let loaded = try policy(
      ExplanationTests.robust
        + "class-map empty\npolicy-map global_policy\n class empty\n  inspect esmtp\n")
    let answer = loaded.classify(
      client: try socket("192.0.2.7 4000"), server: try socket("198.51.100.25 25"), time: 0)
    #expect(answer.outcome == .notInspected)
    #expect(answer.className == nil)
    #expect(answer.mapName == nil)
    #expect(
      answer.chain.map(\.text) == [
        "service-policy global_policy global", "class esmtp_cm",
        "match access-list esmtp_inspect",
        "access-list esmtp_inspect extended deny tcp any host 198.51.100.25 eq smtp",
      ])
    #expect(
      answer.reason
        == "the access list of class \"esmtp_cm\" leaves it out, and no other class inspects it")
    // The implicit end of a list is no line.
    let other = loaded.classify(
      client: try socket("192.0.2.7 4000"), server: try socket("198.51.100.25 26"), time: 0)
    #expect(other.chain == [])
    #expect(other.reason == "no class that inspects ESMTP takes the session")
  }

  @Test("decisions are equal just where class, chain and reason are")
  func decisions() throws {
    let policy = try policy(Self.recipe)
    let ask = { (client: String, server: String) in
      policy.classify(client: try socket(client), server: try socket(server), time: 0)
    }
    let first = try ask("192.0.2.7 4", "198.51.100.25 25")
    let same = try ask("192.0.2.8 5", "198.51.100.25 25")
    let other = try ask("198.51.100.25 4", "192.0.2.7 25")
    #expect(first.decision == same.decision)
    #expect(first.chain == same.chain)
    #expect(first.decision != other.decision)
    #expect(first.chain != other.chain)
  }

  /// A text with one class `c` over the lines given, in a policy of its own.
  static func one(_ lines: String, match: String = "access-list a") -> String {
    """
    \(lines)
    class-map c
     match \(match)
    policy-map p
     class c
      inspect esmtp
    service-policy p global

    """
  }

  @Test(
    "the matches of a class",
    arguments: [
      ("any", "192.0.2.1 4", "198.51.100.25 2500", true),
      ("port tcp eq smtp", "192.0.2.1 4", "198.51.100.25 25", true),
      ("port tcp eq 587", "192.0.2.1 587", "198.51.100.25 25", false),
      ("port tcp range 2025 2030", "192.0.2.1 4", "198.51.100.25 2030", true),
      ("port tcp range 2025 2030", "192.0.2.1 4", "198.51.100.25 2031", false),
      ("port udp eq 25", "192.0.2.1 4", "198.51.100.25 25", false),
      ("default-inspection-traffic", "192.0.2.1 4", "198.51.100.25 25", true),
      ("default-inspection-traffic", "192.0.2.1 25", "198.51.100.25 26", false),
      ("rtp 16384 100", "192.0.2.1 4", "198.51.100.25 25", false),
    ])
  func matches(_ match: String, _ client: String, _ server: String, _ takes: Bool) throws {
    let policy = try policy(Self.one("", match: match))
    #expect(
      try policy.verdict(client, server) == (takes ? "c/_default_esmtp_map" : "not inspected"))
  }

  @Test("an access list beside the default traffic loses its ports")
  func both() throws {
    let text = Self.one(
      "access-list a permit tcp any host 198.51.100.25 eq 80",
      match: "default-inspection-traffic\n match access-list a")
    let policy = try policy(text)
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 25") == "c/_default_esmtp_map")
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.26 25") == "not inspected")
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 80") == "not inspected")
  }

  @Test(
    "what a capture does not tell leaves the session undecided",
    arguments: [
      "dscp af11", "precedence 1", "tunnel-group x",
    ])
  func undecided(_ match: String) throws {
    let policy = try policy(Self.one("", match: match))
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 25") == "undecided c")
  }

  @Test("class-default takes what is left")
  func classDefault() throws {
    let text = "policy-map p\n class class-default\n  inspect esmtp\nservice-policy p global\n"
    #expect(
      try policy(text).verdict("192.0.2.1 4", "198.51.100.25 2500")
        == "class-default/_default_esmtp_map")
  }

  @Test("the first class in the map's order decides, and classes with other features do not")
  func firstMatch() throws {
    let text = """
      class-map a
       match any
      class-map b
       match port tcp eq 25
      class-map c
       match port tcp range 20 30
      policy-map type inspect esmtp one
       description x
      policy-map p
       class a
        set connection conn-max 50 embryonic-conn-max 100
        inspect http
       class b
        inspect esmtp one
       class c
        inspect esmtp
      service-policy p global

      """
    let policy = try policy(text)
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 25") == "b/one")
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 26") == "c/_default_esmtp_map")
    let answer = policy.classify(
      client: try socket("192.0.2.1 4"), server: try socket("198.51.100.25 25"), time: 0)
    let limits = try #require(answer.classLimits.map { policy.limits[$0] })
    #expect(limits.connections == 50)
    #expect(limits.embryonic == 100)
    #expect(limits.source == SourceLine(file: "p", line: 11))
  }

  @Test("tcp-state-bypass exempts, with its line as the reason")
  func bypass() throws {
    let text = """
      access-list a extended permit tcp host 192.0.2.1 any
      class-map b
       match access-list a
      policy-map p
       class b
        set connection advanced-options tcp-state-bypass
       class inspection_default
        inspect esmtp
      service-policy p global

      """
    let policy = try policy(text)
    let answer = policy.classify(
      client: try socket("192.0.2.1 4"), server: try socket("198.51.100.25 25"), time: 0)
    #expect(answer.outcome == .exempt)
    #expect(answer.chain.last?.text == "set connection advanced-options tcp-state-bypass")
    #expect(
      try policy.verdict("192.0.2.2 4", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
  }

  static let interfaces = """
    interface GigabitEthernet0/0
     nameif outside
     security-level 0
     ip address 203.0.113.1 255.255.255.0
    interface GigabitEthernet0/1
     nameif inside
     security-level 100
     ip address 10.0.0.1 255.255.255.0
    interface GigabitEthernet0/2
     shutdown
     nameif dmz
     security-level 50
     ip address 172.16.0.1 255.255.0.0
    interface Management0/0
     management-only
     nameif management
     security-level 100
     ip address 192.168.1.1 255.255.255.0
    route outside 0.0.0.0 0.0.0.0 203.0.113.254
    route inside 10.1.0.0 255.255.0.0 10.0.0.254
    policy-map type inspect esmtp edge
     description x
    policy-map type inspect esmtp core
     description x
    policy-map o
     class inspection_default
      inspect esmtp edge
    policy-map i
     class inspection_default
      inspect esmtp core
    policy-map g
     class inspection_default
      inspect esmtp

    """

  @Test("the interface on which a session comes in is tried first, then the other, then global")
  func interfacePolicies() throws {
    let text =
      Self.interfaces + "service-policy o interface outside\nservice-policy i interface inside\n"
      + "service-policy g global\n"
    let policy = try policy(text)
    #expect(try policy.verdict("198.51.100.7 4", "10.0.0.25 25") == "inspection_default/edge")
    #expect(try policy.verdict("10.1.2.3 4", "198.51.100.7 25") == "inspection_default/core")
    let one = try self.policyOf(
      Self.interfaces + "service-policy o interface outside\nservice-policy g global\n")
    #expect(try one.verdict("10.1.2.3 4", "198.51.100.7 25") == "inspection_default/edge")
    #expect(
      try one.verdict("10.1.2.3 4", "10.0.0.25 25") == "inspection_default/_default_esmtp_map")
    let answer = one.classify(
      client: try socket("10.1.2.3 4"), server: try socket("172.16.0.9 25"), time: 0)
    #expect(answer.ingress == "inside")
    #expect(answer.egress == "outside")
  }

  private func policyOf(_ text: String) throws -> LoadedPolicy { try policy(text) }

  @Test("where no interface is defined each policy of an interface is tried in order")
  func noInterfaces() throws {
    let text = """
      policy-map type inspect esmtp edge
       description x
      policy-map o
       class inspection_default
        inspect esmtp edge
      service-policy o interface outside
      service-policy global_policy global
      policy-map global_policy
       class inspection_default
        inspect esmtp

      """
    #expect(try policy(text).verdict("1.2.3.4 4", "5.6.7.8 25") == "inspection_default/edge")
  }

  @Test("time ranges are decided by the time of the capture")
  func timeRanges() throws {
    // 2024-01-01 was a Monday; 1704067200 its first second.
    let text = Self.one(
      """
      clock timezone CET 1
      time-range work
       periodic weekdays 8:00 to 17:59
      time-range year
       absolute start 00:00 01 January 2024 end 23:59 31 December 2024
      access-list a extended permit tcp any any eq 25 time-range work
      access-list a extended deny tcp any any eq 2525 time-range year
      access-list a extended permit tcp any any eq 2525
      """)
    let policy = try policy(text)
    let second: Int64 = 1_000_000_000
    let monday = 1_704_067_200 * second
    let hour = 3_600 * second
    #expect(
      try policy.verdict("1.2.3.4 4", "5.6.7.8 25", time: monday + 6 * hour) == "not inspected")
    #expect(
      try policy.verdict("1.2.3.4 4", "5.6.7.8 25", time: monday + 7 * hour)
        == "c/_default_esmtp_map")
    #expect(
      try policy.verdict("1.2.3.4 4", "5.6.7.8 25", time: monday + 17 * hour) == "not inspected")
    #expect(
      try policy.verdict("1.2.3.4 4", "5.6.7.8 25", time: monday - 18 * hour) == "not inspected")
    #expect(try policy.verdict("1.2.3.4 4", "5.6.7.8 2525", time: monday) == "not inspected")
    #expect(
      try policy.verdict("1.2.3.4 4", "5.6.7.8 2525", time: monday - 2 * hour)
        == "c/_default_esmtp_map")
  }

  @Test(
    "from 8.3 on sessions are classified by their real addresses",
    arguments: [
      "object network mail\n host 10.0.0.25\n nat (inside,outside) static 203.0.113.25",
      "object network mail\n host 10.0.0.25\nobject network pub\n host 203.0.113.25\n"
        + "nat (inside,outside) source static mail pub",
      "static (inside,outside) 203.0.113.25 10.0.0.25 netmask 255.255.255.255 tcp 50 100",
      "static (inside,outside) 203.0.113.0 10.0.0.0 netmask 255.255.255.0",
    ])
  func translation(_ statement: String) throws {
    let text = Self.one(statement + "\naccess-list a extended permit tcp any host 10.0.0.25 eq 25")
    let policy = try policy(text)
    #expect(try policy.verdict("192.0.2.1 4", "203.0.113.25 25") == "c/_default_esmtp_map")
    #expect(try policy.verdict("192.0.2.1 4", "10.0.0.25 25") == "c/_default_esmtp_map")
    #expect(try policy.verdict("192.0.2.1 4", "203.0.113.26 25") == "not inspected")
    let answer = policy.classify(
      client: try socket("192.0.2.1 4"), server: try socket("203.0.113.25 25"), time: 0)
    #expect(try answer.server == socket("10.0.0.25 25"))
    let old = try policyOf("ASA Version 8.2(1)\n" + text)
    #expect(try old.verdict("192.0.2.1 4", "203.0.113.25 25") == "not inspected")
  }

  @Test("a translated port is the real one, and its limits are found")
  func translatedPort() throws {
    let policy = try policy(
      Self.one(
        "static (inside,outside) tcp 203.0.113.25 25 10.0.0.25 2525 netmask 255.255.255.255 7 9",
        match: "port tcp eq 2525"))
    #expect(try policy.verdict("192.0.2.1 4", "203.0.113.25 25") == "c/_default_esmtp_map")
    #expect(try policy.verdict("192.0.2.1 4", "203.0.113.25 26") == "not inspected")
    let answer = policy.classify(
      client: try socket("192.0.2.1 4"), server: try socket("203.0.113.25 25"), time: 0)
    let limits = try #require(answer.translationLimits.map { policy.limits[$0] })
    #expect(limits.connections == 7)
    #expect(limits.embryonic == 9)
  }
}
