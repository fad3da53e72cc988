import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("configurations inside other texts")
struct ContainerTests {
  static let pasted = """
    ciscoasa# show running-config
    : Saved
    :
    ASA Version 9.1(2)
    !
    hostname asa
    banner motd class-map in a banner
    crypto ca certificate chain ASDM_TrustPoint0
     certificate 31
        308201dd 30820146 a0030201
    policy-map hexadecimal
      quit
    <--- More --->\r              \rclass-map inspection_default
     match default-inspection-traffic
    policy-map type inspect dns preset_dns_map
     parameters
      message-length maximum 512
     match header-flag RD
      drop-connection log
    policy-map global_policy
     class inspection_default
      inspect dns preset_dns_map
      inspect esmtp
      inspect sip
    service-policy global_policy global
    prompt hostname context
    Cryptochecksum:0123456789abcdef
    : end

    """

  @Test("prompts, page breaks, remarks, banners, certificates and other blocks are passed over")
  func pastedText() throws {
    #expect(diagnostics(Self.pasted) == [])
    let policy = try policy(Self.pasted)
    #expect(policy.profile.name == "asa-8.4")
    #expect(
      try policy.verdict("192.0.2.1 4", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
    #expect(policy.skippedLines.contains(SourceLine(file: "p", line: 7)))
  }

  @Test("a text typed at prompts, abbreviated and without indentation")
  func typed() throws {
    let text = """
      asa(config)# access-l a ext permit tcp any any eq 25
      asa(config)# class-m c
      asa(config-cmap)# match access-list a
      asa(config-cmap)# exit
      asa(config)# policy-map type insp esmtp strict
      asa(config-pmap)# param
      asa(config-pmap-p)# mask
      asa(config-pmap-p)# mat cmd line len gt 400
      asa(config-pmap-c)# drop-c log
      asa(config-pmap-c)# policy-map p
      asa(config-pmap)# cl c
      asa(config-pmap-c)# insp esmtp strict
      asa(config-pmap-c)# end
      asa# conf t
      asa(config)# service-p p global

      """
    let policy = try policy(text)
    #expect(try policy.verdict("192.0.2.1 4", "198.51.100.25 25") == "c/strict")
    let map = try #require(policy.inspections.first?.map)
    #expect(map.parameters.masksBanner?.value == true)
    #expect(map.matches.map(\.text) == ["cmd line length gt 400"])
    #expect(map.matches.first?.actions == [.dropConnection(log: true)])
  }

  @Test("a text without any indentation is the same")
  func flat() throws {
    let flat = ClassificationTests.recipe.split(separator: "\n").map {
      String($0.drop { $0 == " " })
    }.joined(separator: "\n")
    #expect(
      try policy(flat + "\n").verdict("192.0.2.7 4", "198.51.100.25 25") == "exempt ironport_esa")
  }

  @Test("of a show tech-support the version and the configuration are read")
  func showTech() throws {
    let text = """
      ------------------ show version ------------------

      Cisco Adaptive Security Appliance Software Version 9.8(2)
      ------------------ show interface ------------------

      Interface GigabitEthernet0/0 "outside", is up
        IP address 192.0.2.1, subnet mask 255.255.255.0
      service-policy nonsense global
      ------------------ show running-config ------------------

      \(ClassificationTests.recipe)
      ------------------ show access-list ------------------

      access-list ironport_esa_internal line 1 extended deny tcp any any (hitcnt=0) 0x1

      """
    let policy = try policy(text)
    #expect(policy.profile.name == "asa-9.4")
    #expect(try policy.verdict("192.0.2.7 4", "198.51.100.25 25") == "exempt ironport_esa")
  }

