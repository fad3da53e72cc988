/// What a form of a report tells beyond what happened, which takes further readings.
public enum AdviceWish: Sendable {
  /// Nothing.
  case nothing
  /// The open assumptions that decide sessions.
  case assumptions
  /// These, and what lets stopped sessions through.
  case all
}
