/// What is told where inputs hold no session to speak of.
public enum NoSession {
  /// The remark.
  ///
  /// - Parameters:
  ///   - frames: the frames that were read.
  ///   - taken: those among them that a filter let through; nil where there is no filter.
  ///   - unread: what of the frames could not be read.
  ///   - passedOver: the sessions that are not selected.
  ///   - otherLegs: the sessions that are the other leg of one.
  ///   - ports: what names the inspected ports.
  /// - Returns: a sentence without a full stop.
  public static func remark(
    frames: Int, taken: Int? = nil, unread: UnreadFrames = UnreadFrames(), passedOver: Int = 0,
    otherLegs: Int = 0,
    ports: String = "--port"
  ) -> String {
    if otherLegs > 0 { return remark(otherLegs: otherLegs) }
    if passedOver > 0 { return remark(passedOver: passedOver) }
    if frames > 0, taken == 0 { return remark(filteredOut: frames) }
    if !unread.parts.isEmpty {
      var clauses = unread.parts.map(\.clause)
      let count = unread.frames.reduce(0) { $0 + $1.count }
      if count < taken ?? frames { clauses.append("other ports are named with '\(ports)'") }
      return "no session on the inspected ports was found: \(clauses.joined(separator: "; "))"
    }
    return frames > 0
      ? "no session on the inspected ports was found; name others with '\(ports)'"
      : "no session was found: there is no frame to look at"
  }

  /// The remark where there are sessions, and none is selected.
  public static func remark(passedOver: Int) -> String {
    "'--where' selects none of \(passedOver == 1 ? "1 session" : "\(passedOver) sessions"); "
      + "'analyze --all' lists them"
  }

  /// The remark where what is selected is in no count.
  static func remark(otherLegs: Int) -> String {
    "'--where' selects nothing but \(otherLegs == 1 ? "the other leg of a session" : "other legs of sessions"), "
      + "which no count has; select by what the first leg has"
  }

  /// The remark where a filter leaves out all frames.
  static func remark(filteredOut frames: Int) -> String {
    "'--filter' lets none of \(frames == 1 ? "1 frame" : "\(frames) frames") through"
  }
}
