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
    /// The addresses are the same, and the log tells no time.
    case address = "addresses"

    /// How sure it is, 0 being the surest: what the mail tells goes before what addresses suggest.
    var rank: Int {
      switch self {
      case .messageID: 0
      case .envelope: 1
      case .sender, .time, .address: 2
      }
    }
  }

  /// Where a conversation belongs.
  public enum Place: Sendable {
    /// To one session.
    case joined(session: Int, Reason)
    /// To one of several, which nothing tells apart, or to one or none.
    case ambiguous([Int], Reason)
    /// Its addresses are those of sessions, and no time is.
    case otherTime
    /// No session has its addresses.
    case otherAddress

    /// The sessions that it may be.
    public var sessions: [Int] {
      switch self {
      case .joined(let session, _): [session]
      case .ambiguous(let sessions, _): sessions
      case .otherTime, .otherAddress: []
      }
    }

    /// How it was found; nil where it was not.
    public var reason: Reason? {
      switch self {
      case .joined(_, let reason), .ambiguous(_, let reason): reason
      case .otherTime, .otherAddress: nil
      }
    }

    /// Whether it is one session that is meant.
    public var isCertain: Bool { if case .joined = self { true } else { false } }

    /// Whether its addresses are those of a session.
    public var hasAddress: Bool {
      switch self {
      case .joined, .ambiguous, .otherTime: true
      case .otherAddress: false
      }
    }
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
    let candidates = Candidates(conversations, sessions)
    let found = conversations.map { candidates.best($0) }
    offset = Self.offset(conversations, found, candidates)
    places = zip(conversations, found).map { place($0, $1, candidates) }
    settle(conversations)
  }

  /// Lets no more than one connection of the log be a session: of several that are taken for it the one of
  /// the surest reason alone is, and where that is a tie none for certain.
  private mutating func settle(_ conversations: [MailConversation]) {
    // With its port a line is of that connection, as that of postscreen beside smtpd's; lines that do not
    // tell the start may be of several messages in one session.
    let claims = conversations.indices.compactMap { index -> (Int, session: Int, Reason)? in
      guard conversations[index].start != nil, !conversations[index].tellsClientPort,
        case .joined(let session, let reason) = places[index]
      else { return nil }
      return (index, session, reason)
    }
    var surest: [Int: (rank: Int, count: Int)] = [:]
    for (_, session, reason) in claims {
      let known = surest[session] ?? (.max, 0)
      guard reason.rank <= known.rank else { continue }
      surest[session] = (reason.rank, reason.rank == known.rank ? known.count + 1 : 1)
    }
    for (index, session, reason) in claims where surest[session] ?? (0, 0) != (reason.rank, 1) {
      places[index] = .ambiguous([session], reason)
    }
  }

  /// How far the log's clock is ahead, by all that its conversations may be.
  private static func offset(
    _ conversations: [MailConversation], _ found: [Candidates.Found], _ candidates: Candidates
  ) -> ClockOffset {
    let order = ClockFit.order(found.map { ($0.reason.rank, candidates.count($0)) })
    var pairs: [ClockPair] = []
    var looked = 0
    for line in order where looked < ClockFit.limit {
      let conversation = conversations[line]
      let members = candidates.members(
        found[line], of: conversation, ahead: 0, around: ClockOffset.reach)
      looked += members.count
      for index in members {
        let session = candidates.sessions[index]
        guard !conversation.isOther(than: session), var pair = conversation.pair(with: session)
        else { continue }
        (pair.line, pair.session, pair.rank) = (line, index, found[line].reason.rank)
        // How long a server waited is not the clock's: of that the zone alone is told.
        if pair.isZoneAlone { pair.slack = 0...ClockOffset.drift }
        pairs.append(pair)
      }
    }
    return ClockFit.best(pairs) ?? .unknown
  }

  private func place(
    _ conversation: MailConversation, _ found: Candidates.Found, _ candidates: Candidates
  ) -> Place {
    guard !found.keys.isEmpty else { return .otherAddress }
    var found = found
    while true {
      if let place = self.place(conversation, by: found, candidates) { return place }
      // The mail of the session that is meant may not have been seen, and another one have the same sender.
      let next = candidates.best(conversation, behind: found.reason)
      guard !next.keys.isEmpty else { return .otherTime }
      found = next
    }
  }

  /// Where a conversation belongs by what it has in common with sessions; nil where none of these is at its time.
  private func place(
    _ conversation: MailConversation, by found: Candidates.Found, _ candidates: Candidates
  ) -> Place? {
    let sessions = candidates.sessions
    var known: Set<Int> = []
    let near = offset.all.flatMap { offset in
      candidates.members(
        found, of: conversation,
        ahead: conversation.time.map(offset.nanoseconds) ?? 0,
        around: -Self.tolerance...Self.tolerance
      ).filter {
        !conversation.isOther(than: sessions[$0])
          && conversation.pair(with: sessions[$0])?.fits(offset) ?? true
      }
    }.filter { known.insert($0).inserted }.map { sessions[$0].number }
    let reason = conversation.hasTime || found.reason != .time ? found.reason : .address
    if let session = near.first {
      return near.count == 1 && isCertain(conversation, reason)
        ? .joined(session: session, reason) : .ambiguous(near, reason)
    }
    // Who says when it ended alone may say so late: it is joined by what it says of the mail.
    if found.reason == .messageID, conversation.start == nil, offset.isCertain,
      let session = candidates.only(found, of: conversation),
      var pair = conversation.pair(with: sessions[session])
    {
      pair.slack = pair.slack.lowerBound...max(pair.slack.upperBound, Self.patience)
      if pair.fits(offset) { return .joined(session: sessions[session].number, found.reason) }
    }
    return nil
  }

  /// Whether the one session that a conversation may be is it for certain: its client may have come at other
  /// times, too, and with the same sender.
  private func isCertain(_ conversation: MailConversation, _ reason: Reason) -> Bool {
    conversation.hasTime
      ? offset.isCertain : reason == .messageID || conversation.tellsClientPort
  }
}

