import ESMTPInspection
import Primitives
import Testing

@testable import ASAPolicy

@Suite("what a text means beside the device's defaults")
struct LoaderTests {
  @Test("no text at all is the device's own configuration")
  func noText() throws {
    let (loaded, diagnostics) = LoadedPolicy.load([], profile: nil)
    let policy = try #require(loaded)
    #expect(diagnostics.isEmpty)
    #expect(policy.profile.name == "asa")
    #expect(
      try policy.verdict("192.0.2.1 4000", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
    #expect(try policy.verdict("192.0.2.1 4000", "198.51.100.25 587") == "not inspected")
    #expect(
      policy.headline
        == LoadedPolicy.Headline(
          statement: "inspect esmtp _default_esmtp_map",
          source: SourceLine(file: "built-in", line: 26),
          className: "inspection_default", mapName: "_default_esmtp_map"))
  }

  @Test("the built-in map has the lines that reports name")
  func builtInLines() throws {
    let policy = try #require(LoadedPolicy.load([], profile: nil).policy)
    let map = try #require(policy.inspections.first?.map)
    #expect(map.source == SourceLine(file: "built-in", line: 3))
    #expect(map.description == "Default ESMTP policy-map")
    #expect(map.parameters.masksBanner?.source == SourceLine(file: "built-in", line: 6))
    #expect(map.parameters.masksBanner?.value == true)
    #expect(map.parameters.allowsTLS?.source.line == 9)
    #expect(
      map.matches.map {
        "\($0.source.line) \($0.text): \($0.actions.map(\.description).joined(separator: ","))"
      }
        == [
          "10 cmd line length gt 512: drop-connection log",
          "12 cmd RCPT count gt 100: drop-connection log", "14 body line length gt 998: log",
          "16 header line length gt 998: drop-connection log",
          "18 sender-address length gt 320: drop-connection log",
          "20 MIME filename length gt 255: drop-connection log",
          "22 ehlo-reply-parameter others: mask",
        ])
    #expect(policy.inspections.first?.allowsTLS == false)
  }

  @Test(
    "each profile has its own built-in configuration",
    arguments: [
      ("asa", 7, "no allow-tls"), ("asa-field", 7, "no allow-tls"), ("asa-9.4", 7, "allow-tls"),
      ("asa-8.4", 7, "no allow-tls"), ("asa-7.2", 7, "no allow-tls"), ("asa-7.0", 0, "silent"),
    ])
  func profiles(_ name: String, _ matches: Int, _ tls: String) throws {
    let profile = try #require(Profile.named(name))
    let policy = try #require(LoadedPolicy.load([], profile: profile).policy)
    let map = try #require(policy.inspections.first?.map)
    #expect(map.matches.count == matches)
    let found = map.parameters.allowsTLS.map { $0.value == nil ? "no allow-tls" : "allow-tls" }
    #expect(found ?? "silent" == tls)
    #expect(policy.inspections.first?.allowsTLS == (tls == "allow-tls"))
  }

  @Test(
    "a PIX profile is a fixup without class and map",
    arguments: ["pix-6.3", "pix-5.1", "pix-4.4", "pix-4.0"])
  func pix(_ name: String) throws {
    let profile = try #require(Profile.named(name))
    let policy = try #require(LoadedPolicy.load([], profile: profile).policy)
    #expect(try policy.verdict("192.0.2.1 4000", "198.51.100.25 25") == "-/-")
    #expect(policy.headline?.statement == "fixup protocol smtp 25")
    #expect(policy.headline?.source == SourceLine(file: "built-in", line: 1))
  }

  @Test(
    "a version takes the newest profile that is not above it",
    arguments: [
      ("ASA Version 9.12(4)", "asa-9.4"), ("ASA Version 9.4(1)", "asa-9.4"),
      ("ASA Version 9.3(2)", "asa-8.4"), ("ASA Version 8.4(7)", "asa-8.4"),
      ("ASA Version 8.2(5)", "asa-7.2"), ("ASA Version 7.2(4)", "asa-7.2"),
      ("ASA Version 7.0(8)", "asa-7.0"), ("PIX Version 8.0(4)", "asa-7.2"),
      ("PIX Version 6.3(5)", "pix-6.3"), ("PIX Version 5.2(1)", "pix-5.1"),
      ("PIX Version 4.4(9)", "pix-4.4"), ("PIX Version 4.2(5)", "pix-4.0"),
      ("NGFW Version 6.6.1", "asa-9.4"),
      ("Cisco Adaptive Security Appliance Software Version 9.8(2)", "asa-9.4"),
    ])
  func versions(_ line: String, _ profile: String) throws {
    #expect(try policy(line + "\n").profile.name == profile)
  }

  @Test(
    "TLS where the map is silent follows the release",
    arguments: [
      ("9.1(6)1", true), ("9.1(6)", false), ("9.1(7)4", true), ("9.0(4)28", true),
      ("9.0(4.27)", false), ("8.4(7)25", true), ("8.4(7)24", false), ("9.3(1)2", true),
      ("9.3(2)1", false), ("9.3(2)2", true), ("9.3(3)", true), ("9.4(1)", true), ("8.3(2)", false),
    ])
  func silentTLS(_ version: String, _ allows: Bool) throws {
    let text = """
      ASA Version \(version)
      policy-map type inspect esmtp plain
       description x
      policy-map global_policy
       class inspection_default
        inspect esmtp plain
      service-policy global_policy global

      """
    #expect(try policy(text).inspections.first?.allowsTLS == allows)
    let asked = try policy(text, profile: .asa)
    #expect(asked.inspections.first?.allowsTLS == false)
    #expect(try policy(text, profile: .asaField).inspections.first?.allowsTLS == allows)
  }

  @Test("a complete text without service-policy inspects nothing")
  func complete() throws {
    let policy = try policy("ASA Version 8.4(2)\n")
    #expect(try policy.verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    #expect(policy.headline == nil)
  }

  @Test("a map that nothing uses is taken on all port-25 traffic")
  func lone() throws {
    let policy = try policy("policy-map type inspect esmtp plain\n description nothing at all\n")
    let answer = policy.classify(
      client: try socket("192.0.2.1 4000"), server: try socket("198.51.100.25 25"), time: 0)
    #expect(answer.outcome == .inspected(0))
    #expect(answer.className == nil)
    #expect(answer.mapName == "plain")
    #expect(policy.inspections.first?.map?.parameters.masksBanner == nil)
    #expect(policy.inspections.first?.statement == "policy-map type inspect esmtp plain")
  }

  @Test("several maps ask for a choice, and the choice is taken")
  func several() throws {
    let text = """
      policy-map type inspect esmtp one
       parameters
        mask-banner
      policy-map type inspect esmtp two
       description x

      """
    #expect(
      diagnostics(text) == [
        "4:1: error: no class uses any of these maps: one, two; choose one with --policy-map"
      ])
    #expect(try policy(text, map: "one").verdict("192.0.2.1 4000", "198.51.100.25 25") == "-/one")
    let (none, found) = LoadedPolicy.load(
      [PolicyText(name: "p", text: text)], profile: nil, policyMapName: "three")
    #expect(none == nil)
    #expect(
      found.first?.description
        == "p: error: there is no esmtp inspection map \"three\"; there is one, two")
  }

  @Test("a fragment gets the defaults and a warning")
  func fragment() throws {
    let text = "access-list a extended permit tcp any any eq smtp\n"
    #expect(
      diagnostics(text).first
        == "0:1: warning: this is a fragment: it has neither an ASA Version line nor a "
        + "service-policy; the device's defaults are added")
    #expect(
      try policy(text).verdict("192.0.2.1 4000", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
  }

  @Test("a text that names global_policy is typed into the factory configuration")
  func delta() throws {
    let off = "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    #expect(try policy(off).verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    #expect(diagnostics(off) == [])
    let gone = "no service-policy global_policy global\n"
    #expect(try policy(gone).verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    let other = """
      policy-map type inspect esmtp strict
       match cmd line length gt 100
        reset log
      policy-map global_policy
       class inspection_default
        no inspect esmtp
        inspect esmtp strict

      """
    #expect(
      try policy(other).verdict("192.0.2.1 4000", "198.51.100.25 25") == "inspection_default/strict"
    )
  }

  @Test("texts are applied in order, as if typed")
  func order() throws {
    let on = PolicyText(
      name: "a",
      text: "ASA Version 9.1(2)\npolicy-map p\n class c\n  inspect esmtp\n"
        + "class-map c\n match any\nservice-policy p global\n")
    let off = PolicyText(name: "b", text: "policy-map p\n class c\n  no inspect esmtp\n")
    let both = try #require(LoadedPolicy.load([on, off], profile: nil).policy)
    #expect(try both.verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    let (reversed, _) = LoadedPolicy.load([off, on], profile: nil)
    #expect(
      try #require(reversed).verdict("192.0.2.1 4000", "198.51.100.25 25")
        == "c/_default_esmtp_map")
  }

  @Test("fixup statements decide by port, and port 25 stays until it is taken away")
  func fixups() throws {
    let text = "PIX Version 6.3(5)\nfixup protocol smtp 2525-2527\n"
    let both = try policy(text)
    #expect(try both.verdict("192.0.2.1 4000", "198.51.100.25 25") == "-/-")
    #expect(try both.verdict("192.0.2.1 4000", "198.51.100.25 2526") == "-/-")
    #expect(try both.verdict("192.0.2.1 4000", "198.51.100.25 2528") == "not inspected")
    let one = try policy(text + "no fixup protocol smtp 25\n")
    #expect(try one.verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    #expect(try policy("fixup protocol smtp 25\n").profile.name == "pix-6.3")
    #expect(
      try policy("fixup protocol smtp 25\n").headline?.source == SourceLine(file: "p", line: 1))
  }

  @Test("a generation without maps takes classes as they are typed, into a device that has them")
  func classesWithoutMaps() throws {
    let applied =
      "policy-map p\n class inspection_default\n  inspect esmtp\nservice-policy p global\n"
    let typed = "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    for profile in Profile.all where !profile.usesMap {
      let inspected = try policy(applied, profile: profile)
      #expect(try inspected.verdict("192.0.2.1 4000", "198.51.100.25 25") == "inspection_default/-")
      let delta = "class-map c\n match port tcp eq 26\n" + typed + " class c\n  inspect esmtp\n"
      let changed = try policy(delta, profile: profile)
      #expect(try changed.verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
      #expect(try changed.verdict("192.0.2.1 4000", "198.51.100.25 26") == "c/-")
    }
  }

  @Test("options force what the text's words would decide")
  func base() throws {
    let text = PolicyText(name: "p", text: "policy-map global_policy\n class inspection_default\n")
    let empty = LoadedPolicy.load([text], options: LoadedPolicy.Options(base: .empty)).policy
    #expect(
      try #require(empty).verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
    let version = PolicyText(name: "p", text: "ASA Version 8.4(1)\n")
    let factory = LoadedPolicy.load([version], options: LoadedPolicy.Options(base: .factory)).policy
    #expect(
      try #require(factory).verdict("192.0.2.1 4000", "198.51.100.25 25")
        == "inspection_default/_default_esmtp_map")
  }

  @Test("a print of the default map replaces the built-in one")
  func ownDefault() throws {
    let text = """
      policy-map type inspect esmtp _default_esmtp_map
       description Default ESMTP policy-map
       parameters
        no mask-banner
      policy-map global_policy
       class inspection_default
        inspect esmtp

      """
    let map = try #require(try policy(text).inspections.first?.map)
    #expect(map.matches.isEmpty)
    #expect(map.parameters.masksBanner?.value == false)
    #expect(map.source == SourceLine(file: "p", line: 1))
  }
}
