import Primitives

/// A mail server's log beside sessions: which conversation is which session.
public struct MailLogJoin: Sendable {
  /// How a conversation and a session were brought together.
  public enum Reason: String, Sendable {
    /// Both have the same Message-ID.
    case messageID = "Message-ID"
    /// Both have the same sender and recipient.
    case envelope
    /// Both have the same sender.
    case sender
    /// The addresses are the same, and the times.
    case time = "addresses and time"
  }

  /// Where a conversation belongs.
  public enum Place: Sendable {
    /// To one session.
    case joined(session: Int, Reason)
    /// To one of several, which nothing tells apart.
    case ambiguous([Int], Reason)
    /// Its addresses are those of sessions, and no time is.
    case otherTime
    /// No session has its addresses.
    case otherAddress
  }

  /// A place for each conversation, in the order of the log.
  public private(set) var places: [Place] = []
  /// How far the log's clock is ahead.
  public private(set) var offset: ClockOffset

  /// How far the clocks may be apart once the offset is off, in nanoseconds (evidence 8.4).
  public static let tolerance: Int64 = 2_000_000_000

  /// How long after a session's last frame a server gives it up at most: a quarter of an hour, three
  /// times what RFC 5321 section 4.5.3.2.7 asks for.
  static let patience: Int64 = 900_000_000_000

  /// Joins conversations with sessions.
  public init(_ conversations: [MailConversation], _ sessions: [LoggedSession]) {
    var byAddress: [IPAddress: [Int]] = [:]
    for (index, session) in sessions.enumerated() {
      for address in Set((session.clients + session.servers).map(\.address)) {
        byAddress[address, default: []].append(index)
      }
    }
    let candidates = conversations.map { conversation in
      let found = (conversation.remote.flatMap { byAddress[$0] } ?? []).filter {
        conversation.mayBe(sessions[$0])
      }
      // Behind a translation that no policy tells, the own address is another one than the capture has.
      let own = found.filter { conversation.isAtHome(in: sessions[$0]) }
      return own.isEmpty ? found : own
    }
    // What the mail tells goes before what a lonely session suggests.
    var (sure, likely, late): ([Int64], [Int64], [Int64]) = ([], [], [])
    for (conversation, candidates) in zip(conversations, candidates) {
      let (best, reason) = Self.best(conversation, candidates, sessions)
      let isSure = best.count == 1 && (reason == .messageID || reason == .envelope)
      guard isSure || candidates.count == 1, let place = best.first,
        let difference = conversation.difference(from: sessions[place])
      else { continue }
      if conversation.isLate {
        late.append(difference)
      } else if isSure {
        sure.append(difference)
      } else {
        likely.append(difference)
      }
    }
    // How long a server waited is not the clock's: of that the zone alone is told.
    offset =
      ClockOffset(sure.isEmpty ? likely : sure) ?? ClockOffset(late)?.zoneAlone ?? .unknown
    for (conversation, candidates) in zip(conversations, candidates) {
      places.append(place(conversation, candidates, sessions))
    }
  }

  private func place(
    _ conversation: MailConversation, _ candidates: [Int], _ sessions: [LoggedSession]
  ) -> Place {
    guard !candidates.isEmpty else { return .otherAddress }
    let (best, reason) = Self.best(conversation, candidates, sessions)
    let near = best.filter { index in
      guard let difference = conversation.difference(from: sessions[index]) else {
        return true
      }
      let apart = difference.since(offset.nanoseconds)
      return apart >= -Self.tolerance
        && apart <= (conversation.isLate ? Self.patience : Self.tolerance)
    }
    switch near.count {
    case 0:
      // Who says when it ended alone is joined by what it says of the mail.
      if best.count == 1, reason == .messageID {
        return .joined(session: sessions[best[0]].number, reason)
      }
      return .otherTime
    case 1: return .joined(session: sessions[near[0]].number, reason)
    default: return .ambiguous(near.map { sessions[$0].number }, reason)
    }
  }

  /// The candidates that have most in common with a conversation, and what that is.
  private static func best(
    _ conversation: MailConversation, _ candidates: [Int], _ sessions: [LoggedSession]
  ) -> ([Int], Reason) {
    let tests: [(Reason, (LoggedSession.Transaction) -> Bool)] = [
      (.messageID, { $0.messageID.map(conversation.messageIDs.contains) ?? false }),
      (
        .envelope,
        {
          ($0.sender.map(conversation.senders.contains) ?? false)
            && ($0.firstRecipient.map(conversation.recipients.contains) ?? false)
        }
      ), (.sender, { $0.sender.map(conversation.senders.contains) ?? false }),
    ]
    for (reason, test) in tests {
      let found = candidates.filter { sessions[$0].transactions.contains(where: test) }
      if !found.isEmpty { return (found, reason) }
    }
    return (candidates, .time)
  }
}

extension MailConversation {
  /// Whether the addresses let it be a session.
  public func mayBe(_ session: LoggedSession) -> Bool {
    (isOutgoing ? session.servers : session.clients).contains { other in
      other.address == remote && (remotePort.map { $0 == other.port } ?? true)
    }
  }

  /// Whether the log's own address is that of its end of a session.
  func isAtHome(in session: LoggedSession) -> Bool {
    (isOutgoing ? session.clients : session.servers).contains { $0.address == local }
  }

  /// Whether all that is known of its time is when a server that had waited gave up.
  var isLate: Bool { isTimedOut && start == nil && duration == nil }

  /// How far it is from a session on the log's clock, in nanoseconds: starts where both have one, else
  /// ends.
  func difference(from session: LoggedSession) -> Int64? {
    if let start { return start.nanoseconds(near: session.start).since(session.start) }
    guard let end = end?.nanoseconds(near: session.end) else { return nil }
    if let duration { return end.since(duration).since(session.start) }
    return end.since(session.end)
  }
}
