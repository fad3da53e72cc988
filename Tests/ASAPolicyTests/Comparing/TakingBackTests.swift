import ASAPolicy
import ESMTPInspection
import Testing

@Suite("the lines that take a change back")
struct TakingBackTests {
  private static let head = """
    ASA Version 9.1(2)
    access-list mail extended permit tcp any any eq 26
    regex bad "evil@example"
    class-map type regex match-any badsend
     match regex bad
    policy-map type inspect esmtp strict
     match cmd verb VRFY
      mask
     match sender-address regex class badsend
      drop-connection log
    class-map c
     match access-list mail
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class inspection_default
      inspect esmtp

    """
  private static let service = "service-policy global_policy global\n"

  static let changes: [(base: String, typed: String, back: [String])] = [
    // The class stood there, and so did what it refers to: neither goes.
    (
      head + " class c\n  inspect http\n" + service,
      "policy-map global_policy\n class c\n  inspect esmtp\n",
      ["policy-map global_policy", " class c", "  no inspect esmtp _default_esmtp_map"]
    ),
    (
      head + service, "policy-map global_policy\n class c\n  inspect esmtp\n",
      ["policy-map global_policy", " no class c"]
    ),
    (
      head + service,
      "access-list mail extended permit tcp any any eq 27\npolicy-map global_policy\n class c\n"
        + "  inspect esmtp\n",
      [
        "policy-map global_policy", " no class c",
        "no access-list mail extended permit tcp any any eq 27",
      ]
    ),
    // The map stood there, and so did its regular expressions.
    (
      head + service,
      "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n"
        + "  inspect esmtp strict\n",
      [
        "policy-map global_policy", " class inspection_default", "  no inspect esmtp",
        "  inspect esmtp _default_esmtp_map",
      ]
    ),
    (
      head + service,
      "policy-map type inspect esmtp strict\n no match cmd verb VRFY\nregex bad other\n"
        + "policy-map global_policy\n class c\n  inspect esmtp strict\n",
      [
        "policy-map global_policy", " no class c", "regex bad \"evil@example\"",
        "policy-map type inspect esmtp strict", " no match sender-address regex class badsend",
        " match cmd verb VRFY", "  mask", " match sender-address regex class badsend",
        "  drop-connection log",
      ]
    ),
    // A device counts the remark.
    (
      head + " class c\n  inspect esmtp\n" + service
        + "access-list mail remark r\naccess-list mail extended deny tcp any any eq 27\n",
      "no access-list mail extended permit tcp any any eq 26\n"
        + "access-list mail extended permit tcp any any eq 26\n",
      [
        "no access-list mail extended deny tcp any any eq 27",
        "access-list mail line 3 extended deny tcp any any eq 27",
      ]
    ),
    // A device takes the statement alone, whatever ports it has.
    (
      "PIX Version 6.3(5)\nfixup protocol smtp 25\nfixup protocol smtp 2525-2530\n",
      "no fixup protocol smtp 25\nfixup protocol smtp 26\n",
      ["no fixup protocol smtp 26", "fixup protocol smtp 25"]
    ),
    // All of it is the change's own.
    (
      head + service,
      "access-list x extended permit tcp any any eq 27\nclass-map d\n match access-list x\n"
        + "policy-map type inspect esmtp own\n match cmd verb ETRN\n  log\n"
        + "policy-map global_policy\n class d\n  inspect esmtp own\n",
      [
        "policy-map global_policy", " no class d", "no class-map d",
        "no access-list x extended permit tcp any any eq 27",
        "no policy-map type inspect esmtp own",
      ]
    ),
  ]

  @Test("they take away what the change made, and nothing that stood before it", arguments: changes)
  func back(change: (base: String, typed: String, back: [String])) throws {
    let old = try policy(change.base)
    let new = try #require(
      old.typing([PolicyText(name: "typed", text: change.typed)]).policy)
    #expect(old.commands(from: new) == change.back)
    #expect(old.isRestored(by: change.back, typedInto: new))
  }

  @Test("what is in force alone is not all that is to be restored")
  func inexact() throws {
    let old = try policy(Self.head + Self.service)
    let new = try #require(
      old.typing([
        PolicyText(
          name: "typed", text: "policy-map global_policy\n class c\n  inspect esmtp strict\n")
      ]).policy)
    let lines = ["policy-map global_policy", " no class c"]
    #expect(old.isRestored(by: lines, typedInto: new))
    for more in [
      "no class-map c", "no policy-map type inspect esmtp strict", "regex bad other",
      "no access-list mail extended permit tcp any any eq 26",
    ] {
      #expect(!old.isRestored(by: lines + [more], typedInto: new), "\(more)")
    }
  }
}
