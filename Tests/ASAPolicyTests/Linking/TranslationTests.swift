import ASAPolicy
import Testing

@Suite("real addresses of mapped ones")
struct TranslationTests {
  private static let network = """
    interface g0
     nameif outside
     security-level 0
     ip address 192.0.2.1 255.255.255.0
    interface g1
     nameif inside
     security-level 100
     ip address 10.0.0.1 255.255.255.0
    object network mail
     host 10.0.0.25
    object network pub
     host 192.0.2.25
    object network other
     host 10.0.0.77
    object network partner
     host 203.0.113.9
    object network lan
     subnet 10.0.0.0 255.255.255.0
    object network block
     subnet 192.0.2.0 255.255.255.0
    object service s25
     service tcp source eq smtp
    object service s2525
     service tcp source eq 2525
    object service d25
     service tcp destination eq smtp
    object service d2525
     service tcp destination eq 2525
    access-list a extended permit tcp any host 10.0.0.25 eq smtp
    class-map c
     match access-list a
    policy-map p
     class c
      inspect esmtp
    service-policy p global

    """

  /// Whether the class of the real address takes a session of the partner.
  private func takes(_ version: String, _ rules: String, _ server: String) throws -> Bool {
    let text = version + "\n" + Self.network + rules + "\n"
    #expect(diagnostics(text) == [])
    let policy = try policy(text)
    let again = try ASAPolicyTests.policy(policy.text)
    #expect(again.text == policy.text)
    let verdict = try policy.verdict("203.0.113.9 4000", server)
    #expect(try again.verdict("203.0.113.9 4000", server) == verdict)
    return verdict != "not inspected"
  }

  @Test(
    "the forms of object NAT, twice NAT and static",
    arguments: [
      ("", "10.0.0.25 25", true), ("", "192.0.2.25 25", false),
      ("object network mail\n nat (inside,outside) static 192.0.2.25", "192.0.2.25 25", true),
      ("object network mail\n nat (any,any) static pub", "192.0.2.25 25", true),
      ("object network mail\n nat static pub", "192.0.2.25 25", true),
      (
        "object network mail\n nat (inside,outside) static 192.0.2.25 service tcp smtp 2525",
        "192.0.2.25 2525", true
      ),
      (
        "object network mail\n nat (inside,outside) static 192.0.2.25 service tcp smtp 2525",
        "192.0.2.25 25", false
      ),
      (
        "object network mail\n nat (inside,outside) static interface service tcp smtp 2525",
        "192.0.2.1 2525", true
      ),
      ("object network lan\n nat (inside,outside) static 192.0.2.0", "192.0.2.25 25", true),
      ("object network lan\n nat (inside,outside) static block", "192.0.2.25 25", true),
      ("object network lan\n nat (inside,outside) dynamic interface", "192.0.2.1 25", false),
      ("object network mail\n nat (inside,outside) dynamic 192.0.2.25", "192.0.2.25 25", false),
      ("nat (inside,outside) source static mail pub", "192.0.2.25 25", true),
      ("nat (inside,outside) 1 source static mail pub", "192.0.2.25 25", true),
      ("nat (inside,outside) after-auto source static mail pub", "192.0.2.25 25", true),
      ("nat (inside,outside) source static lan block no-proxy-arp", "192.0.2.25 25", true),
      ("nat (inside,outside) source static mail pub inactive", "192.0.2.25 25", false),
      ("nat (inside,outside) source static mail pub unidirectional", "192.0.2.25 25", false),
      ("nat (inside,outside) source dynamic lan interface", "192.0.2.25 25", false),
      (
        "nat (inside,outside) source static mail pub service s25 s2525", "192.0.2.25 2525", true
      ),
      ("nat (inside,outside) source static mail pub service s25 s2525", "192.0.2.25 25", false),
      (
        "nat (inside,outside) source static mail interface service s25 s25", "192.0.2.1 25", true
      ),
      (
        "nat (outside,inside) source static any any destination static pub mail", "192.0.2.25 25",
        true
      ),
      (
        "nat (outside,inside) source static any any destination static pub mail service d2525 d25",
        "192.0.2.25 2525", true
      ),
      (
        "nat (outside,inside) source static any any destination static pub mail service d2525 d25",
        "192.0.2.25 25", false
      ),
      (
        "nat (outside,inside) source dynamic any interface destination static interface mail service d2525 d25",
        "192.0.2.1 2525", true
      ),
      (
        "nat (inside,outside) source static mail pub destination static partner partner",
        "192.0.2.25 25", true
      ),
      (
        "nat (inside,outside) source static mail pub destination static other other",
        "192.0.2.25 25", false
      ),
      // A rule for another peer stands first, and does not count.
      (
        "nat (inside,outside) source static other pub destination static lan lan\nnat (inside,outside) source static mail pub",
        "192.0.2.25 25", true
      ),
      // Twice NAT comes before object NAT, that behind it.
      (
        "object network mail\n nat (inside,outside) static pub\nnat (inside,outside) source static other pub",
        "192.0.2.25 25", false
      ),
      (
        "object network mail\n nat (inside,outside) static pub\nnat (inside,outside) after-auto source static other pub",
        "192.0.2.25 25", true
      ),
      // An object has one rule; `no` takes rules away.
      (
        "object network mail\n nat (inside,outside) static 192.0.2.25\nobject network mail\n nat (inside,outside) static 192.0.2.26",
        "192.0.2.25 25", false
      ),
      (
        "object network mail\n nat (inside,outside) static pub\n no nat (inside,outside) static pub",
        "192.0.2.25 25", false
      ),
      (
        "nat (inside,outside) source static mail pub\nno nat (inside,outside) source static mail pub",
        "192.0.2.25 25", false
      ),
      (
        "nat (inside,outside) source static mail pub\nclear configure nat", "192.0.2.25 25", false
      ),
    ])
  func forms(_ rules: String, _ server: String, _ expected: Bool) throws {
    #expect(try takes("ASA Version 9.1(2)", rules, server) == expected)
  }

