import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("time-outs, resets and queues of connections")
struct ConnectionStatementTests {
  private static let interfaces = """
    interface e0
     nameif outside
     security-level 0
     ip address 203.0.113.1 255.255.255.0
    interface e1
     nameif inside
     security-level 100
     ip address 10.0.0.1 255.0.0.0

    """

  /// A policy with lines before it and in its class.
  private static func text(_ lines: String = "", in entry: String = "") -> String {
    lines + (lines.hasSuffix("\n") || lines.isEmpty ? "" : "\n")
      + "policy-map p\n class inspection_default\n  inspect esmtp\n"
      + (entry.isEmpty ? "" : entry + "\n") + "service-policy p global\n"
  }

  private func answer(
    _ text: String, _ client: String = "203.0.113.9 4000", _ server: String = "10.0.0.25 25"
  ) throws -> Classification {
    try policy(text).classify(client: socket(client), server: socket(server), time: 0)
  }

  @Test(
    "how long connections are kept",
    arguments: [
      ("", "", [30, 600, 3600]),
      ("timeout conn 2:00:00 half-closed 0:05:00 udp 0:02:00 icmp 0:00:02", "", [30, 300, 7200]),
      ("timeout conn 0:30:00\ntimeout embryonic 0:00:20", "", [20, 600, 1800]),
      ("timeout conn 0", "", [30, 600, 0]),
      ("timeout xlate 3:00:00\ntimeout uauth 0:05:00 absolute", "", [30, 600, 3600]),
      ("timeout conn 0:30:00\nclear configure timeout", "", [30, 600, 3600]),
      ("timeout conn 0:30:00 half-closed 0:05:00\nno timeout conn", "", [30, 300, 3600]),
      ("", "  set connection timeout embryonic 0:00:10", [10, 600, 3600]),
      ("", "  set connection timeout tcp 4:00:00 reset", [30, 600, 14_400]),
      (
        "timeout conn 2:00:00 half-closed 0:05:00",
        "  set connection timeout half-closed 0:20:00 idle 8:00:00 reset dcd 0:15:00 5",
        [30, 1200, 28_800]
      ),
      (
        "", "  set connection timeout idle 8:00:00\n  no set connection timeout idle",
        [30, 600, 3600]
      ),
      (
        "", "  set connection timeout idle 8:00:00 embryonic 0:0:9\n  no set connection timeout",
        [30, 600, 3600]
      ),
      ("aaa-server a protocol radius\n timeout 5", "", [30, 600, 3600]),
    ])
  func times(_ lines: String, _ entry: String, _ expected: [Int]) throws {
    let found = try answer(Self.text(lines, in: entry)).timeouts
    #expect([found.embryonic, found.halfClosed, found.idle] == expected)
  }

  @Test(
    "a time that is none",
    arguments: [
      ("timeout conn 1:00", "1:14: error: \"1:00\" is not a time as hh:mm:ss"),
      ("timeout half-closed 0:60:00", "1:21: error: \"0:60:00\" is not a time as hh:mm:ss"),
      ("timeout embryonic 1194:0:0", "1:19: error: \"1194:0:0\" is not a time as hh:mm:ss"),
      ("timeout conn", "1:13: error: the line ends where a time is due"),
    ])
  func mistakes(_ line: String, _ expected: String) {
    #expect(diagnostics(Self.text(line)) == [expected])
  }

  @Test(
    "what the device queues out of order",
    arguments: [
      ("", "", [3, 4]),
      ("tcp-map m\n queue-limit 20", "  set connection advanced-options m", [20, 4]),
      ("tcp-map m\n queue-limit 20 timeout 9", "  set connection advanced-options m", [20, 9]),
      (
        "tcp-map m\n check-retransmission\n queue-limit 0\n tcp-options range 6 7 allow",
        "  set connection advanced-options m", [3, 4]
      ),
      (
        "tcp-map m\n queue-limit 20\n no queue-limit", "  set connection advanced-options m",
        [3, 4]
      ),
      ("tcp-map m\n queue-limit 20", "", [3, 4]),
      (
        "tcp-map m\n queue-limit 20",
        "  set connection advanced-options m\n  no set connection advanced-options m", [3, 4]
      ),
    ])
  func queue(_ lines: String, _ entry: String, _ expected: [Int]) throws {
    let found = try answer(Self.text(lines, in: entry)).reorderQueue
    #expect([found.segments, found.seconds] == expected)
  }

