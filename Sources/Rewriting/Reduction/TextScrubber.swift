import Primitives

/// Puts other words in the place of those of a text, byte by byte in place.
///
/// Blanks, punctuation and control characters stay, and with them lines, folding, stuffed dots, paths,
/// lists of addresses and the structure of MIME.
struct TextScrubber {
  var words: WordBook
  var addresses: AddressBook
  /// Bytes of authentication data, of TLS, and of encoded bodies, that were replaced.
  var secretBytes = 0
  var opaqueBytes = 0
  /// The TLS record that goes on in the next bytes.
  var record = RecordFraming()

  /// Which words stay where they stand by themselves.
  enum Keeping {
    case nothing
    case words(Set<[UInt8]>)
    /// Also where they are joined by hyphens, as in `quoted-printable` and `utf-8`.
    case compounds(Set<[UInt8]>)
  }

  /// Replaces the words of a range; with `keepsDigits` numbers that stand by themselves stay.
  mutating func scrub(
    _ bytes: inout [UInt8], _ range: Range<Int>, keeping: Keeping = .nothing,
    keepsDigits: Bool = false
  ) {
    var place = range.lowerBound
    let end = range.upperBound
    while place < end {
      if let next = scrubAddress(&bytes, place, range) {
        place = next
      } else if let next = scrubEncodedWord(&bytes, place, end) {
        place = next
      } else if let next = scrubEncodedOctet(&bytes, place, end) {
        place = next
      } else if Letter.isWord(bytes[place]) {
        let stop = compoundEnd(bytes, place, end, keeping)
        if stop > place {
          place = stop
          continue
        }
        let wordEnd = bytes[place..<end].firstIndex { !Letter.isWord($0) } ?? end
        let word = place..<wordEnd
        if !(keepsDigits && bytes[word].allSatisfy(\.isDigit)), !isTag(bytes, word, end),
          !isCrossedOut(bytes, word, range)
        {
          replace(&bytes, word)
        }
        place = wordEnd
      } else {
        place += 1
      }
    }
  }

  /// Puts another word in the place of one.
  mutating func replace(_ bytes: inout [UInt8], _ word: Range<Int>) {
    bytes.replaceSubrange(word, with: words.replacement(for: bytes[word]))
  }

  /// Puts noise of base64 in the place of encoded bytes; others are replaced as text is.
  mutating func scrubSecret(_ bytes: inout [UInt8], _ range: Range<Int>) {
    var place = range.lowerBound
    while place < range.upperBound {
      let end =
        bytes[place..<range.upperBound].firstIndex { !Letter.isEncoded($0) } ?? range.upperBound
      if end > place {
        bytes.replaceSubrange(place..<end, with: words.secret(for: bytes[place..<end]))
        secretBytes += end - place
        place = end
      } else {
        if bytes[place] > 127 { replace(&bytes, place..<place + 1) }
        place += 1
      }
    }
  }

  /// The end of a word that stays, or of several that a hyphen joins; `place` where none does.
  private func compoundEnd(_ bytes: [UInt8], _ place: Int, _ end: Int, _ keeping: Keeping) -> Int {
    let list: Set<[UInt8]>
    let joins: Bool
    switch keeping {
    case .nothing: return place
    case .words(let words): (list, joins) = (words, false)
    case .compounds(let words): (list, joins) = (words, true)
    }
    let stop =
      bytes[place..<end].firstIndex {
        !Letter.isWord($0) && !(joins && ($0 == 45 || $0 == 95))
      } ?? end
    guard list.contains(bytes[place..<stop].map(\.lowercase)) else { return place }
    if joins { return stop }
    let before = place > 0 ? bytes[place - 1] : 32
    let after = stop < end ? bytes[stop] : 32
    let behind = stop + 1 < end ? bytes[stop + 1] : 32
    // Not as a label of a name or a part of a mailbox.
    let isJoined =
      TextScrubber.joiners.contains(before) || after == 64 || after == 43 || after == 95
      || (after == 46 || after == 45) && Letter.isWord(behind)
    return isJoined ? place : stop
  }

  private static let joiners = Set(".@+_-=/".utf8)

  /// `IPv6:` in front of an address.
  private func isTag(_ bytes: [UInt8], _ word: Range<Int>, _ end: Int) -> Bool {
    word.count == 4 && word.upperBound < end && bytes[word.upperBound] == 58
      && bytes[word].map(\.lowercase) == Array("ipv6".utf8)
  }

  /// Whether an inspection has left nothing of a word: X, the last of which may count keywords, or what
  /// it keeps between the asterisks of a greeting. Another word there would be inspected otherwise.
  private func isCrossedOut(_ bytes: [UInt8], _ word: Range<Int>, _ range: Range<Int>) -> Bool {
    if word.count > 2, bytes[word].dropLast().allSatisfy({ $0 == 88 }),
      bytes[word.upperBound - 1].isCapital
    {
      return true
    }
    let isBeside =
      word.lowerBound > range.lowerBound && bytes[word.lowerBound - 1] == 42
      || word.upperBound < range.upperBound && bytes[word.upperBound] == 42
    return isBeside && bytes[word].allSatisfy { $0 == 48 || $0 == 50 }
  }

