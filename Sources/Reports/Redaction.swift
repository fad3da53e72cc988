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
    let isCut = event.length > event.before.count && event.before.count == Event.excerptLimit
    (copy.before, copy.after) = bytes(event.before, event.after, isCut: isCut)
    copy.log = event.log.map { shortened($0, .message) }
    copy.note = event.note.map(text)
    return copy
  }

  /// Bytes before and after an edit. Where they are as many, the same places are left out of both, so that
  /// what changed still stands below one another; changed signs that are neither letter nor digit stay.
  ///
  /// - Parameters:
  ///   - before: the bytes as captured.
  ///   - after: the bytes as forwarded.
  ///   - isCut: whether more bytes follow, so that a name may end behind them.
  /// - Returns: both with `...` for what is left out.
  func bytes(
    _ before: [UInt8], _ after: [UInt8], isCut: Bool = false
  ) -> (before: [UInt8], after: [UInt8]) {
    guard self == .firstLetter else { return (before, after) }
    let start = MailboxNames.addressFieldStart(before)
    let form = start == nil ? MailboxNames.Form.lines : .addressField
    func names(_ bytes: [UInt8]) -> [Range<Int>] {
      Self.names(in: bytes, from: start ?? 0, form, isCut)
    }
    guard before.count == after.count else {
      return (
        Self.replaced(before, Self.hidden(in: before, before, names(before))),
        Self.replaced(after, Self.hidden(in: after, after, names(after)))
      )
    }
    let hidden = Self.hidden(in: before, after, names(before) + names(after))
    return (Self.replaced(before, hidden), Self.replaced(after, hidden))
  }

  /// The names of a line from some byte on.
  private static func names(
    in bytes: [UInt8], from start: Int, _ form: MailboxNames.Form, _ isCut: Bool
  ) -> [Range<Int>] {
    guard start < bytes.count else { return [] }
    // What is cut off may be the end of a name: the bytes are looked at as if it were one, but for words
    // that are longer than any (RFC 5321 section 4.5.3.1.1).
    var end: [UInt8] = []
    if isCut {
      let word = bytes[start...].reversed().prefix { !MailboxNames.isSpecial($0) }
      end = Array((word.count > 64 ? ">" : "@>").utf8)
    }
    return MailboxNames.ranges(in: bytes[start...] + end, form).compactMap { range in
      let range = range.lowerBound + start..<range.upperBound + start
      return range.lowerBound > bytes.count ? nil : range.clamped(to: 0..<bytes.count)
    }
  }

  /// The places of a line that are left out on both sides, in order; empty behind a name of one byte.
  ///
  /// - Parameters:
  ///   - before: the line as captured.
  ///   - after: the line as forwarded.
  ///   - start: where its value starts, for a field that holds addresses; else nil.
  /// - Returns: ranges of both.
  static func hidden(in before: [UInt8], _ after: [UInt8], from start: Int?) -> [Range<Int>] {
    let form = start == nil ? MailboxNames.Form.lines : .addressField
    let names = [before, after].flatMap {
      Self.names(in: $0, from: start ?? 0, form, $0.count == Event.excerptLimit)
    }
    return hidden(in: before, after, names)
  }

  private static func hidden(
    in before: [UInt8], _ after: [UInt8], _ names: [Range<Int>]
  ) -> [Range<Int>] {
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
