import ASAPolicy
import ESMTPInspection
import Testing

@Suite("lines typed into the device of a policy")
struct TypingTests {
  private func load(_ texts: [String], profile: Profile? = nil) throws -> LoadedPolicy {
    try #require(
      LoadedPolicy.load(
        texts.enumerated().map { PolicyText(name: "\($0)", text: $1) }, profile: profile
      ).policy)
  }

  private func type(_ text: String, into policy: LoadedPolicy) throws -> LoadedPolicy {
    let (changed, diagnostics) = policy.typing([PolicyText(name: "typed", text: text)])
    return try #require(changed, "\(diagnostics)")
  }

  @Test(
    "the device's defaults stay, whatever the lines are by themselves",
    arguments: [
      "policy-map type inspect esmtp N\n parameters\n  allow-tls\n",
      "policy-map type inspect esmtp N\npolicy-map type inspect esmtp O\n",
      "access-list A extended permit tcp any any eq smtp\n", "fixup protocol smtp 2525\n",
      "service-policy global_policy global\n",
    ])
  func defaults(_ lines: String) throws {
    let old = try load([])
    let new = try type(lines, into: old)
    #expect(old.differences(to: new) == [])
    #expect(new.headline == old.headline)
    #expect(old.commands(from: new) == [])
    #expect(old.isRestored(by: [], typedInto: new))
  }

  @Test("what takes service-policies away from a device with its defaults does that alone")
  func noService() throws {
    for texts in [[], ["policy-map global_policy\n class inspection_default\n"]] {
      let old = try load(texts)
      let new = try type("no service-policy global_policy global\n", into: old)
      #expect(new.inspections.isEmpty)
      #expect(old.isRestored(by: old.commands(from: new), typedInto: new))
    }
  }

  @Test("a generation without maps keeps its statement")
  func legacy() throws {
    let old = try load([], profile: .pix63)
    let new = try type("fixup protocol smtp 2525\n", into: old)
    #expect(try new.verdict("192.0.2.1 4000", "198.51.100.25 25") == "-/-")
    #expect(try new.verdict("192.0.2.1 4000", "198.51.100.25 2525") == "-/-")
  }

  @Test("a map by itself may be put in a class")
  func lone() throws {
    let old = try load(["policy-map type inspect esmtp M\n match body length gt 7\n  reset\n"])
    let new = try type(
      "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n  inspect esmtp M\n",
      into: old)
    #expect(
      try new.verdict("192.0.2.1 4000", "198.51.100.25 25") == "inspection_default/M")
  }
}
