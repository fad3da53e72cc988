import ASAPolicy
import ESMTPInspection
import Testing

struct InspectionPlaceTests {
  @Test("each inspection knows its service-policy, interface and class")
  func places() throws {
    let loaded = try policy(
      """
      ASA Version 9.1(2)
      access-list mail extended permit tcp any any eq smtp
      class-map mail
       match access-list mail
      policy-map type inspect esmtp strict
       parameters
        mask-banner
      policy-map global_policy
       class inspection_default
        inspect esmtp
      policy-map outside_policy
       class mail
        inspect esmtp strict
      service-policy outside_policy interface outside
      service-policy global_policy global
      """)
    let places = loaded.inspections.indices.map { loaded.place(ofInspection: $0) }
    #expect(places.map(\.?.servicePolicy) == ["global_policy", "outside_policy"])
    #expect(places.map(\.?.interface) == [nil, "outside"])
    #expect(places.map(\.?.className) == ["inspection_default", "mail"])
    #expect(loaded.inspections.map(\.map?.name) == ["_default_esmtp_map", "strict"])
  }

  @Test("a map by itself and a fixup stand nowhere")
  func nowhere() throws {
    let map = try policy("policy-map type inspect esmtp m\n parameters\n  mask-banner\n")
    #expect(map.place(ofInspection: 0) == nil)
    #expect(try policy("fixup protocol smtp 25\n").place(ofInspection: 0) == nil)
  }

  @Test(
    "the head line follows the version, or the profile that was asked for",
    arguments: [
      ("ASA Version 7.2(4)", nil, ShowServicePolicy.Layout.plain),
      ("ASA Version 8.3(1)", nil, .plain), ("ASA Version 8.4(1)", nil, .lockFail),
      ("ASA Version 9.8(4)", nil, .lockFail), ("ASA Version 9.9(1)", nil, .packetRate),
      ("ASA Version 9.16(3)", nil, .packetRate), ("NGFW Version 7.0.4", nil, .packetRate),
      ("PIX Version 8.0(4)", nil, .plain), ("", nil, .plain),
      ("ASA Version 9.16(3)", "asa-7.2", .plain), ("", "asa-8.4", .lockFail),
      ("", "asa-9.4", .lockFail), ("", "asa-field", .plain),
    ] as [(String, String?, ShowServicePolicy.Layout)])
  func layouts(_ version: String, _ profile: String?, _ layout: ShowServicePolicy.Layout) throws {
    let text =
      version + "\nservice-policy global_policy global\n"
      + "policy-map global_policy\n class inspection_default\n  inspect esmtp\n"
    let loaded = try policy(text, profile: profile.flatMap(Profile.named))
    #expect(loaded.counterLayout == layout)
  }
}
