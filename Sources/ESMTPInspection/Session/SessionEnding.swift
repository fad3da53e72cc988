public import Primitives

/// What ended a session: a drop or a reset.
public struct SessionEnding: Sendable {
  /// The decision.
  public let decision: Decision
  /// The segment that met it.
  public let moment: Moment
  /// Whether it was met before the recording could have gone another way.
  public let isObserved: Bool
}
