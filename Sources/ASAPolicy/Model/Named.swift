/// Things by name, in the order in which they were first named.
struct Named<Value: Sendable>: Sendable {
  private(set) var names: [String] = []
  private var values: [String: Value] = [:]

  subscript(name: String) -> Value? {
    get { values[name] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: name) == nil { names.append(name) }
      } else if values.removeValue(forKey: name) != nil {
        names.removeAll { $0 == name }
      }
    }
  }

  /// Changes the value of a name in place; makes it first where there is none.
  mutating func update<Result>(
    _ name: String, or new: @autoclosure () -> Value, _ body: (inout Value) -> Result
  ) -> Result {
    if values[name] == nil { names.append(name) }
    return body(&values[name, default: new()])
  }

  mutating func removeAll() {
    names.removeAll()
    values.removeAll()
  }

  var isEmpty: Bool { names.isEmpty }
  var count: Int { names.count }

  /// The values in the order of their names.
  var ordered: [Value] { names.compactMap { values[$0] } }
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

  // Two references to one name are the same thing wherever they stand.
  static func == (a: Reference, b: Reference) -> Bool { a.name == b.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
