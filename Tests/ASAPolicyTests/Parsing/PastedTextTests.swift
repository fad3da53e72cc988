import ASAPolicy
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
}
