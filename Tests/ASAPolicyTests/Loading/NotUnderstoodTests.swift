import Testing

@testable import ASAPolicy

/// Lines that a policy goes without.
@Suite struct NotUnderstoodTests {
  static let inspection = """
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class inspection_default
      inspect esmtp
    service-policy global_policy global
    """

  @Test(
    "a line that is not understood is kept with the policy, and a mere remark is not",
    arguments: [
      (
        "access-list other extended permit tcp any object-group nowhere eq smtp",
        "p:1: there is no object-group network \"nowhere\""
      ),
      (
        "access-list other extended permit tcp anyy any eq smtp",
        "p:1: \"anyy\" is not an address"
      ),
      (
        "nat (inside,outside) source static nobody nowhere",
        "p:1: there is no object network \"nobody\""
      ),
      ("class-map unused\n match any", nil),
      ("hostname firewall", nil),
    ])
  func kept(_ line: String, _ brief: String?) throws {
    let policy = try policy(line + "\n" + Self.inspection)
    #expect(policy.notUnderstood.first?.brief == brief)
    #expect(policy.notUnderstood.allSatisfy { $0.severity == .warning })
  }

  @Test("counters are no configuration")
  func counters() {
    let text = """
      Global policy:
        Service-policy: global_policy
          Class-map: inspection_default
            Inspect: esmtp _default_esmtp_map, packet 5, drop 2, reset-drop 0
              mask-banner, count 278499
              match cmd line length gt 512
                drop-connection log, packet 0

      Interface outside:
        Service-policy: outside_policy

      """
    #expect(
      diagnostics(text) == [
        "0:1: error: no line of this text is understood; give the text of show running-config, "
          + "without marks or numbers in front of its lines"
      ])
  }
}
