/// A text in parts, which a report lays out: what a policy does, or what it does with one session.
///
/// Texts may hold bytes of a configuration; who prints them escapes them.
public struct Explanation: Sendable, Equatable {
  /// A part, from the top.
  public enum Part: Sendable, Equatable {
    /// The title of a section, and what stands beside it.
    case heading(String, beside: String)
    /// A statement, or what stands for one, behind its place.
    case statement(String, place: String)
    /// A label and what it is about.
    case field(String, String)
  }

  /// The parts, from the top.
  public private(set) var parts: [Part] = []

  init() {}

  mutating func heading(_ title: String, beside: String = "") {
    parts.append(.heading(title, beside: beside))
  }

  mutating func statement(_ text: String, at place: some CustomStringConvertible) {
    parts.append(.statement(text, place: place.description))
  }

  mutating func field(_ label: String, _ text: String) { parts.append(.field(label, text)) }
}
