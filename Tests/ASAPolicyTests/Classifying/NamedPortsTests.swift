import ASAPolicy
import Testing

/// Ports that the texts name and at which nobody looks.
@Suite struct NamedPortsTests {
  @Test("ports of classes, of access lists and of fixups are named with their lines")
  func remark() throws {
    let classes = try policy(
      """
      ASA Version 9.2(4)
      access-list SUB extended permit tcp any any eq 587
      access-list SUB extended permit tcp any any range 10000 20000
      class-map submission
       match access-list SUB
      class-map c2525
       match port tcp eq 2525
      class-map inspection_default
       match default-inspection-traffic
      policy-map global_policy
       class inspection_default
        inspect esmtp
       class submission
        inspect esmtp
       class c2525
        inspect esmtp
      service-policy global_policy global

      """)
    #expect(
      classes.portRemark(beside: [25])
        == "the configuration inspects port 587 (p:2), 2525 (p:7), too, at which nothing is looked "
        + "here; '--port 25 --port 587 --port 2525' looks there")
    #expect(classes.portRemark(beside: [25, 587, 2525]) == nil)
    let fixups = try policy(
      "PIX Version 6.3(5)\nfixup protocol smtp 25\nfixup protocol smtp 2525\n")
    #expect(
      fixups.portRemark(beside: [25])?.hasPrefix("the configuration inspects port 2525 (p:3)")
        == true)
    #expect(try policy("").portRemark(beside: [25]) == nil)
    #expect(try policy("").portRemark(beside: [2525]) == nil)
    #expect(try policy("class-map c\n match any\n").portRemark(beside: [25]) == nil)
  }
}
