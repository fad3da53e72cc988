import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("text that nobody would type")
struct HostileTests {
  private static let words = [
    "access-list", "a", "b", "extended", "permit", "deny", "tcp", "ip", "any", "host", "10.0.0.1",
    "255.255.0.0", "2001:db8::/32", "eq", "range", "smtp", "25", "object", "object-group",
    "network", "service", "group-object", "network-object", "service-object", "port-object",
    "class-map", "policy-map", "type", "inspect", "esmtp", "regex", "match", "not", "cmd", "line",
    "length", "gt", "verb", "MAIL", "ehlo-reply-parameter", "others", "sender-address", "class",
    "parameters", "mask-banner", "mail-relay", "action", "log", "drop-connection", "reset", "mask",
    "rate-limit", "allow-tls", "no", "service-policy", "global", "interface", "outside", "nameif",
    "route", "static", "(inside,outside)", "nat", "source", "fixup", "protocol", "1-3", "name",
    "time-range", "periodic", "8:00", "to", "daily", "absolute", "start", "set", "connection",
    "conn-max", "-1", "99999999999999999999", "\"", "\"x y\"", "[", "(", "{1000}", "exit", "end",
    "ASA", "PIX", "Version", "9.1(2)", "clear", "configure", "all", "default-inspection-traffic",
    "inspection_default", "global_policy", "\u{A0}", "\u{201C}", "access-list", "fqdn", "subnet",
    "remark", "timeout", "conn", "0:0:5", "tcp-map", "queue-limit", "advanced-options", "service",
    "resetinbound", "clock", "timezone", "insert-before", "changeto", "context", "!", ":", "<---",
    "More", "--->", "quit", "certificate", "destination", "udp", "0", "65536",
  ]

  private func check(_ text: String, _ note: String) throws {
    let (policy, diagnostics) = LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: nil)
    let lines = text.utf8.count { $0 == 10 } + 1
    #expect(policy != nil || diagnostics.contains { $0.severity == .error }, "\(note)")
    #expect(policy == nil || !diagnostics.contains { $0.severity == .error }, "\(note)")
    for diagnostic in diagnostics {
      #expect((0...lines).contains(diagnostic.source.line), "\(note): \(diagnostic)")
      #expect(diagnostic.column > 0)
      #expect(!diagnostic.message.isEmpty && !diagnostic.message.hasSuffix("."))
      #expect(diagnostic.description.contains(diagnostic.severity.rawValue))
    }
    guard let policy else { return }
    _ = try policy.verdict("10.0.0.1 4000", "10.0.0.2 25")
    _ = try policy.verdict("2001:db8::1 4000", "2001:db8::2 25", time: .min)
    _ = try policy.verdict("10.0.0.1 4000", "10.0.0.2 25", time: .max)
    let again = LoadedPolicy.load([PolicyText(name: "p", text: policy.text)], profile: nil).policy
    #expect(again?.text == policy.text, "\(note): show of show")
  }

  @Test("random lines never crash, and mistakes have a line", arguments: 1...20)
  func randomLines(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<25 {
      var text = ""
      for _ in 0..<Int.random(in: 1...25, using: &random) {
        text += String(repeating: " ", count: Int.random(in: 0...3, using: &random))
        for _ in 0..<Int.random(in: 1...9, using: &random) {
          text += (Self.words.randomElement(using: &random) ?? "") + " "
        }
        text += Bool.random(using: &random) ? "\n" : "\r\n"
      }
      try check(text, "seed \(seed):\n\(text)")
    }
  }

  @Test("random changes of whole configurations", arguments: 1...12)
  func mutations(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var made = RandomConfiguration(seed: UInt64(seed))
    for text in TextTests.texts + [made.next()] where !text.isEmpty {
      for _ in 0..<4 {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let at = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes.remove(at: at)
          default: bytes.insert(UInt8.random(in: 9...126, using: &random), at: at)
          }
          if bytes.isEmpty { bytes = [10] }
        }
        let changed = String(decoding: bytes, as: UTF8.self)
        try check(changed, "seed \(seed):\n\(changed)")
      }
    }
  }

  @Test("every truncation of whole configurations", arguments: TextTests.texts.indices)
  func truncations(_ index: Int) throws {
    let bytes = Array(TextTests.texts[index].utf8)
    for length in stride(from: 0, to: bytes.count, by: bytes.count > 300 ? 7 : 1) {
      try check(String(decoding: bytes[..<length], as: UTF8.self), "\(index) cut at \(length)")
    }
  }

  @Test("a line longer than any device's is a mistake that is not read, nor kept")
  func longLine() {
    let text = "ASA Version 9.1(2)\nregex r \"" + String(repeating: "a ", count: 40_000) + "\"\n"
    let found = LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: nil).diagnostics
    #expect(
      found.map(\.message) == ["the line has 80010 bytes; no device has one of more than 65536"])
    #expect(found.allSatisfy { $0.severity == .error && $0.lineText.isEmpty })
  }

  @Test(
    "of what a device holds few of there is a most, and one message says so",
    arguments: [
      ("policy-map p", "policy-maps"), ("policy-map type inspect esmtp p", "policy-maps"),
      ("class-map p", "class-maps"), ("class-map type regex match-any p", "class-maps"),
    ])
  func many(_ head: String, _ what: String) {
    let text = "ASA Version 9.1(2)\n" + (0..<4_200).map { "\(head)\($0)\n" }.joined()
    let found = LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: nil).diagnostics
      .filter { $0.severity == .error }
    #expect(found.map(\.message) == ["there are more than 4096 \(what)"])
    #expect(found.first?.source.line == 4_098)
  }
}
