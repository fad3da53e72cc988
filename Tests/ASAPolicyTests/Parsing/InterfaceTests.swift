import ASAPolicy
import Testing

struct InterfaceTests {
  @Test("an IPv4 address that is typed again takes the place of the one before")
  func readdressed() throws {
    let text = """
      interface GigabitEthernet0/1
       nameif inside
       security-level 100
       ip address 10.0.0.1 255.255.255.0
       ipv6 address 2001:db8::1/64
      interface GigabitEthernet0/1
       ip address 10.9.0.1 255.255.255.0
       ipv6 address 2001:db8:1::1/64
      policy-map g
       class inspection_default
        inspect esmtp
      service-policy g global

      """
    let loaded = LoadedPolicy.load([PolicyText(name: "p", text: text)])
    let policy = try #require(loaded.policy, "\(loaded.diagnostics)")
    let lines = policy.text.split(separator: "\n").filter { $0.contains(" address ") }
    #expect(
      lines == [
        " ipv6 address 2001:db8::1/64", " ip address 10.9.0.1 255.255.255.0",
        " ipv6 address 2001:db8:1::1/64",
      ])
  }
}
