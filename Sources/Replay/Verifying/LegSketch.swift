import Primitives

/// What tells the bytes of a session from those of others: the smallest hashes of its lines.
///
/// Lines are cut at LF and at `longestLine` bytes, and hashed each for itself, so that a line which a
/// firewall edits, or which one capture lacks, takes nothing from the others; where segments end does not
/// matter. Of all hashes the `limit` smallest stay: of alike streams they are alike (Broder's sketch).
struct LegSketch: Sendable {
  /// In ascending order, each once.
  private(set) var hashes: [UInt64] = []
  /// Those among them, and beyond, of lines that begin with MAIL, in the same way.
  private(set) var senders: [UInt64] = []
  private var hash: UInt64 = basis
  private var count = 0
  /// The last four bytes up to the fourth of the line, in upper case.
  private var lead: UInt32 = 0
  /// Whether what comes up to the next LF is left out, as behind a hole.
  private var isSkipping = false

  static let limit = 24
  private static let longestLine = 1024
  /// Shorter lines say too little.
  private static let shortestLine = 6
  /// The numbers of FNV-1a.
  private static let basis: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01B3
  /// `MAIL`.
  private static let mail: UInt32 = 0x4D41_494C

  /// Takes the next bytes of the stream.
  mutating func append(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte == 10 {
        endLine()
        isSkipping = false
        continue
      }
      if isSkipping || byte == 13 { continue }
      if count < 4 { lead = lead << 8 | UInt32(byte & 0xDF) }
      hash = (hash ^ UInt64(byte)) &* Self.prime
      count += 1
      if count == Self.longestLine { endLine() }
    }
  }

  /// Leaves out what a hole has a part of.
  mutating func gap() {
    (hash, count, isSkipping) = (Self.basis, 0, true)
  }

  private mutating func endLine() {
    defer { (hash, count) = (Self.basis, 0) }
    guard count >= Self.shortestLine, !isSkipping else { return }
    // FNV alone leaves the high bits of short lines alike.
    var mixed = hash ^ (hash >> 33)
    mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed >> 33
    Self.insert(mixed, into: &hashes)
    if lead == Self.mail { Self.insert(mixed, into: &senders) }
  }

  private static func insert(_ value: UInt64, into hashes: inout [UInt64]) {
    if hashes.count == Self.limit, let last = hashes.last, value >= last { return }
    var place = hashes.count
    while place > 0, hashes[place - 1] > value { place -= 1 }
    guard place == 0 || hashes[place - 1] != value else { return }
    hashes.insert(value, at: place)
    if hashes.count > Self.limit { hashes.removeLast() }
  }
}
