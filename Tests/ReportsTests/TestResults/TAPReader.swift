/// A strict reader of TAP 14 as far as this tool writes it: it refuses what the specification does not say.
struct TAPReader {
  struct Point: Equatable {
    var isOK: Bool
    var description: String
    var directive: String?
    var diagnostics: [String] = []
  }

  struct Malformed: Error, Equatable {
    var line: Int
    var reason: String
  }

  /// The points of a document.
  static func read(_ text: String) throws -> [Point] {
    var points: [Point] = []
    var plan: Int?
    var isPlanLast = false
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.last == "" else { throw Malformed(line: lines.count, reason: "no line end") }
    lines.removeLast()
    guard lines.first == "TAP version 14" else { throw Malformed(line: 1, reason: "no version") }
    for (index, line) in lines.enumerated().dropFirst() {
      func malformed(_ reason: String) -> Malformed { Malformed(line: index + 1, reason: reason) }
      if line.hasPrefix("# ") {
        // Before the points and behind the plan they are about the whole document.
        guard !points.isEmpty, !isPlanLast else { continue }
        points[points.count - 1].diagnostics.append(String(line.dropFirst(2)))
      } else if line.hasPrefix("1..") {
        guard plan == nil else { throw malformed("a second plan") }
        guard let count = Int(line.dropFirst(3)) else { throw malformed("no number") }
        plan = count
        isPlanLast = !points.isEmpty
      } else {
        guard !isPlanLast else { throw malformed("a plan amid the points") }
        points.append(try point(line, number: points.count + 1, malformed))
      }
    }
    guard plan == points.count else { throw Malformed(line: lines.count, reason: "another plan") }
    return points
  }

  private static func point(
    _ line: Substring, number: Int, _ malformed: (String) -> Malformed
  ) throws -> Point {
    let isOK = line.hasPrefix("ok ")
    guard isOK || line.hasPrefix("not ok ") else { throw malformed("no point") }
    let rest = line.dropFirst(isOK ? 3 : 7)
    let prefix = "\(number) - "
    guard rest.hasPrefix(prefix) else { throw malformed("another number") }
    var description = ""
    var directive: String?
    var isEscaped = false
    for character in rest.dropFirst(prefix.count) {
      if isEscaped {
        guard character == "#" || character == "\\" else { throw malformed("an unknown escape") }
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
        continue
      } else if character == "#" {
        guard directive == nil, description.last == " " else { throw malformed("a bare #") }
        description.removeLast()
        directive = ""
        continue
      }
      if directive == nil { description.append(character) } else { directive?.append(character) }
    }
    if let directive {
      let words = directive.split(separator: " ").map(String.init)
      guard words.count > 1, ["SKIP", "TODO"].contains(words[0]) else {
        throw malformed("an unknown directive")
      }
    }
    return Point(isOK: isOK, description: description, directive: directive)
  }
}
