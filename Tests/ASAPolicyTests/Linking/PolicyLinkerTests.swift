import ASAPolicy
import ESMTPInspection
import Testing

@Suite("what statements refer to, and what they find there")
struct PolicyLinkerTests {
  @Test("each is an error, and the first few name the nearest interface")
  func interfaces() {
    let count = 200
    let text =
      "ASA Version 9.1(2)\n"
      + (0..<count).map { "interface g\($0)\n nameif inside\($0)\n" }.joined()
      + "policy-map p\n class inspection_default\n  inspect esmtp\n"
      + (0..<count).map { "service-policy p interface insied\($0)\n" }.joined()
    let (policy, diagnostics) = LoadedPolicy.load([PolicyText(name: "p", text: text)])
    #expect(policy == nil)
    #expect(
      diagnostics.map(\.message)
        == (0..<count).map { "there is no interface \"insied\($0)\"; nameif gives it to one" })
    #expect(diagnostics.prefix(50).map(\.suggestion) == (0..<50).map { "inside\($0)" })
    // A walk over all interfaces for each of them would be quadratic.
    #expect(diagnostics.dropFirst(50).allSatisfy { $0.suggestion == nil })
  }

  @Test(
    "a generation without maps inspects where a class says so",
    arguments: ["", " _default_esmtp_map", " m"], [Profile.pix63, .pix51, .pix44, .pix40])
  func noMaps(map: String, profile: Profile) throws {
    let policy = try policy(
      "ASA Version 8.2(5)\npolicy-map type inspect esmtp m\n match cmd verb MAIL\n  log\n"
        + "class-map c\n match port tcp eq 25\npolicy-map p\n class c\n  inspect esmtp\(map)\n"
        + "service-policy p global\n",
      profile: profile)
    #expect(
      try policy.verdict("192.0.2.1 4000", "198.51.100.25 25") == "c/-")
  }

  @Test(
    "a map that is not there is a mistake in every generation", arguments: Profile.all.map(\.name))
  func noMap(profile: String) {
    #expect(
      diagnostics(
        "policy-map global_policy\n class inspection_default\n  inspect esmtp none\n",
        profile: Profile.named(profile)
      ).contains("3:17: error: there is no policy-map type inspect esmtp \"none\""))
  }
}
