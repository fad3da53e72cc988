import ASAPolicy
import ESMTPInspection
import Primitives
import Reports
import Testing

@testable import Replay

/// The remedy for what is no YAML.
private let hint = "look for tabs, blanks, quotes and brackets there"

@Suite struct ExpectationReaderTests {
  @Test("everything that can be expected is read")
  func whole() throws {
    let hash = String(repeating: "0a", count: 32)
    let expectation = try Expectation(
      """
      # A comment.
      policy: [base.cfg, "change #1.cfg"]
      policy_map: own
      ingress: outside
      egress: inside
      base: empty
      context: admin
      profile: asa-field
      ports: [25, 587]
      skip: waits for the new map
      verdicts: {masked: 2, dropped: 0}
      sessions:
        - client: 192.0.2.10:40112
          server: "[2001:db8::25]:25"
          sender: ""
          message_id: <1@example.net>
          session: 3
          verdict: masked
          rules: [ehlo-reply-parameter, mask-banner]
          exact: true
          forwarded: {client: \(hash), server: \(hash)}
        - {}
      recorded:
        model: 7
        policy: [\(hash), \(hash)]
        captures:
          a.pcap: \(hash)
      """, path: "expect.yaml")
    var session = ExpectedSession()
    session.number = 3
    session.client = Endpoint(address: IPAddress(v4: 0xC000_020A), port: 40112)
    session.server = Endpoint("[2001:db8::25]:25")
    session.sender = ""
    session.messageID = "<1@example.net>"
    session.verdict = .masked
    session.rules = [.maskBanner, .ehloReplyParameter]
    session.forwarded = ForwardedRecord(client: hash, server: hash)
    var wanted = Expectation()
    wanted.policies = ["base.cfg", "change #1.cfg"]
    wanted.policyMap = "own"
    wanted.ingress = "outside"
    wanted.egress = "inside"
    wanted.base = .empty
    wanted.context = "admin"
    wanted.profile = "asa-field"
    wanted.ports = [25, 587]
    wanted.skip = "waits for the new map"
    wanted.verdicts = [.masked: 2]
    wanted.sessions = [session, ExpectedSession()]
    wanted.recorded = Recording(model: 7, policies: [hash, hash], captures: ["a.pcap": hash])
    #expect(expectation == wanted)
  }

  @Test(
    "hashes matter unless it is said that they do not",
    arguments: [("", true), ("\n  exact: true", true), ("\n  exact: false", false)])
  func exactness(_ line: String, _ isExact: Bool) throws {
    let hash = String(repeating: "0", count: 64)
    let expectation = try Expectation(
      "sessions:\n- forwarded: {client: \"\(hash)\", server: \"\(hash)\"}\(line)\n", path: "e")
    #expect(expectation.isExact == isExact)
  }

