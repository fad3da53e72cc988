import Foundation

/// A validator for the part of JSON Schema (draft 2020-12) that the published schema uses.
///
/// A keyword that it does not know is an error, so that the schema cannot outgrow it unnoticed.
struct SchemaValidator {
  let root: [String: Any]
  /// The schemas that this one refers to, by their `$id`.
  private var others: [String: SchemaValidator] = [:]

  init(contentsOf file: URL, and others: [URL] = []) throws {
    let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    root = value as? [String: Any] ?? [:]
    for other in others {
      let validator = try SchemaValidator(contentsOf: other)
      self.others[validator.root["$id"] as? String ?? ""] = validator
    }
  }

  private static let annotations: Set = ["$schema", "$id", "$defs", "title", "description"]

  /// What is wrong with a value, a line a finding; empty where it is valid.
  func errors(_ value: Any) -> [String] { errors(value, root, "$") }

  private func errors(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
    schema.keys.sorted().flatMap { key -> [String] in
      guard !Self.annotations.contains(key), let rule = schema[key] else { return [] }
      let found = check(value, key, rule, schema, path)
      return found ?? ["\(path): the keyword \(key) is not known to the validator"]
    }
  }

  /// Nil for a keyword that is not known.
  private func check(
    _ value: Any, _ key: String, _ rule: Any, _ schema: [String: Any], _ path: String
  ) -> [String]? {
    switch key {
    case "$ref":
      let parts = (rule as? String ?? "").split(separator: "#", omittingEmptySubsequences: false)
      if let other = others[String(parts.first ?? "")] {
        return other.errors(value, other.resolve(rule), path)
      }
      return errors(value, resolve(rule), path)
    case "oneOf", "anyOf":
      let choices = (rule as? [[String: Any]] ?? []).map { errors(value, $0, path) }
      let valid = choices.filter(\.isEmpty).count
      if key == "oneOf" ? valid == 1 : valid > 0 { return [] }
      return ["\(path): \(valid) of \(key)"] + choices.flatMap { $0 }
    case "type": return isType(value, rule) ? [] : ["\(path): not of type \(rule)"]
    case "const": return equal(value, rule) ? [] : ["\(path): not \(rule)"]
    case "enum":
      let isListed = (rule as? [Any] ?? []).contains { equal(value, $0) }
      return isListed ? [] : ["\(path): \(value) is not listed"]
    case "pattern", "minimum", "maximum", "maxItems": return bound(value, key, rule, path)
    case "items":
      return (value as? [Any] ?? []).enumerated().flatMap { index, item in
        errors(item, rule as? [String: Any] ?? [:], "\(path)[\(index)]")
      }
    case "required", "properties", "additionalProperties", "propertyNames":
      guard let object = value as? [String: Any] else { return [] }
      return members(object, key, rule, schema, path)
    default: return nil
    }
  }

  private func bound(_ value: Any, _ key: String, _ rule: Any, _ path: String) -> [String] {
    let holds =
      switch key {
      case "pattern": (value as? String).map { matches($0, rule) } ?? true
      case "minimum": (value as? NSNumber).map { $0.doubleValue >= number(rule) } ?? true
      case "maximum": (value as? NSNumber).map { $0.doubleValue <= number(rule) } ?? true
      default: (value as? [Any]).map { Double($0.count) <= number(rule) } ?? true
      }
    return holds ? [] : ["\(path): \(value) breaks \(key) \(rule)"]
  }

  private func members(
    _ object: [String: Any], _ key: String, _ rule: Any, _ schema: [String: Any], _ path: String
  ) -> [String] {
    let named = schema["properties"] as? [String: Any] ?? [:]
    switch key {
    case "required":
      return (rule as? [String] ?? []).filter { object[$0] == nil }.map {
        "\(path): \($0) is missing"
      }
    case "properties":
      return named.keys.sorted().flatMap { name in
        object[name].map { errors($0, named[name] as? [String: Any] ?? [:], "\(path).\(name)") }
          ?? []
      }
    case "propertyNames":
      return object.keys.sorted().flatMap {
        errors($0, rule as? [String: Any] ?? [:], "\(path) key")
      }
    default:
      let others = object.filter { named[$0.key] == nil }
      guard let schema = rule as? [String: Any] else {
        return others.keys.sorted().map { "\(path): \($0) is not allowed" }
      }
      return others.flatMap { errors($0.value, schema, "\(path).\($0.key)") }
    }
  }

  private func resolve(_ reference: Any) -> [String: Any] {
    let parts = (reference as? String ?? "").split(separator: "/").dropFirst()
    return parts.reduce(root) { $0[String($1)] as? [String: Any] ?? ["unresolved": reference] }
  }

  private func isType(_ value: Any, _ type: Any) -> Bool {
    switch type as? String {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBoolean(value)
    case "integer":
      (value as? NSNumber).map { !isBoolean(value) && $0.doubleValue.rounded() == $0.doubleValue }
        ?? false
    default: false
    }
  }

  private func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { unsafe String(cString: $0.objCType) == "c" } ?? false
  }

  private func equal(_ a: Any, _ b: Any) -> Bool {
    if let a = a as? String, let b = b as? String { return a == b }
    if let a = a as? NSNumber, let b = b as? NSNumber { return a == b }
    return false
  }

  private func matches(_ text: String, _ pattern: Any) -> Bool {
    guard let regex = try? Regex(pattern as? String ?? "(") else { return false }
    // `$` may match before a last line feed; a match has to end where the text ends.
    return text.firstMatch(of: regex).map { $0.range.upperBound == text.endIndex } ?? false
  }

  private func number(_ rule: Any) -> Double { (rule as? NSNumber)?.doubleValue ?? .nan }
}
