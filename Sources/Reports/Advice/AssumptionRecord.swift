public import ESMTPInspection

/// What captured bytes that have passed a device tell of a choice of the model.
public struct AssumptionSigns: Sendable, Equatable {
  /// How many sessions show the choice that is taken.
  public private(set) var asTaken = 0
  /// How many show the other one.
  public private(set) var otherwise = 0
  private var first: [Int] = [0, 0]

  /// None yet.
  public init() {}

  /// Takes what a session shows.
  public mutating func add(_ sign: Assumption.Sign?, of session: Int) {
    guard let sign else { return }
    if (sign == .asTaken ? asTaken : otherwise) == 0 { first[sign == .asTaken ? 0 : 1] = session }
    if sign == .asTaken { asTaken += 1 } else { otherwise += 1 }
  }

  /// What they tell, in a sentence without a full stop; nil where they tell nothing.
  public var words: String? {
    switch (asTaken > 0, otherwise > 0) {
    case (false, false): nil
    case (true, false):
      "\(shows(asTaken, first[0])) the choice that is taken here: it is settled for that device"
    case (false, true):
      "\(shows(otherwise, first[1])) the other choice: what is said here is not what that device does; "
        + "'esmtp-replay fingerprint' names the --profile that it has"
    case (true, true):
      "\(shows(asTaken, first[0])) the choice that is taken here, and "
        + "\(shows(otherwise, first[1])) the other one: more than one device"
    }
  }

  private func shows(_ count: Int, _ first: Int) -> String {
    count == 1
      ? "the bytes of session \(first) show"
      : "the bytes of \(Spoken.count(count, "session")), of \(first) first, show"
  }
}

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
  /// What the captures show of it.
  public var signs: AssumptionSigns

  /// An open choice.
  public init(
    name: String, question: String, command: String, source: String, flips: Int, sessions: [Int],
    signs: AssumptionSigns = AssumptionSigns()
  ) {
    self.name = name
    self.question = question
    self.command = command
    self.source = source
    self.flips = flips
    self.sessions = sessions
    self.signs = signs
  }
  /// What settles any of them without a word of the device, in a sentence without a full stop.
  static let settledByCaptures =
    "those of both sides of the firewall settle these as well: 'esmtp-replay verify --outside FILE "
    + "--inside FILE' tells which position of each switch they agree with"
}
