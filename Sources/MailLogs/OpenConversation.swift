/// A conversation while its log is read.
///
/// A class, as it is known by its own name and by those of its messages, and stays known to them when it has
/// ended: what is logged of a message later is not of the connection that has the name then.
final class OpenConversation {
  /// What the log has told of it.
  var told: MailConversation
  /// Whether lines of it may follow.
  var isOpen = true

  /// A conversation that begins.
  init(_ told: MailConversation) { self.told = told }
}
