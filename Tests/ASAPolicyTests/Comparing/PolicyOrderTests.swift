import ASAPolicy
import ESMTPInspection
import Testing

@Suite("differences of order, and of the class that inspects")
struct PolicyOrderTests {
  private static let classes = """
    ASA Version 9.4(1)
    access-list A extended permit tcp any host 198.51.100.25 eq smtp
    access-list B extended permit tcp any any eq smtp
    class-map a
     match access-list A
    class-map b
     match access-list B
    policy-map type inspect esmtp M
     match body length gt 1000
      reset
    policy-map P
     class a
      inspect esmtp M
      set connection conn-max 5
     class b
      inspect esmtp
    service-policy P global

    """

  private static let translations = """
    ASA Version 9.4(1)
    interface GigabitEthernet0/0
     nameif outside
     security-level 0
    interface GigabitEthernet0/1
     nameif inside
     security-level 100
    object network r1
     host 10.0.0.1
    object network r2
     host 10.0.0.2
    object network m
     host 198.51.100.25
    nat (inside,outside) source static r1 m
    nat (inside,outside) source static r2 m
    policy-map global_policy
     class inspection_default
      inspect esmtp
    class-map inspection_default
     match default-inspection-traffic
    service-policy global_policy global

    """

  private func lines(_ differences: [PolicyDifference]) -> [String] {
    differences.map {
      "\($0.change.rawValue): \($0.block): \($0.old?.line ?? "-") > \($0.new?.line ?? "-")"
    }
  }

  static let moves: [(base: String, typed: String, differences: [String])] = [
    (
      classes,
      "policy-map P\n no class a\n class a\n  inspect esmtp M\n  set connection conn-max 5\n",
      ["moved: policy-map P: class a > class a"]
    ),
    (
      translations,
      """
      no nat (inside,outside) source static r1 m
      nat (inside,outside) source static r1 m

      """,
      [
        "moved: : nat (inside,outside) source static r1 m > nat (inside,outside) source static r1 m"
      ]
    ),
    // The class that inspects is another one, and no class is another one's name.
    (
      classes.replacing("  inspect esmtp\n", with: "  set connection conn-max 7\n"),
      """
      policy-map P
       class a
        no inspect esmtp
       class b
        inspect esmtp M

      """,
      [
        "removed: policy-map P / class a: inspect esmtp M > -",
        "added: policy-map P / class b: - > inspect esmtp M",
      ]
    ),
    (
      classes, "policy-map P\n no class a\n class c\n  inspect esmtp M\nclass-map c\n match any\n",
      [
        "removed: policy-map P / class a: inspect esmtp M > -",
        "removed: policy-map P / class a: set connection conn-max 5 > -",
        "removed: class-map a: match access-list A > -",
        "removed: access-list A: access-list A extended permit tcp any host 198.51.100.25 eq smtp > -",
        "added: policy-map P / class c: - > inspect esmtp M",
        "added: class-map c: - > match any",
      ]
    ),
  ]

  @Test("what is moved, or inspects in another class, is told where it stands", arguments: moves)
  func told(move: (base: String, typed: String, differences: [String])) throws {
    let (old, new) = (
      try PolicyDifferenceTests.load([move.base]),
      try PolicyDifferenceTests.load([move.base, move.typed])
    )
    #expect(lines(old.differences(to: new)) == move.differences)
  }

  @Test("the lines that take it back bring the order back", arguments: moves)
  func takenBack(move: (base: String, typed: String, differences: [String])) throws {
    let (old, new) = (
      try PolicyDifferenceTests.load([move.base]),
      try PolicyDifferenceTests.load([move.base, move.typed])
    )
    let back = old.commands(from: new)
    #expect(old.isRestored(by: back, typedInto: new), "\(back)")
    #expect(
      try PolicyDifferenceTests.load([move.base, move.typed, back.map { $0 + "\n" }.joined()]).text
        == old.text)
  }

  @Test("a class that holds more than is known here is not taken out to be moved")
  func unknownLines() throws {
    let base = Self.classes.replacing("  inspect esmtp\n", with: "  inspect esmtp\n  inspect dns\n")
    let old = try PolicyDifferenceTests.load([base])
    let typed =
      "policy-map P\n no class a\n class a\n  inspect esmtp M\n  set connection conn-max 5\n"
    let new = try PolicyDifferenceTests.load([base, typed])
    let back = old.commands(from: new)
    #expect(!back.contains(" no class b"))
    #expect(!old.isRestored(by: back, typedInto: new))
  }

  @Test("a policy map under another name is compared with the one that it replaces, class by class")
  func renamed() throws {
    let old = try PolicyDifferenceTests.load([Self.classes])
    let new = try PolicyDifferenceTests.load([
      Self.classes.replacing("policy-map P\n", with: "policy-map Q\n")
        .replacing("service-policy P", with: "service-policy Q")
        .replacing("gt 1000", with: "gt 7")
    ])
    #expect(
      lines(old.differences(to: new)) == [
        "changed: : service-policy P global > service-policy Q global",
        "changed: policy-map type inspect esmtp M: match body length gt 1000 reset > "
          + "match body length gt 7 reset",
      ])
  }
}
