import Primitives

/// Why bytes of a session, or all of it, were not looked at.
public enum CoverageReason: String, Sendable, CaseIterable, Comparable {
  case tls, gap, midstream, snapped, divergence
  case oneSided = "one-sided"
  case boundHit = "bound-hit"
  case policy
  case policyUndecided = "policy-undecided"
  case bdatUnmodelled = "bdat-unmodelled"
  case tlsUnmodelled = "tls-unmodelled"
  case noData = "no-data"
  /// The session is open where an input was read in part: what could not be read may hold the rest of it.
  case readInPart = "read-in-part"

  /// In the order of their names.
  public static func < (a: CoverageReason, b: CoverageReason) -> Bool { a.rawValue < b.rawValue }
}

extension Rule {
  /// The reason of coverage that it tells by an event; nil where it is about something else.
  public var coverageReason: CoverageReason? { CoverageReason(rawValue: rawValue) }
}
