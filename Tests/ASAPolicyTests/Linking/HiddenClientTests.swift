import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("clients that a dynamic translation hides")
struct HiddenClientTests {
  private static let head = """
    ASA Version 9.1(2)
    interface G0
     nameif outside
     security-level 0
     ip address 192.0.2.1 255.255.255.0
    interface G1
     nameif inside
     security-level 100
     ip address 10.1.1.1 255.255.255.0
    interface G2
     nameif dmz
     security-level 50
     ip address 10.2.2.1 255.255.255.0
    route outside 0.0.0.0 0.0.0.0 192.0.2.254 1
    object network pat
     host 192.0.2.77
    object network other
     host 192.0.2.78
    object network dmzhosts
     subnet 10.2.2.0 255.255.255.0
    object network lan

    """

  private static func text(
    _ lines: String, deny: String? = nil, on place: String = "interface inside"
  ) -> String {
    let list = (deny.map { ["deny tcp \($0) any eq smtp"] } ?? []) + ["permit tcp any any eq smtp"]
    return head + lines + "\n" + list.map { "access-list a extended \($0)\n" }.joined()
      + "class-map c\n match access-list a\npolicy-map p\n class c\n  inspect esmtp\n"
      + "service-policy p \(place)\n"
  }

  private static let host = " host 10.1.1.5\n"
  private static let subnet = " subnet 10.1.1.0 255.255.255.0\n"
  private static let objectRule = " nat (inside,outside) dynamic 192.0.2.77"

  static let sessions: [(text: String, client: String, verdict: String)] = [
    // The rule's real interface is where the session comes in.
    (text(subnet + objectRule), "192.0.2.77", "c/_default_esmtp_map"),
    (text(subnet + objectRule), "192.0.2.79", "not inspected"),
    (text(subnet + " nat (inside,outside) dynamic interface"), "192.0.2.1", "c/_default_esmtp_map"),
    (
      text(subnet + " nat (inside,outside) dynamic pat-pool pat round-robin interface dns"),
      "192.0.2.1", "c/_default_esmtp_map"
    ),
    (
      text(subnet + " nat (inside,outside) dynamic pat-pool pat interface"), "192.0.2.77",
      "c/_default_esmtp_map"
    ),
    (text(subnet + " nat (any,outside) dynamic pat"), "192.0.2.77", "c/_default_esmtp_map"),
    // The list speaks of real addresses: of the one host, of all, or of some of them.
    (text(host + objectRule, deny: "host 10.1.1.5"), "192.0.2.77", "not inspected"),
    (text(host + objectRule, deny: "host 10.1.1.6"), "192.0.2.77", "c/_default_esmtp_map"),
    (text(host + objectRule, deny: "host 10.1.1.5 gt 1023"), "192.0.2.77", "undecided c"),
    (text(subnet + objectRule, deny: "10.1.0.0 255.255.0.0"), "192.0.2.77", "not inspected"),
    (text(subnet + objectRule, deny: "host 10.1.1.5"), "192.0.2.77", "undecided c"),
    (
      text(subnet + objectRule, deny: "10.2.2.0 255.255.255.0"), "192.0.2.77",
      "c/_default_esmtp_map"
    ),
    (text(subnet + objectRule, deny: "host 192.0.2.77"), "192.0.2.77", "c/_default_esmtp_map"),
    // Twice NAT.
    (
      text(subnet + "nat (inside,outside) source dynamic lan pat", deny: "10.1.1.0 255.255.255.0"),
      "192.0.2.77", "not inspected"
    ),
    (
      text(subnet + "nat (inside,outside) source dynamic lan pat-pool pat interface"), "192.0.2.1",
      "c/_default_esmtp_map"
    ),
    (
      text(host + "nat (inside,outside) source dynamic any pat", deny: "host 10.1.1.5"),
      "192.0.2.77",
      "undecided c"
    ),
    (
      text(subnet + "nat (inside,outside) source dynamic lan pat destination static other other"),
      "192.0.2.77", "not inspected"
    ),
    (
      text(subnet + "nat (inside,outside) source dynamic lan pat inactive"), "192.0.2.77",
      "not inspected"
    ),
    // It may be on one of two interfaces, or on any.
    (
      text(
        subnet + objectRule + "\nobject network dmzhosts\n nat (dmz,outside) dynamic 192.0.2.77"),
      "192.0.2.77", "undecided -"
    ),
    (
      text(
        subnet + objectRule + "\nobject network dmzhosts\n nat (dmz,outside) dynamic 192.0.2.77",
        on: "global"), "192.0.2.77", "c/_default_esmtp_map"
    ),
    (text(subnet + "nat (any,outside) source dynamic any pat"), "192.0.2.77", "undecided -"),
    (
      text(subnet + "nat (any,outside) source dynamic any pat", on: "interface outside"),
      "192.0.2.77", "c/_default_esmtp_map"
    ),
    // A static rule says who it is.
    (
      text(
        host
          + " nat (inside,outside) static 192.0.2.77\nnat (dmz,outside) source dynamic dmzhosts pat"
      ),
      "192.0.2.77", "c/_default_esmtp_map"
    ),
  ]

  @Test("are who they may be, and what splits them is undecided", arguments: sessions.indices)
  func verdict(index: Int) throws {
    let session = Self.sessions[index]
    let policy = try policy(session.text)
    #expect(
      try policy.verdict("\(session.client) 4000", "203.0.113.1 25") == session.verdict,
      "\(session.text)")
    let again = try ASAPolicyTests.policy(policy.text)
    #expect(again.text == policy.text)
    #expect(try again.verdict("\(session.client) 4000", "203.0.113.1 25") == session.verdict)
  }

  @Test("the statement that hides them is named")
  func reason() throws {
    let rule = "nat (inside,outside) dynamic 192.0.2.77"
    let split = try policy(Self.text(Self.subnet + " " + rule, deny: "host 10.1.1.5"))
    let answer = split.classify(
      client: try socket("192.0.2.77 4000"), server: try socket("203.0.113.1 25"), time: 0)
    #expect(
      answer.reason
        == "a dynamic translation hides the client, and a capture does not tell whether class \"c\" takes the session"
    )
    #expect(answer.chain.last?.text == rule)
    let question = try SessionQuestion("tcp 192.0.2.77:4000 203.0.113.1:25")
    let fields = split.explanation(of: question).parts.compactMap { part in
      if case .field(let label, let text) = part { "\(label): \(text)" } else { nil }
    }
    #expect(
      fields.contains { $0.hasPrefix("client: 192.0.2.77 is what several hosts have in common") })
    #expect(fields.contains("comes in: on inside, as its translation says"))
    #expect(!fields.contains { $0.contains("nothing translates") })
  }
}