  @Test(
    "static",
    arguments: [
      (
        "static (inside,outside) 192.0.2.25 10.0.0.25 netmask 255.255.255.255", "192.0.2.25 25",
        true
      ),
      ("static (inside,outside) 192.0.2.25 10.0.0.25", "192.0.2.25 25", true),
      ("static (inside,outside) tcp interface smtp 10.0.0.25 smtp", "192.0.2.1 25", true),
      ("static (inside,outside) tcp interface 2525 10.0.0.25 smtp", "192.0.2.1 2525", true),
      ("static (inside,outside) 192.0.2.0 10.0.0.0 netmask 255.255.255.0", "192.0.2.25 25", true),
      (
        "access-list n permit ip host 10.0.0.25 any\nstatic (inside,outside) 192.0.2.25 access-list n",
        "192.0.2.25 25", true
      ),
      (
        "static (inside,outside) 192.0.2.25 10.0.0.25\nno static (inside,outside) 192.0.2.25 10.0.0.25",
        "192.0.2.25 25", false
      ),
    ])
  func statics(_ rules: String, _ server: String, _ expected: Bool) throws {
    // A file without a version is taken for a device that classifies by real addresses.
    #expect(try takes("", rules, server) == expected)
    // Before 8.3 sessions are classified as they are seen.
    #expect(try takes("ASA Version 8.2(5)", rules, server) == false)
  }

  @Test("a policy static limits the hosts of its list")
  func policyLimits() throws {
    let text =
      "ASA Version 8.2(5)\n" + Self.network
      + "access-list n permit ip host 10.0.0.25 any\n"
      + "static (inside,outside) 192.0.2.25 access-list n tcp 7 9\n"
    let policy = try policy(text)
    for server in ["10.0.0.25 25", "192.0.2.25 25"] {
      let answer = policy.classify(
        client: try socket("203.0.113.9 4000"), server: try socket(server), time: 0)
      let limits = try #require(answer.translationLimits.map { policy.limits[$0] })
      #expect(limits.connections == 7 && limits.embryonic == 9)
    }
  }
}
