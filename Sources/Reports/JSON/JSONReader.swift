import Primitives

/// Why a line is no record, with the place of the first byte that is not as it has to be, from 0.
struct RecordFault: Error, Equatable {
  var offset: Int
}

/// Reads the lines that `JSONWriter` writes: the same keys in the same order, and nothing else.
///
/// What comes out and is written again gives the same bytes. The input is not trusted: whatever
/// `JSONWriter` would not have written is refused.
struct JSONReader {
  private let bytes: [UInt8]
  private(set) var place = 0
  /// Whether a value stands before in the object or array at hand.
  private var needsComma = false

  init(_ line: [UInt8]) { bytes = line }

  /// Whether all of the line was read.
  var isAtEnd: Bool { place == bytes.count }

  var fault: RecordFault { RecordFault(offset: place) }

  // MARK: Structure

  mutating func beginObject() throws(RecordFault) {
    try separate()
    try expect(UInt8(ascii: "{"))
    needsComma = false
  }

  mutating func endObject() throws(RecordFault) {
    try expect(UInt8(ascii: "}"))
    needsComma = true
  }

  /// A key and an object.
  mutating func object(
    _ key: JSONKey, _ members: (inout JSONReader) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    try self.key(key)
    try beginObject()
    try members(&self)
    try endObject()
  }

  /// A key and an array of as many elements as there are.
  mutating func array(
    _ key: JSONKey, _ element: (inout JSONReader) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    try self.key(key)
    try expect(UInt8(ascii: "["))
    needsComma = false
    while peek != UInt8(ascii: "]") { try element(&self) }
    place += 1
    needsComma = true
  }

  /// An object as an element of an array.
  mutating func element(
    _ members: (inout JSONReader) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    try beginObject()
    try members(&self)
    try endObject()
  }

  /// A key and an object whose keys are names.
  mutating func names(
    _ key: JSONKey, _ member: (inout JSONReader, String) throws(RecordFault) -> Void
  ) throws(RecordFault) {
    try self.key(key)
    try beginObject()
    while peek != UInt8(ascii: "}") {
      try separate()
      let name = String(decoding: try string(), as: UTF8.self)
      try expect(UInt8(ascii: ":"))
      needsComma = false
      try member(&self, name)
      needsComma = true
    }
    try endObject()
  }

  /// The bytes of a key with its value where they come next, which are passed over then.
  mutating func skip(_ known: [UInt8]) -> Bool {
    guard needsComma, bytes.count - place >= known.count else { return false }
    let (lower, upper) = (place, place + known.count)
    guard bytes[lower..<upper].elementsEqual(known) else { return false }
    place = upper
    return true
  }

  /// The bytes that were read from a place on.
  func read(from start: Int) -> [UInt8] { Array(bytes[start..<place]) }

  /// Whether a key comes next.
  func hasKey(_ key: JSONKey) -> Bool { hasPrefix(keyBytes(key)) }

  // MARK: Values

  /// A key and a text of this tool, as it was printed; nil for null.
  mutating func text(_ key: JSONKey) throws(RecordFault) -> String? {
    if skipNull(key) { return nil }
    try self.key(key)
    let text = String(decoding: try string(), as: UTF8.self)
    needsComma = true
    return text
  }

  /// A key and a text that is there.
  mutating func word(_ key: JSONKey) throws(RecordFault) -> String {
    guard let text = try text(key) else { throw fault }
    return text
  }

  /// A key and one of the words of the schema.
  mutating func word<Word: RawRepresentable<String>>(
    _ key: JSONKey, _: Word.Type = Word.self
  ) throws(RecordFault) -> Word {
    let start = place
    guard let word = Word(rawValue: try word(key)) else { throw RecordFault(offset: start) }
    return word
  }

