import Yams

extension Expectation {
  /// What Yams says of a text that it cannot read, with the line, the key and a remedy.
  static func refusal(_ error: YamlError, _ text: String, _ place: YAMLFields.Place)
    -> ExpectationError
  {
    var place = place
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      place.line = mark.line
      return refusal(problem, place)
    case .reader(let problem, let offset, _, _):
      place.line = 1 + text.prefix(offset ?? 0).count { $0.isNewline }
      return refusal(problem, place)
    case .duplicatedKeysInMapping(let names, let context):
      place.key = names.first
      place.line =
        names.first.flatMap { secondLine(of: $0, in: text, from: context.mark) }
        ?? context.mark.line
      return place.error("the key stands there twice; remove one")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return place.error("the file is no YAML; record it anew")
    }
  }

  private static func refusal(_ problem: String, _ place: YAMLFields.Place) -> ExpectationError {
    if problem.contains("nesting") {
      return place.error("lists and keys stand too deep inside one another; record it anew")
    }
    return place.error(
      "this is no YAML: \(problem); look for tabs, blanks, quotes and brackets there")
  }

  /// The line where a key of a mapping in block style stands again.
  private static func secondLine(of name: String, in text: String, from mark: Mark) -> Int? {
    guard mark.line > 0, mark.column > 0 else { return nil }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    var count = 0
    for (place, line) in lines.enumerated().dropFirst(mark.line - 1) {
      let own = line.dropFirst(mark.column - 1)
      let isAligned =
        place == mark.line - 1 || line.prefix(mark.column - 1).allSatisfy { $0 == " " }
      guard isAligned, own.hasPrefix("\(name):") else { continue }
      count += 1
      if count == 2 { return place + 1 }
    }
    return nil
  }
}
