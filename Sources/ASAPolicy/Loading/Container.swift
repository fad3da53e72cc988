/// Which lines of a text are configuration: a whole `show tech-support` and a dump of several
/// contexts hold much else.
struct Container {
  /// The context that is asked for.
  let context: String?
  /// The contexts that were met, in order.
  private(set) var contexts: [String] = []
  /// Whether a section of a `show tech-support` holds configuration or the version.
  private var isConfiguration = true
  private var current: String?

  init(context: String?) { self.context = context }

  /// Whether a configuration in use was met: the stored one says nothing beside it.
  private var hasRunning = false

  /// Whether a line is read.
  mutating func takes(_ line: Line) -> Bool {
    if let title = Container.section(line) {
      let isRunning = title.hasPrefix("show run") && !title.hasSuffix("errors")
      hasRunning = hasRunning || isRunning
      isConfiguration =
        isRunning || title.hasPrefix("show version")
        || title == "show startup-config" && !hasRunning
      return false
    }
    if line.head == "changeto", line.tokens.count > 1 {
      switch line.tokens[1].word {
      case "context" where line.tokens.count > 2: enter(line.tokens[2].text)
      case "system": current = nil
      default: break
      }
      return false
    }
    guard isConfiguration else { return false }
    guard let context else { return true }
    // What stands before the first context is the system's.
    return current == context
  }

  private mutating func enter(_ name: String) {
    current = name
    if !contexts.contains(name), contexts.count < 1_024 { contexts.append(name) }
  }

  /// `------------------ show version ------------------`
  private static func section(_ line: Line) -> String? {
    let words = line.tokens.map(\.word)
    guard words.count >= 4, let first = words.first, let last = words.last,
      first.utf8.count >= 3, first.utf8.allSatisfy({ $0 == UInt8(ascii: "-") }),
      last.utf8.count >= 3, last.utf8.allSatisfy({ $0 == UInt8(ascii: "-") }), words[1] == "show"
    else { return nil }
    return words[1..<words.count - 1].joined(separator: " ")
  }
}
