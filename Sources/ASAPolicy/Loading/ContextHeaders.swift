/// The version lines of a text that begin the configuration of a context, and what the contexts are
/// called.
///
/// A context's own configuration does not name it. Its `hostname` is its name where nobody has set
/// another, and is taken for it; where one is missing, or two are the same, the order in which the
/// system defines its contexts decides, provided that there are as many.
struct ContextHeaders {
  /// `ASA Version 9.1(2) <context>`, as a device of several contexts prints it.
  enum Header {
    /// The configuration of the system begins.
    case system
    /// That of a context does.
    case context

    init?(_ line: Line) {
      let words = line.tokens.map(\.word)
      guard words.count > 3, ["asa", "pix", "fwsm"].contains(words[0]), words[1] == "version"
      else { return nil }
      switch words.last {
      case "<system>": self = .system
      case "<context>": self = .context
      default: return nil
      }
    }
  }

  /// The names by the number of the line.
  private var names: [Int32: String] = [:]

  init() {}

  /// Looks for them in a text.
  init(_ texts: SourceTexts, _ text: Int) {
    let origins = (0..<texts.lineCount(text)).map {
      Origin(text: Int32(clamping: text), line: Int32(clamping: $0 + 1))
    }
    // Hardly any text has one.
    let mark = UInt8(ascii: "<")
    guard
      origins.contains(where: { origin in
        let bytes = texts.bytes(origin)
        return bytes.last == UInt8(ascii: ">") && bytes.contains(mark)
          && Tokenizer.line(bytes, origin: origin).flatMap(Header.init) == .context
      })
    else { return }
    var container = Container(context: nil)
    var found: [(line: Int32, hostname: String?)] = []
    var defined: [String] = []
    var isInContext = false
    for origin in origins {
      guard let line = Tokenizer.line(texts.bytes(origin), origin: origin), container.takes(line)
      else { continue }
      if let header = Header(line) {
        isInContext = header == .context
        if isInContext { found.append((origin.line, nil)) }
      } else if isInContext, line.head == "hostname", line.tokens.count > 1 {
        let place = found.count - 1
        found[place].hostname = found[place].hostname ?? line.tokens[1].text
      } else if !isInContext, line.head == "context", line.tokens.count == 2 {
        defined.append(line.tokens[1].text)
      }
    }
    let isNamed = Set(found.compactMap(\.hostname)).count == found.count
    for (place, header) in found.enumerated() {
      let name = isNamed || defined.count != found.count ? header.hostname : defined[place]
      names[header.line] = name ?? "\(place + 1)"
    }
  }

  /// What the context is called that a line begins; nil for every other line.
  func name(_ line: Line) -> String? { names[line.origin.line] }
}
