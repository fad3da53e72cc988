import ASAPolicy
import ESMTPInspection
import Testing

@Suite("text as terminals, editors and documents hand it over")
struct PastedTextTests {
  private static let plain = """
    ASA Version 9.1(2)
    policy-map type inspect esmtp own
     parameters
      no mask-banner
    policy-map global_policy
     class inspection_default
      inspect esmtp own
    service-policy global_policy global

    """

  private static func indented(_ count: Int, _ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
  }

  private static let erased = String(repeating: " ", count: 14)
  private static let backspaces = String(repeating: "\u{8}", count: 14)

  static let pasted: [String: String] = [
    "as it is": plain,
    "a byte order mark": "\u{FEFF}" + plain,
    "CRLF": plain.replacing("\n", with: "\r\n"),
    "CR alone": plain.replacing("\n", with: "\r"),
    "tabs": plain.replacing(" ", with: "\t"),
    "blanks at the ends": plain.replacing("\n", with: "   \n"),
    "no indentation": plain.split(separator: "\n").map { $0.drop { $0 == " " } }
      .joined(separator: "\n"),
    "indented as a whole": indented(4, plain),
    "a command before it, indented as a whole": indented(4, "asa# show running-config\n" + plain),
    "a command, then indented text": "asa# more system:running-config\n" + indented(2, plain),
    "a command without its prompt": "show running-config\n" + indented(2, plain),
    "a session from its start":
      "asa> en\nPassword: ****\nasa# sh run\n\(plain)asa# exit\n\nLogoff\n",
    "page breaks as the device prints them":
      plain.replacing("\n", with: "\r\n<--- More --->\r\(erased)\r"),
    "page breaks on lines of their own": plain.replacing("\n", with: "\n<--- More --->\n"),
    "page breaks behind a block that is not read":
      plain.replacing("policy-map", with: "banner motd hi\n<--- More --->\(erased)policy-map"),
    "page breaks erased by backspaces":
      plain.replacing(
        "policy-map",
        with: "banner motd hi\n<--- More --->\(backspaces)\(erased)\(backspaces)policy-map"),
    "a stored file":
      ": Saved\n: Written by enable_15\n!\n\(plain)Cryptochecksum:d41d8cd98f00b204\n: end\n",
    "banners of any text":
      "banner motd policy-map global_policy\nbanner motd  class inspection_default\n"
      + "banner login   no inspect esmtp\nbanner exec clear configure all\n" + plain,
    "a certificate":
      "crypto ca certificate chain x\n certificate ca 01\n    308203 class-map\n"
      + "    class inspection_default\n  quit\n" + plain,
    "a certificate without indentation":
      "crypto ca certificate chain x\ncertificate ca 01\n308203\nclass inspection_default\nquit\n"
      + plain,
    "a tech-support file with what is stored behind what runs":
      "------------------ show version ------------------\n\n"
      + "Cisco Adaptive Security Appliance Software Version 9.1(2)\n\n"
      + "------------------ show running-config ------------------\n\n" + plain
      + "------------------ show startup-config ------------------\n\n"
      + "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
      + "------------------ show startup-config errors ------------------\n\n"
      + "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n",
  ]

