import ASAPolicy
import ESMTPInspection
import Testing

@Suite("one client and server taken out of the inspection")
struct ExemptionTests {
  /// Two hosts whose session a class inspects.
  private static let client = "192.0.2.1 4000"
  private static let server = "198.51.100.25"

  private func exemption(
    _ policy: LoadedPolicy, port: Int = 25, rule: Rule = .headerLineLength
  ) throws -> Remedy? {
    let (client, server) = (try socket(Self.client), try socket("\(Self.server) \(port)"))
    let answer = policy.classify(client: client, server: server, time: 0)
    return policy.remedies(
      RemedyQuestion(
        rule: rule, source: nil,
        policyMap: answer.chain.first.flatMap {
          $0.text.split(separator: " ").dropFirst().first.map(String.init)
        },
        className: answer.className, mapName: answer.mapName, client: client, server: server,
        time: 0)
    ).first { $0.kind == .exemption }
  }

  private static let list =
    "access-list L extended permit tcp any host 198.51.100.25 eq smtp\n"
  private static let listed =
    "class-map C\n match access-list L\npolicy-map P\n class C\n  inspect esmtp\n"
    + "service-policy P global\n"

  static let cases: [(text: String, port: Int, lines: [String])] = [
    // The class of the device's own defaults.
    (
      "policy-map global_policy\n", 25,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended permit tcp any any eq smtp", "class-map esmtp_cm",
        " match access-list esmtp_inspect", "policy-map global_policy",
        " class inspection_default", "  no inspect esmtp", " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    // The port is that of the class.
    (
      "class-map ALT\n match port tcp eq 2525\npolicy-map P\n class ALT\n  inspect esmtp\n"
        + "service-policy P global\n", 2525,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq 2525",
        "access-list esmtp_inspect extended permit tcp any any eq 2525", "class-map esmtp_cm",
        " match access-list esmtp_inspect", "policy-map P", " class ALT", "  no inspect esmtp",
        " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    (
      "class-map ALT\n match port tcp range 2525 2530\npolicy-map P\n class ALT\n"
        + "  inspect esmtp\nservice-policy P global\n", 2527,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq 2527",
        "access-list esmtp_inspect extended permit tcp any any range 2525 2530",
        "class-map esmtp_cm", " match access-list esmtp_inspect", "policy-map P", " class ALT",
        "  no inspect esmtp", " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    // A list that nothing else asks gets a line.
    (
      list + listed, 25,
      ["access-list L line 1 extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp"]
    ),
    (
      list
        + listed.replacing(
          " match access-list L", with: " match default-inspection-traffic\n match access-list L"),
      25, ["access-list L line 1 extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp"]
    ),
    // One that filters packets, or whose class does more, is not touched.
    (
      list + listed + "access-group L in interface outside\n", 25,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended permit tcp any host 198.51.100.25 eq smtp",
        "class-map esmtp_cm", " match access-list esmtp_inspect", "policy-map P", " class C",
        "  no inspect esmtp", " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    (
      list
        + listed.replacing(
          " match access-list L", with: " match default-inspection-traffic\n match access-list L"
        ).replacing("  inspect esmtp", with: "  set connection conn-max 9\n  inspect esmtp"), 25,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended permit tcp any host 198.51.100.25 eq smtp",
        "class-map esmtp_cm", " match default-inspection-traffic",
        " match access-list esmtp_inspect", "policy-map P", " class C", "  no inspect esmtp",
        " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    // Each class that takes the session leaves it out.
    (
      list
        + listed.replacing("service-policy", with: " class D\n  inspect esmtp\nservice-policy")
        .replacing("policy-map", with: "class-map D\n match port tcp eq smtp\npolicy-map"), 25,
      [
        "access-list L line 1 extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended permit tcp any any eq smtp", "class-map esmtp_cm",
        " match access-list esmtp_inspect", "policy-map P", " class D", "  no inspect esmtp",
        " class esmtp_cm", "  inspect esmtp",
      ]
    ),
    // A class behind that does the same may take over what the first one has left.
    (
      list
        + listed.replacing(
          "policy-map P", with: "policy-map P\n class inspection_default\n  inspect esmtp"
        )
        .replacing(
          "class-map C",
          with: "class-map inspection_default\n match default-inspection-traffic\nclass-map C"), 25,
      [
        "access-list esmtp_inspect extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
        "access-list esmtp_inspect extended permit tcp any any eq smtp", "class-map esmtp_cm",
        " match access-list esmtp_inspect", "policy-map P", " class inspection_default",
        "  no inspect esmtp", " class esmtp_cm", "  inspect esmtp",
        "access-list L line 1 extended deny tcp host 192.0.2.1 host 198.51.100.25 eq smtp",
      ]
    ),
  ]

  @Test("lines are those of the class that takes the session", arguments: cases)
  func lines(_ text: String, _ port: Int, _ lines: [String]) throws {
    #expect(try exemption(policy(text), port: port)?.lines == lines)
  }

  @Test("typed they take out the two hosts and no other session", arguments: cases)
  func equivalent(_ text: String, _ port: Int, _ lines: [String]) throws {
    let before = try policy(text)
    let after = try #require(
      before.typing([PolicyText(name: "q", text: lines.map { $0 + "\n" }.joined())]).policy)
    for client in ["192.0.2.1 4000", "192.0.2.2 4000", "198.51.100.25 4000"] {
      for host in ["198.51.100.25", "198.51.100.26", "192.0.2.1"] {
        for other in [25, 26, 2525, 2527, 2530] {
          let outcome = { (policy: LoadedPolicy) in
            let answer = policy.classify(
              client: try socket(client), server: try socket("\(host) \(other)"), time: 0)
            return answer.mapName
          }
          let isMeant = client == Self.client && host == Self.server && other == port
          #expect(
            try outcome(after) == (isMeant ? nil : outcome(before)), "\(client) \(host) \(other)")
        }
      }
    }
  }

  @Test(
    "where lists and classes cannot say it nothing is offered",
    arguments: [
      // The list is asked elsewhere, and a class behind this one would do something else with its sessions.
      list + "access-group L in interface outside\n"
        + listed.replacing(
          "service-policy",
          with:
            " class class-default\n  inspect esmtp m\npolicy-map type inspect esmtp m\nservice-policy"
        ),
      "class-map C\n match dscp af11\npolicy-map P\n class C\n  inspect esmtp\n"
        + "service-policy P global\n",
    ])
  func none(_ text: String) throws {
    #expect(try exemption(policy(text)) == nil)
  }

  @Test("under several fixups the one that takes the session goes")
  func fixups() throws {
    let policy = try policy(
      "PIX Version 6.3(5)\nfixup protocol smtp 25\nfixup protocol smtp 2525\n")
    let remedy = try exemption(policy, port: 2525, rule: .bannerBroken)
    #expect(remedy?.summary == "no fixup protocol smtp 2525: for all hosts")
    #expect(remedy?.lines == ["no fixup protocol smtp 2525"])
  }
}