  @Test("a dump of several contexts asks for one")
  func contexts() throws {
    let one = "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    let text =
      "asa# changeto context red\nasa/red# show run\nASA Version 9.1(2)\n" + one
      + "asa/red# changeto context blue\nASA Version 9.1(2)\nclass-map c\n match any\n"
      + "policy-map p\n class c\n  inspect esmtp\nservice-policy p global\n"
    let texts = [PolicyText(name: "p", text: text)]
    let (none, found) = LoadedPolicy.load(texts)
    #expect(none == nil)
    #expect(
      found.map(\.description)
        == ["p: error: the text holds the contexts red, blue; choose one with --context"])
    let red = LoadedPolicy.load(texts, options: LoadedPolicy.Options(context: "red")).policy
    #expect(try #require(red).verdict("192.0.2.7 4", "198.51.100.25 25") == "not inspected")
    let blue = LoadedPolicy.load(texts, options: LoadedPolicy.Options(context: "blue")).policy
    #expect(
      try #require(blue).verdict("192.0.2.7 4", "198.51.100.25 25") == "c/_default_esmtp_map")
    let green = LoadedPolicy.load(texts, options: LoadedPolicy.Options(context: "green"))
    #expect(
      green.diagnostics.map(\.message) == ["there is no context \"green\"; there is red, blue"])
  }

  @Test(
    "a context is marked by any spelling of its command, or by the prompt",
    arguments: [
      ("asa# changeto con red\n", "asa/red# changet cont blue\n"),
      ("asa/red# sh run\n", "asa/blue# show running-config\n"),
      ("asa/sys# sh run\nhostname a\nasa/red# sh run\n", "asa/blue# more system:running-config\n"),
      ("asa/pri/act# changeto context red\n", "asa/red/pri/act# chang context blue\n"),
    ])
  func contextMarks(_ first: String, _ second: String) {
    let text = first + "ASA Version 9.1(2)\n" + second + "ASA Version 9.1(2)\n"
    #expect(
      diagnostics(text).filter { $0.contains(": error: ") } == [
        "0:1: error: the text holds the contexts red, blue; choose one with --context"
      ])
  }

  /// A class that inspects, as one context has it.
  private static let inspecting =
    "class-map c\n match any\npolicy-map p\n class c\n  inspect esmtp\nservice-policy p global\n"

  @Test(
    "the version line of a context begins it, and its hostname names it",
    arguments: [
      // One behind the other.
      ("", "hostname a\n", ": Saved\n", "hostname b\n", "a", "b"),
      // Behind the system's own.
      (
        "ASA Version 9.1(2) <system>\nhostname fw\ncontext a\n  config-url disk0:/a.cfg\n"
          + "context b\n  config-url disk0:/b.cfg\n",
        "hostname a\n", "", "hostname b\n", "a", "b"
      ),
      // Names that somebody gave to the hosts are no names, where they are the same.
      (
        "ASA Version 9.1(2) <system>\ncontext red\n  config-url disk0:/r.cfg\n"
          + "context blue\n  config-url disk0:/b.cfg\n",
        "hostname fw\n", "", "hostname fw\n", "red", "blue"
      ),
      ("", "", "", "hostname b\n", "1", "b"),
      // What is typed before it names it better.
      ("asa# changeto context red\n", "hostname a\n", "", "hostname b\n", "red", "b"),
      (
        "asa/red# show run\n", "hostname a\n", "asa/blue# show run\n", "hostname b\n", "red", "blue"
      ),
    ])
  func contextHeaders(
    _ system: String, _ first: String, _ between: String, _ second: String, _ one: String,
    _ other: String
  ) throws {
    let header = "ASA Version 9.1(2) <context>\n!\n"
    let text = system + header + first + Self.inspecting + between + header + second
    let texts = [PolicyText(name: "p", text: text)]
    #expect(
      LoadedPolicy.load(texts).diagnostics.filter { $0.severity == .error }.map(\.message) == [
        "the text holds the contexts \(one), \(other); choose one with --context"
      ])
    let session = ("192.0.2.7 4", "198.51.100.25 25")
    let inspecting = LoadedPolicy.load(texts, options: LoadedPolicy.Options(context: one))
    #expect(inspecting.diagnostics.map(\.message) == [])
    #expect(
      try #require(inspecting.policy).verdict(session.0, session.1) == "c/_default_esmtp_map")
    let empty = LoadedPolicy.load(texts, options: LoadedPolicy.Options(context: other))
    #expect(empty.diagnostics.map(\.message) == [])
    #expect(try #require(empty.policy).verdict(session.0, session.1) == "not inspected")
  }

  @Test("the configuration of one context by itself needs no choice")
  func oneContext() throws {
    let text = "ASA Version 9.1(2) <context>\nhostname a\n" + Self.inspecting
    #expect(diagnostics(text) == [])
    #expect(
      try policy(text).verdict("192.0.2.7 4", "198.51.100.25 25") == "c/_default_esmtp_map")
  }

  @Test("a second configuration in one text is pointed at")
  func secondConfiguration() {
    let one = "ASA Version 9.1(2)\nhostname a\n"
    #expect(
      diagnostics(one + one) == [
        "3:1: warning: a second configuration begins here; it is merged with the one above"
      ])
    #expect(diagnostics("Cisco Adaptive Security Appliance Software Version 9.1(2)\n" + one) == [])
  }
}
