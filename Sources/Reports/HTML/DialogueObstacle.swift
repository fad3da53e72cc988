/// Why a page could not have the dialogues that it asked for.
public enum DialogueObstacle: Sendable {
  /// An input is a pipe, which is read once.
  case readOnce
  /// A signal has ended the reading.
  case signal
  /// An input could not be read again as it was.
  case changed

  /// A sentence that says so, with what shows the dialogue of a session, if anything does.
  ///
  /// - Parameter command: the command, with a verb: it prints the dialogue where it can read the inputs.
  /// - Returns: one sentence.
  func sentence(_ command: String) -> String {
    switch self {
    case .readOnce:
      "The dialogue is not here: what comes through a pipe is read once; save it to a file, of which "
        + "\(command)."
    case .signal: "The dialogue is not here: a signal has ended the reading; \(command)."
    case .changed:
      "The dialogue is not here: the capture could not be read a second time; \(command)."
    }
  }
}
