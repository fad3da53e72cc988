import ASAPolicy
import ESMTPInspection
import Testing

@Suite("a connection that the device forgets too early")
struct LongerTimesTests {
  private func remedies(_ text: String, _ rule: Rule = .connectionTimeout) throws -> [Remedy] {
    let policy = try policy(text)
    return policy.remedies(
      RemedyQuestion(
        rule: rule, source: nil, policyMap: "global_policy", className: "inspection_default",
        mapName: "_default_esmtp_map", client: try socket("192.0.2.1 4000"),
        server: try socket("198.51.100.25 25"), time: 0))
  }

  @Test("the times of the device are longer, and no host leaves the inspection")
  func device() throws {
    let remedies = try remedies("policy-map global_policy\n")
    #expect(
      remedies.map(\.lines) == [
        ["timeout conn 2:00:00"], ["timeout conn 4:00:00"], ["timeout conn 16:00:00"],
        ["timeout half-closed 0:20:00"], ["timeout half-closed 0:40:00"],
        ["timeout half-closed 2:40:00"],
      ])
    #expect(remedies.allSatisfy { $0.kind == .threshold && $0.summary == $0.lines[0] })
  }

  @Test("where the class sets them they are longer there, and reset as before")
  func ofClass() throws {
    let remedies = try remedies(
      "timeout half-closed 0\npolicy-map global_policy\n class inspection_default\n"
        + "  set connection timeout idle 600:00:00 reset\n")
    #expect(remedies.isEmpty)
    let shorter = try self.remedies(
      "timeout half-closed 0\npolicy-map global_policy\n class inspection_default\n"
        + "  set connection timeout idle 0:05:00 reset\n")
    #expect(
      shorter.first?.lines == [
        "policy-map global_policy", " class inspection_default",
        "  set connection timeout idle 0:10:00 reset",
      ])
    #expect(shorter.first?.summary == "set connection timeout idle 0:10:00 reset")
    #expect(shorter.count == 3)
  }

  @Test("a maximum of connections holds without the inspection, too")
  func maximum() throws {
    #expect(try remedies("policy-map global_policy\n", .connectionMaximum).isEmpty)
    #expect(try remedies("policy-map global_policy\n", .perClientMaximum).isEmpty)
  }
}