  @Test(
    "a case is passed over for a reason alone",
    arguments: ["false", "true", "no", "~", "Null", "\"\"", "\" \""])
  func reasonless(_ word: String) {
    let reason = word.replacing("\"", with: "")
    #expect {
      try Expectation("verdicts: {}\nskip: \(word)\n", path: "e")
    } throws: {
      ($0 as? ExpectationError)?.description
        == "e:2: skip: the reason is due, not '\(reason)'; say why the case is passed over, or "
        + "remove the key"
    }
  }

  static let broken: [(text: String, message: String)] = [
    ("", "e: the file is empty; record it anew"),
    ("# nothing\n", "e: the file is empty; record it anew"),
    ("policy: default\n", "e: nothing is expected; give 'verdicts' or 'sessions'"),
    ("just words\n", "e:1: keys with values are due, not a text"),
    ("- a\n- b\n", "e:1: keys with values are due, not a list"),
    ("verdict: {}\n", "e:1: verdict: there is no such key; did you mean 'verdicts'?"),
    (
      "verdicts: {}\nwhatever: 1\n",
      "e:2: whatever: there is no such key; there are policy, policy_map, ingress, egress, base, "
        + "context, profile, ports, skip, verdicts, sessions, recorded"
    ),
    ("[a, b]: 1\n", "e:1: a key is due, not a list"),
    (
      "verdicts:\n  maked: 1\n",
      "e:2: verdicts.maked: there is no such key; did you mean 'masked'?"
    ),
    ("verdicts: 3\n", "e:1: verdicts: keys with values are due, not a text"),
    ("verdicts:\n", "e:1: verdicts: keys with values are due, not nothing"),
    (
      "verdicts:\n  masked: many\n",
      "e:2: verdicts.masked: a number from 0 is due, not 'many'"
    ),
    ("verdicts: {masked: -1}\n", "e:1: verdicts.masked: a number from 0 is due, not '-1'"),
    (
      "verdicts: {masked: 99999999999999999999}\n",
      "e:1: verdicts.masked: a number from 0 is due, not '99999999999999999999'"
    ),
    ("ports: [25, 0]\n", "e:1: ports: a number from 1 to 65535 is due, not '0'"),
    ("ports: []\n", "e:1: ports: a port is due, as in [25]"),
    ("ports: {a: 1}\n", "e:1: ports: a list is due, not keys with values"),
    ("policy: [[a]]\n", "e:1: policy: a text is due, not a list"),
    ("policy:\n", "e:1: policy: a value is missing; an empty text is written as \"\""),
    ("base: ful\n", "e:1: base: there is no base 'ful'; there are factory, empty"),
    (
      "profile: asa-feild\n",
      "e:1: profile: there is no profile 'asa-feild'; did you mean 'asa-field'?"
    ),
    ("sessions: {a: b}\n", "e:1: sessions: a list is due, not keys with values"),
    ("sessions: [a]\n", "e:1: sessions: keys with values are due, not a text"),
    (
      "sessions:\n  - client: 192.0.2.1\n    vredict: masked\n",
      "e:3: sessions.vredict: there is no such key; did you mean 'verdict'?"
    ),
    (
      "sessions:\n  - client: example.net\n",
      "e:2: sessions.client: an address is due, as 192.0.2.1, 192.0.2.1:25, 2001:db8::1 or "
        + "[2001:db8::1]:25"
    ),
    (
      "sessions:\n  - session: 0\n", "e:2: sessions.session: a number from 1 is due, not '0'"
    ),
    (
      "sessions:\n  - verdict: droped\n",
      "e:2: sessions.verdict: there is no verdict 'droped'; did you mean 'dropped'?"
    ),
    (
      "sessions:\n  - rules:\n      - mask-banner\n      - mask-baner\n",
      "e:4: sessions.rules: there is no rule 'mask-baner'; did you mean 'mask-banner'?"
    ),
    (
      "sessions:\n  - rules: [x]\n",
      "e:2: sessions.rules: there is no rule 'x'; check its spelling"
    ),
    (
      "sessions:\n  - exact: maybe\n", "e:2: sessions.exact: true or false is due, not 'maybe'"
    ),
    (
      "sessions:\n  - exact: true\n",
      "e:2: sessions.exact: the hashes are missing; give 'forwarded' with 'client' and 'server'"
    ),
    (
      "sessions:\n  - exact: true\n    forwarded: {}\n",
      "e:3: sessions.forwarded: 'client' is missing"
    ),
    (
      "sessions:\n  - forwarded: {client: AB}\n",
      "e:2: sessions.forwarded.client: a SHA-256 is due: 64 digits and small letters from a to f"
    ),
    ("recorded: {}\n", "e:1: recorded: 'model' is missing; record the case anew"),
    (
      "recorded: {model: 1, captures: {a.pcap: x}}\n",
      "e:1: recorded.captures.a.pcap: a SHA-256 is due: 64 digits and small letters from a to f"
    ),
    ("verdicts: {}\nverdicts: {}\n", "e:2: verdicts: the key stands there twice; remove one"),
    (
      "sessions:\n  - verdict: masked\n    rules: []\n    verdict: reset\n",
      "e:4: verdict: the key stands there twice; remove one"
    ),
    (
      "verdicts: {masked: 1, masked: 2}\n", "e:1: masked: the key stands there twice; remove one"
    ),
    (
      "skip: \(String(repeating: "[", count: 5_000))\n",
      "e:1: lists and keys stand too deep inside one another; record it anew"
    ),
    (
      "verdicts: {}\n\tskip: x\n",
      "e:2: this is no YAML: found character that cannot start any token; \(hint)"
    ),
    ("skip: \"open\n", "e:2: this is no YAML: found unexpected end of stream; \(hint)"),
    ("skip: *nothing\n", "e:1: this is no YAML: found undefined alias; \(hint)"),
    ("a: 1\n---\nb: 2\n", "e:2: this is no YAML: but found another document; \(hint)"),
    ("skip: x\nskop: \u{1}\n", "e:2: this is no YAML: control characters are not allowed; \(hint)"),
  ]

  @Test("what is wrong is told with line, key and remedy", arguments: broken)
  func wrong(_ text: String, _ message: String) {
    let error = #expect(throws: ExpectationError.self) { try Expectation(text, path: "e") }
    #expect(error?.description == message)
  }

  @Test("an alias is taken, a bomb of them is not")
  func aliases() throws {
    let twice = try Expectation(
      "sessions:\n- &one {verdict: masked}\n- *one\n", path: "e")
    #expect(twice.sessions.map(\.verdict) == [.masked, .masked])
    var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for (name, inner) in zip("bcdefghi", "abcdefgh") {
      bomb +=
        "\(name): &\(name) [" + [String](repeating: "*\(inner)", count: 9).joined(separator: ",")
        + "]\n"
    }
    bomb += "? *i\n: 1\n"
    let error = #expect(throws: ExpectationError.self) { try Expectation(bomb, path: "e") }
    #expect(
      error?.reason == "more than 8 words begin with '*', as aliases do; write them out")
  }

  @Test(
    "long and deep files end", .timeLimit(.minutes(10)),
    arguments: [
      String(repeating: "[", count: 1 << 20), String(repeating: "? ", count: 1 << 19),
      String(repeating: "- ", count: 1 << 19), String(repeating: "{a: ", count: 1 << 18),
      String(repeating: "a: 1\n", count: 200_000), String(repeating: " ", count: 1 << 21),
    ])
  func hostile(_ text: String) {
    #expect(throws: ExpectationError.self) { try Expectation(text, path: "e") }
  }

  @Test("no change of a byte and no cut ends the reader otherwise than with an error")
  func damaged() throws {
    var generator = SplitMix64(seed: 20)
    let text = Array(ExpectationWriterTests.random(using: &generator).text.utf8)
    for count in 0..<min(text.count, 600) {
      _ = try? Expectation(String(decoding: text[..<count], as: UTF8.self), path: "e")
    }
    for _ in 0..<1_000 {
      var copy = text
      let place = Int.random(in: copy.indices, using: &generator)
      copy[place] = "\n\t \"'{}[],:-?&*!|>#%@\\\0".utf8.randomElement(using: &generator) ?? 0
      _ = try? Expectation(String(decoding: copy, as: UTF8.self), path: "e")
    }
  }
}
