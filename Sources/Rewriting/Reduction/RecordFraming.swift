import Primitives

/// Follows the records of a TLS stream (RFC 8446 section 5.1).
struct RecordFraming {
  /// Bytes of the record's payload that are still to come; nil where records are lost track of.
  private var rest: Int? = 0
  /// The header as far as it has come.
  private var header: [UInt8] = []

  /// Whether the next byte is one of a record's header, which stays.
  mutating func isHeader(_ byte: UInt8) -> Bool {
    guard let rest else { return false }
    guard rest == 0 else {
      self.rest = rest - 1
      return false
    }
    header.append(byte)
    switch header.count {
    case 1 where !(0x14...0x18).contains(byte), 2 where byte != 3, 3 where byte > 4:
      self.rest = nil
      return false
    case 5:
      self.rest = Int(header[3]) << 8 | Int(header[4])
      header = []
    default: break
    }
    return true
  }
}

extension TextScrubber {
  /// Puts noise in the place of everything but the headers of TLS records.
  mutating func scrubOpaque(_ bytes: inout [UInt8], _ run: Range<Int>) {
    var letters = 0
    for place in run {
      if record.isHeader(bytes[place]) {
        letters = 0
        continue
      }
      bytes[place] = words.noise()
      opaqueBytes += 1
      letters = bytes[place].isLetter ? letters + 1 : 0
      // No word of the originals by chance.
      if letters > 3, words.repeatsWord(Array(bytes[(place + 1 - letters)...place])) {
        bytes[place] = 0
        letters = 0
      }
    }
  }
}