extension MailConversation {
  /// Whether the log tells when it was.
  public var hasTime: Bool { time != nil }

  /// Whether the addresses let it be a session.
  public func mayBe(_ session: LoggedSession) -> Bool {
    (isOutgoing ? session.servers : session.clients).contains { other in
      other.address == remote && (remotePort.map { $0 == other.port } ?? true)
    }
  }

  /// Whether it tells the port of the client, which no other connection has at its time; that of a server all
  /// have.
  var tellsClientPort: Bool { !isOutgoing && remotePort != nil }

  /// Whether a session is another one for certain, as all its mails are others.
  func isOther(than session: LoggedSession) -> Bool {
    guard !messageIDs.isEmpty, messageIDs.count < Self.mostNames, !session.transactions.isEmpty,
      session.transactions.count < LoggedSession.mostTransactions
    else { return false }
    return session.transactions.allSatisfy { transaction in
      transaction.messageID.map { !messageIDs.contains($0) } ?? false
    }
  }

  /// Whether the log's own address is that of its end of a session.
  func isAtHome(in session: LoggedSession) -> Bool {
    (isOutgoing ? session.clients : session.servers).contains { $0.address == local }
  }

  /// What is told of when it was: when it began, else when it ended.
  var time: LogTime? { start ?? end }

  /// How its time stands to that of a session: starts where both have one, else ends; nil where it has none.
  func pair(with session: LoggedSession) -> ClockPair? {
    guard let time else { return nil }
    let moment = time.nanoseconds(near: session.start)
    var pair = ClockPair(
      line: 0, session: 0, difference: moment.since(session.start), hasZone: time.zone != nil,
      rank: 0)
    pair.hasPorts = tellsClientPort
    if start != nil { return pair }
    if let duration {
      pair.difference = moment.since(duration).since(session.start)
      pair.slack = -setup...0
      return pair
    }
    pair.difference = moment.since(session.end)
    if isTimedOut {
      // A server that had waited gave up.
      pair.slack = 0...MailLogJoin.patience
      pair.isZoneAlone = true
    } else if !hasEnded {
      // The line stands in the middle.
      pair.slack = -min(max(session.end.since(session.start), 0), 1 << 60)...0
    }
    return pair
  }
}
