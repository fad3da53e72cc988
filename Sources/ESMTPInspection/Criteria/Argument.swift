/// The shape of what follows a criterion's words; the parser knows shapes, not criteria.
public enum ArgumentShape: Sendable {
  /// `gt N`, with what the number counts (`bytes`, `recipients`).
  case greaterThan(ClosedRange<Int>, unit: String)
  /// One or more words of a list; the index of a word is its bit in `Argument.words`.
  case words([String], aliases: [String: String])
  /// `regex {NAME | class NAME}`, where `regex` belongs to the criterion's words.
  case regex
}

/// What follows a criterion's words, as a value.
public enum Argument: Sendable {
  /// The number after `gt`.
  case greaterThan(Int)
  /// A set of words of the shape's list, by index, in the order typed.
  case words([Int], of: [String])
  /// A regular expression or a class of them.
  case regex(RegexReference)
}

/// A `regex NAME` or `regex class NAME`, resolved.
public struct RegexReference: Sendable {
  /// The name of the regex or of the class.
  public var name: String
  /// Whether `name` is that of a regex class (`match-any`).
  public var isClass: Bool
  /// The compiled expressions, any of which matches.
  public var program: RegexProgram

  /// A resolved reference.
  public init(name: String, isClass: Bool, program: RegexProgram) {
    self.name = name
    self.isClass = isClass
    self.program = program
  }
}

extension Argument: CustomStringConvertible {
  /// The argument as the running configuration prints it.
  public var description: String {
    switch self {
    case .greaterThan(let number): "gt \(number)"
    case .words(let indices, let list): indices.map { list[$0] }.joined(separator: " ")
    case .regex(let reference): reference.isClass ? "class \(reference.name)" : reference.name
    }
  }
}
