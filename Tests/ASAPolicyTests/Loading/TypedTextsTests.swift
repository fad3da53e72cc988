import ESMTPInspection
import Primitives
import Testing

@testable import ASAPolicy

@Suite("texts that are kept as they were read")
struct TypedTextsTests {
  private typealias Loaded = (policy: LoadedPolicy?, diagnostics: [Diagnostic])

  /// All that is told of a policy.
  private func told(_ loaded: Loaded) throws -> [String] {
    var told = loaded.diagnostics.map(\.description)
    guard let policy = loaded.policy else { return told }
    told += ["profile \(policy.profile.name)", "\(policy.headline as Any)", policy.text]
    told += policy.statements.map { "\($0)" } + policy.skippedLines.map { "\($0)" }
    told += policy.inspections.map { "\($0.statement) \($0.source) \($0.allowsTLS)" }
    for server in ["203.0.113.25 25", "10.0.0.25 2525"] {
      let answer = policy.classify(
        client: try socket("10.9.0.7 4000"), server: try socket(server), time: 0)
      told.append("\(answer.outcome) \(answer.reason)")
    }
    return told
  }

  /// Lines that turn out differently by what stands in front of them.
  private static let lines = [
    "", "fixup protocol smtp 26\n", "clear configure all\n",
    "no service-policy global_policy global\n",
    "policy-map global_policy\n class inspection_default\n  inspect esmtp LATE\n"
      + "policy-map type inspect esmtp LATE\n match body length gt 7\n  reset\n",
    "access-list LATE permit tcp any object-group G object-group H\nclass-map late\n"
      + " match access-list LATE\npolicy-map late\n class late\n  inspect esmtp\n"
      + "service-policy late interface outside\n",
    "object-group service G tcp\n port-object eq 25\nobject-group network H\n"
      + " network-object host 10.0.0.25\n",
    "ASA Version 9.4(1)\n",
    "policy-map type inspect esmtp _default_esmtp_map\n parameters\n"
      + "  allow-tls\n", "context a\ncontext b\n", "no nat (inside,outside) source static a b\n",
    "service-policy nosuch global\n",
  ]

  private func options(_ random: inout SplitMix64) -> LoadedPolicy.Options {
    var options = LoadedPolicy.Options()
    let profiles: [Profile?] = [nil, nil, .asa, .asaField, .asa70, .pix63]
    options.profile = profiles.randomElement(using: &random) ?? nil
    options.base = [nil, nil, nil, .factory, .empty].randomElement(using: &random) ?? nil
    if Int.random(in: 0..<8, using: &random) == 0 { options.context = "a" }
    if Int.random(in: 0..<8, using: &random) == 0 {
      options.threshold = LoadedPolicy.Threshold(criterion: .bodyLength, value: 9)
    }
    return options
  }

  @Test("what is typed behind them, and under what, is as if all were read anew", arguments: 1...8)
  func model(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var configurations = RandomConfiguration(seed: seed)
    for round in 0..<8 {
      let start = Bool.random(using: &random) ? configurations.next() : ""
      let given = TextTests.texts.randomElement(using: &random) ?? ""
      var texts = [PolicyText(name: "0", text: start.isEmpty ? given : start)]
      var typed = TypedTexts(context: nil)
      typed.type(texts)
      for step in 1...5 {
        let added = (0..<Int.random(in: 0...2, using: &random)).map { place in
          PolicyText(name: "\(step).\(place)", text: Self.lines.randomElement(using: &random) ?? "")
        }
        let options = options(&random)
        texts += added
        let loaded = LoadedPolicy.load(added, behind: typed, options: options)
        let note = "seed \(seed), round \(round), step \(step)"
        #expect(try told(loaded) == told(LoadedPolicy.load(texts, options: options)), "\(note)")
        if let state = loaded.policy?.state {
          typed = state.typed
        } else {
          typed.type(added)
        }
      }
    }
  }

  @Test("what a line says of groups that are typed later is read when they stand there")
  func late() throws {
    let first = PolicyText(
      name: "p",
      text: "ASA Version 9.1(2)\naccess-list a permit tcp any object-group G object-group H\n")
    let second = PolicyText(
      name: "q",
      text: """
        object-group service G tcp
         port-object eq 4000
        object-group network H
         network-object host 203.0.113.25
        class-map c
         match access-list a
        policy-map p
         class c
          inspect esmtp
        service-policy p global

        """)
    let typed = try #require(LoadedPolicy.load([first]).policy).typing([second])
    #expect(try told(typed) == told(LoadedPolicy.load([first, second])))
    let policy = try #require(typed.policy)
    #expect(try policy.verdict("10.9.0.7 4000", "203.0.113.25 25") == "c/_default_esmtp_map")
    #expect(try policy.verdict("10.9.0.7 4001", "203.0.113.25 25") == "not inspected")
  }

  /// Where the list of the lines that were passed over stands in memory.
  private func place(_ policy: LoadedPolicy) -> UInt {
    unsafe policy.configuration.skipped.withUnsafeBufferPointer { buffer in
      UInt(bitPattern: buffer.baseAddress)
    }
  }

  @Test(
    "lines that were read are not read again",
    arguments: [
      "ASA Version 9.4(1)\n", "",
      "policy-map type inspect esmtp M\n match body length gt 7\n  reset\n",
    ])
  func shared(_ text: String) throws {
    let old = try policy(text + "logging enable\npager lines 24\n")
    #expect(old.skippedLines.count == 2)
    let changed = old.typing([PolicyText(name: "q", text: "access-list a permit ip any any\n")])
    let typed = try #require(changed.policy)
    // What is read again has a list of its own.
    for other in [typed, typed.under(.asaField), old.turned(old.openSwitches)] {
      let other = try #require(other)
      #expect(other.skippedLines == old.skippedLines)
      #expect(place(other) == place(old))
    }
  }
}
