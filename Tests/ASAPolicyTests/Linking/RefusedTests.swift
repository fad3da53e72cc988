import ASAPolicy
import ESMTPInspection
import Testing

@Suite("lines that a device does not take as they are meant")
struct RefusedTests {
  @Test(
    "an inspect over another one",
    arguments: [
      ("  inspect esmtp b\n  inspect esmtp a\n", 8, "b"),
      ("  inspect esmtp\n  inspect esmtp a\n", 8, "_default_esmtp_map"),
      ("  inspect esmtp b\n class x\n class inspection_default\n  inspect esmtp a\n", 10, "b"),
      ("  inspect esmtp a\n  inspect esmtp a\n", 0, ""),
      ("  inspect esmtp b\n  no inspect esmtp b\n  inspect esmtp a\n", 0, ""),
    ])
  func inspect(_ lines: String, _ line: Int, _ before: String) {
    let maps =
      "policy-map type inspect esmtp a\n parameters\npolicy-map type inspect esmtp b\n parameters\n"
    let text = maps + "policy-map p\n class inspection_default\n" + lines
    let message =
      "\(line):11: warning: class \"inspection_default\" has \"inspect esmtp \(before)\" already, and a "
      + "device keeps that; type \"no inspect esmtp\" before this line, which is taken as if that stood there"
    #expect(
      diagnostics(text).filter { $0.contains("already") } == (line == 0 ? [] : [message]))
  }

  @Test("so it is over one of a text before, and at a prompt over the device's own")
  func over() {
    func count(_ texts: [String]) -> Int {
      LoadedPolicy.load(texts.map { PolicyText(name: "p", text: $0) }, profile: nil).diagnostics
        .count { $0.message.contains("a device keeps that") }
    }
    let map = "policy-map type inspect esmtp a\n parameters\n"
    let typed = map + "policy-map global_policy\n class inspection_default\n  inspect esmtp a\n"
    let before = "policy-map global_policy\n class inspection_default\n  inspect esmtp\n"
    #expect(count([typed]) == 0)
    #expect(count([before + "service-policy global_policy global\n", typed]) == 1)
    #expect(count([typed.replacing("  inspect", with: "fw(config-pmap-c)# inspect")]) == 1)
  }

  @Test("a fixup where maps are")
  func fixup() {
    #expect(
      diagnostics("ASA Version 9.1(2)\nfixup protocol smtp 26\n") == [
        "2:1: warning: \"fixup\" is a statement of PIX before 7.0 and is passed over; "
          + "type \"inspect esmtp\" in a class"
      ])
  }

  @Test("inspect smtp")
  func smtp() throws {
    let text = "policy-map global_policy\n class inspection_default\n  inspect smtp\n"
    #expect(
      diagnostics(text) == [
        "3:11: warning: \"inspect smtp\" is taken as \"inspect esmtp\"; an FWSM's takes the seven "
          + "commands of profile pix-6.3 alone"
      ])
  }

  @Test(
    "what takes nothing away",
    arguments: [
      (
        "no service-policy q global\n",
        "6:19: warning: what is applied here is policy-map \"p\"; nothing is taken away"
      ),
      (
        "policy-map p\n no class y\n",
        "7:11: warning: policy-map \"p\" has no such line; nothing is taken away"
      ),
    ])
  func nothing(_ lines: String, _ message: String) {
    let text =
      "policy-map p\n class inspection_default\n  inspect esmtp\npolicy-map q\nservice-policy p global\n"
    #expect(diagnostics(text + lines) == [message])
  }

  @Test(
    "an address of an object goes by its words alone",
    arguments: [
      ("no host 192.0.2.5", false, [String]()),
      (
        "no host 192.0.2.6", true,
        ["3:5: warning: object \"o\" has no such line; nothing is taken away"]
      ),
      (
        "no subnet 192.0.2.5 255.255.255.255", false, []
      ),
    ])
  func objectAddress(_ line: String, _ stays: Bool, _ messages: [String]) throws {
    let text = """
      object network o
       host 192.0.2.5
       \(line)
      access-list a extended permit tcp any object o
      access-list a extended permit tcp any any eq 26
      access-list a extended permit tcp object o any
      class-map c
       match access-list a
      policy-map p
       class c
        inspect esmtp
      service-policy p global

      """
    #expect(diagnostics(text) == messages)
    #expect(
      try policy(text).verdict("198.51.100.1 4000", "192.0.2.5 25")
        == (stays ? "c/_default_esmtp_map" : "not inspected"))
  }

  @Test("a part of a configuration that applies the device's own policy says how it is read as one")
  func ownPolicy() {
    #expect(
      diagnostics("service-policy global_policy global\n") == [
        "1:16: error: there is no policy-map \"global_policy\" in this text, which is taken for a whole "
          + "configuration; --base factory types it into a device that has its own"
      ])
    #expect(
      diagnostics("service-policy other global\n") == [
        "1:16: error: there is no policy-map \"other\""
      ])
  }

  @Test(
    "a domain is one",
    arguments: [
      ("example.com", true), ("Mail_1.example-2.com", true), ("\"example.com\"", false),
      ("a@b", false),
    ])
  func domain(_ domain: String, _ isOne: Bool) {
    let text =
      "policy-map type inspect esmtp m\n parameters\n  mail-relay \(domain) action log\n"
    #expect(
      diagnostics(text)
        == (isOne ? [] : ["3:14: warning: this is no domain, and that of no recipient is like it"]))
  }

  @Test("a statement of one block of ours in another one")
  func orphan() {
    let text = "policy-map type inspect esmtp m\nmatch cmd verb VRFY\nmask\nmask-banner\n"
    #expect(
      diagnostics(text) == [
        "4:1: warning: \"mask-banner\" stands in no block that takes it and is passed over; "
          + "type \"policy-map type inspect esmtp NAME\" and \"parameters\" before it"
      ])
  }
}
