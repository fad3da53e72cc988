import Primitives

/// Numbers and spans of time as a person reads them.
package enum Spoken {
  /// Decimal digits in groups of three: `1,204`.
  package static func number(_ value: some BinaryInteger) -> String {
    var digits: [UInt8] = []
    appendDecimal(value.magnitude, to: &digits)
    var out: [UInt8] = value < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out.append(UInt8(ascii: ",")) }
      out.append(digit)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A number and its noun: `1 session`, `2 sessions`.
  package static func count(_ value: some BinaryInteger, _ noun: String, _ plural: String? = nil)
    -> String
  {
    "\(number(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// A text with a capital letter.
  static func capitalized(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst()
  }

  /// A sentence of its own: a capital letter, and a full stop.
  static func sentence(_ text: String) -> String {
    text.isEmpty ? text : capitalized(text) + "."
  }

  /// A span of nanoseconds in its two largest units: `0.250 s`, `1 min 5 s`, `3 h 2 min`.
  static func duration(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let seconds = milliseconds / 1000
    if seconds < 60 {
      let fraction = String(milliseconds % 1000)
      return "\(seconds).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
    }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    if seconds < 86_400 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
    return "\(number(seconds / 86_400)) d \(seconds / 3600 % 24) h"
  }

  /// The span between two times in nanoseconds since 1970; zero where they run backwards.
  static func duration(from start: Int64, to end: Int64) -> String {
    duration(end > start ? end.distance(from: start) : 0)
  }
}
