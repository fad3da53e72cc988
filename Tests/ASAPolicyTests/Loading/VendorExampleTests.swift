import ESMTPInspection
import Primitives
import Testing

@testable import ASAPolicy

/// The configurations of the vendor's guides and documents.
@Suite("the vendor's worked examples")
struct VendorExampleTests {
  /// Evidence 1.8.
  private static let blackList = """
    regex user1 "user1@cisco.com"
    regex user2 "user2@cisco.com"
    regex user3 "user3@cisco.com"
    class-map type regex senders_black_list
     description "Regular expressions to filter out undesired senders"
     match regex user1
     match regex user2
     match regex user3
    policy-map type inspect esmtp advanced_esmtp_map
     match sender-address regex class senders_black_list
      drop-connection log
    policy-map outside_policy
     class inspection_default
      inspect esmtp advanced_esmtp_map
    service-policy outside_policy interface outside

    """

  @Test("a list of senders by regular expressions (evidence 1.8)")
  func senders() throws {
    #expect(diagnostics(Self.blackList) == [])
    let loaded = try policy(Self.blackList)
    #expect(
      try loaded.verdict("192.0.2.1 4000", "198.51.100.25 25")
        == "inspection_default/advanced_esmtp_map")
    let map = try #require(loaded.inspections.first?.map)
    #expect(map.matches.map(\.text) == ["sender-address regex class senders_black_list"])
    #expect(map.matches.first?.actions.map(\.description) == ["drop-connection log"])
    // None of the built-in map's lines comes with a map of one's own.
    #expect(map.parameters.masksBanner == nil)
    #expect(
      loaded.text.contains("regex user1 \"user1@cisco.com\"\nregex user2 \"user2@cisco.com\"\n"))
  }

  /// Evidence 2.1 and 2.2.
  private static let factory = """
    class-map inspection_default
     match default-inspection-traffic
    policy-map type inspect dns preset_dns_map
     parameters
      message-length maximum client auto
      message-length maximum 512
    policy-map type inspect esmtp _default_esmtp_map
     description Default ESMTP policy-map
     parameters
      mask-banner
      no mail-relay
      no special-character
      no allow-tls
     match cmd line length gt 512
      drop-connection log
     match cmd RCPT count gt 100
      drop-connection log
     match body line length gt 998
      log
     match header line length gt 998
      drop-connection log
     match sender-address length gt 320
      drop-connection log
     match MIME filename length gt 255
      drop-connection log
     match ehlo-reply-parameter others
      mask
    policy-map global_policy
     class inspection_default
      inspect dns preset_dns_map
      inspect ftp
      inspect h323 h225 _default_h323_map
      inspect h323 ras _default_h323_map
      inspect ip-options _default_ip_options_map
      inspect netbios
      inspect rsh
      inspect rtsp
      inspect skinny
      inspect esmtp _default_esmtp_map
      inspect sqlnet
      inspect sunrpc
      inspect tftp
      inspect sip
      inspect xdmcp
    service-policy global_policy global

    """

  @Test("the default policy as the guide prints it is the built-in one (evidence 2.1, 2.2)")
  func defaults() throws {
    #expect(diagnostics(Self.factory) == [])
    let builtIn = try #require(LoadedPolicy.load([], profile: nil).policy)
    #expect(try policy(Self.factory).text == builtIn.text)
    let off =
      Self.factory + "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
    #expect(try policy(off).verdict("192.0.2.1 4000", "198.51.100.25 25") == "not inspected")
  }

  @Test(
    "ports other than 25 (evidence 6.2)",
    arguments: [
      ("match port tcp eq 25", 25, true), ("match port tcp eq 25", 26, false),
      ("match port tcp range 2025 2030", 2025, true),
      ("match port tcp range 2025 2030", 2030, true),
      ("match port tcp range 2025 2030", 2031, false),
      ("match port tcp range 2025 2030", 25, false),
    ])
  func ports(_ match: String, _ port: Int, _ isInspected: Bool) throws {
    let text =
      "class-map smtp\n \(match)\npolicy-map p\n class smtp\n  inspect esmtp\n"
      + "service-policy p interface outside\n"
    #expect(
      try policy(text).verdict("192.0.2.1 4000", "198.51.100.25 \(port)")
        == (isInspected ? "smtp/_default_esmtp_map" : "not inspected"))
  }

  /// Evidence 9: the exemption of a mail gateway and the limits of its translation.
  private static let gateway = """
    access-list ironport_esa_internal extended permit tcp any 192.168.1.1 255.255.255.255 eq smtp
    access-list ironport_esa_internal extended permit tcp 192.168.1.1 255.255.255.255 any eq smtp
    class-map ironport_esa
     match address ironport_esa_internal
    policy-map global_policy
     class ironport_esa
      no inspect esmtp
    static (inside,outside) 1.1.1.1 192.168.1.1 netmask 255.255.255.255 tcp 50 100

    """

  @Test(
    "the exemption of a gateway is by its real address from 8.3 on, by what is seen before",
    arguments: [
      (nil, "1.1.1.1 25", "exempt ironport_esa"), (nil, "192.168.1.1 25", "exempt ironport_esa"),
      (nil, "1.1.1.2 25", "inspection_default/_default_esmtp_map"),
      ("asa-field", "1.1.1.1 25", "inspection_default/_default_esmtp_map"),
      ("asa-7.2", "1.1.1.1 25", "inspection_default/_default_esmtp_map"),
      ("asa-7.2", "192.168.1.1 25", "exempt ironport_esa"),
    ] as [(String?, String, String)])
  func exemption(_ profile: String?, _ server: String, _ verdict: String) throws {
    let loaded = try policy(Self.gateway, profile: profile.flatMap(Profile.named))
    #expect(try loaded.verdict("192.0.2.1 4000", server) == verdict)
    let answer = loaded.classify(
      client: try socket("192.0.2.1 4000"), server: try socket(server), time: 0)
    let limits = answer.translationLimits.map { loaded.limits[$0] }
    #expect(limits?.connections == (server == "1.1.1.2 25" ? nil : 50))
    #expect(limits?.embryonic == (server == "1.1.1.2 25" ? nil : 100))
  }

  @Test("what the document's recipe is told, word for word")
  func doubts() {
    #expect(
      diagnostics(Self.gateway) == [
        "4:8: warning: \"match address\" is no statement of a class-map, taken as \"match access-list\"; type \"match access-list\"",
        "7:3: warning: class \"ironport_esa\" never held \"inspect esmtp\", and a device may not store this line; to be sure, give \"inspect esmtp\" to a class whose access list denies these hosts and permits the rest, and take it from inspection_default",
      ])
    #expect(
      diagnostics(Self.gateway, profile: .asaField).last
        == "7:3: warning: a device does not store \"no inspect esmtp\" in a class that never held the inspection; profile asa-field ignores it"
    )
  }

  @Test("the robust exemption (evidence 6.4)")
  func robust() throws {
    let text = """
      access-list esmtp_inspect extended deny   tcp any host 192.168.1.1 eq smtp
      access-list esmtp_inspect extended deny   tcp host 192.168.1.1 any eq smtp
      access-list esmtp_inspect extended permit tcp any any eq smtp
      class-map esmtp_cm
       match access-list esmtp_inspect
      policy-map global_policy
       class inspection_default
        no inspect esmtp
       class esmtp_cm
        inspect esmtp

      """
    #expect(diagnostics(text) == [])
    for profile in [Profile.asa, .asaField, .asa72, .asa84, .asa94] {
      let loaded = try policy(text, profile: profile)
      #expect(try loaded.verdict("192.0.2.1 4000", "192.168.1.1 25") == "not inspected")
      #expect(try loaded.verdict("192.168.1.1 4000", "192.0.2.1 25") == "not inspected")
      #expect(
        try loaded.verdict("192.0.2.1 4000", "192.168.1.2 25") == "esmtp_cm/_default_esmtp_map")
    }
  }
}
