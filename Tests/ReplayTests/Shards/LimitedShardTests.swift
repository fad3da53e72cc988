import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

/// Limits of connections over the captures of all shards: the same bytes as one run, wherever they are cut.
@Suite struct LimitedShardTests {
  private static let timeouts = "timeout conn 0:05:00 half-closed 0:05:00 embryonic 0:00:15\n"

  /// Every limit alone and all together.
  private static let limits = [
    "conn-max 1", "conn-max 2", "per-client-max 1", "embryonic-conn-max 1",
    "per-client-embryonic-max 1", "conn-max 3 embryonic-conn-max 1",
    "conn-max 3 per-client-max 1 embryonic-conn-max 2 per-client-embryonic-max 1",
  ]

  private static func policy(_ limits: String, timeouts: String = timeouts) -> String {
    "\(timeouts)policy-map p\n class inspection_default\n  inspect esmtp\n  set connection \(limits)\n"
      + "service-policy p global\n"
  }

  /// Limits of translations, a class whose sessions nobody inspects, and an inspection that ends sessions.
  private static let further = [
    "PIX Version 6.3(5)\nfixup protocol smtp 25\n"
      + "static (inside,outside) 10.0.0.100 192.168.1.2 netmask 255.255.255.255 2 1\n",
    "PIX Version 6.3(5)\nnameif ethernet0 outside security0\nnameif ethernet1 inside security100\n"
      + "ip address inside 10.0.0.1 255.255.255.255\nfixup protocol smtp 25\n"
      + "nat (inside) 1 10.0.0.0 255.0.0.0 1 1\n",
    "ASA Version 9.1(2)\nclass-map c\n match any\npolicy-map p\n class c\n"
      + "  set connection conn-max 2 embryonic-conn-max 1\nservice-policy p global\n",
    "ASA Version 9.1(2)\npolicy-map type inspect esmtp m\n match sender-address length gt 3\n  reset log\n"
      + "policy-map p\n class inspection_default\n  inspect esmtp m\n  set connection conn-max 1\n"
      + "service-policy p global\n",
  ]

  /// Cuts at which times run backwards from one shard to the next are refused.
  private static func isOutOfOrder(_ difference: String?) -> Bool {
    difference?.contains("are they in the order of their times?") ?? false
  }

  @Test("a crowded capture, cut behind every frame", arguments: limits + further)
  func everyCut(text: String) throws {
    var traffic = InterleavedTraffic(seed: UInt64(text.utf8.count))
    let capture = traffic.bytes(sessions: 2, isCrowded: true)
    let count = WrittenFrame.all(capture).count
    let isClass = text.hasPrefix("PIX") || text.hasPrefix("ASA")
    var run = try ShardedRun(policy: loadPolicy(isClass ? text : Self.policy(text)))
    for frame in 0...count {
      try run.cut(capture, behind: [frame])
      let difference = try run.difference(shards: 2)
      #expect(difference == nil, "\(text), cut behind frame \(frame) of \(count)")
      if difference != nil { break }
    }
  }

