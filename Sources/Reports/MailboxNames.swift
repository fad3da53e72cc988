import Primitives

/// Finds mailbox names in bytes (RFC 5321 section 4.1.2, RFC 5322 section 3.4.1).
enum MailboxNames {
  /// What bytes are, which says where a name may stand without `@` and brackets.
  enum Form: Equatable {
    /// A sentence.
    case text
    /// Lines as they were sent: behind the verb of a command that names a mailbox.
    case lines
    /// A message of the device: behind its word for an address.
    case message
    /// An address alone: everywhere.
    case address
    /// The value of a header field that holds addresses: everywhere, the names of people among them.
    case addressField
  }

  /// The places of each name without its first byte, in order; empty for a name of one byte.
  ///
  /// - Parameters:
  ///   - bytes: a line, or several.
  ///   - form: what they are.
  /// - Returns: ranges of `bytes`.
  static func ranges(in bytes: [UInt8], _ form: Form) -> [Range<Int>] {
    var search = NameSearch(bytes: bytes)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      search.takeLine(start..<end, form)
      start = end + 1
    }
    let shown = form == .addressField ? shownNames(in: bytes) : []
    return (search.ranges + shown).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Where the value of a field that holds addresses starts; nil for any other line.
  static func addressFieldStart(_ line: some Collection<UInt8>) -> Int? {
    guard let colon = line.prefix(longestField + 1).firstIndex(of: UInt8(ascii: ":")) else {
      return nil
    }
    let name = line[..<colon]
    guard addressFields.contains(String(decoding: name.map { $0 | 0x20 }, as: UTF8.self)) else {
      return nil
    }
    return name.count + 1
  }

  /// Header fields that hold addresses (RFC 5322 section 3.6, RFC 4021), `-` and letters in lower case.
  private static let addressFields: Set<String> = [
    "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-to",
    "resent-cc", "resent-bcc", "resent-reply-to", "return-path", "disposition-notification-to",
    "errors-to", "delivered-to", "envelope-to", "x-original-to", "apparently-to",
    "mail-followup-to",
  ]
  private static let longestField = addressFields.reduce(0) { max($0, $1.utf8.count) }

  /// Letters, digits and what is no ASCII.
  static func isWord(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || byte >= 0x80 }

  /// What ends a local part that is no quoted string.
  static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...32, 127: true
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "\""):
      true
    default: false
    }
  }

  /// Display names, comments and names without a domain: all words of a field that are no domain.
  private static func shownNames(in bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var index = 0
    while index < bytes.count {
      guard isWord(bytes[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < bytes.count, !isSpecial(bytes[end]) { end += 1 }
      let isDomain = index > 0 && bytes[index - 1] == UInt8(ascii: "@")
      if !isDomain, index + 1 < end { ranges.append(index + 1..<end) }
      index = end
    }
    return ranges
  }
}
