import MailLogs
import Reports

extension LogBook {
  /// The joins as text for a person, behind a report.
  ///
  /// - Parameters:
  ///   - width: the columns.
  ///   - isColoured: whether SGR sequences are written.
  /// - Returns: a section for each log.
  public func text(width: Int, isColoured: Bool) -> [UInt8] {
    var sheet = TextSheet(width: width, isColoured: isColoured)
    if let device { put(device, into: &sheet) }
    for log in mail { put(log, into: &sheet) }
    return sheet.takeOutput()
  }

  private static let listed = 20

  private func put(_ device: DeviceLog, into sheet: inout TextSheet) {
    let join = DeviceLogJoin(device.messages, sessions)
    sheet.heading(
      "Device log",
      beside:
        "\(device.path): \(Self.count(device.lines, "line")), \(device.messages.count) about connections"
    )
    put(join.offset, into: &sheet)
    let both = join.sessions.flatMap(\.both).map(\.logged)
    let predicted = join.sessions.flatMap(\.predicted)
    let logged = join.sessions.flatMap(\.logged)
    sheet.field("both", Self.counts(both, "predicted and logged"))
    sheet.field("predicted", Self.counts(predicted, "predicted alone"))
    sheet.field("logged", Self.counts(logged, "logged alone, of sessions of the capture"))
    let never = Set(predicted.map(\.number)).subtracting(join.numbers).sorted()
    if !never.isEmpty {
      sheet.field(
        "",
        "the log has no \(never.map(String.init).joined(separator: ", ")) at all: its level may "
          + "leave them out")
    }
    if join.uncovered > 0 {
      sheet.field("", "\(join.uncovered) predicted lie before the log or behind it")
    }
    if !join.apart.isEmpty {
      sheet.field("apart", Self.counts(join.apart, "about no session of the capture"))
    }
    if !join.ambiguous.isEmpty {
      sheet.field(
        "ambiguous",
        "\(join.ambiguous.count) fit several sessions, or one or none, and count for none")
    }
    if join.undecided > 0 {
      sheet.field("", "\(join.undecided) predicted may be in the log or not")
    }
    if omitted + device.omitted > 0 {
      sheet.field(
        "left out",
        "\(Self.count(omitted, "session")) and \(Self.count(device.omitted, "message")): too many")
    }
    for (message, sessions) in join.ambiguous.prefix(Self.listed) {
      sheet.field(
        "session",
        "\(Self.doubt(about: sessions, join.offset)): \(device.path):\(message.line): "
          + "\(message.number): \(message.text)")
    }
    // Sessions in which both sides differ first; what agrees needs no look.
    let differing = join.sessions.filter { !$0.predicted.isEmpty || !$0.logged.isEmpty }
    for joined in differing.prefix(Self.listed) { put(joined, device, into: &sheet) }
    if differing.count > Self.listed {
      sheet.field("", "and \(differing.count - Self.listed) more sessions that differ")
    }
  }

  private func put(
    _ joined: DeviceLogJoin.Joined, _ device: DeviceLog, into sheet: inout TextSheet
  ) {
    putSession(joined.session, into: &sheet)
    for (_, logged) in joined.both {
      sheet.field("both", "\(device.path):\(logged.line): \(logged.number): \(logged.text)")
    }
    for message in joined.predicted {
      sheet.field("predicted", "\(message.number): \(message.text)")
    }
    for message in joined.logged {
      sheet.field("logged", "\(device.path):\(message.line): \(message.number): \(message.text)")
    }
    // One is enough: a drop is told by several messages.
    let ending = joined.logged.lazy.compactMap {
      UnpredictedMessage($0, among: joined.predicted + joined.both.map(\.predicted))
    }.first(where: \.ends)
    if let ending { sheet.field("but", ending.words(nil, isDefault: isDefault)) }
  }

  private func putSession(_ number: Int, into sheet: inout TextSheet) {
    let outcome = outcomes[number]
    sheet.heading(
      "Session \(number)", beside: outcome.map { "\($0.ends), \($0.verdict.rawValue)" } ?? "")
    if let decisive = outcome?.decisive { sheet.field("by", decisive) }
  }

