import ESMTPInspection

/// What a report that leaves the house shows of mailbox names: html, md and sarif shorten them to their
/// first letter unless they are asked not to.
///
/// A mailbox name is the local part of an address, wherever it stands: in an envelope, a Message-ID, bytes
/// of an event, a log line, a note. Hand records through `session(_:)` before anything of them is written.
///
/// Limits: a name without a domain is known where an address is due alone: in brackets, behind the verb of a
/// command and in the device's messages, so that the words of a reply may still hold one.
public enum Redaction: Sendable {
  /// Names are shown to their first letter.
  case firstLetter
  /// Everything is shown.
  case none

  /// What stands for the rest of a name.
  static let ellipsis = "..."

  /// A session with its mailbox names shortened.
  public func session(_ record: SessionRecord) -> SessionRecord {
    guard self == .firstLetter else { return record }
    var copy = record
    copy.messages = record.messages.map(message)
    copy.divergence?.why = text(record.divergence?.why ?? "")
    copy.fate.why = text(record.fate.why)
    for index in copy.corroboration.indices {
      copy.corroboration[index].why = text(copy.corroboration[index].why)
    }
    for index in copy.trouble.indices { copy.trouble[index].why = text(copy.trouble[index].why) }
    for index in copy.messageFates.indices {
      copy.messageFates[index].why = text(copy.messageFates[index].why)
    }
    for index in copy.events.indices { copy.events[index].event = event(copy.events[index].event) }
    return copy
  }

  /// A session of a comparison with its mailbox names shortened.
  public func comparison(_ record: SessionComparison) -> SessionComparison {
    guard self == .firstLetter else { return record }
    var copy = record
    copy.old = session(record.old)
    copy.new = session(record.new)
    return copy
  }

  /// A mail transaction with its mailbox names shortened.
  func message(_ message: Message) -> Message {
    guard self == .firstLetter else { return message }
    var copy = message
    copy.sender = message.sender.map(mailbox)
    copy.firstRecipient = message.firstRecipient.map(mailbox)
    copy.messageID = message.messageID.map(mailbox)
    return copy
  }

  /// An address or a name alone, with brackets or without, however it is spelled.
  func mailbox(_ address: String) -> String { shortened(address, .address) }

  /// A text in which addresses may stand, escaped or not.
  func text(_ text: String) -> String { shortened(text, .text) }

  private func shortened(_ text: String, _ form: MailboxNames.Form) -> String {
    guard self == .firstLetter else { return text }
    let bytes = Array(text.utf8)
    // The first scalar of a name stays whole.
    let hidden = MailboxNames.ranges(in: bytes, form).map { range in
      (range.first { bytes[$0] & 0xC0 != 0x80 } ?? range.upperBound)..<range.upperBound
    }
    return hidden.isEmpty ? text : String(decoding: Self.replaced(bytes, hidden), as: UTF8.self)
  }

  private func event(_ event: Event) -> Event {
    var copy = event
    (copy.before, copy.after) = bytes(event.before, event.after)
    copy.log = event.log.map { shortened($0, .message) }
    copy.note = event.note.map(text)
    return copy
  }

  /// Bytes before and after an edit. Where they are as many, the same places are left out of both, so that
  /// what changed still stands below one another; changed signs that are neither letter nor digit stay.
  func bytes(_ before: [UInt8], _ after: [UInt8]) -> (before: [UInt8], after: [UInt8]) {
    guard self == .firstLetter else { return (before, after) }
    guard before.count == after.count else {
      return (
        Self.replaced(before, MailboxNames.ranges(in: before, .lines)),
        Self.replaced(after, MailboxNames.ranges(in: after, .lines))
      )
    }
    let hidden = Self.hidden(in: before, after)
    return (Self.replaced(before, hidden), Self.replaced(after, hidden))
  }

  /// The places of a line that are left out on both sides, in order; empty behind a name of one byte.
  static func hidden(
    in before: [UInt8], _ after: [UInt8], _ form: MailboxNames.Form = .lines
  ) -> [Range<Int>] {
    let names = [before, after].flatMap { MailboxNames.ranges(in: $0, form) }
    var isHidden = [Bool](repeating: false, count: before.count)
    var ranges = names.filter(\.isEmpty)
    for index in names.joined() where index < before.count {
      let isSign = before[index] != after[index] && !MailboxNames.isWord(before[index])
      isHidden[index] = !isSign
    }
    var start: Int?
    for index in 0...before.count {
      if index < before.count, isHidden[index] {
        start = start ?? index
      } else if let first = start {
        ranges.append(first..<index)
        start = nil
      }
    }
    let places = Set(ranges).filter { range in
      !range.isEmpty || !isHidden[max(0, range.lowerBound - 1)]
    }
    return places.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }

  private static func replaced(_ bytes: [UInt8], _ ranges: [Range<Int>]) -> [UInt8] {
    var out: [UInt8] = []
    var start = 0
    for range in ranges {
      out += bytes[start..<range.lowerBound]
      out += ellipsis.utf8
      start = range.upperBound
    }
    return out + bytes[start...]
  }
}
