import ESMTPInspection
import Primitives
import Testing

@testable import ASAPolicy

@Suite("access lists")
struct AccessListTests {
  /// Whether class `c` over access list `a` takes a session.
  private func takes(_ lines: String, _ client: String, _ server: String) throws -> Bool? {
    switch try policy(ClassificationTests.one(lines)).verdict(client, server) {
    case "c/_default_esmtp_map": true
    case "not inspected": false
    default: nil
    }
  }

  @Test(
    "the forms of a line",
    arguments: [
      ("permit tcp any any eq smtp", true), ("permit ip any any", true), ("permit 6 any any", true),
      ("permit udp any any", false), ("permit 17 any any", false),
      ("permit icmp any any echo", false),
      ("permit tcp host 192.0.2.1 any", true), ("permit tcp host 192.0.2.2 any", false),
      ("permit tcp 192.0.2.1 255.255.255.255 any", true),
      ("permit tcp 192.0.0.0 255.255.0.0 any", true),
      ("permit tcp 192.0.2.0 255.255.255.254 any", true),
      ("permit tcp 192.0.2.0 0.0.0.255 any", false),
      ("permit tcp 0.0.0.1 0.0.0.255 any", true), ("permit tcp 0.0.0.2 0.0.0.255 any", false),
      ("permit tcp any4 any4", true), ("permit tcp any6 any6", false),
      ("permit tcp any host 198.51.100.25 neq 26", true), ("permit tcp any any neq 25", false),
      ("permit tcp any any lt 25", false), ("permit tcp any any lt 26", true),
      ("permit tcp any any gt 24", true), ("permit tcp any any gt 25", false),
      ("permit tcp any any gt 65535", false), ("permit tcp any any lt 0", false),
      ("permit tcp any any range smtp www", true), ("permit tcp any any range 30 20", true),
      ("permit tcp any eq 4000 any eq 25", true), ("permit tcp any eq 4001 any eq 25", false),
      ("permit tcp any gt 1023 any eq 25 log 6 interval 300", true),
      ("permit tcp any any eq 25 inactive", false),
      ("permit tcp any any eq 25 log disable inactive", false),
      ("permit tcp any any eq 25 (hitcnt=12) 0x1234abcd", true),
      ("remark permit tcp any any", false),
    ])
  func forms(_ line: String, _ expected: Bool) throws {
    #expect(
      try takes("access-list a extended " + line, "192.0.2.1 4000", "198.51.100.25 25") == expected)
    #expect(try takes("access-list a " + line, "192.0.2.1 4000", "198.51.100.25 25") == expected)
    #expect(
      try takes("ACCESS-LIST a line 1 EXTENDED " + line, "192.0.2.1 4000", "198.51.100.25 25")
        == expected)
  }

  @Test("IPv6 prefixes and hosts")
  func ipv6() throws {
    let lines = "access-list a permit tcp 2001:db8::/32 host 2001:db8:1::25 eq 25"
    #expect(try takes(lines, "2001:db8:ffff::1 4", "2001:db8:1::25 25") == true)
    #expect(try takes(lines, "2001:db9::1 4", "2001:db8:1::25 25") == false)
    #expect(try takes(lines, "192.0.2.1 4", "2001:db8:1::25 25") == false)
  }

  @Test("the first line that matches decides, and deny means not in this class")
  func order() throws {
    let lines = """
      access-list a deny tcp any host 198.51.100.25
      access-list a permit tcp any any eq 25
      access-list a deny tcp any any
      """
    #expect(try takes(lines, "192.0.2.1 4", "198.51.100.25 25") == false)
    #expect(try takes(lines, "192.0.2.1 4", "198.51.100.26 25") == true)
    let first = lines + "\naccess-list a line 1 permit tcp host 192.0.2.9 any"
    #expect(try takes(first, "192.0.2.9 4", "198.51.100.25 25") == true)
    #expect(try takes(first, "192.0.2.8 4", "198.51.100.25 25") == false)
    let less = lines + "\nno access-list a extended deny tcp any host 198.51.100.25"
    #expect(try takes(less, "192.0.2.1 4", "198.51.100.25 25") == true)
  }

  @Test("objects, groups in groups, services and names, defined before or after")
  func objects() throws {
    let lines = """
      access-list a extended permit object-group svc object-group clients object server
      name 192.0.2.77 partner
      object network server
       host 198.51.100.25
      object network net
       subnet 10.0.0.0 255.0.0.0
      object network some
       range 172.16.0.5 172.16.0.9
      object-group network inner
       network-object host partner
       network-object object some
      object-group network clients
       network-object 192.168.0.0 255.255.0.0
       network-object object net
       group-object inner
      object service submission
       service tcp source gt 1023 destination eq 587
      object-group service svc
       service-object tcp destination eq smtp
       service-object object submission
       service-object udp destination eq 53
      """
    for client in ["192.0.2.77", "10.9.9.9", "172.16.0.5", "172.16.0.9", "192.168.255.1"] {
      #expect(try takes(lines, client + " 4000", "198.51.100.25 25") == true)
    }
    for client in ["192.0.2.78", "11.0.0.1", "172.16.0.4", "172.16.0.10", "192.169.0.1"] {
      #expect(try takes(lines, client + " 4000", "198.51.100.25 25") == false)
    }
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.25 587") == true)
    #expect(try takes(lines, "10.9.9.9 1000", "198.51.100.25 587") == false)
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.25 53") == false)
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.26 25") == false)
  }

  @Test("port groups, protocol groups, and a group of ports behind an object-group of addresses")
  func portGroups() throws {
    let lines = """
      object-group service mail tcp
       port-object eq smtp
       port-object range 2525 2526
      object-group protocol both
       protocol-object udp
       protocol-object tcp
      object-group network hosts
       network-object host 198.51.100.25
      access-list a extended permit object-group both any object-group hosts object-group mail
      """
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.25 25") == true)
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.25 2526") == true)
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.25 2527") == false)
    #expect(try takes(lines, "10.9.9.9 4000", "198.51.100.26 25") == false)
  }

  @Test("what a capture does not tell makes the session undecided only where it matters")
  func unknown() throws {
    let fqdn = """
      object network name
       fqdn mx.example.com
      access-list a extended permit tcp any object name eq 25
      """
    #expect(try takes(fqdn, "10.9.9.9 4000", "198.51.100.25 25") == nil)
    #expect(try takes(fqdn, "10.9.9.9 4000", "198.51.100.25 26") == false)
    let user = "access-list a extended permit tcp user EX\\joe any any eq 25\n"
    #expect(try takes(user, "10.9.9.9 4000", "198.51.100.25 25") == nil)
    #expect(
      try takes(user + "access-list a permit tcp any any", "10.9.9.9 4000", "198.51.100.25 25")
        == true)
    #expect(
      try takes("access-list a permit tcp any any\n" + user, "10.9.9.9 4000", "198.51.100.25 25")
        == true)
    #expect(
      try takes(user + "access-list a deny tcp any any", "10.9.9.9 4000", "198.51.100.25 25") == nil
    )
  }

  // MARK: Against a model

  private struct Line {
    var permits: Bool
    var client: ClosedRange<UInt32>
    var server: ClosedRange<UInt32>
    var clientPorts: ClosedRange<UInt16>
    var ports: ClosedRange<UInt16>
  }

  @Test("a long list says the same as a walk over its lines", arguments: 1...12)
  func model(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var lines: [Line] = []
    var text = ""
    let count = seed % 3 == 0 ? 600 : 60
    for _ in 0..<count {
      let (client, clientText) = address(&random)
      let (server, serverText) = address(&random)
      let low = UInt16.random(in: 20...30, using: &random)
      let high = UInt16.random(in: low...31, using: &random)
      let limitsClient = Int.random(in: 0..<8, using: &random) == 0
      let line = Line(
        permits: Bool.random(using: &random), client: client, server: server,
        clientPorts: limitsClient ? 1024...3000 : 0...65_535, ports: low...high)
      lines.append(line)
      text +=
        "access-list a extended \(line.permits ? "permit" : "deny") tcp \(clientText)"
        + (limitsClient ? " range 1024 3000" : "") + " \(serverText) range \(low) \(high)\n"
    }
    let policy = try policy(ClassificationTests.one(text))
    for _ in 0..<400 {
      let client = base + UInt32.random(in: 0...40, using: &random)
      let server = base + UInt32.random(in: 0...40, using: &random)
      let from = UInt16([4000, 2000].randomElement(using: &random) ?? 4000)
      let to = UInt16.random(in: 18...33, using: &random)
      let expected =
        lines.first {
          $0.client.contains(client) && $0.server.contains(server) && $0.ports.contains(to)
            && $0.clientPorts.contains(from)
        }?.permits ?? false
      let answer = policy.classify(
        client: Socket(address: IPAddress(v4: client), port: from),
        server: Socket(address: IPAddress(v4: server), port: to), time: 0)
      #expect((answer.outcome != .notInspected) == expected, "seed \(seed)")
    }
  }

  private let base: UInt32 = 0x0A00_0000

  private func address(_ random: inout SplitMix64) -> (ClosedRange<UInt32>, String) {
    let start = base + UInt32.random(in: 0...31, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return (0 ... .max, "any")
    case 1: return (start...start, "host \(IPAddress(v4: start))")
    default:
      let bits = UInt32.random(in: 1...5, using: &random)
      let mask = UInt32.max << bits
      return (
        start & mask...start | ~mask, "\(IPAddress(v4: start & mask)) \(IPAddress(v4: mask))"
      )
    }
  }

  /// What `permit …` with groups NET and SVC takes, wherever the groups stand.
  static let groups: [(line: String, client: String, server: String, takes: Bool)] = [
    ("tcp any object-group NET object-group SVC", "192.0.2.1 4000", "198.51.100.25 25", true),
    ("tcp any object-group NET object-group SVC", "192.0.2.1 4000", "198.51.100.26 25", false),
    ("tcp any object-group NET object-group SVC", "192.0.2.1 4000", "198.51.100.25 26", false),
    ("tcp any object-group SVC object-group NET", "192.0.2.1 25", "198.51.100.25 9", true),
    ("tcp any object-group SVC object-group NET", "192.0.2.1 26", "198.51.100.25 9", false),
    ("tcp any object-group SVC any", "192.0.2.1 25", "198.51.100.25 9", true),
    ("tcp any any object-group SVC", "192.0.2.1 9", "198.51.100.25 25", true),
    ("tcp any any object-group SVC log", "192.0.2.1 9", "198.51.100.25 26", false),
    ("tcp any object-group NET eq 25", "192.0.2.1 9", "198.51.100.25 25", true),
    (
      "tcp object-group NET object-group SVC object-group NET object-group SVC", "198.51.100.25 25",
      "198.51.100.25 25", true
    ),
    ("tcp ifc outside any any object-group SVC", "192.0.2.1 9", "198.51.100.25 25", true),
    ("tcp any ifc inside any object-group SVC", "192.0.2.1 9", "198.51.100.25 26", false),
  ]

  @Test("a group is one of ports or of addresses wherever it is defined", arguments: groups)
  func forwardGroups(_ line: String, _ client: String, _ server: String, _ expected: Bool) throws {
    let definitions = """
      object-group network NET
       network-object host 198.51.100.25
      object-group service SVC tcp
       port-object eq smtp
      """
    for action in ["permit", "trust"] {
      let list = "access-list a advanced \(action) \(line)"
      #expect(try takes(list + "\n" + definitions, client, server) == expected, "\(action)")
      #expect(try takes(definitions + "\n" + list, client, server) == expected, "\(action)")
    }
  }

  @Test("a user before a group that is defined below makes the line unknowable, and no mistake")
  func forwardGroupsOfUsers() throws {
    let list = """
      access-list a permit tcp user LOCAL\\bob any any object-group SVC
      object-group service SVC tcp
       port-object eq smtp
      """
    #expect(try takes(list, "192.0.2.1 9", "198.51.100.25 25") == nil)
    #expect(try takes(list, "192.0.2.1 9", "198.51.100.25 26") == false)
  }

  @Test("a line taken away or moved before its groups are defined stays so")
  func forwardRemoval() throws {
    let list = """
      access-list a permit tcp any any object-group SVC
      access-list a line 1 deny tcp any object-group NET
      no access-list a permit tcp any any object-group SVC
      access-list a permit tcp any any object-group SVC
      object-group network NET
       network-object host 198.51.100.25
      object-group service SVC tcp
       port-object eq smtp
      """
    #expect(try takes(list, "192.0.2.1 9", "198.51.100.25 25") == false)
    #expect(try takes(list, "192.0.2.1 9", "198.51.100.26 25") == true)
  }

  @Test("a group of network services is of names, which a capture does not tell")
  func networkServices() throws {
    let list = "access-list a permit ip any object-group-network-service SAAS"
    #expect(try takes(list, "192.0.2.1 9", "198.51.100.25 25") == nil)
  }

  @Test("groups that are defined nowhere are named by what they would have to be")
  func undefinedGroups() {
    let text = ClassificationTests.one(
      "access-list a permit tcp any object-group NET object-group SVC")
    #expect(
      diagnostics(text).filter { $0.contains(": error: ") }.map { $0.split(separator: ": ").last }
        == [
          "there is no object-group network \"NET\"", "there is no object-group service \"SVC\"",
        ])
  }

  @Test("a mistake in a list that no class uses excuses no name that is missed elsewhere")
  func unusedList() {
    #expect(
      diagnostics(
        """
        access-list gateway extended permit tcp any any nonsense gateway other
        policy-map global_policy
         class gateway
          no inspect esmtp
         class inspection_default
          inspect esmtp other

        """
      ).filter { $0.contains(": error: ") }.map { $0.prefix { $0 != "," } } == [
        "3:8: error: there is no class-map \"gateway\"",
        "6:17: error: there is no policy-map type inspect esmtp \"other\"",
      ])
  }

  @Test("a mistake in a list that no class uses is a warning")
  func unusedMistake() {
    let line = "access-list other extended permit tcp any any lgo\n"
    let text = ClassificationTests.one("access-list a permit tcp any any")
    #expect(
      diagnostics("ASA Version 9.1(2)\n" + line) == [
        "2:47: warning: \"lgo\" is not known in an access list"
      ])
    #expect(diagnostics(text + line).filter { $0.contains(": error: ") } == [])
    let used = line.replacing("other", with: "a")
    #expect(
      diagnostics(text + used).contains {
        $0.hasSuffix(": error: \"lgo\" is not known in an access list")
      })
  }
}