  @Test("a tcp-map that is not there is a warning at the reference")
  func undefinedMap() throws {
    #expect(
      diagnostics(Self.text(in: "  set connection advanced-options m"))
        == ["4:35: warning: there is no tcp-map \"m\""])
  }

  @Test("a tcp-map and limits may come from two classes, the first of each")
  func features() throws {
    let text = """
      tcp-map m
       queue-limit 7
      class-map first
       match any
      policy-map p
       class first
        set connection advanced-options m
       class inspection_default
        inspect esmtp
        set connection conn-max 5
      service-policy p global

      """
    let policy = try policy(text)
    let answer = policy.classify(
      client: try socket("203.0.113.9 4000"), server: try socket("10.0.0.25 25"), time: 0)
    #expect(answer.reorderQueue.segments == 7)
    #expect(answer.classLimits.map { policy.limits[$0].connections } == 5)
  }

  @Test(
    "who is answered by an RST behind a drop",
    arguments: [
      ("", "", ""),
      ("service resetinbound", "client", "server"),
      ("service resetoutbound", "server", "client"),
      ("service resetinbound interface outside", "client", "server"),
      ("service resetinbound interface inside", "", ""),
      ("service resetinbound\nservice resetoutbound", "client server", "client server"),
      ("service resetinbound\nno service resetinbound", "", ""),
      ("service resetinbound\nclear configure service", "", ""),
      ("service resetoutside", "", ""),
      ("service password-recovery", "", ""),
    ])
  func resets(_ line: String, _ inwards: String, _ outwards: String) throws {
    let text = Self.text(Self.interfaces + line + "\n")
    let names = { (answer: Classification) in
      answer.denialResets.map(\.sender.description).joined(separator: " ")
    }
    #expect(names(try answer(text)) == inwards)
    #expect(names(try answer(text, "10.0.0.25 4000", "203.0.113.9 25")) == outwards)
  }

  @Test("resetoutside is about the device's own address on its least secure interface")
  func outside() throws {
    let text = Self.text(
      Self.interfaces + "static (inside,outside) tcp interface smtp 10.0.0.25 smtp\n"
        + "service resetoutside\n")
    let found = try answer(text, "203.0.113.9 4000", "203.0.113.1 25").denialResets
    #expect(found.map(\.sender) == [.client])
    #expect(found.first?.step.text == "service resetoutside")
    #expect(found.first?.step.source.line == 10)
  }

  @Test("equal levels are inbound and outbound at once")
  func equalLevels() throws {
    let text = Self.text(
      Self.interfaces.replacing("level 100", with: "level 0") + "service resetinbound\n")
    #expect(try answer(text).denialResets.map(\.sender) == [.client, .server])
    #expect(try answer(text).denialResets.first?.reason == "security level 0 to 0")
  }

  @Test("limits of static and nat reach the sessions of their hosts")
  func translations() throws {
    let text = """
      PIX Version 6.3(5)
      nameif ethernet0 outside security0
      nameif ethernet1 inside security100
      static (inside,outside) 203.0.113.25 10.0.0.25 netmask 255.255.255.255 50 100
      nat (inside) 1 10.0.0.0 255.0.0.0 tcp 7 9

      """
    let policy = try policy(text)
    let inwards = policy.classify(
      client: try socket("198.51.100.1 4000"), server: try socket("203.0.113.25 25"), time: 0)
    let server = try #require(inwards.translationLimits)
    #expect(policy.limits[server].connections == 50)
    #expect(policy.limits[server].embryonic == 100)
    #expect(policy.limits[server].source.line == 4)
    #expect(policy.limits[server].translation?.hasPrefix("static (inside,outside)") == true)
    #expect(inwards.clientLimits == nil)
    let outwards = policy.classify(
      client: try socket("10.0.0.25 4000"), server: try socket("198.51.100.1 25"), time: 0)
    let client = try #require(outwards.clientLimits)
    #expect(policy.limits[client].connections == 7)
    #expect(policy.limits[client].embryonic == 9)
    #expect(outwards.translationLimits == nil)
  }

  @Test(
    "a nat line is about the hosts of its interface, and static comes before it",
    arguments: [
      ("198.51.100.1 4000", "203.0.113.25 25", 50, 0), ("10.0.0.25 4000", "198.51.100.1 25", 0, 7),
      ("198.51.100.1 4000", "10.0.0.26 25", 7, 0),
    ])
  func addressTranslation(_ client: String, _ server: String, _ ofServer: Int, _ ofClient: Int)
    throws
  {
    let text = """
      PIX Version 6.3(5)
      nameif ethernet0 outside security0
      nameif ethernet1 inside security100
      ip address outside 203.0.113.1 255.255.255.0
      ip address inside 10.0.0.1 255.0.0.0
      nat (inside) 1 0 0 7 9
      static (inside,outside) 203.0.113.25 10.0.0.25 netmask 255.255.255.255 50 100

      """
    let policy = try policy(text)
    let answer = policy.classify(client: try socket(client), server: try socket(server), time: 0)
    let maximum = { (index: Int?) in index.map { policy.limits[$0].connections } ?? 0 }
    #expect(maximum(answer.translationLimits) == ofServer)
    #expect(maximum(answer.clientLimits) == ofClient)
  }

  @Test("without interfaces a nat line counts for the host that opens the connection")
  func unknownInterfaces() throws {
    let answer = try answer("PIX Version 6.3(5)\nnat (inside) 1 0 0 7 9\n")
    #expect(answer.clientLimits == 0)
    #expect(answer.translationLimits == nil)
  }

  /// Texts of which the effective policy must be a fixed point.
  static let shown: [(text: String, expected: String)] = [
    (
      text("timeout half-closed 0:5:0 conn 2:0:0 udp 0:02:00\nservice resetoutside\n"),
      "timeout conn 2:00:00 half-closed 0:05:00\nservice resetoutside\n"
    ),
    (
      text("service resetinbound interface outside\n"), "service resetinbound interface outside\n"
    ),
    (
      text(
        "tcp-map m\n check-retransmission\n queue-limit 20 timeout 9\n",
        in: "  set connection advanced-options m\n  set connection timeout tcp 0:5:0 reset"),
      "tcp-map m\n queue-limit 20 timeout 9\n"
    ),
    (
      text(in: "  set connection timeout embryonic 0:0:5 half-closed 0:6:0 idle 0\n"),
      "  set connection timeout embryonic 0:00:05 half-closed 0:06:00 idle 0:00:00\n"
    ),
    (
      text(in: "  set connection conn-max 4\n  set connection timeout idle 0:7:0"),
      "  set connection conn-max 4\n  set connection timeout idle 0:07:00\n"
    ),
    (
      text("tcp-map m\n", in: "  set connection advanced-options m"),
      "tcp-map m\n"
    ),
    (
      "PIX Version 6.3(5)\nnameif ethernet0 outside security0\n"
        + "nameif ethernet1 inside security100\ntimeout conn 0:30:00\n"
        + "static (inside,outside) 203.0.113.25 10.0.0.25 netmask 255.255.255.255 50 100\n",
      "static (inside,outside) 203.0.113.25 10.0.0.25 netmask 255.255.255.255 50 100\n"
    ),
  ]

  @Test("they are shown, and read again they are the same", arguments: shown.indices)
  func fixedPoint(_ index: Int) throws {
    let first = try policy(Self.shown[index].text)
    #expect(first.text.contains(Self.shown[index].expected), "\(first.text)")
    let second = try policy(first.text)
    #expect(second.text == first.text)
    let ask = { (policy: LoadedPolicy) in
      policy.classify(
        client: try socket("198.51.100.1 4000"), server: try socket("203.0.113.25 25"), time: 0)
    }
    #expect(try ask(first).timeouts == ask(second).timeouts)
    #expect(try ask(first).reorderQueue == ask(second).reorderQueue)
    let maxima = { (policy: LoadedPolicy) in policy.limits.map { [$0.connections, $0.embryonic] } }
    #expect(maxima(first) == maxima(second))
  }
}
