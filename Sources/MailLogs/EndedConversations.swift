/// The conversations of a log that have ended, as many as there is room for.
///
/// Those that are asked about are kept. Of the others the later ones are: a log that is too long goes on to
/// now, as captures mostly do. Once one that is asked about is there, those that lie about it are kept: they
/// are of its time, and tell the clock.
struct EndedConversations {
  /// Those that are kept, in the order in which they end.
  private(set) var kept: [OpenConversation] = []
  /// How many were left out.
  private(set) var omitted = 0
  /// How many of those that are kept are asked about.
  private var asked = 0
  /// The most that are kept that are asked about, and the most of the others.
  private let limit: Int

  /// No conversations.
  init(limit: Int) { self.limit = limit }

  /// Takes one that has ended.
  mutating func add(_ conversation: OpenConversation) {
    if conversation.isWanted {
      guard asked < limit else { return omit(conversation) }
      asked += 1
    } else if kept.count - asked >= limit {
      guard asked == 0 else { return omit(conversation) }
      // Many at once, as the rest has to be moved.
      let count = max(limit / 16, 1)
      for first in kept.prefix(count) { omit(first) }
      kept.removeFirst(count)
    }
    kept.append(conversation)
  }

  private mutating func omit(_ conversation: OpenConversation) {
    conversation.isOmitted = true
    omitted += 1
  }

  /// Takes note that one that has ended is asked about after all.
  mutating func want(_ conversation: OpenConversation) {
    guard !conversation.isWanted else { return }
    conversation.isWanted = true
    if !conversation.isOmitted {
      asked += 1
    } else if asked < limit {
      conversation.isOmitted = false
      omitted -= 1
      asked += 1
      kept.append(conversation)
    }
  }
}
