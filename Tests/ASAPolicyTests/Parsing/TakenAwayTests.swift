import ASAPolicy
import Testing

@Suite("lines that take others away")
struct TakenAwayTests {
  private static let base = """
    interface GigabitEthernet0/1
     nameif inside
     security-level 100
     ip address 10.0.0.1 255.255.255.0
     ipv6 address 2001:db8::1/64
    interface GigabitEthernet0/2.30
     nameif dmz
     security-level 50
     ip address 10.2.0.1 255.255.255.0
    time-range night
     absolute start 00:00 1 January 2020
     periodic daily 22:00 to 23:00
    access-list P extended permit tcp any host 192.0.2.25 eq smtp time-range night
    class-map K
     match access-list P
    policy-map global_policy
     class K
      inspect esmtp

    """

  private func text(_ lines: String) throws -> String { try policy(Self.base + lines).text }

  @Test(
    "what a line adds its negation takes away",
    arguments: [
      (
        "time-range night\n", " periodic monday 1:00 to 2:00\n",
        " no periodic monday 1:00 to 2:00\n"
      ),
      (
        "interface GigabitEthernet0/1\n", " ipv6 address 2001:db8:4::1/64\n",
        " no ipv6 address 2001:db8:4::1/64\n"
      ),
      (
        "", "interface GigabitEthernet0/2.40\n nameif x\n ip address 10.9.0.1 255.255.255.0\n",
        "no interface GigabitEthernet0/2.40\n"
      ),
      (
        "", "access-list P extended permit tcp any host 192.0.2.9 eq smtp\n",
        "no access-list P permit tcp any host 192.0.2.9 eq 25\n"
      ),
      (
        "", "access-list P extended permit tcp any range 110 25 host 192.0.2.9 gt 1024\n",
        "no access-list P permit tcp any range pop3 smtp host 192.0.2.9 gt 1024\n"
      ),
    ])
  func inverse(_ head: String, _ added: String, _ taken: String) throws {
    let before = try text("")
    #expect(try text(head + added) != before)
    #expect(try text(head + added + taken) == before)
    #expect(diagnostics(Self.base + head + added + taken) == diagnostics(Self.base))
  }

  @Test(
    "all of a kind goes where none is named",
    arguments: [
      ("time-range night\n no absolute\n", " absolute"),
      ("time-range night\n no absolute start 00:00 1 January 2020\n", " absolute"),
      ("interface GigabitEthernet0/1\n no ip address\n", " ip address 10.0"),
      ("interface GigabitEthernet0/1\n no ipv6 address\n", " ipv6 address"),
      (
        "interface GigabitEthernet0/1\n no ip address 10.0.0.1 255.255.255.0\n", " ip address 10.0"
      ),
    ])
  func all(_ lines: String, _ gone: String) throws {
    let before = try text("").split(separator: "\n")
    let after = try text(lines).split(separator: "\n")
    #expect(after == before.filter { !$0.hasPrefix(gone) })
    #expect(after.count == before.count - 1)
  }

  @Test(
    "what finds nothing is told",
    arguments: [
      (
        "time-range night\n no periodic daily 1:00 to 2:00\n",
        "14: warning: time-range \"night\" has no such line; nothing is taken away"
      ),
      (
        "interface GigabitEthernet0/1\n no ipv6 address 2001:db8:9::1/64\n",
        "18: warning: interface \"GigabitEthernet0/1\" has no such line; nothing is taken away"
      ),
      (
        "!\nno interface GigabitEthernet0/2.31\n",
        "14: warning: there is no interface \"GigabitEthernet0/2.31\"; nothing is taken away"
      ),
      (
        "!\nno interface GigabitEthernet0/1\n",
        "14: warning: a physical interface cannot be taken away; nothing is"
      ),
      (
        "!\nno access-list P permit tcp any host 192.0.2.25 eq 26\n",
        "18: warning: access list \"P\" has no such line; nothing is taken away"
      ),
    ])
  func nothing(_ lines: String, _ message: String) throws {
    #expect(try text(lines) == text(""))
    #expect(
      Set(diagnostics(Self.base + lines)).subtracting(diagnostics(Self.base)) == ["20:\(message)"])
  }

  @Test("a fixup goes by the ports of its statement alone")
  func fixup() throws {
    let base = "PIX Version 6.3(5)\nfixup protocol smtp 25\nfixup protocol smtp 2525-2530\n"
    #expect(
      diagnostics(base + "no fixup protocol smtp 2527\n") == [
        "4:19: warning: there is no \"fixup protocol smtp 2527\"; nothing is taken away"
      ])
    #expect(diagnostics(base + "no fixup protocol smtp 2525-2530\n") == [])
  }
}