  @Test("the policy is the same", arguments: pasted.keys.sorted())
  func forms(_ name: String) throws {
    let text = try #require(Self.pasted[name])
    #expect(diagnostics(text) == [])
    #expect(
      try policy(text).verdict("192.0.2.7 4000", "198.51.100.25 25") == "inspection_default/own")
  }

  @Test("what show running-config all says of class-default is no mistake")
  func defaultClass() throws {
    let text = Self.plain.replacing(
      "policy-map type", with: "class-map class-default\n match any\npolicy-map type")
    #expect(diagnostics(text) == [])
    #expect(
      diagnostics("ASA Version 9.1(2)\nclass-map class-default\n match port tcp eq 25\n") == [
        "3:2: error: \"class-default\" is the device's own and takes everything; give this \"match\" to a class of another name"
      ])
  }

  @Test(
    "what a word processor made of quotes and blanks is named, whatever else is wrong with the line",
    arguments: [
      ("regex r \u{201C}a b\u{201D}", "9: error: a typographic quote"),
      ("class-map\u{2003}c", "10: error: a typographic blank"),
      ("class-map\u{200B} c", "10: error: an invisible character"),
      ("class-map \u{FEFF}c", "11: error: an invisible character"),
      ("access-list a extended permit\u{202F}tcp any any", "30: error: a no-break space"),
    ])
  func typographic(_ line: String, _ expected: String) {
    let found = diagnostics("ASA Version 9.1(2)\n\(line)\n").filter { $0.contains(": error: ") }
    #expect(
      found == ["2:\(expected) stands here; type the plain one of the keyboard"], "\(found)")
  }

  @Test("of a line that is no statement of ours the first word alone is shown")
  func secrets() throws {
    let text = "policy-map type inspect esmtp m\n  ikev1 pre-shared-key hunter2\n"
    let found = LoadedPolicy.load([PolicyText(name: "p", text: text)]).diagnostics
    let error = try #require(found.first { $0.severity == .error })
    #expect(
      error.description == """
        p:2:3: error: "ikev1" is not known in an esmtp inspection map
          ikev1 …
          ^
        """)
  }

  /// What a terminal shows between the lines that were typed.
  static let between: [String] = [
    "fw(config-pmap-c)# show running-config policy-map",
    """
    fw(config-pmap-c)# show running-config policy-map
    !
    policy-map type inspect dns preset_dns_map
     parameters
      message-length maximum 512
    policy-map global_policy
     class inspection_default
      inspect dns
    !
    """,
    "fw(config-pmap-c)# sh clock\n12:00:00.123 UTC Mon Oct 2 2023",
    "fw(config-pmap-c)# clear service-policy",
    "fw(config-pmap-c)# ?\n\nMPF policy-map class configuration commands:\n  inspect  Protocol",
    "fw(config-pmap-c)# help",
    "fw(config-pmap-c)# xyzzy dns\n                   ^\nERROR: % Invalid input",
    "INFO: something is so",
    "WARNING: something else",
    "%ASA-5-111008: User 'x' executed the 'inspect' command.",
    "Oct 02 2023 12:00:00 fw : %ASA-5-111008: User 'x' executed the command.",
    "a line that nothing knows",
    "ping 192.0.2.1",
  ]

  @Test("a terminal's session keeps its block over what is no statement", arguments: between)
  func session(_ line: String) throws {
    let text = """
      fw(config)# policy-map global_policy
      fw(config-pmap)# class inspection_default
      \(line)
      fw(config-pmap-c)# no inspect esmtp

      """
    #expect(diagnostics(text) == [])
    #expect(try policy(text).verdict("192.0.2.7 4000", "198.51.100.25 25") == "not inspected")
  }

  @Test(
    "without prompts and indentation, too",
    arguments: [
      "show clock", "?", "INFO: so", "%ASA-5-111008: User", "a line that nothing knows",
      "description x",
    ])
  func sessionWithoutPrompts(_ line: String) throws {
    let text = "policy-map global_policy\nclass inspection_default\n\(line)\nno inspect esmtp\n"
    #expect(diagnostics(text) == [])
    #expect(try policy(text).verdict("192.0.2.7 4000", "198.51.100.25 25") == "not inspected")
  }

  @Test("a map and an interface keep what follows such a line")
  func otherBlocks() throws {
    let map = """
      ASA Version 9.1(2)
      policy-map type inspect esmtp own
      parameters
      show clock
      no mask-banner
      class-map c
      match any
      policy-map p
      class c
      inspect esmtp own
      service-policy p global

      """
    #expect(diagnostics(map) == [])
    let own = try #require(try policy(map).inspections.first?.map)
    #expect(own.parameters.masksBanner?.value == false)
    let interface = """
      ASA Version 9.1(2)
      interface GigabitEthernet0/0
      description to the provider
      vlan 10
      speed 100
      sh run int
      ipv6 enable
      nameif outside
      ip address 192.0.2.1 255.255.255.0
      service-policy global_policy global
      policy-map global_policy
      class inspection_default
      inspect esmtp

      """
    #expect(diagnostics(interface) == [])
    let text = try policy(interface).text
    #expect(text.contains(" nameif outside") && text.contains(" ip address 192.0.2.1"))
    #expect(!text.contains("shutdown"))
  }

  @Test("what stands deeper than a line that nothing knows is not of the block before")
  func deeper() throws {
    let text = """
      ASA Version 9.1(2)
      interface GigabitEthernet0/0
       nameif outside
       ip address 192.0.2.1 255.255.255.0
      newfeature x
       shutdown
       nameif other
      interface GigabitEthernet0/1
       nameif inside
      policy-map global_policy
       class inspection_default
        inspect esmtp
      service-policy global_policy global

      """
    #expect(diagnostics(text) == [])
    let shown = try policy(text).text
    #expect(shown.contains(" nameif outside") && !shown.contains("shutdown"))
  }

  @Test(
    "a statement that stands in no block is pointed at",
    arguments: [
      (
        "no inspect esmtp",
        "no inspect esmtp\" stands in no block that takes it and is passed over; "
          + "type \"policy-map NAME\" and \"class NAME\" before it"
      ),
      (
        "crypto map x\nno inspect esmtp",
        "no inspect esmtp\" stands in no block that takes it and is passed over; "
          + "type \"policy-map NAME\" and \"class NAME\" before it"
      ),
      (
        "fw(config-pmap-p)# allow-tls",
        "allow-tls\" stands in no block that takes it and is passed over; "
          + "type \"policy-map type inspect esmtp NAME\" and \"parameters\" before it"
      ),
      (
        "parameters",
        "parameters\" stands in no block that takes it and is passed over; "
          + "type \"policy-map type inspect esmtp NAME\" before it"
      ),
      (
        "match cmd line length gt 3",
        "match cmd\" stands in no block that takes it and is passed over; "
          + "type \"policy-map type inspect esmtp NAME\" before it"
      ),
      (
        "match access-list a",
        "match access-list\" stands in no block that takes it and is passed over; "
          + "type \"class-map NAME\" before it"
      ),
      (
        "nameif outside",
        "nameif\" stands in no block that takes it and is passed over; "
          + "type \"interface NAME\" before it"
      ),
    ])
  func orphans(_ line: String, _ expected: String) {
    let found = diagnostics("ASA Version 9.1(2)\n\(line)\n")
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix(": warning: \"" + expected) == true, "\(found)")
  }

  @Test(
    "a block of another feature keeps its words without indentation",
    arguments: [
      "policy-map type inspect ftp f\nparameters\nmask-banner",
      "policy-map type inspect dns d\nmatch header-flag RD\ndrop\nexit\nparameters",
      "class-map type management m\nmatch port tcp eq 22",
      "route-map r permit 10\nmatch ip address a",
    ])
  func otherFeatures(_ lines: String) {
    #expect(diagnostics("ASA Version 9.1(2)\n\(lines)\n") == [])
  }

  @Test(
    "a text of a router is refused and not typed into an ASA",
    arguments: [
      "ip inspect name FW smtp", "zone-pair security z source a destination b", "zone security a",
      "class-map type inspect match-any cm", "version 15.1", "version 12.4",
    ])
  func router(_ line: String) {
    #expect(
      diagnostics("hostname r1\n\(line)\n").contains(
        "2:1: error: this is a line of IOS: the inspection of a router is another one, and no profile is it; "
          + "give the configuration of an ASA, PIX or FWSM"))
    // A device that says its name is taken at its word.
    #expect(!diagnostics("ASA Version 9.8(2)\n\(line)\n").contains { $0.contains("IOS") })
  }

  @Test(
    "lines of an ASA are none of a router",
    arguments: [
      "class-map type inspect http match-any c", "zone security", "ip address 10.0.0.1 255.0.0.0",
      "ASA Version 9.8(2)", "ip verify reverse-path interface outside",
    ])
  func noRouter(_ line: String) {
    #expect(!diagnostics("\(line)\n").contains { $0.contains("IOS") })
  }

  @Test(
    "a text of which no line is a statement is refused and not taken for an empty one",
    arguments: ["> ", "| ", "12: ", "12 "])
  func marked(_ mark: String) {
    let text = Self.plain.split(separator: "\n").map { mark + $0 }.joined(separator: "\n")
    #expect(
      diagnostics(text) == [
        "0:1: error: no line of this text is understood; give the text of show running-config, without marks or numbers in front of its lines"
      ])
    #expect(!diagnostics("! nothing\n").contains { $0.contains("error") })
    #expect(!diagnostics("logging enable\n").contains { $0.contains("error") })
  }
}
