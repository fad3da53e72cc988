import Primitives

extension MailLogJoin {
  /// Which sessions conversations may be, whatever their times are.
  struct Candidates {
    /// What a session is found by.
    struct Key: Hashable {
      var isOutgoing: Bool
      var remote: IPAddress
      /// The port, where the log tells ports.
      var port: UInt16?
      var mail: Mail
    }

    /// What both say of the mail.
    enum Mail: Hashable {
      case any
      case sender(String)
      case envelope(String, String)
      case messageID(String)
    }

    /// What a conversation and those that have most in common with it are found by.
    struct Found {
      var keys: [Key]
      var reason: Reason
    }

    private struct Ends: Hashable {
      var client, server: IPAddress
    }

    let sessions: [LoggedSession]
    private let index: SessionIndex<Key>
    /// The addresses of both ends of a session.
    private let ends: Set<Ends>

    init(_ conversations: [MailConversation], _ sessions: [LoggedSession]) {
      self.sessions = sessions
      // A log mostly is of one direction, and has ports or not.
      let shapes = Set(conversations.map { [$0.isOutgoing, $0.remotePort != nil] })
      index = SessionIndex(sessions) { session in
        let mails = Set(session.transactions.flatMap(Self.mails) + [.any])
        var keys: Set<Key> = []
        for shape in shapes {
          for socket in shape[0] ? session.servers : session.clients {
            for mail in mails {
              keys.insert(
                Key(
                  isOutgoing: shape[0], remote: socket.address, port: shape[1] ? socket.port : nil,
                  mail: mail))
            }
          }
        }
        return keys
      }
      ends = Set(
        sessions.flatMap { session in
          session.clients.flatMap { client in
            session.servers.map { Ends(client: client.address, server: $0.address) }
          }
        })
    }

    private static func mails(_ transaction: LoggedSession.Transaction) -> [Mail] {
      var mails: [Mail] = transaction.messageID.map { [.messageID($0)] } ?? []
      if let sender = transaction.sender {
        mails.append(.sender(sender))
        if let recipient = transaction.firstRecipient { mails.append(.envelope(sender, recipient)) }
      }
      return mails
    }

    /// Those that have most in common with a conversation; none where no session has its addresses.
    ///
    /// - Parameters:
    ///   - conversation: the conversation.
    ///   - reason: what they have in common is less than this; nil for anything.
    /// - Returns: what they are found by.
    func best(_ conversation: MailConversation, behind reason: Reason? = nil) -> Found {
      guard let remote = conversation.remote else { return Found(keys: [], reason: .time) }
      let tests: [(Reason, () -> [Mail])] = [
        (.messageID, { conversation.messageIDs.map(Mail.messageID) }),
        (
          .envelope,
          {
            conversation.senders.flatMap { sender in
              conversation.recipients.map { Mail.envelope(sender, $0) }
            }
          }
        ), (.sender, { conversation.senders.map(Mail.sender) }), (.time, { [.any] }),
      ]
      let rest = tests.drop { reason != nil && $0.0 != reason }.dropFirst(reason == nil ? 0 : 1)
      for (reason, mails) in rest {
        let keys = mails().map {
          Key(
            isOutgoing: conversation.isOutgoing, remote: remote, port: conversation.remotePort,
            mail: $0)
        }.filter { index[$0].contains { mayBe($0, conversation) } }
        if !keys.isEmpty { return Found(keys: keys, reason: reason) }
      }
      return Found(keys: [], reason: .time)
    }

    /// How many they are about.
    func count(_ found: Found) -> Int { found.keys.reduce(0) { $0 + index[$1].count } }

    /// The one that they are; nil where they are several.
    func only(_ found: Found, of conversation: MailConversation) -> Int? {
      let all = found.keys.lazy.flatMap { index[$0] }.filter { mayBe($0, conversation) }
      guard let first = all.first(where: { _ in true }) else { return nil }
      return all.contains { $0 != first } ? nil : first
    }

    /// The most that are told for a conversation without a time.
    private static let most = 64

    /// Those that lie around the time of a conversation; the first where it has none.
    ///
    /// - Parameters:
    ///   - found: what they are found by.
    ///   - conversation: the conversation.
    ///   - ahead: how far the log's clock is ahead, in nanoseconds.
    ///   - around: how far the time may be off then, in nanoseconds.
    /// - Returns: their places; a few may lie farther off.
    func members(
      _ found: Found, of conversation: MailConversation, ahead: Int64, around: ClosedRange<Int64>
    ) -> [Int] {
      found.keys.flatMap { key -> [Int] in
        guard let time = conversation.time else { return Array(index[key].prefix(Self.most)) }
        let tellsStart = conversation.start != nil || conversation.duration != nil
        let start = conversation.start == nil ? conversation.duration ?? 0 : 0
        let late = conversation.isTimedOut ? MailLogJoin.patience : 0
        return index.begun(
          key, before: time, ahead: ahead.adding(start),
          by: around.lowerBound - conversation.setup...around.upperBound + (tellsStart ? 0 : late),
          isOfEnd: !tellsStart
        ).flatMap { $0 }
      }.filter { mayBe($0, conversation) }
    }

    /// Whether a session of the other end is one of the own end, too. Behind a translation that no policy
    /// tells, the own address is another one than the capture has, and is not asked for.
    private func mayBe(_ index: Int, _ conversation: MailConversation) -> Bool {
      guard let remote = conversation.remote, let local = conversation.local else { return true }
      let known =
        conversation.isOutgoing
        ? Ends(client: local, server: remote) : Ends(client: remote, server: local)
      return !ends.contains(known) || conversation.isAtHome(in: sessions[index])
    }
  }
}