  /// A key and a text of a capture, a scalar a byte; nil for null.
  mutating func captured(_ key: JSONKey) throws(RecordFault) -> String? {
    if skipNull(key) { return nil }
    let bytes = try capturedBytes(key)
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  /// A key and bytes of a capture.
  mutating func capturedBytes(_ key: JSONKey) throws(RecordFault) -> [UInt8] {
    try self.key(key)
    let start = place
    guard let bytes = Escape.bytes(ofCaptured: try string()) else {
      throw RecordFault(offset: start)
    }
    needsComma = true
    return bytes
  }

  /// A key and lines; none for null.
  mutating func lines(_ key: JSONKey) throws(RecordFault) -> [String] {
    if skipNull(key) { return [] }
    try self.key(key)
    let lines = try string().split(separator: 10, omittingEmptySubsequences: false)
    needsComma = true
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A key and a count; nil for null.
  mutating func number<Number: FixedWidthInteger>(
    _ key: JSONKey, _: Number.Type = Number.self
  ) throws(RecordFault) -> Number? {
    if skipNull(key) { return nil }
    try self.key(key)
    let number: Number = try digits(counts)
    needsComma = true
    return number
  }

  /// A key and a count that is there.
  mutating func count<Number: FixedWidthInteger>(
    _ key: JSONKey, _: Number.Type = Number.self
  ) throws(RecordFault) -> Number {
    guard let number: Number = try number(key) else { throw fault }
    return number
  }

  /// A count as an element of an array, or as the value of a name.
  mutating func element<Number: FixedWidthInteger>(
    _: Number.Type = Number.self
  ) throws(RecordFault) -> Number {
    try separate()
    let number: Number = try digits(counts)
    needsComma = true
    return number
  }

  /// What one count is more or less than another one, as the value of a name.
  mutating func difference() throws(RecordFault) -> Int {
    try separate()
    let number: Int = try digits(-counts.upperBound...counts.upperBound)
    needsComma = true
    return number
  }

  /// A text as an element of an array.
  mutating func elementText() throws(RecordFault) -> String {
    try separate()
    let text = String(decoding: try string(), as: UTF8.self)
    needsComma = true
    return text
  }

  /// A key and a number from 1 on as a text.
  mutating func identifier(_ key: JSONKey) throws(RecordFault) -> Int {
    let start = place
    guard let number = Int(try word(key)), number > 0, counts.contains(number) else {
      throw RecordFault(offset: start)
    }
    return number
  }

  /// A key and true or false.
  mutating func boolean(_ key: JSONKey) throws(RecordFault) -> Bool {
    try self.key(key)
    needsComma = true
    for (word, value) in [("true", true), ("false", false)] where hasPrefix(Array(word.utf8)) {
      place += word.utf8.count
      return value
    }
    throw fault
  }

  /// A key and a time in nanoseconds since 1970; nil for null.
  mutating func time(_ key: JSONKey) throws(RecordFault) -> Int64? {
    if skipNull(key) { return nil }
    let start = place
    guard let time = Timestamp.nanoseconds(rfc3339: Array(try word(key).utf8)) else {
      throw RecordFault(offset: start)
    }
    return time
  }

  /// A key and null.
  mutating func skipNull(_ key: JSONKey) -> Bool {
    let null = Array(key.null[(needsComma ? 0 : 1)...])
    guard hasPrefix(null) else { return false }
    place += null.count
    needsComma = true
    return true
  }

  // MARK: Bytes

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func keyBytes(_ key: JSONKey) -> [UInt8] {
    Array(key.text[(needsComma ? 0 : 1)..<key.text.count - 1])
  }

  private mutating func key(_ key: JSONKey) throws(RecordFault) {
    let start = needsComma ? 0 : 1
    let count = key.text.count - 1 - start
    guard bytes.count - place >= count else { throw fault }
    for index in 0..<count where bytes[place + index] != key.text[start + index] { throw fault }
    place += count
    needsComma = false
  }

  private func hasPrefix(_ prefix: [UInt8]) -> Bool {
    bytes.count - place >= prefix.count
      && bytes[place..<place + prefix.count].elementsEqual(prefix)
  }

  private mutating func separate() throws(RecordFault) {
    if needsComma { try expect(UInt8(ascii: ",")) }
  }

  private mutating func expect(_ byte: UInt8) throws(RecordFault) {
    guard peek == byte else { throw fault }
    place += 1
  }

  /// The bytes of a string, the escapes of JSON taken off: a quote, a backslash, a line feed.
  private mutating func string() throws(RecordFault) -> [UInt8] {
    try expect(UInt8(ascii: "\""))
    var end = place
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\") {
      end += 1
    }
    var text = Array(bytes[place..<end])
    place = end
    while let byte = peek {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"):
        guard let escaped = peek else { throw fault }
        place += 1
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escaped)
        case UInt8(ascii: "n"): text.append(10)
        default: throw fault
        }
      case 0x20...0x7E: text.append(byte)
      default: throw fault
      }
    }
    throw fault
  }

  /// Counts of a report are exact in any reader; no run has larger ones.
  private var counts: ClosedRange<Int> { 0...JSONReport.largestNumber }

  private mutating func digits<Number: FixedWidthInteger>(
    _ numbers: ClosedRange<Int>
  ) throws(RecordFault) -> Number {
    let start = place
    if peek == UInt8(ascii: "-") { place += 1 }
    while let byte = peek, byte.isDigit { place += 1 }
    guard let number = Number(String(decoding: bytes[start..<place], as: UTF8.self)),
      let value = Int(exactly: number), numbers.contains(value)
    else { throw RecordFault(offset: start) }
    return number
  }
}

