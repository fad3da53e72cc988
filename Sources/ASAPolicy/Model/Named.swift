/// Things by name, in the order in which they were first named.
struct Named<Value: Sendable>: Sendable {
  private var values: [String: (place: Int, value: Value)] = [:]
  private var next = 0

  subscript(name: String) -> Value? {
    get { values[name]?.value }
    set {
      guard let newValue else {
        values[name] = nil
        return
      }
      update(name, or: newValue) { $0 = newValue }
    }
  }

  /// Changes the value of a name in place; makes it first where there is none.
  mutating func update<Result>(
    _ name: String, or new: @autoclosure () -> Value, _ body: (inout Value) -> Result
  ) -> Result {
    if values[name] == nil {
      values[name] = (next, new())
      next += 1
    }
    return body(&values[name, default: (next, new())].value)
  }

  mutating func removeAll() { values.removeAll() }

  var isEmpty: Bool { values.isEmpty }
  var count: Int { values.count }

  /// The names in the order in which they were given.
  var names: [String] { values.sorted { $0.value.place < $1.value.place }.map(\.key) }
  /// The values in the order of their names.
  var ordered: [Value] { values.values.sorted { $0.place < $1.place }.map(\.value) }
}

/// A name that stands for something defined elsewhere.
struct Reference: Hashable, Sendable {
  var name: String
  var origin: Origin
  /// The byte offset of the name in its line.
  var offset: Int32

  init(_ token: Token, _ line: Line) {
    name = token.text
    origin = line.origin
    offset = Int32(clamping: token.offset)
  }

  init(_ token: Token, at origin: Origin) {
    name = token.text
    self.origin = origin
    offset = Int32(clamping: token.offset)
  }

  // Two references to one name are the same thing wherever they stand.
  static func == (a: Reference, b: Reference) -> Bool { a.name == b.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
