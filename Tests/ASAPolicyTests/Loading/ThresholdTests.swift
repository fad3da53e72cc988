import ASAPolicy
import ESMTPInspection
import Testing

@Suite("a policy with another number")
struct ThresholdTests {
  private func changes(_ old: LoadedPolicy, _ criterion: Criterion, _ value: Int) throws -> [String]
  {
    let new = try #require(old.setting(criterion, to: value))
    return old.differences(to: new).map {
      "\($0.change.rawValue): \($0.old?.line ?? "-") > \($0.new?.line ?? "-")"
    }
  }

  private static let service = """
    policy-map global_policy
     class inspection_default
      inspect esmtp M

    """

  @Test("nothing but the number is another one, of the built-in map as well")
  func builtIn() throws {
    let old = try #require(LoadedPolicy.load([], profile: nil).policy)
    #expect(try changes(old, .recipientCount, 100) == [])
    #expect(
      try changes(old, .recipientCount, 101) == [
        "changed: match cmd RCPT count gt 100 drop-connection log > "
          + "match cmd RCPT count gt 101 drop-connection log"
      ])
    let new = try #require(old.setting(.recipientCount, to: 101))
    #expect(new.inspections.first?.map?.matches.count == old.inspections.first?.map?.matches.count)
    #expect(
      new.inspections.first?.map?.matches.map(\.source)
        == old.inspections.first?.map?.matches.map(\.source))
  }

  @Test("a line that ends sessions keeps its place and its action")
  func inPlace() throws {
    let old = try policy(
      """
      policy-map type inspect esmtp M
       match header line length gt 998
        log
       match header line length gt 2000
        reset
       match header line length gt 3000
        drop-connection
       match body length gt 7
        log
      \(Self.service)
      """)
    let new = try #require(old.setting(.headerLineLength, to: 2500))
    #expect(
      new.inspections.first?.map?.matches.map { "\($0.text) \($0.actions)" } == [
        "header line length gt 998 [log]", "header line length gt 2500 [reset]",
        "body length gt 7 [log]",
      ])
  }

  @Test("a line that ends none does, and a map without the line has it")
  func added() throws {
    let logging = try policy(
      "policy-map type inspect esmtp M\n match body length gt 7\n  log\n" + Self.service)
    #expect(
      try changes(logging, .bodyLength, 7) == [
        "action-changed: match body length gt 7 log > match body length gt 7 drop-connection log"
      ])
    #expect(
      try changes(logging, .headerLength, 9) == [
        "added: - > match header length gt 9 drop-connection log"
      ])
  }

  @Test("all maps in force have it")
  func everyMap() throws {
    let old = try policy(
      """
      ASA Version 9.4(1)
      access-list A extended permit tcp any any eq smtp
      class-map a
       match access-list A
      class-map b
       match any
      policy-map type inspect esmtp M
       match body length gt 7
        reset
      policy-map type inspect esmtp N
       match body length gt 9
        reset
      policy-map P
       class a
        inspect esmtp M
       class b
        inspect esmtp N
      service-policy P global

      """)
    #expect(old.mapsInForce == ["M", "N"])
    #expect(
      try changes(old, .bodyLength, 8) == [
        "changed: match body length gt 7 reset > match body length gt 8 reset",
        "changed: match body length gt 9 reset > match body length gt 8 reset",
      ])
  }

  @Test("where no map is in force, there is nothing to set")
  func none() throws {
    let old = try policy("PIX Version 6.3(5)\n")
    #expect(old.setting(.bodyLength, to: 8) == nil)
  }
}
