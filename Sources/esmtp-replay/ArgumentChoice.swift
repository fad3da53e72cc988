public import ArgumentParser

/// A value of an option that is one of a few words.
///
/// A list of words of its own: the parser's is made through key paths, and costs a tenth of the start.
public protocol ArgumentChoice: ExpressibleByArgument, CaseIterable, RawRepresentable<String> {}

extension ArgumentChoice {
  /// The words.
  public static var allValueStrings: [String] { allCases.map { $0.rawValue } }

  /// The word.
  public var defaultValueDescription: String { rawValue }
}
