/// A choice of the model that decides sessions of a capture, and is not settled.
public struct AssumptionRecord: Sendable, Equatable {
  /// Its name.
  public var name: String
  /// What may be otherwise, in a sentence without a full stop.
  public var question: String
  /// What settles it on a device.
  public var command: String
  /// Why it is open, in a sentence without a full stop.
  public var source: String
  /// How many sessions are decided differently where it is otherwise.
  public var flips: Int
  /// The numbers of the first of them.
  public var sessions: [Int]

  /// An open choice.
  public init(
    name: String, question: String, command: String, source: String, flips: Int, sessions: [Int]
  ) {
    self.name = name
    self.question = question
    self.command = command
    self.source = source
    self.flips = flips
    self.sessions = sessions
  }
}
