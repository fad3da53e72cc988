/// What a `match` statement of an ESMTP inspection map can look at (evidence 1.2).
///
/// The raw value is the stage: criteria of different kinds are tried in this order
/// (evidence 1.6 and item 18 of section 10). Both criteria of the reverse path are one kind.
public enum Criterion: Int, Sendable, CaseIterable, Comparable {
  case commandLineLength
  case commandVerb
  case senderAddressLength
  case senderAddressRegex
  case recipientCount
  case ehloReplyParameter
  case headerLineLength
  case headerLength
  case headerToFieldsCount
  case mimeEncoding
  case mimeFiletype
  case mimeFilenameLength
  case bodyLineLength
  case bodyLength
  case invalidRecipientsCount

  /// By stage.
  public static func < (a: Criterion, b: Criterion) -> Bool { a.rawValue < b.rawValue }
}

/// What one file of this folder says of its criterion.
public struct CriterionDefinition: Sendable {
  /// The rule that its events carry.
  public let rule: Rule
  /// The words between `match` and the argument, as the running configuration prints them.
  public let words: String
  /// Other spellings of `words` that are read.
  public let aliases: [String]
  /// What follows the words.
  public let shape: ArgumentShape
  /// The actions it takes.
  public let actions: ActionKinds
  /// One line for `policy explain`.
  public let summary: String

  init(
    rule: Rule, words: String, aliases: [String] = [], shape: ArgumentShape,
    actions: ActionKinds = .common, summary: String
  ) {
    self.rule = rule
    self.words = words
    self.aliases = aliases
    self.shape = shape
    self.actions = actions
    self.summary = summary
  }

  /// The summary with what an argument says: its number, and for `others` the words that it leaves out.
  ///
  /// - Parameter argument: what follows the criterion's words.
  /// - Returns: a sentence without its capital letter and full stop.
  public func summary(of argument: Argument) -> String {
    switch argument {
    case .greaterThan(let number): return summary.replacing("the number", with: "\(number)")
    case .regex: return summary
    case .words(let chosen, let list):
      guard chosen.contains(where: { list[$0] == "others" }) else { return summary }
      let names = list.filter { $0 != "others" }
      let others =
        "other than \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "none")"
      return summary.replacing(
        " named", with: chosen.count == 1 ? " \(others)" : " named, or one \(others)")
    }
  }
}

/// The catalogue: one line for each file of this folder.
extension Criterion {
  /// What its file says of the criterion.
  public var definition: CriterionDefinition {
    switch self {
    case .commandLineLength: .commandLineLength
    case .commandVerb: .commandVerb
    case .senderAddressLength: .senderAddressLength
    case .senderAddressRegex: .senderAddressRegex
    case .recipientCount: .recipientCount
    case .ehloReplyParameter: .ehloReplyParameter
    case .headerLineLength: .headerLineLength
    case .headerLength: .headerLength
    case .headerToFieldsCount: .headerToFieldsCount
    case .mimeEncoding: .mimeEncoding
    case .mimeFiletype: .mimeFiletype
    case .mimeFilenameLength: .mimeFilenameLength
    case .bodyLineLength: .bodyLineLength
    case .bodyLength: .bodyLength
    case .invalidRecipientsCount: .invalidRecipientsCount
    }
  }
}