  // MARK: What is not a word

  /// Replaces an address, alone or in a longer text.
  ///
  /// - Returns: what lies behind it; nil where there is none.
  private mutating func scrubAddress(_ bytes: inout [UInt8], _ place: Int, _ range: Range<Int>)
    -> Int?
  {
    let before = place > range.lowerBound ? bytes[place - 1] : 32
    guard Letter.isWord(bytes[place]) || bytes[place] == 58, !Letter.isWord(before), before != 46
    else { return nil }
    guard
      let end = quadEnd(bytes, place, range.upperBound)
        ?? groupsEnd(bytes, place, before, range.upperBound),
      let spelled = addresses.replacement(forText: bytes[place..<end])
    else { return nil }
    bytes.replaceSubrange(place..<end, with: spelled)
    return end
  }

  /// Four numbers with dots between them.
  private func quadEnd(_ bytes: [UInt8], _ place: Int, _ limit: Int) -> Int? {
    var at = place
    for part in 0..<4 {
      let start = at
      while at < limit, at < start + 4, bytes[at].isDigit { at += 1 }
      guard at > start, at <= start + 3 else { return nil }
      guard part < 3 else { break }
      guard at < limit, bytes[at] == 46 else { return nil }
      at += 1
    }
    if at < limit, Letter.isWord(bytes[at]) { return nil }
    if at + 1 < limit, bytes[at] == 46, bytes[at + 1].isDigit { return nil }
    return at
  }

  /// Groups of hexadecimal digits with colons between them.
  private func groupsEnd(_ bytes: [UInt8], _ place: Int, _ before: UInt8, _ limit: Int) -> Int? {
    guard before != 58 || bytes[place] != 58 else { return nil }
    var at = place
    var colons = 0
    while at < limit, at < place + 45 {
      let byte = bytes[at]
      if byte == 58 {
        colons += 1
      } else if !byte.isDigit, byte | 32 < 97 || byte | 32 > 102 {
        guard byte == 46, colons > 1, at + 1 < limit, bytes[at + 1].isDigit else { break }
      }
      at += 1
    }
    // A colon behind an address belongs to the text around it.
    if at > place + 2, bytes[at - 1] == 58, bytes[at - 2] != 58 { at -= 1 }
    guard colons > 1, at >= limit || !Letter.isWord(bytes[at]) else { return nil }
    return at
  }

  /// Replaces the text of an encoded word (RFC 2047 section 2); its character set and encoding stay.
  private mutating func scrubEncodedWord(_ bytes: inout [UInt8], _ place: Int, _ end: Int) -> Int? {
    guard bytes[place] == 61, place + 1 < end, bytes[place + 1] == 63,
      let first = bytes[(place + 2)..<end].firstIndex(of: 63), first + 2 < end,
      bytes[first + 2] == 63,
      let close = bytes[(first + 3)..<end].firstIndex(of: 63), close + 1 < end,
      bytes[close + 1] == 61
    else { return nil }
    scrub(&bytes, place + 2..<first, keeping: .compounds(Vocabulary.mime))
    switch bytes[first + 1] | 32 {
    case 98: scrubSecret(&bytes, first + 3..<close)
    case 113: scrub(&bytes, first + 3..<close)
    default: return nil
    }
    return close + 2
  }

  /// Replaces `=C3` (RFC 2045 section 6.7) and `%C3` (RFC 2231 section 4): bytes above 127, letters and
  /// digits by others, so that what is decoded keeps its structure.
  private mutating func scrubEncodedOctet(_ bytes: inout [UInt8], _ place: Int, _ end: Int) -> Int?
  {
    guard bytes[place] == 61 || bytes[place] == 37, place + 2 < end,
      let high = Letter.hexValue(bytes[place + 1]), let low = Letter.hexValue(bytes[place + 2])
    else { return nil }
    var octet = high << 4 | low
    switch octet {
    case 0x80...0xBF: octet = 0x80 | words.noise() & 0x3F
    case 0xC0...0xDF: octet = 0xC3
    case 0xE0...0xEF: octet = 0xE5 + words.noise() & 3
    case 0xF0...0xFF: octet = 0xF0
    case let letter where letter.isLetter: octet = letter & 0x20 | 0x58
    case let digit where digit.isDigit: octet = 0x30 | words.noise() & 7
    default: break
    }
    bytes[place + 1] = Letter.hexDigit(octet >> 4)
    bytes[place + 2] = Letter.hexDigit(octet & 15)
    return place + 3
  }
}
