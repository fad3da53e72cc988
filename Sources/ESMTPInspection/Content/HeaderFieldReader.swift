import Primitives

/// The header fields that criteria or reports look into.
enum HeaderFieldName: UInt8, Sendable, CaseIterable {
  /// RFC 5322 section 3.6.3.
  case to
  /// RFC 5322 section 3.6.4.
  case messageID
  /// RFC 2045 section 5.
  case contentType
  /// RFC 2183.
  case contentDisposition
  /// RFC 2045 section 6.
  case contentTransferEncoding

  /// The name in lower case.
  var name: String {
    switch self {
    case .to: "to"
    case .messageID: "message-id"
    case .contentType: "content-type"
    case .contentDisposition: "content-disposition"
    case .contentTransferEncoding: "content-transfer-encoding"
    }
  }

  /// The field that a whole line starts, with the index behind its colon.
  static func leading(
    _ bytes: Span<UInt8>, in line: Range<Int>
  ) -> (name: HeaderFieldName, value: Int)? {
    guard let candidate = candidate(bytes, in: line) else { return nil }
    let name = candidate.name
    var index = line.lowerBound &+ name.utf8.count
    guard index < line.upperBound, bytes.hasPrefix(name, at: line.lowerBound) else { return nil }
    while index < line.upperBound, bytes[index].isBlank { index &+= 1 }
    guard index < line.upperBound, bytes[index] == UInt8(ascii: ":"),
      index &- line.lowerBound <= HeaderFieldReader.nameLimit
    else { return nil }
    return (candidate, index &+ 1)
  }

  /// The only field that a line can start, by the bytes in which the names differ.
  private static func candidate(
    _ bytes: Span<UInt8>, in line: Range<Int>
  ) -> HeaderFieldName? {
    guard line.count > 2 else { return nil }
    let second = bytes[line.lowerBound &+ 1].lowercase
    switch bytes[line.lowerBound].lowercase {
    case UInt8(ascii: "t"): return second == UInt8(ascii: "o") ? .to : nil
    case UInt8(ascii: "m"): return second == UInt8(ascii: "e") ? .messageID : nil
    case UInt8(ascii: "c") where second == UInt8(ascii: "o") && line.count > 10:
      switch bytes[line.lowerBound &+ 9].lowercase {
      case UInt8(ascii: "y"): return .contentType
      case UInt8(ascii: "i"): return .contentDisposition
      case UInt8(ascii: "r"): return .contentTransferEncoding
      default: return nil
      }
    default: return nil
    }
  }

  /// Whether the field counts in the header of a part and of an enclosed message.
  var isOfParts: Bool { rawValue >= Self.contentType.rawValue }
}

/// Collects one header field over its physical lines (RFC 5322 section 2.2.3), unfolded.
///
/// Names are read at the start of an unfolded field alone, so that what looks like a field inside
/// the value of another (evidence 3.11) is none. At most `limit` bytes of a value are kept; those of
/// To are counted as they come and never kept.
struct HeaderFieldReader: Sendable {
  /// The bytes of a field's value that are kept.
  static let limit = 65_536
  /// Longer names, blanks before the colon included, are none of ours.
  static let nameLimit = 64

  /// What is being read.
  enum State: Sendable, Hashable {
    case noField
    case name
    case value(HeaderFieldName)
    /// A field that nothing looks into.
    case ignored
  }

  /// What is being read.
  private(set) var state = State.noField
  /// The name while it is read, then the value without line ends.
  var buffer: [UInt8] = []
  /// Whether the value is longer than `limit`.
  private(set) var isTruncated = false
  /// The addresses of the field, where it is To.
  private(set) var addresses = AddressCounter()
  /// The stream offset of the field's first byte.
  private(set) var offset: UInt64 = 0

  /// Starts a field at a line that does not start with a blank.
  mutating func beginField(at offset: UInt64) {
    forget()
    state = .name
    self.offset = offset
  }

  /// Starts a field whose name is known.
  mutating func beginValue(of name: HeaderFieldName, at offset: UInt64) {
    forget()
    state = .value(name)
    addresses = AddressCounter()
    self.offset = offset
  }

  /// Passes lines of fields that nothing looks into.
  mutating func ignoreField() { state = .ignored }

  /// Whether the value of a field that matters is being read.
  var isReadingValue: Bool {
    if case .value = state { true } else { false }
  }

  /// Goes on with the field on a line that starts with a blank.
  mutating func continueField() {
    if state == .name { state = .ignored }
  }

  /// Drops what was read and keeps memory of the usual size.
  mutating func forget() {
    state = .noField
    isTruncated = false
    if !buffer.isEmpty { buffer.removeAll(keepingCapacity: buffer.capacity <= 4_096) }
  }

  /// Takes content of the field's current line.
  mutating func feed(_ bytes: Span<UInt8>, in range: Range<Int>, isPart: Bool) {
    var index = range.lowerBound
    while state == .name, index < range.upperBound {
      feedName(bytes[index], isPart: isPart)
      index &+= 1
    }
    guard case .value(let name) = state, index < range.upperBound else { return }
    if name == .to { return addresses.feed(bytes, in: index..<range.upperBound) }
    let room = Self.limit &- buffer.count
    if range.upperBound &- index > room { isTruncated = true }
    buffer.append(bytes, in: index..<min(range.upperBound, index &+ room))
  }

  /// Takes a CR that no LF follows, which is content.
  mutating func feedCarriageReturn() {
    switch state {
    case .name: state = .ignored
    case .value(.to): addresses.feed(Octet.carriageReturn)
    case .value where buffer.count < Self.limit: buffer.append(Octet.carriageReturn)
    case .value: isTruncated = true
    case .noField, .ignored: break
    }
  }

  private mutating func feedName(_ byte: UInt8, isPart: Bool) {
    if byte == UInt8(ascii: ":") {
      while let last = buffer.last, last.isBlank { buffer.removeLast() }
      let found = HeaderFieldName.allCases.first { buffer.span.isName($0.name) }
      buffer.removeAll(keepingCapacity: true)
      addresses = AddressCounter()
      guard let found, found.isOfParts || !isPart else {
        state = .ignored
        return
      }
      state = .value(found)
      return
    }
    let isPossible =
      buffer.isEmpty ? "tmc".utf8.contains(byte.lowercase) : buffer.count < Self.nameLimit
    guard isPossible else {
      state = .ignored
      return
    }
    buffer.append(byte)
  }
}

extension Span<UInt8> {
  /// Whether the bytes are a word, in any case; the word is given in lower case.
  func isName(_ word: String) -> Bool {
    count == word.utf8.count && hasPrefix(word, at: 0)
  }

  /// Whether a word stands at an index, in any case; the word is given in lower case.
  func hasPrefix(_ word: String, at start: Int) -> Bool {
    guard start >= 0, start <= count, count &- start >= word.utf8.count else { return false }
    var index = start
    for letter in word.utf8 {
      if self[index].lowercase != letter { return false }
      index &+= 1
    }
    return true
  }
}
