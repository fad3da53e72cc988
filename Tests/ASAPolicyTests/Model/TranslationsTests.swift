import Primitives
import Testing

@testable import ASAPolicy

@Suite("address maps and what takes them away")
struct TranslationsTests {
  /// An address map of a line; a network object's rule where an object is named.
  private func translation(_ line: Int, object: String? = nil) -> Translation {
    Translation(
      realInterface: "inside", mappedInterface: "outside",
      real: object.map {
        .object(Reference(Token(text: $0, word: $0, offset: 0), at: .none))
      } ?? .any,
      mapped: .interface, origin: Origin(text: 1, line: Int32(line)),
      section: object == nil ? 1 : 2)
  }

  @Test("they are those that walks over all of them would leave", arguments: 1...20)
  func model(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var translations = Translations()
    var model: [Translation] = []
    for line in 1...400 {
      let object = "object\(Int.random(in: 0..<8, using: &random))"
      // Lines of equal words, and statements of two maps.
      func words(_ origin: Origin) -> String { "static \(origin.line % 40 / 2)" }
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        translations.append(translation(line))
        model.append(translation(line))
      case 2:
        translations.append(translation(line, object: object))
        model.removeAll { $0.ruleObject == object }
        model.append(translation(line, object: object))
      case 3:
        translations.removeRule(of: object)
        model.removeAll { $0.ruleObject == object }
      default:
        let statement = "static \(Int.random(in: 0..<20, using: &random))"
        translations.remove(statement, words: words)
        model.removeAll { words($0.origin) == statement }
      }
      #expect(
        translations.ordered.map(\.origin) == model.map(\.origin), "seed \(seed), step \(line)")
    }
  }

  @Test("the words of each are asked once, however many are taken away")
  func words() {
    var translations = Translations()
    var asked = 0
    for line in 1...1_000 { translations.append(translation(line)) }
    for line in (1...1_000).reversed() {
      translations.remove("\(line)") { origin in
        asked += 1
        return "\(origin.line)"
      }
    }
    #expect(translations.ordered.isEmpty)
    #expect(asked == 1_000)
  }

  // A walk over all of them for each rule would take minutes.
  @Test("a hundred thousand objects get their rules, and get them again")
  func rules() {
    var translations = Translations()
    for line in 0..<200_000 {
      translations.append(translation(line, object: "object\(line % 100_000)"))
    }
    #expect(translations.ordered.map(\.origin.line) == Array(100_000..<200_000))
  }
}
