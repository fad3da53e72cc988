extension Assumption {
  /// What bytes that have passed a device tell of the choice.
  public enum Sign: Sendable {
    /// The device does as the behaviour has it.
    case asTaken
    /// The device does the other thing.
    case otherwise
  }

  /// What the marks of a session tell of the choice.
  ///
  /// - Parameters:
  ///   - marks: what the session shows.
  ///   - profile: the behaviour that is taken.
  /// - Returns: nil where they tell nothing, or some of them the one and some the other.
  public func sign(in marks: InspectionMarks, of profile: Profile) -> Sign? {
    guard marks.isEvidence, case .profile(let turn) = turn else { return nil }
    let other = turn(profile)
    var signs: Set<Sign> = []
    for group in InspectionMarks.apart {
      let (isTaken, isOther) = (
        profile.canLeave(marks.intersection(group)), other.canLeave(marks.intersection(group))
      )
      if isTaken != isOther { signs.insert(isTaken ? .asTaken : .otherwise) }
    }
    return signs.count == 1 ? signs.first : nil
  }
}
