import ESMTPInspection
import Primitives
import Testing

/// An expression that is matched by trying everything.
private indirect enum Model {
  case byte(UInt8)
  case any
  case lineStart
  case set([UInt8], isInverted: Bool)
  case both(Model, Model)
  case either(Model, Model)
  case repeated(Model, Int, Int?)

  var text: String {
    switch self {
    case .byte(let byte): byte == 10 ? "\\n" : String(UnicodeScalar(byte))
    case .any: "."
    case .lineStart: "^"
    case .set(let bytes, let isInverted):
      "[" + (isInverted ? "^" : "")
        + bytes.map { $0 == 10 ? "\\n" : String(UnicodeScalar($0)) }.joined() + "]"
    case .both(let a, let b): a.text + b.text
    case .either(let a, let b): "(\(a.text)|\(b.text))"
    case .repeated(let a, 0, 1): "(\(a.text))?"
    case .repeated(let a, 0, nil): "(\(a.text))*"
    case .repeated(let a, 1, nil): "(\(a.text))+"
    case .repeated(let a, let low, nil): "(\(a.text)){\(low),}"
    case .repeated(let a, let low, _): "(\(a.text)){\(low)}"
    }
  }

  /// Whether the model matches from a place on and `rest` is content with where it ends; nil after
  /// too many steps.
  func match(
    _ text: [UInt8], _ at: Int, _ steps: inout Int, _ rest: (Int, inout Int) -> Bool?
  ) -> Bool? {
    steps += 1
    if steps > 200_000 { return nil }
    switch self {
    case .byte(let byte): return at < text.count && text[at] == byte ? rest(at + 1, &steps) : false
    case .any: return at < text.count ? rest(at + 1, &steps) : false
    case .lineStart: return at == 0 || text[at - 1] == 10 ? rest(at, &steps) : false
    case .set(let bytes, let isInverted):
      return at < text.count && bytes.contains(text[at]) != isInverted
        ? rest(at + 1, &steps) : false
    case .both(let a, let b):
      return a.match(text, at, &steps) { b.match(text, $0, &$1, rest) }
    case .either(let a, let b):
      guard let first = a.match(text, at, &steps, rest) else { return nil }
      return first ? true : b.match(text, at, &steps, rest)
    case .repeated(let a, let low, let high):
      if low > 0 {
        return a.match(text, at, &steps) {
          Model.repeated(a, low - 1, high.map { $0 - 1 }).match(text, $0, &$1, rest)
        }
      }
      if high == 0 { return rest(at, &steps) }
      let more = a.match(text, at, &steps) { end, steps in
        // A round that takes nothing changes nothing.
        end == at ? false : Model.repeated(a, 0, high.map { $0 - 1 }).match(text, end, &steps, rest)
      }
      guard let more else { return nil }
      return more ? true : rest(at, &steps)
    }
  }

  func isIn(_ text: [UInt8]) -> Bool? {
    var steps = 0
    for start in 0...text.count {
      guard let found = match(text, start, &steps, { _, _ in true }) else { return nil }
      if found { return true }
    }
    return false
  }

  static func random(_ depth: Int, _ random: inout SplitMix64) -> Model {
    let letters: [UInt8] = [97, 98, 10]
    switch Int.random(in: 0..<(depth == 0 ? 4 : 9), using: &random) {
    case 0, 1: return .byte(letters.randomElement(using: &random) ?? 97)
    case 2: return Int.random(in: 0..<3, using: &random) == 0 ? .lineStart : .any
    case 3:
      return .set(
        [letters.randomElement(using: &random) ?? 97], isInverted: Bool.random(using: &random))
    case 4, 5: return .both(.random(depth - 1, &random), .random(depth - 1, &random))
    case 6: return .either(.random(depth - 1, &random), .random(depth - 1, &random))
    default:
      let (low, high): (Int, Int?) =
        [(0, 1), (0, nil), (1, nil), (2, 2), (2, nil)].randomElement(using: &random) ?? (0, nil)
      return .repeated(.random(depth - 1, &random), low, high)
    }
  }
}

@Suite("regular expressions against a model that tries everything")
struct RegexModelTests {
  @Test("random expressions on random texts", arguments: 1...20)
  func random(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var compared = 0
    for _ in 0..<60 {
      let model = Model.random(4, &random)
      let pattern = model.text
      guard pattern.count <= 100 else { continue }
      let program = try RegexProgram(patterns: [pattern])
      for _ in 0..<12 {
        let length = Int.random(in: 0...10, using: &random)
        let text = (0..<length).map { _ in [97, 98, 99, 10].randomElement(using: &random) ?? 97 }
          .map { UInt8($0) }
        guard let expected = model.isIn(text) else { continue }
        compared += 1
        #expect(program.matches(bytes: text) == expected, "seed \(seed): \(pattern) on \(text)")
        var matcher = RegexMatcher(program)
        var found = matcher.isFound
        for byte in text { found = matcher.feed(bytes: [byte]) }
        #expect(found == expected, "seed \(seed): \(pattern) on \(text), byte by byte")
      }
    }
    #expect(compared > 300)
  }
}