extension Escape {
  /// The bytes of a capture whose text this is; nil where none has it.
  static func bytes(ofCaptured text: [UInt8]) -> [UInt8]? {
    guard text.contains(UInt8(ascii: "\\")) else { return text }
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\") else {
        bytes.append(text[index])
        index += 1
        continue
      }
      guard index + 1 < text.count else { return nil }
      switch text[index + 1] {
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "x"):
        guard index + 3 < text.count,
          let byte = UInt8(String(decoding: text[index + 2...index + 3], as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(byte)
        index += 2
      default: return nil
      }
      index += 2
    }
    return bytes
  }
}

extension Timestamp {
  /// The nanoseconds since 1970 of `2014-08-14T11:04:31.000000000Z`; nil for anything else.
  static func nanoseconds(rfc3339 text: [UInt8]) -> Int64? {
    let shape = Array("0000-00-00T00:00:00.000000000Z".utf8)
    guard text.count == shape.count else { return nil }
    var fields: [Int64] = [0]
    for (byte, kind) in zip(text, shape) {
      if kind != UInt8(ascii: "0") {
        guard byte == kind else { return nil }
        fields.append(0)
      } else {
        guard byte.isDigit else { return nil }
        fields[fields.count - 1] = fields[fields.count - 1] * 10 + Int64(byte - UInt8(ascii: "0"))
      }
    }
    let (month, day) = (fields[1], fields[2])
    guard (1...12).contains(month), (1...31).contains(day), fields[3] < 24, fields[4] < 60,
      fields[5] < 60
    else { return nil }
    let days =
      CivilDate(year: Int(fields[0]), month: Int(month), day: Int(day)).daysSince1970
    let seconds = days * 86_400 + fields[3] * 3600 + fields[4] * 60 + fields[5]
    // Where the second as a whole is out of range, its nanoseconds may bring it back.
    let isNegative = seconds < 0
    let (product, overflow) = (isNegative ? seconds + 1 : seconds).multipliedReportingOverflow(
      by: 1_000_000_000)
    let (sum, spilt) = product.addingReportingOverflow(
      isNegative ? fields[6] - 1_000_000_000 : fields[6])
    return overflow || spilt ? nil : sum
  }
}
