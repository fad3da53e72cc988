import Primitives

// What an inspection before the capture has left (evidence 3.2 to 3.6).
extension Session {
  /// More X than any verb has letters; `X-LINK2STATE` has 12.
  private static let longestVerb = 12

  /// Notes what a greeting shows.
  mutating func noteMarks(ofGreeting bytes: [UInt8], _ lines: [Range<Int>]) {
    guard let first = lines.first else { return }
    let line = bytes[first]
    if line.starts(with: "220 SMTP/cmap".utf8) || line.starts(with: "SMTP/cmap".utf8) {
      if line.last == UInt8(ascii: "_") || line.last == UInt8(ascii: "y") {
        marks.insert(.cmapReady)
      }
      return
    }
    let stars = line.count { $0 == UInt8(ascii: "*") }
    guard stars >= 3 else {
      if line.starts(with: "220".utf8) { marks.insert(.plainGreeting) }
      return
    }
    if stars == line.count {
      marks.insert(.starsForCode)
    } else if line.starts(with: "220".utf8), line.count > 4 {
      noteMarks(ofStars: line)
    }
    let isStarred = lines.dropFirst().contains { range in
      range.count >= 3 && bytes[range].allSatisfy { $0 == UInt8(ascii: "*") }
    }
    if isStarred, !marks.isDisjoint(with: .greeting) { marks.insert(.laterLineStars) }
  }

  /// A line of `220` and asterisks, with `2`, `0` and blanks among them.
  private mutating func noteMarks(ofStars line: ArraySlice<UInt8>) {
    let separator = line[line.startIndex + 3]
    var previous = separator
    var hasDigit = false
    var hasStrayBlank = false
    for byte in line.dropFirst(4) {
      switch byte {
      case UInt8(ascii: "*"): break
      case UInt8(ascii: "2"), UInt8(ascii: "0"): hasDigit = true
      case UInt8(ascii: " "): hasStrayBlank = hasStrayBlank || previous != UInt8(ascii: "0")
      default: return
      }
      previous = byte
    }
    switch separator {
    case UInt8(ascii: "-"): marks.insert(.dashKept)
    case UInt8(ascii: "*"): marks.insert(.dashMasked)
    case UInt8(ascii: " "): break
    default: return
    }
    if hasStrayBlank {
      marks.insert(.otherStars)
    } else if hasDigit {
      marks.insert(.digitsAmongStars)
    } else {
      marks.insert(.starsBehindCode)
    }
  }

  /// Notes what a command line shows whose verb no server knows.
  ///
  /// A line that ends in a bare CR or LF is crossed out as a whole by every generation, so that it tells
  /// none from another.
  mutating func noteMarks(
    ofCommand bytes: Span<UInt8>, in range: Range<Int>, isTerminated: Bool
  ) {
    let crossed = crossedOutCount(bytes, in: range)
    guard crossed > 0 else { return }
    guard isTerminated else {
      if crossed == range.count { marks.insert(.crossedBareLine) }
      return
    }
    if crossed == range.count {
      marks.insert(crossed > Self.longestVerb ? .crossedLine : .crossedCommand)
    } else if crossed <= Self.longestVerb {
      marks.insert(.crossedVerb)
    }
  }

  /// Notes a NOOP that ends in a blank.
  mutating func noteMarks(ofNoop bytes: Span<UInt8>, in range: Range<Int>) {
    guard range.count > 4, range.dropFirst(4).allSatisfy({ bytes[$0] == UInt8(ascii: " ") }) else {
      return
    }
    marks.insert(.paddedNoop)
  }

  /// Notes what became of EHLO, where it is not the server's greeting.
  mutating func noteMarks(ofReplyToEHLO reply: [UInt8], _ code: Int) {
    switch code {
    // RFC 5321 section 4.2.4: what a server says to a command that it does not know.
    case 500, 502: ehloWasRefused = true
    case 250 where isReplyToNoop(reply): marks.insert(.oneLineEHLO)
    default: break
    }
  }

  /// Notes a HELO that is taken.
  mutating func noteMarks(ofReplyToHELO code: Int) {
    if ehloWasRefused, code == 250 { marks.insert(.refusedEHLO) }
  }

  /// Whether a reply is one line that names no host: one to EHLO does (RFC 5321 section 4.1.1.1).
  private func isReplyToNoop(_ reply: [UInt8]) -> Bool {
    guard reply.count > 4, reply[3] == UInt8(ascii: " ") else { return false }
    let first = reply.dropFirst(4).prefix { !$0.isBlank && $0 != 13 && $0 != 10 }
    return first.isEmpty || isEnhancedCode(first)
      || first.elementsEqual("OK".utf8) { $0.uppercase == $1 }
  }

  /// `2.0.0` and the like (RFC 3463 section 2).
  private func isEnhancedCode(_ word: ArraySlice<UInt8>) -> Bool {
    let parts = word.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isDigit) }
  }

  /// Notes an error that quotes what was crossed out.
  mutating func noteMarks(ofError reply: [UInt8]) {
    var run = 0
    for (place, byte) in reply.enumerated() {
      if byte == UInt8(ascii: "X") {
        run += 1
        continue
      }
      defer { run = 0 }
      let start = place - run
      // A word of its own, as in quotes.
      guard run >= 4, start > 0, !reply[start - 1].isLetterOrDigit else { continue }
      if run > Self.longestVerb {
        marks.insert(.echoedLine)
      } else if byte == UInt8(ascii: " "), place + 1 < reply.count,
        isQuoted(reply, from: start)
      {
        marks.insert(.echoedVerb)
      } else if !byte.isOfKeyword {
        marks.insert(.echoedCommand)
      }
    }
  }

  /// Whether a quotation mark stands before a place and another one behind it.
  private func isQuoted(_ reply: [UInt8], from start: Int) -> Bool {
    let quotes: [UInt8] = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")]
    guard quotes.contains(reply[start - 1]) else { return false }
    return reply[start...].contains(where: quotes.contains)
  }

}

/// How many X a command line begins with that stand for its verb or for all of it; 0 where they are a part
/// of a word, or fewer than a verb has letters.
func crossedOutCount(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int {
  let count = range.prefix { bytes[$0] == UInt8(ascii: "X") }.count
  guard count >= 4 else { return 0 }
  return count == range.count || bytes[range.lowerBound + count].isBlank ? count : 0
}
