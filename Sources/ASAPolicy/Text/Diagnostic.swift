public import ESMTPInspection

/// A mistake or a doubt, with the place in the text.
public struct Diagnostic: Sendable, Equatable {
  /// Whether a run can go on.
  public enum Severity: String, Sendable {
    /// Ends the run.
    case error
    /// Never ends it.
    case warning
  }

  /// Whether a run can go on.
  public var severity: Severity
  /// The text and the line; line 0 is the text as a whole.
  public var source: SourceLine
  /// The character, from 1.
  public var column: Int
  /// What is wrong, in lower case without a full stop, the remedy after a semicolon.
  public var message: String
  /// The word that was probably meant.
  public var suggestion: String?
  /// The line, without its end; empty where the diagnostic has none.
  public var lineText: String

  /// Configuration text that mends it, where the tool can tell; not a part of `description`.
  public var remedy: String?

  /// Whether the line is not understood and passed over, so that the policy goes without it.
  public var isPassedOver = false

  /// The longest line that is shown, in characters.
  static let longestLine = 300

  init(
    _ severity: Severity, at source: SourceLine, column: Int = 1, _ message: String,
    suggestion: String? = nil, lineText: String = ""
  ) {
    self.severity = severity
    self.source = source
    self.column = column
    self.message = message
    self.suggestion = suggestion
    self.lineText = lineText
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `FILE:LINE:COLUMN: error: …`, the line, a caret below the token, and the word that was
  /// probably meant.
  ///
  /// Control characters of the line are printed as `?`.
  public var description: String {
    let place = source.line == 0 ? source.file : "\(source):\(column)"
    var text = "\(place): \(severity.rawValue): \(shownMessage)"
    guard !lineText.isEmpty else { return text }
    let scalars = lineText.unicodeScalars
    let shown = scalars.prefix(Diagnostic.longestLine).map(Diagnostic.printable)
    text += "\n" + String(String.UnicodeScalarView(shown))
    guard column <= shown.count + 1 else { return text }
    let margin = shown.prefix(max(column - 1, 0)).map { $0 == "\t" ? $0 : " " as Unicode.Scalar }
    let padding = String(String.UnicodeScalarView(margin))
    text += "\n\(padding)^"
    if let suggestion { text += "\n\(padding)did you mean \"\(suggestion)\"?" }
    return text
  }

  /// `FILE:LINE: MESSAGE`.
  public var brief: String { "\(source): \(shownMessage)" }

  /// The message; of one with a word without end in it the start, and the end, where the remedy is.
  private var shownMessage: String {
    let scalars = message.unicodeScalars
    let limit = Diagnostic.longestLine
    let parts: [Substring.UnicodeScalarView] =
      scalars.count <= 3 * limit
      ? [scalars[...]]
      : [scalars.prefix(2 * limit), "…".unicodeScalars[...], scalars.suffix(limit)]
    return String(String.UnicodeScalarView(parts.joined().map(Diagnostic.printable)))
  }

  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator:
      scalar == "\t" ? scalar : "?"
    default: scalar
    }
  }
}
