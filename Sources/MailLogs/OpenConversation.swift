import Primitives

/// A conversation while its log is read.
///
/// A class, as it is known by its own name and by those of its messages, and stays known to them when it has
/// ended: what is logged of a message later is not of the connection that has the name then.
final class OpenConversation {
  /// What the log has told of it.
  var told: MailConversation
  /// What lines of the log know it by as long as it is open.
  let key: String
  /// Whether lines of it may follow.
  var isOpen = true
  /// Whether it is asked about, by a line of it or by a name.
  var isWanted = false
  /// Whether it was left out, as there are too many.
  var isOmitted = false
  /// Where its time went, for a delivery of Postfix that tells it.
  var delays: DeliveryDelays?

  /// A conversation that begins.
  init(_ told: MailConversation, key: String) { (self.told, self.key) = (told, key) }

  /// Whether a line is of the same attempt to deliver a message, and not of a later one to the same server:
  /// what became of its recipients is logged while it lasts, and a later one begins behind it.
  ///
  /// - Parameters:
  ///   - time: the line's time.
  ///   - delays: what the line tells of the attempt.
  /// - Returns: also true where the log has no times.
  func isSameAttempt(at time: LogTime?, _ delays: DeliveryDelays? = nil) -> Bool {
    if let delays, let own = self.delays { return delays.attempt == own.attempt }
    guard let time, let last = told.end else { return true }
    // As long as nothing has told what became of it, it lasts.
    guard let duration = delays?.duration ?? (told.fate == nil ? nil : 0) else { return true }
    let moment = time.nanoseconds(defaultYear: time.year ?? last.year ?? 2000)
    return moment.since(duration).since(last.nanoseconds(near: moment)) <= MailLogJoin.tolerance
  }
}
