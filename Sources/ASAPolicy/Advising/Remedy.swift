/// Lines of configuration that may let a session through.
public struct Remedy: Sendable, Equatable {
  /// What is changed, the smallest first.
  public enum Kind: String, Sendable, CaseIterable, Comparable {
    /// A number of a criterion.
    case threshold
    /// What a criterion or parameter does.
    case action
    /// A line of a map's `parameters`.
    case parameter
    /// A criterion that goes.
    case criterion
    /// One client and server that are not inspected.
    case exemption

    /// By size.
    public static func < (a: Kind, b: Kind) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// What is changed.
  public var kind: Kind
  /// The change in a few words.
  public var summary: String
  /// What is to be typed in configuration mode.
  public var lines: [String]
}

/// A change of an inspection map.
enum MapEdit {
  /// Another statement in place of a `match`; nil takes it away.
  case match(String, with: (text: String, actions: [String])?)
  /// A line of `parameters`.
  case parameter(String)
}

/// A name that nothing has: the one given, or it with the first number from 2 that is free.
func freeName(_ name: String, isTaken: (String) -> Bool) -> String {
  var candidate = name
  var number = 2
  while isTaken(candidate) {
    candidate = "\(name)_\(number)"
    number += 1
  }
  return candidate
}
