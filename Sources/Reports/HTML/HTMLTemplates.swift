import Crypto
import Mustache

/// What a template is filled with: texts, lists, and other fields by name.
///
/// Templates escape every text. Before that, each is printable ASCII by `Escape`, or a word of this tool.
typealias HTMLFields = [String: Any]

/// The templates of pages, their style and their script, all of them in the program itself.
struct HTMLTemplates: Sendable {
  private let library: MustacheLibrary
  private let style: String
  private let script: String

  /// Templates by file; a test renders each.
  static let names = [
    "head", "report", "session", "rest", "comparison", "filter", "coverage", "timeline", "limits",
    "model", "foot", "understood",
  ]

  init() throws {
    var library = MustacheLibrary()
    for (name, bytes) in zip(
      Self.names,
      [
        PackageResources.head_mustache, PackageResources.report_mustache,
        PackageResources.session_mustache, PackageResources.rest_mustache,
        PackageResources.comparison_mustache, PackageResources.filter_mustache,
        PackageResources.coverage_mustache, PackageResources.timeline_mustache,
        PackageResources.limits_mustache, PackageResources.model_mustache,
        PackageResources.foot_mustache, PackageResources.understood_mustache,
      ])
    {
      try library.register(String(decoding: bytes, as: UTF8.self), named: name)
    }
    self.library = library
    style = String(decoding: PackageResources.page_css, as: UTF8.self)
    script = String(decoding: PackageResources.page_js, as: UTF8.self)
  }

  /// The characters of a text that a page shows; no name, line or header is longer but to do harm.
  private static let textLimit = 8192

  /// Fields with long texts cut, wherever they stand.
  private static func bounded(_ value: Any) -> Any {
    switch value {
    case let text as String:
      text.utf8.count <= textLimit
        ? text : "\(text.prefix(textLimit))… (\(text.count - textLimit) more)"
    case let fields as HTMLFields: fields.mapValues(bounded)
    case let list as [Any]: list.map(bounded)
    default: value
    }
  }

  /// About the bytes that fields take in a page, their tags among them.
  static func size(of value: Any) -> Int {
    switch value {
    case let text as String: min(text.utf8.count, textLimit) + 24
    case let fields as HTMLFields: fields.values.reduce(24) { $0 + size(of: $1) }
    case let list as [Any]: list.reduce(24) { $0 + size(of: $1) }
    default: 4
    }
  }

  /// A template filled in.
  func render(_ name: String, _ fields: HTMLFields) -> String {
    fill(name, fields.mapValues(Self.bounded))
  }

  private func fill(_ name: String, _ fields: HTMLFields) -> String {
    guard let text = library.render(fields, withTemplate: name) else {
      preconditionFailure("there is no template '\(name)'")
    }
    return text
  }

  /// The head of a page; its policy lets no other style and script work than those of the page.
  func head(_ fields: HTMLFields) -> String {
    var fields: HTMLFields = fields.mapValues(Self.bounded)
    fields["style"] = style
    fields["styleHash"] = Self.source(of: style)
    fields["scriptHash"] = Self.source(of: script)
    return fill("head", fields)
  }

  /// The end of a page.
  func foot(_ fields: HTMLFields) -> String {
    var fields: HTMLFields = fields.mapValues(Self.bounded)
    fields["script"] = script
    return fill("foot", fields)
  }

  /// What names a text in a Content-Security-Policy (CSP Level 3, section 2.3.1).
  static func source(of text: String) -> String {
    "sha256-" + base64(Array(SHA256.hash(data: Array(text.utf8))))
  }

  /// RFC 4648 section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) {
        $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0)
      }
      for place in 0..<4 {
        out.append(
          place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

extension HTMLFields {
  /// A row of a list of facts.
  static func fact(_ name: String, _ value: String, isCode: Bool = false) -> HTMLFields {
    ["name": name, "value": value, "isCode": isCode]
  }

  /// Adds a text, or that there is none.
  mutating func set(_ key: String, _ text: String?) {
    if let text, !text.isEmpty { self[key] = text } else { self[key] = false }
  }

  /// Adds a list under a name, and under `has` and the name whether it has anything.
  mutating func set(_ key: String, list: [Any]) {
    self[key] = list
    let first = key.prefix(1).uppercased()
    self["has\(first)\(key.dropFirst())"] = !list.isEmpty
  }
}
