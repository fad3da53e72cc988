import ASAPolicy
import ESMTPInspection
import Testing

@Suite("the robust form of an exemption")
struct RobustFormTests {
  private func remedies(_ text: String) -> [String] {
    LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: nil).diagnostics
      .compactMap(\.remedy)
  }

  @Test("the document's recipe becomes a class whose list denies the hosts")
  func recipe() {
    #expect(
      remedies(ClassificationTests.recipe) == [
        """
        access-list esmtp_inspect extended deny tcp any host 198.51.100.25 eq smtp
        access-list esmtp_inspect extended deny tcp host 198.51.100.25 any eq smtp
        access-list esmtp_inspect extended permit tcp any any eq smtp
        class-map esmtp_cm
         match access-list esmtp_inspect
        policy-map global_policy
         no class ironport_esa
         class inspection_default
          no inspect esmtp
         class esmtp_cm
          inspect esmtp
        """
      ])
  }

  @Test(
    "typed in after the policy it takes the same sessions out, and nothing is left to warn of",
    arguments: [
      ClassificationTests.recipe,
      ClassificationTests.recipe.replacing(
        "access-list ironport_esa_internal extended permit tcp any",
        with: "access-list ironport_esa_internal extended deny ip host 192.0.2.7 any\n"
          + "access-list ironport_esa_internal extended permit ip any"),
      ClassificationTests.recipe.replacing(
        "class-map inspection_default",
        with: "access-list esmtp_inspect remark taken\nclass-map esmtp_cm\n match any\n"
          + "class-map inspection_default"),
    ])
  func equivalent(_ text: String) throws {
    let before = try policy(text)
    let remedy = try #require(remedies(text).first)
    let (loaded, diagnostics) = LoadedPolicy.load([
      PolicyText(name: "p", text: text), PolicyText(name: "q", text: remedy),
    ])
    let after = try #require(loaded)
    #expect(!diagnostics.contains { $0.message.contains("may not store this line") })
    for client in ["192.0.2.7 4000", "192.0.2.8 4000", "198.51.100.25 4000", "2001:db8::1 9"] {
      for server in ["198.51.100.25 25", "192.0.2.9 25", "198.51.100.25 26", "192.0.2.9 587"] {
        let isInspected = { (policy: LoadedPolicy) in
          try policy.verdict(client, server).contains("_default_esmtp_map")
        }
        #expect(try isInspected(before) == isInspected(after), "\(client) to \(server)")
      }
    }
  }

  @Test("where one list cannot say the same there is none")
  func none() {
    // The inspecting class is not all of port 25.
    let other = ClassificationTests.recipe.replacing(
      " match default-inspection-traffic", with: " match port tcp range 25 26")
    #expect(remedies(other) == [])
    let interface = ClassificationTests.recipe.replacing(
      "service-policy global_policy global", with: "service-policy global_policy interface outside")
    #expect(remedies(interface) == [])
  }

  @Test(
    "a class that holds something else stays",
    arguments: [
      "set connection conn-max 5", "set connection timeout idle 0:10:00",
      "set connection advanced-options queue", "inspect ftp", "police output 100000",
    ])
  func kept(_ line: String) throws {
    let text =
      "tcp-map queue\n queue-limit 9\n"
      + ClassificationTests.recipe.replacing(
        "  no inspect esmtp\n", with: "  \(line)\n  no inspect esmtp\n")
    #expect(try !#require(remedies(text).first).contains("no class"))
  }
}
