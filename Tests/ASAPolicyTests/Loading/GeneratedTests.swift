import ASAPolicy
import ESMTPInspection
import Primitives
import Testing

@Suite("configurations made up at random")
struct GeneratedTests {
  /// The lines that stand in one text alone.
  private func difference(_ printed: String, _ typed: String) -> String {
    if printed == typed { return "" }
    let changes = printed.split(separator: "\n").difference(from: typed.split(separator: "\n"))
    return changes.map { change in
      switch change {
      case .insert(_, let line, _): "printed: \(line)"
      case .remove(_, let line, _): "typed: \(line)"
      }
    }.joined(separator: "\n")
  }

  @Test("a valid one is read without an error, and printed as it was typed", arguments: 1...6)
  func valid(seed: UInt64) throws {
    var configurations = RandomConfiguration(seed: seed)
    for round in 0..<12 {
      let text = configurations.next()
      let (loaded, diagnostics) = LoadedPolicy.load([PolicyText(name: "p", text: text)])
      guard let loaded else {
        Issue.record("seed \(seed), round \(round): \(diagnostics)\n\(text)")
        return
      }
      let difference = difference(loaded.text, text)
      #expect(difference == "", "seed \(seed), round \(round)")
      // What they mean can be told of any session.
      let answer = loaded.classify(
        client: try socket("10.9.0.7 4000"), server: try socket("203.0.113.25 25"), time: 0)
      #expect(!answer.reason.isEmpty)
      #expect(!loaded.explanation.parts.isEmpty)
    }
  }

  /// How a line is broken: what it starts with, and what stands in the place of a part of it.
  private static let mistakes: [(head: String, part: String, wrong: String)] = [
    (" match ", " match ", " match x"), (" match access-list ", "list ", "list x"),
    (" match regex ", "regex ", "regex x"), (" match cmd ", " gt ", " gt x"),
    (" match port tcp ", " tcp ", " tpc "), ("  inspect esmtp ", "esmtp ", "esmtp x"),
    ("  drop-connection", "-conn", "_conn"), ("  mask-banner", "banner", "baner"),
    ("  allow-tls", "tls", "tsl"), ("  mail-relay ", " action ", " acton "),
    (" class ", "class ", "class x"), ("service-policy ", "policy ", "policy x"),
    ("service-policy ", " global", " globe"), ("access-list ", "extended ", "extended x"),
    ("access-list ", " eq ", " eqq "), ("policy-map type", "inspect", "inspct"),
    ("  set connection conn-max", "max ", "max x"), ("  set connection timeout", ":", "-"),
    ("object-group network", "-group", "-gruop"),
  ]

  @Test("one mistake is an error at its line, and at no other", arguments: 1...3)
  func broken(seed: UInt64) {
    var configurations = RandomConfiguration(seed: seed)
    var random = SplitMix64(seed: seed)
    for round in 0..<4 {
      let lines = configurations.next().split(separator: "\n").map(String.init)
      for mistake in Self.mistakes {
        let places = lines.indices.filter {
          lines[$0].hasPrefix(mistake.head) && lines[$0].contains(mistake.part)
            && !lines[$0].hasSuffix("class-default")
        }
        guard let place = places.randomElement(using: &random) else { continue }
        var changed = lines
        changed[place] = lines[place].replacing(
          mistake.part, with: mistake.wrong, maxReplacements: 1)
        let text = changed.joined(separator: "\n") + "\n"
        let (loaded, diagnostics) = LoadedPolicy.load([PolicyText(name: "p", text: text)])
        let errors = diagnostics.filter { $0.severity == .error }
        #expect(loaded == nil)
        #expect(
          errors.map(\.source.line) == [place + 1],
          "seed \(seed), round \(round): \(changed[place]): \(errors)")
      }
    }
  }
}
