import ASAPolicy
import ESMTPInspection
import Testing

@Suite("differences of two policies")
struct PolicyDifferenceTests {
  static let base = """
    access-list A extended permit tcp any host 198.51.100.25 eq smtp
    access-list A extended permit tcp any host 198.51.100.26 eq smtp
    class-map mail
     match access-list A
    policy-map type inspect esmtp M
     parameters
      mask-banner
     match body length gt 1000
      log
     match cmd line length gt 512
      drop-connection
    policy-map P
     class mail
      inspect esmtp M
    service-policy P global

    """

  private func load(_ texts: [String]) throws -> LoadedPolicy {
    let loaded = LoadedPolicy.load(
      texts.enumerated().map { PolicyText(name: "\($0)", text: $1) })
    return try #require(loaded.policy, "\(loaded.diagnostics)")
  }

  private func lines(_ differences: [PolicyDifference]) -> [String] {
    differences.map {
      "\($0.change.rawValue): \($0.old?.line ?? "-") > \($0.new?.line ?? "-")"
    }
  }

  static let changes: [(typed: String, differences: [String])] = [
    ("", []),
    (
      "policy-map type inspect esmtp M\n parameters\n  no mask-banner\n",
      ["changed: mask-banner > no mask-banner"]
    ),
    (
      "policy-map type inspect esmtp M\n parameters\n  allow-tls action log\n",
      ["changed: no allow-tls > allow-tls action log"]
    ),
    (
      "policy-map type inspect esmtp M\n no match body length gt 1000\n",
      ["removed: match body length gt 1000 log > -"]
    ),
    (
      """
      policy-map type inspect esmtp M
       no match body length gt 1000
       match body length gt 2000
        log

      """, ["changed: match body length gt 1000 log > match body length gt 2000 log"]
    ),
    (
      """
      policy-map type inspect esmtp M
       no match cmd line length gt 512
       match cmd line length gt 512
        reset log

      """,
      [
        "action-changed: match cmd line length gt 512 drop-connection > "
          + "match cmd line length gt 512 reset log"
      ]
    ),
    (
      """
      policy-map type inspect esmtp M
       no match body length gt 1000
       match body length gt 1000
        log

      """,
      ["moved: match body length gt 1000 log > match body length gt 1000 log"]
    ),
    (
      "no access-list A extended permit tcp any host 198.51.100.26 eq smtp\n",
      ["removed: access-list A extended permit tcp any host 198.51.100.26 eq smtp > -"]
    ),
    (
      "access-list A line 1 extended deny tcp host 192.0.2.9 any eq smtp\n",
      ["added: - > access-list A extended deny tcp host 192.0.2.9 any eq smtp"]
    ),
    (
      "policy-map P\n class inspection_default\n  inspect esmtp M\n",
      [
        "added: - > inspect esmtp M"
      ]
    ),
    (
      "policy-map P\n class mail\n  set connection conn-max 5\n",
      ["added: - > set connection conn-max 5"]
    ),
    ("timeout conn 0:10:00\n", ["added: - > timeout conn 0:10:00"]),
  ]

  @Test("what is typed is what differs", arguments: changes)
  func typed(change: (typed: String, differences: [String])) throws {
    let old = try load([Self.base])
    let new = try load([Self.base, change.typed])
    let found = lines(old.differences(to: new)).filter {
      !$0.contains("default-inspection-traffic")
    }
    #expect(found == change.differences)
  }

  @Test("the lines that take a change back bring the old policy back", arguments: changes)
  func takenBack(change: (typed: String, differences: [String])) throws {
    let old = try load([Self.base])
    let new = try load([Self.base, change.typed])
    let back = old.commands(from: new).map { $0 + "\n" }.joined()
    let restored = try load([Self.base, change.typed, back])
    #expect(restored.text == old.text, "\(back)")
  }

  @Test("a policy does not differ from itself, wherever its lines stand", arguments: 1...4)
  func same(seed: UInt64) throws {
    var configurations = RandomConfiguration(seed: seed)
    for _ in 0..<8 {
      let text = configurations.next()
      let policy = try load([text])
      let moved = try load(["!\n!\n" + text])
      #expect(policy.differences(to: moved) == [], "seed \(seed)")
    }
  }

  @Test("a map that was copied under another name is compared with the one that it replaces")
  func renamed() throws {
    let old = try load([Self.base])
    let new = try load([
      Self.base.replacing("esmtp M", with: "esmtp N").replacing("gt 1000", with: "gt 7")
    ])
    #expect(
      lines(old.differences(to: new)) == [
        "changed: inspect esmtp M > inspect esmtp N",
        "changed: match body length gt 1000 log > match body length gt 7 log",
      ])
  }
}
