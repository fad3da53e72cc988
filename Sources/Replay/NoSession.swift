/// What is told where inputs hold no session to speak of.
public enum NoSession {
  /// The remark.
  ///
  /// - Parameters:
  ///   - frames: the frames that were read.
  ///   - passedOver: the sessions that are not selected.
  /// - Returns: a sentence without a full stop.
  public static func remark(frames: Int, passedOver: Int = 0) -> String {
    if passedOver > 0 { return remark(passedOver: passedOver) }
    return frames > 0
      ? "no session on the inspected ports was found; name others with '--port'"
      : "no session was found: there is no frame to look at"
  }

  /// The remark where there are sessions, and none is selected.
  static func remark(passedOver: Int) -> String {
    "'--where' selects none of \(passedOver == 1 ? "1 session" : "\(passedOver) sessions"); "
      + "'analyze --all' lists them"
  }
}