  @Test("random cuts into one to seven shards", arguments: [UInt64](1...10))
  func randomCuts(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &* 977)
    var traffic = InterleavedTraffic(seed: seed &+ 2000)
    let capture = traffic.bytes(
      sessions: Int.random(in: 4...10, using: &random), isCrowded: seed % 4 > 0,
      runsBackwards: seed % 3 == 0)
    let count = WrittenFrame.all(capture).count
    let files = Int.random(in: 7...12, using: &random)
    let cuts = (1..<files).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
    let policies = Self.limits.map { Self.policy($0) } + Self.further
    let text = policies[Int(seed) % policies.count]
    var run = try ShardedRun(policy: loadPolicy(text))
    run.options.jobs = seed % 5 == 0 ? 2 : 1
    try run.cut(capture, behind: cuts)
    for shards in 1...7 {
      let difference = try run.difference(shards: shards)
      if Self.isOutOfOrder(difference), seed % 3 == 0 { continue }
      #expect(difference == nil, "seed \(seed), \(shards) shards, cut behind \(cuts) of \(count)")
    }
  }

  @Test("limits refuse and intercept on both sides of cuts in these captures")
  func reached() throws {
    var seen: Set<String> = []
    for text in Self.limits.map({ Self.policy($0) }) + Self.further {
      for seed in [UInt64](2001...2003) {
        var traffic = InterleavedTraffic(seed: seed)
        let capture = traffic.bytes(sessions: 8, isCrowded: true)
        var run = try ShardedRun(policy: loadPolicy(text))
        try run.cut(capture, behind: [])
        let report = try run.whole().text
        for message in [
          "-201002", "-201003", "-201009", "-201010", "-201011", "-201012", "-201013",
          "the message was written less than 10 seconds before",
        ] where report.contains(message) {
          seen.insert(message)
        }
      }
    }
    #expect(seen.count == 8, "\(seen.sorted())")
  }

  @Test("what hangs on the profile is not told where limits would refuse others under another one")
  func flips() throws {
    var capture = CaptureBuilder()
    capture.session(
      client: (1, 1001),
      [
        ("S", "220 mx ESMTP\r\n"), ("C", "EHLO i\r\n"), ("S", "250 mx\r\n"),
        ("C", "MAIL FROM:<a|b@example.com>\r\n"), ("S", "250 ok\r\n"),
      ], isOpen: true)
    let cut = WrittenFrame.all(capture.bytes).count
    capture.session(
      client: (1, 1002),
      [
        ("S", "220-mx ESMTP\r\n220-two\r\n220 three\r\n"), ("C", "EHLO i\r\n"),
        ("S", "250-mx\r\n250-VRFY\r\n250 HELP\r\n"), ("C", "MAIL FROM:<c|d@example.com>\r\n"),
        ("S", "250 ok\r\n"),
      ])
    var run = try ShardedRun(policy: loadPolicy(Self.policy("conn-max 1")))
    try run.cut(capture.bytes, behind: [cut])
    func flips(_ text: String) throws -> Substring {
      let start = try #require(text.firstRange(of: "\"flips\":"))
      return text[start.lowerBound...].prefix { $0 != "}" }
    }
    #expect(
      try flips(run.whole().text)
        == #""flips":{"profile":"asa","other":"asa-field","sessions":2,"unresolved":0,"switches":{"pipe":2"#
    )
    let merged = try run.merged(run.shards(2)).text
    #expect(
      try flips(merged)
        == #""flips":{"profile":"asa","other":"asa-field","sessions":0,"unresolved":2,"switches":{"#
    )
  }

  @Test("reports of tests are those of one run, too", arguments: [ReportForm.junit, .tap])
  func forms(form: ReportForm) throws {
    var traffic = InterleavedTraffic(seed: 2003)
    let capture = traffic.bytes(sessions: 9, isCrowded: true)
    let count = WrittenFrame.all(capture).count
    var run = try ShardedRun(
      policy: loadPolicy(Self.policy("conn-max 2 per-client-embryonic-max 1")))
    try run.cut(capture, behind: [count / 4, count / 2, 3 * count / 4])
    let reports = try run.shards(4)
    let (whole, merged) = (try run.whole(form), try run.merged(reports, form))
    #expect(whole.text == merged.text)
    #expect(whole.status == merged.status)
    #expect(whole.text.contains("conn-max"))
    for form in [ReportForm.text, .markdown] {
      #expect(try run.merged(reports, form).text.contains("conn-max"))
    }
  }

  @Test("a report that lacks what a limit decides about is not taken")
  func lacking() throws {
    var traffic = InterleavedTraffic(seed: 2003)
    let capture = traffic.bytes(sessions: 9, isCrowded: true)
    var run = try ShardedRun(policy: loadPolicy(Self.policy("conn-max 1")))
    try run.cut(capture, behind: [WrittenFrame.all(capture).count / 2])
    let reports = try run.shards(2)
    let texts = try reports.map { try String(contentsOfFile: $0, encoding: .utf8) }
    for (path, text) in zip(reports, texts) {
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("{\"record\":\"refused\"") }
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    }
    #expect(throws: MergeError.self) { try run.merged(reports) }
    for (path, text) in zip(reports, texts) {
      var lines = text.split(separator: "\n")
      let steps = lines.indices.filter { lines[$0].hasPrefix("{\"record\":\"connection\"") }
      lines.swapAt(steps[0], steps[steps.count - 1])
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    }
    #expect(throws: MergeError.self) { try run.merged(reports) }
  }

  @Test("connections that stand open across all shards are counted in the last one")
  func longSessions() throws {
    var capture = CaptureBuilder()
    capture.session(client: (1, 1001), [], isOpen: true)
    let silent = WrittenFrame.all(capture.bytes).count
    for number in 0..<12 {
      capture.frame(
        from: (1, 1001), to: (2, 25), sequence: 1001, acknowledgment: 9001,
        flags: CaptureBuilder.Flags.ack, after: 100_000_000)
      if number % 3 == 2 {
        capture.session(client: (3, UInt16(1100 + number)), AnalysisTests.delivery)
      }
    }
    // The first connection is idle for too long, to the second.
    capture.frame(
      from: (3, 1200), to: (2, 25), sequence: 1000, flags: CaptureBuilder.Flags.syn,
      after: 299_999_999)
    capture.frame(
      from: (3, 1201), to: (2, 25), sequence: 1000, flags: CaptureBuilder.Flags.syn, after: 100)
    let count = WrittenFrame.all(capture.bytes).count
    var run = try ShardedRun(policy: loadPolicy(Self.policy("conn-max 1")))
    try run.cut(capture.bytes, behind: [])
    let whole = try run.whole().text
    #expect(whole.split(separator: "%ASA-3-201011: ").count == 1 + 5)
    for frame in silent..<count {
      try run.cut(capture.bytes, behind: [silent / 2, frame])
      let difference = try run.difference(shards: 3)
      #expect(difference == nil, "cut behind frame \(frame) of \(count)")
    }
  }
}
