/// Reads a page strictly: what is no well-formed element of those that pages use is a fault.
///
/// An obviously correct judge: no repair, no guess, unlike a browser.
struct PageReader {
  /// An element of the page as it opens.
  struct Tag: Equatable {
    var name: String
    var attributes: [String: String] = [:]
  }

  private(set) var tags: [Tag] = []
  private(set) var faults: [String] = []
  /// The text outside tags, entities replaced.
  private(set) var text = ""

  private static let empty: Set = ["meta", "input"]
  private static let known: Set = [
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "nav",
    "ul", "ol", "li", "main", "section", "strong", "span", "dl", "div", "dt", "dd", "svg", "rect",
    "line", "figure", "figcaption", "details", "summary", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "code", "pre", "form", "label", "input", "select", "option", "button",
    "article", "mark", "abbr", "ins", "del", "footer", "script",
  ]
  private static let attributes: Set = [
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex",
    "aria-label", "aria-labelledby", "aria-hidden", "role", "data-verdict", "data-old",
    "data-filter", "data-outcome",
    "data-time", "data-duration", "data-bytes", "viewBox", "preserveAspectRatio", "x", "y",
    "width", "height", "x1", "x2", "y1", "y2", "scope", "colspan", "hidden", "for", "type",
    "autocomplete", "spellcheck", "placeholder", "value", "title",
  ]
  private static let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "#39": "'"]

  init(_ page: [UInt8]) {
    var rest = String(decoding: page, as: UTF8.self)[...]
    var open: [String] = []
    if rest.hasPrefix("<!DOCTYPE html>\n") {
      rest.removeFirst(16)
    } else {
      faults.append("doctype")
    }
    while let start = rest.firstIndex(of: "<") {
      take(text: rest[..<start])
      guard let end = rest[start...].firstIndex(of: ">") else {
        faults.append("a tag does not end")
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        let last = open.popLast()
        if last != String(tag.dropFirst()) { faults.append("\(tag) ends \(last ?? "nothing")") }
        continue
      }
      let read = read(tag: tag)
      tags.append(read)
      if !Self.known.contains(read.name) { faults.append("element \(read.name)") }
      if !Self.empty.contains(read.name), !tag.hasSuffix("/") { open.append(read.name) }
      // Their content is no HTML.
      if read.name == "style" || read.name == "script" {
        guard let close = rest.firstRange(of: "</\(read.name)>") else {
          faults.append("\(read.name) does not end")
          return
        }
        rest = rest[close.lowerBound...]
      }
    }
    take(text: rest)
    if !open.isEmpty { faults.append("open at the end: \(open)") }
  }

  private mutating func read(tag: Substring) -> Tag {
    let name = tag.prefix { $0 != " " && $0 != "\n" }
    var result = Tag(name: String(name))
    var rest = tag[name.endIndex...].drop { $0 == " " || $0 == "\n" }
    if rest.last == "/" { rest = rest.dropLast() }
    while !rest.isEmpty {
      let key = rest.prefix { $0 != "=" && $0 != " " }
      rest = rest[key.endIndex...]
      var value = ""
      if rest.hasPrefix("=\"") {
        rest = rest.dropFirst(2)
        guard let end = rest.firstIndex(of: "\"") else {
          faults.append("a value does not end in \(tag)")
          return result
        }
        value = replaced(rest[..<end])
        rest = rest[rest.index(after: end)...]
      }
      if !Self.attributes.contains(String(key)) { faults.append("attribute \(key)") }
      if result.attributes.updateValue(value, forKey: String(key)) != nil {
        faults.append("attribute \(key) twice")
      }
      rest = rest.drop { $0 == " " || $0 == "\n" }
    }
    return result
  }

  private mutating func take(text piece: Substring) {
    if piece.contains(">") { faults.append("a > in a text") }
    text += replaced(piece)
  }

  private mutating func replaced(_ piece: Substring) -> String {
    var out = ""
    var rest = piece
    while let start = rest.firstIndex(of: "&") {
      out += rest[..<start]
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ";"), let sign = Self.entities[String(rest[..<end])]
      else {
        faults.append("an & that starts no entity: \(rest.prefix(20))")
        continue
      }
      out += sign
      rest = rest[rest.index(after: end)...]
    }
    return out + rest
  }
}
