// Files within a text between `begin MODE NAME` and `end` (POSIX, uuencode): any printable character is
// data there, so that words by themselves do not tell what has to go.
extension TextScrubber {
  /// Whether a line is `begin`, a mode of octal digits, and a name.
  func isUnixHeader(_ line: ArraySlice<UInt8>) -> Bool {
    let parts = line.split(separator: 32, maxSplits: 2)
    return parts.count == 3 && parts[0].elementsEqual("begin".utf8)
      && (3...4).contains(parts[1].count)
      && parts[1].allSatisfy { $0 >= 48 && $0 <= 55 }
  }

  /// `begin` and the mode stay.
  mutating func scrubUnixHeader(_ bytes: inout [UInt8], _ line: Range<Int>) {
    let name = bytes[line].split(separator: 32, maxSplits: 2)[2]
    scrub(&bytes, name.indices)
  }

  /// The length of a line of data stays, which is its first character.
  ///
  /// - Returns: whether the file ends here, as it does with a line that cannot be data.
  mutating func scrubUnixEncoded(_ bytes: inout [UInt8], _ line: Range<Int>) -> Bool {
    // A stuffed dot (RFC 5321 section 4.5.2).
    let isStuffed =
      line.count > 1 && bytes[line.lowerBound] == 46 && bytes[line.lowerBound + 1] == 46
    let start = isStuffed ? line.lowerBound + 1 : line.lowerBound
    let count = Int(bytes[start] &- 32) & 63
    let isData =
      line.upperBound - start > (count + 2) / 3 * 4
      && bytes[line].allSatisfy { (32...96).contains($0) }
    guard isData else {
      if !bytes[line].elementsEqual("end".utf8) { scrub(&bytes, line) }
      return true
    }
    for place in start + 1..<line.upperBound where count > 0 {
      bytes[place] = words.pick(Letter.unixEncoded)
      secretBytes += 1
    }
    return false
  }
}

extension Letter {
  /// What such data become: no letters, so that no word comes out by chance.
  fileprivate static let unixEncoded = [UInt8](33...64) + [UInt8](91...96)
}
