import ASAPolicy
import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

@Suite struct ExpectationWriterTests {
  @Test("the file is short, in a fixed order, and a person can read it")
  func golden() throws {
    let hash = String(repeating: "ab", count: 32)
    var expectation = Expectation()
    expectation.profile = "asa"
    expectation.policies = ["../policy.cfg"]
    expectation.verdicts = [.dropped: 1, .masked: 12]
    var session = ExpectedSession()
    session.client = Endpoint("192.0.2.1")
    session.server = Endpoint("[2001:db8::1]:25")
    session.sender = "anna@example.net"
    session.verdict = .dropped
    session.rules = [.maskBanner, .headerLineLength]
    var other = ExpectedSession()
    other.sender = "\"*\\ \u{E9}\u{7}\n# x"
    other.forwarded = ForwardedRecord(client: hash, server: hash)
    expectation.sessions = [session, other]
    expectation.recorded = Recording(
      model: 1, policies: [hash], captures: ["b.pcap": hash, "a.pcap": hash])
    #expect(
      expectation.text == """
        # Decisions alone; what is not named here may change.
        policy: ../policy.cfg
        profile: asa
        ports: [25]
        verdicts:
          masked: 12
          dropped: 1
        sessions:
          - client: 192.0.2.1
            server: "[2001:db8::1]:25"
            sender: anna@example.net
            verdict: dropped
            rules: [mask-banner, header-line-length]
          - sender: "\\"\\x2A\\\\ \\xE9\\x07\\x0A# x"
            exact: true
            forwarded:
              client: \(hash)
              server: \(hash)
        recorded:
          model: 1
          policy: \(hash)
          captures:
            a.pcap: \(hash)
            b.pcap: \(hash)

        """)
  }

  @Test("what is written is read back, whatever the names", arguments: 0..<200)
  func roundTrip(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let expectation = Self.random(using: &generator)
    let text = expectation.text
    #expect(try Expectation(text, path: "e") == expectation, "\(text)")
    #expect(text.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
  }

  // MARK: SplitMix64 expectations

  static func random(using generator: inout SplitMix64) -> Expectation {
    var expectation = Expectation()
    let count = Int.random(in: 0...3, using: &generator)
    expectation.policies = (0..<count).map { _ in name(&generator) + ".cfg" }
    expectation.policyMap = maybe(&generator, name)
    expectation.ingress = maybe(&generator, name)
    expectation.egress = maybe(&generator, name)
    expectation.context = maybe(&generator, name)
    expectation.base = maybe(&generator) { _ in .empty }
    expectation.profile = Profile.all.map(\.name).randomElement(using: &generator)
    expectation.ports =
      [25] + (maybe(&generator) { .random(in: 1...65535, using: &$0) }.map { [$0] } ?? [])
    expectation.skip = maybe(&generator) { "1" + name(&$0) }
    expectation.verdicts = [.masked: .random(in: 1...Int(1e15), using: &generator)]
    expectation.sessions = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
      session(&generator)
    }
    expectation.recorded = maybe(&generator) { generator in
      Recording(
        model: .random(in: 0...9, using: &generator), policies: [hash(&generator)],
        captures: ["1" + name(&generator): hash(&generator), "2": hash(&generator)])
    }
    return expectation
  }

  private static func session(_ generator: inout SplitMix64) -> ExpectedSession {
    var session = ExpectedSession()
    session.number = maybe(&generator) { .random(in: 1...99, using: &$0) }
    session.client = maybe(&generator, endpoint)
    session.server = maybe(&generator, endpoint)
    session.sender = maybe(&generator, name)
    session.messageID = maybe(&generator, name)
    session.verdict = maybe(&generator) { Verdict.allCases.randomElement(using: &$0) ?? .masked }
    session.rules = maybe(&generator) { generator in
      Rule.allCases.filter { _ in .random(using: &generator) }
    }
    session.forwarded = maybe(&generator) { generator in
      ForwardedRecord(client: hash(&generator), server: hash(&generator))
    }
    return session
  }

  private static func endpoint(_ generator: inout SplitMix64) -> Endpoint {
    let port = maybe(&generator) { UInt16.random(in: 1...65535, using: &$0) }
    let address: IPAddress =
      .random(using: &generator)
      ? IPAddress(v4: .random(in: 0 ... .max, using: &generator))
      : IPAddress(v6High: generator.next() & generator.next(), low: generator.next())
    return Endpoint(address: address, port: port)
  }

  private static func hash(_ generator: inout SplitMix64) -> String {
    hexText((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  /// A text of what YAML has a use for, bytes of a capture and scalars beyond them.
  private static func name(_ generator: inout SplitMix64) -> String {
    let pieces = [
      "true", "no", "~", "null", "1e3", "0x1F", "---", "...", "- ", ": ", " #", "&a", "*a", "!t",
      "|", ">", "%", "@", "`", "'", "\"", "\\", "{", "}", "[", "]", ",", "?", "<<", "=", " ", "\n",
      "\r", "\t", "\0", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{202E}", "\u{1F600}", "a",
      "anna@example.net", "12", "2026-01-01", ".inf",
    ]
    let count = Int.random(in: 0...4, using: &generator)
    return (0..<count).map { _ in
      .random(using: &generator)
        ? pieces.randomElement(using: &generator) ?? ""
        : String(Unicode.Scalar(UInt8.random(in: 0...255, using: &generator)))
    }.joined()
  }

  private static func maybe<Value>(
    _ generator: inout SplitMix64, _ make: (inout SplitMix64) -> Value
  ) -> Value? {
    Bool.random(using: &generator) ? make(&generator) : nil
  }
}
