/// Things in the order of their lines, of which a later line takes those away that have a certain key.
///
/// What takes some away finds them by their key, and not by a walk over all: a configuration may hold tens of
/// thousands, and take each of them away again. As long as nothing is taken away, no keys are kept.
struct Retractable<Element: Sendable, Key: Hashable & Sendable>: Sendable {
  private let key: @Sendable (Element) -> Key
  /// The things, or nil where one was taken away: the places of the others stay.
  private var elements: [Element?] = []
  /// The places of those in front of `unread` by their keys.
  private var places: [Key: [Int]] = [:]
  private var unread = 0

  /// Nothing yet.
  ///
  /// - Parameter key: what a thing is taken away by.
  init(by key: @escaping @Sendable (Element) -> Key) { self.key = key }

  /// Those that stand, in the order of their lines.
  var ordered: some Collection<Element> { elements.lazy.compactMap(\.self) }

  /// Adds one behind the others.
  mutating func append(_ element: Element) { elements.append(element) }

  /// Takes those away that have a key.
  mutating func remove(_ key: Key) {
    for place in unread..<elements.count {
      if let element = elements[place] { places[self.key(element), default: []].append(place) }
    }
    unread = elements.count
    for place in places.removeValue(forKey: key) ?? [] { elements[place] = nil }
  }

  /// Takes all away.
  mutating func removeAll() { self = Retractable(by: key) }
}

extension Retractable where Key == Element {
  /// Nothing yet, of things that are taken away by themselves.
  init() { self.init { $0 } }
}
