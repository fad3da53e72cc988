/// The address maps of a configuration in the order of their lines.
///
/// What takes one away finds it by what it is of, and not by a walk over all: a configuration may hold
/// tens of thousands, and take each of them away again.
struct Translations: Sendable {
  /// An address map, or nil where it was taken away: the places of the others stay.
  private var places: [Translation?] = []
  /// The place of the rule of each network object.
  private var rules: [String: Int] = [:]
  /// The places of those in front of `unread` by the words of their lines, made when a statement takes
  /// some away.
  private var lines: [String: [Int]] = [:]
  private var unread = 0

  /// Those that stand, in the order of their lines.
  var ordered: some Collection<Translation> { places.lazy.compactMap(\.self) }

  /// Adds one behind the others; of a network object's rules the latest holds.
  mutating func append(_ translation: Translation) {
    if let object = translation.ruleObject {
      removeRule(of: object)
      rules[object] = places.count
    }
    places.append(translation)
  }

  /// Takes the rule of a network object away, where it has one.
  mutating func removeRule(of object: String) {
    if let place = rules.removeValue(forKey: object) { places[place] = nil }
  }

  /// Takes those away whose line has certain words.
  ///
  /// - Parameters:
  ///   - line: the words of the line, a blank between them.
  ///   - words: tells the words of a line; asked once at most for each translation.
  mutating func remove(_ line: String, words: (Origin) -> String) {
    for place in unread..<places.count {
      guard let origin = places[place]?.origin else { continue }
      lines[words(origin), default: []].append(place)
    }
    unread = places.count
    for place in lines.removeValue(forKey: line) ?? [] { places[place] = nil }
  }
}
