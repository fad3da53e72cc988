/// The address maps of a configuration in the order of their lines.
///
/// What takes one away finds it by what it is of, and not by a walk over all: a configuration may hold
/// tens of thousands, and take each of them away again.
struct Translations: Sendable {
  /// An address map, or nil where it was taken away: the places of the others stay.
  private var places: [Translation?] = []
  /// The place of the rule of each network object.
  private var rules: [String: Int] = [:]

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

  /// Takes those away of which something holds.
  mutating func removeAll(where isMeant: (Translation) -> Bool) {
    for place in places.indices where places[place].map(isMeant) ?? false { places[place] = nil }
  }
}
