import ASAPolicy
import Yams

/// The keys of a YAML mapping, each of them known.
struct YAMLFields {
  /// Where a value stands.
  struct Place {
    var path: String
    var line: Int
    /// The key with those around it.
    var key: String?

    func error(_ reason: String) -> ExpectationError {
      ExpectationError(path: path, line: line, key: key, reason)
    }

    fileprivate func inside(_ name: String, _ node: Node) -> Place {
      Place(
        path: path, line: node.mark?.line ?? line, key: key.map { "\($0).\(name)" } ?? name)
    }
  }

  let place: Place
  private var values: [(name: String, node: Node, place: Place)] = []

  /// The keys of a mapping; `known` is nil where they are free.
  init(_ node: Node, _ place: Place, known: [String]?) throws(ExpectationError) {
    self.place = place
    guard let mapping = node.mapping else {
      throw place.error("keys with values are due, not \(describe(node))")
    }
    for (key, value) in mapping {
      var keyPlace = place
      keyPlace.line = key.mark?.line ?? place.line
      guard let name = key.scalar?.string else {
        throw keyPlace.error("a key is due, not \(describe(key))")
      }
      if let known, !known.contains(name) {
        let near = Keyword.nearest(name, in: known).map { "did you mean '\($0)'?" }
        throw place.inside(name, key).error(
          "there is no such key; " + (near ?? "there are \(known.joined(separator: ", "))"))
      }
      values.append((name, value, place.inside(name, key)))
    }
  }

  /// The names of the keys in the order of the file.
  var names: [String] { values.map(\.name) }

  /// Where a key stands, or where it is missing.
  func place(_ name: String) -> Place { values.first { $0.name == name }?.place ?? place }

  /// A text.
  func text(_ name: String) throws(ExpectationError) -> String? {
    guard let value = values.first(where: { $0.name == name }) else { return nil }
    return try YAMLFields.text(value.node, value.place)
  }

  /// A text of a node.
  static func text(_ node: Node, _ place: Place) throws(ExpectationError) -> String {
    guard let scalar = node.scalar else {
      throw place.error("a text is due, not \(describe(node))")
    }
    if scalar.string.isEmpty, scalar.style == .plain || scalar.style == .any {
      throw place.error("a value is missing; an empty text is written as \"\"")
    }
    return scalar.string
  }

  /// A whole number.
  func number(_ name: String, in range: ClosedRange<Int>) throws(ExpectationError) -> Int? {
    guard let value = values.first(where: { $0.name == name }) else { return nil }
    return try YAMLFields.number(value.node, value.place, in: range)
  }

  private static func number(_ node: Node, _ place: Place, in range: ClosedRange<Int>)
    throws(ExpectationError) -> Int
  {
    let text = try text(node, place)
    let isDecimal = (1...18).contains(text.utf8.count) && text.utf8.allSatisfy { 48...57 ~= $0 }
    guard isDecimal, let number = Int(text), range.contains(number) else {
      let limits =
        range.upperBound == .max
        ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      throw place.error("a number \(limits) is due, not '\(shortened(text))'")
    }
    return number
  }

  /// `true` or `false`.
  func flag(_ name: String) throws(ExpectationError) -> Bool? {
    guard let value = values.first(where: { $0.name == name }) else { return nil }
    switch try YAMLFields.text(value.node, value.place) {
    case "true": return true
    case "false": return false
    case let other: throw value.place.error("true or false is due, not '\(shortened(other))'")
    }
  }

  /// Whether a text stands for true, false or nothing (YAML 1.1, types `bool` and `null`).
  static func isFlag(_ text: String) -> Bool {
    ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~"].contains(text.lowercased())
  }

  /// The items of a list; a single text counts as a list of one.
  func items(_ name: String) throws(ExpectationError) -> [(node: Node, place: Place)]? {
    guard let value = values.first(where: { $0.name == name }) else { return nil }
    if value.node.scalar != nil { return [(value.node, value.place)] }
    guard let sequence = value.node.sequence else {
      throw value.place.error("a list is due, not \(describe(value.node))")
    }
    return sequence.map { node in
      var place = value.place
      place.line = node.mark?.line ?? place.line
      return (node, place)
    }
  }

  /// A list of texts.
  func texts(_ name: String) throws(ExpectationError) -> [String]? {
    guard let items = try items(name) else { return nil }
    return try items.map { item throws(ExpectationError) in
      try YAMLFields.text(item.node, item.place)
    }
  }

  /// A list of numbers.
  func numbers(_ name: String, in range: ClosedRange<Int>) throws(ExpectationError) -> [Int]? {
    guard let items = try items(name) else { return nil }
    return try items.map { item throws(ExpectationError) in
      try YAMLFields.number(item.node, item.place, in: range)
    }
  }

  /// A word of a fixed list.
  func word<Word: CaseIterable & RawRepresentable<String>>(
    _ name: String, _ what: String, as type: Word.Type
  ) throws(ExpectationError) -> Word? {
    guard let text = try text(name) else { return nil }
    return try YAMLFields.word(text, place(name), what, as: type)
  }

  /// A word of a fixed list, which `what` names.
  static func word<Word: CaseIterable & RawRepresentable<String>>(
    _ text: String, _ place: Place, _ what: String, as type: Word.Type
  ) throws(ExpectationError) -> Word {
    if let word = Word(rawValue: text) { return word }
    throw unknown(text, place, what, of: Word.allCases.map(\.rawValue))
  }

  /// The error of a word that is not in a list.
  static func unknown(_ text: String, _ place: Place, _ what: String, of list: [String])
    -> ExpectationError
  {
    let near = Keyword.nearest(text, in: list).map { "did you mean '\($0)'?" }
    let all = list.count > 12 ? "check its spelling" : "there are \(list.joined(separator: ", "))"
    return place.error("there is no \(what) '\(shortened(text))'; \(near ?? all)")
  }

  /// A mapping inside this one.
  func fields(_ name: String, known: [String]?) throws(ExpectationError) -> YAMLFields? {
    guard let value = values.first(where: { $0.name == name }) else { return nil }
    return try YAMLFields(value.node, value.place, known: known)
  }
}

/// A word of the reader, cut where it is long.
private func shortened(_ text: String) -> String {
  text.unicodeScalars.count <= 64
    ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(61))) + "..."
}

private func describe(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "a text"
  case .mapping: "keys with values"
  case .sequence: "a list"
  case .alias: "an alias"
  }
}
