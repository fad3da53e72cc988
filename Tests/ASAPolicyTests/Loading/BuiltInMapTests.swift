import ASAPolicy
import ESMTPInspection
import Testing

@Suite("lines typed into the built-in map")
struct BuiltInMapTests {
  private static let complete = """
    ASA Version 8.2(5)
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class inspection_default
      inspect esmtp
    service-policy global_policy global

    """
  private static let head = "policy-map type inspect esmtp _default_esmtp_map\n"
  private static let parameters =
    " parameters\n  no mask-banner\n  no mail-relay\n  no special-character\n  no allow-tls\n"
  private static let usual = [
    "cmd line length gt 512", "cmd RCPT count gt 100", "body line length gt 998",
    "header line length gt 998", "sender-address length gt 320", "MIME filename length gt 255",
    "ehlo-reply-parameter others",
  ]

  /// What is typed into the map, the matches that it then has, and whether it masks greetings.
  static let changes: [(lines: String, matches: [String], masksBanner: Bool?)] = [
    (" parameters\n  allow-tls\n", usual, true),
    (
      " no match header line length gt 998\n",
      usual.filter { !$0.hasPrefix("header line") }, true
    ),
    (" match cmd verb VRFY\n  mask\n", usual + ["cmd verb VRFY"], true),
    (" description mine\n", usual, true),
    (" no parameters\n", usual, nil),
    // Prints of the whole map.
    (
      " description Default ESMTP policy-map\n parameters\n  mask-banner\n"
        + " match cmd verb VRFY\n  mask\n", ["cmd verb VRFY"], true
    ),
    (parameters + " match cmd verb VRFY\n  mask\n", ["cmd verb VRFY"], false),
    (parameters, [], false),
  ]

  @Test("they change it; a print of all of it takes its place", arguments: changes)
  func change(_ change: (lines: String, matches: [String], masksBanner: Bool?)) throws {
    let lines = Self.head + change.lines
    let service = "service-policy global_policy global\n"
    for texts in [[Self.complete, lines], [Self.complete + lines], [lines], [lines, service]] {
      let loaded = LoadedPolicy.load(
        texts.enumerated().map { PolicyText(name: "\($0)", text: $1) },
        options: LoadedPolicy.Options(
          profile: .asa84, base: texts.last == service ? .factory : nil))
      let policy = try #require(loaded.policy, "\(loaded.diagnostics)")
      let map = try #require(policy.inspections.first?.map)
      #expect(map.matches.map(\.text) == change.matches)
      #expect(map.parameters.masksBanner?.value == change.masksBanner)
      let again = try #require(
        LoadedPolicy.load([PolicyText(name: "show", text: policy.text)], profile: .asa84).policy)
      #expect(again.text == policy.text)
    }
  }

  @Test("what stays of it has its lines there, and what is typed has its own")
  func sources() throws {
    let policy = try policy(Self.complete + Self.head + " parameters\n  allow-tls\n")
    let map = try #require(policy.inspections.first?.map)
    #expect(map.source.file == "built-in")
    #expect(map.matches.allSatisfy { $0.source.file == "built-in" && $0.source.line > 0 })
    #expect(map.parameters.allowsTLS?.source == SourceLine(file: "p", line: 10))
  }

  @Test("a print without matches is not taken for one without a word")
  func emptyPrint() {
    #expect(
      diagnostics(Self.head + Self.parameters) == [
        "1:1: warning: this is taken for a print of the whole built-in map, which has no \"match\" then"
      ])
  }
}