  private func put(_ mail: MailLog, into sheet: inout TextSheet) {
    let conversations = mail.log.conversations
    let join = MailLogJoin(conversations, sessions)
    sheet.heading(
      "Mail log",
      beside: "\(mail.path): \(Self.count(mail.log.lines, "line")), "
        + Self.count(conversations.count, "conversation"))
    put(join.offset, into: &sheet)
    var joined: [(MailConversation, Int, MailLogJoin.Reason)] = []
    var ambiguous: [(MailConversation, [Int], MailLogJoin.Reason)] = []
    var apart = 0
    for (conversation, place) in zip(conversations, join.places) {
      switch place {
      case .joined(let session, let reason): joined.append((conversation, session, reason))
      case .ambiguous(let sessions, let reason):
        ambiguous.append((conversation, sessions, reason))
      case .otherTime, .otherAddress: apart += 1
      }
    }
    sheet.field(
      "joined",
      "\(joined.count) with a session, \(ambiguous.count) not certain, \(apart) with none")
    if let first = mail.log.firstOther {
      let others = mail.log.lines - mail.log.understood
      sheet.field(
        "",
        others == 1
          ? "1 line was not understood: \(mail.path):\(first)"
          : "\(others) lines were not understood, the first is \(mail.path):\(first)")
    }
    let leftOut = [(mail.log.omitted, "first", "conversation"), (omitted, "last", "session")]
      .filter { $0.0 > 0 }.map { "the \($0.1) \(Self.count($0.0, $0.2))" }
    if !leftOut.isEmpty {
      sheet.field("left out", "\(leftOut.joined(separator: " and ")): too many")
    }
    // What went wrong first, in the order of the log.
    let broken = joined.filter(\.0.isBroken)
    for (conversation, session, reason) in broken.prefix(Self.listed) {
      put(conversation, mail.path, into: &sheet)
      put(session, "joined by \(reason.rawValue)", into: &sheet)
    }
    let doubtful = ambiguous.filter(\.0.isBroken)
    for (conversation, sessions, reason) in doubtful.prefix(Self.listed) {
      put(conversation, mail.path, into: &sheet)
      if sessions.count > 1 {
        sheet.field("session", Self.doubt(about: sessions, join.offset))
      } else {
        let doubt = join.offset.doubt(about: conversation)
        put(sessions[0], "by \(reason.rawValue), or none: \(doubt)", into: &sheet)
      }
    }
    let more = max(broken.count - Self.listed, 0) + max(doubtful.count - Self.listed, 0)
    if more > 0 { sheet.field("", "and \(more) more that went wrong") }
  }

  /// Which sessions are meant where that is not certain, and why.
  private static func doubt(about sessions: [Int], _ offset: ClockOffset) -> String {
    let names = sessions.prefix(8).map(String.init).joined(separator: ", ")
    guard sessions.count > 1 else { return "\(names), or none: \(offset.doubt)" }
    let more = sessions.count > 8 ? " and \(sessions.count - 8) more" : ""
    return "one of \(names)\(more), or none: nothing tells them apart"
  }

  private func put(_ session: Int, _ reason: String, into sheet: inout TextSheet) {
    let outcome = outcomes[session]
    let rest = outcome.map { ", \($0.ends), \($0.verdict.rawValue)" } ?? ""
    sheet.field("session", "\(session)\(rest); \(reason)")
    sheet.field("by", outcome?.decisive ?? "nothing: the inspection does nothing to this session")
  }

  private func put(
    _ conversation: MailConversation, _ path: String, into sheet: inout TextSheet
  ) {
    let names = conversation.names.prefix(4).joined(separator: ", ")
    let host = conversation.host.map { " on \($0)" } ?? ""
    sheet.heading(
      conversation.fate.map { String($0.prefix(200)) } ?? conversation.name,
      beside: "\(conversation.system.rawValue)\(host), \(names)")
    sheet.field("line", "\(path):\(conversation.fateLine ?? conversation.lastLine)")
    let mail = [
      conversation.senders.first.map { "from <\($0)>" },
      conversation.recipients.first.map { "to <\($0)>" },
      conversation.messageIDs.first.map { "Message-ID <\($0)>" },
    ].compactMap { $0 }
    if !mail.isEmpty { sheet.field("mail", mail.joined(separator: ", ")) }
  }

  private func put(_ offset: ClockOffset, into sheet: inout TextSheet) {
    sheet.field("clock", offset.words)
  }

  private static func count(_ number: Int, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? "" : "s")"
  }

  private static func counts(_ messages: [DeviceMessage], _ what: String) -> String {
    var counts: [Int: Int] = [:]
    for message in messages { counts[message.number, default: 0] += 1 }
    let parts = counts.keys.sorted().map { "\($0) \(counts[$0] ?? 0)" }
    return "\(messages.count) \(what)"
      + (parts.isEmpty ? "" : ": \(parts.joined(separator: ", "))")
  }
}

extension ClockOffset {
  /// How the clock of the log stands to that of the capture, in words.
  var words: String {
    guard pairs > 0 else {
      return "nothing tells how it stands to that of the capture; taken for UTC"
    }
    let told = "\(pairs) \(pairs == 1 ? "pair" : "pairs") of line and session"
    guard !others.isEmpty else {
      return "\(hand), estimated from \(told)" + (isCertain ? "" : " alone: not certain")
    }
    let hands = ([self] + others).map(\.hand)
    let more = hands.count > Self.listed ? " and \(hands.count - Self.listed) more" : ""
    return "one of \(hands.prefix(Self.listed).joined(separator: "; "))\(more): each fits \(told)"
  }

  /// Why a session that alone fits a line may not be the one.
  var doubt: String {
    isCertain
      ? "other connections of the log fit it as well" : "the clock of the log is not certain"
  }

  /// The same for a conversation, of which the log may tell no time.
  func doubt(about conversation: MailConversation) -> String {
    conversation.hasTime ? doubt : "nothing tells when it was"
  }

  private static let listed = 8

  /// Zone and rest.
  private var hand: String {
    let minutes = abs(zone) / 60 % 60
    var text = "UTC"
    if zone != 0 {
      text += "\(zone < 0 ? "-" : "+")\(abs(zone) / 3600)" + (minutes > 0 ? ":\(minutes)" : "")
    }
    let tenths = rest / 100_000_000
    let seconds = "\(abs(tenths) / 10).\(abs(tenths) % 10) s"
    // Most logs have whole seconds.
    return text + (abs(tenths) < 10 ? "" : ", \(seconds) \(tenths > 0 ? "fast" : "slow")")
  }
}
