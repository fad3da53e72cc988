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
  /// What the contexts are called that a version line begins.
  private let headers: ContextHeaders
  /// Whether the configuration of the current context has begun with its version line: the next
  /// one is another context's.
  private var isHeaded = false

  init(context: String?, headers: ContextHeaders = ContextHeaders()) {
    self.context = context
    self.headers = headers
  }

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
    if line.tokens.count > 1, Heads.find(line.head) == "changeto" {
      switch Keyword.find(line.tokens[1].word, in: ["context", "system"]) {
      case "context" where line.tokens.count > 2: enter(line.tokens[2].text)
      case "system": current = nil
      default: break
      }
      isHeaded = false
      return false
    }
    if let name = Container.context(line) {
      isHeaded = false
      if Container.system.contains(name) { current = nil } else { enter(name) }
    }
    guard isConfiguration else { return false }
    switch ContextHeaders.Header(line) {
    case .system: current = nil
    case .context:
      if current == nil || isHeaded, let name = headers.name(line) { enter(name) }
      isHeaded = true
    case nil: break
    }
    guard let context else { return true }
    // What stands before the first context is the system's.
    return current == context
  }

  private mutating func enter(_ name: String) {
    current = name
    if !contexts.contains(name), contexts.count < 1_024 { contexts.append(name) }
  }

  /// The context of a prompt such as `asa/red(config)# `, where the line types a configuration or
  /// lets it be printed.
  private static func context(_ line: Line) -> String? {
    guard let prompt = line.prompt, prompt.contains("/") else { return nil }
    if Heads.isTyped(line.head) {
      guard line.tokens.count > 1,
        ["ru", "st", "sys", "te"].contains(where: { line.tokens[1].word.hasPrefix($0) })
      else { return nil }
    }
    // What the failover state adds to a prompt names no context.
    return prompt.prefix { $0 != "(" }.split(separator: "/").dropFirst().map(String.init)
      .first { !states.contains($0.lowercased()) }
  }

  /// What a prompt says where no context is open.
  private static let system: Set<String> = ["sys", "system"]

  private static let states: Set<String> = [
    "act", "actnofailover", "pri", "sec", "stby", "stbycold", "stbynofailover",
  ]

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
