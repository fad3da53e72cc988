import ASAPolicy
import Testing

@Suite("service policies of interfaces that are not there")
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
}
