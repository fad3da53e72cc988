import Primitives

/// What tells the bytes of a session from those of others: the smallest hashes of its lines.
///
/// Lines are cut at LF and at `longestLine` bytes, and hashed each for itself, so that a line which a
/// firewall edits, or which one capture lacks, takes nothing from the others; where segments end does not
/// matter. Of all hashes the `limit` smallest stay: of alike streams they are alike (Broder's sketch).
struct LegSketch: Sendable {
  /// In ascending order, each once.
  private(set) var hashes: [UInt64] = []
  /// Of lines that begin with MAIL, those with the smallest hashes.
  private(set) var senders: [SenderLine] = []
  private var hash: UInt64 = basis
  private var count = 0
  /// The last four bytes up to the fourth of the line, in upper case.
  private var lead: UInt32 = 0
  /// What is known of the bytes behind the MAIL of the line.
  private var path = SenderLine()
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
      if count < 4 {
        lead = lead << 8 | UInt32(byte & 0xDF)
      } else if lead == Self.mail {
        path.append(byte)
      }
      hash = (hash ^ UInt64(byte)) &* Self.prime
      count += 1
      if count == Self.longestLine { endLine() }
    }
  }

  /// Leaves out what a hole has a part of.
  mutating func gap() {
    (hash, count, path, isSkipping) = (Self.basis, 0, SenderLine(), true)
  }

  private mutating func endLine() {
    defer { (hash, count, path) = (Self.basis, 0, SenderLine()) }
    guard count >= Self.shortestLine, !isSkipping else { return }
    // FNV alone leaves the high bits of short lines alike.
    var mixed = hash ^ (hash >> 33)
    mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
    mixed ^= mixed >> 33
    Self.insert(mixed, into: &hashes) { $0 }
    if lead == Self.mail {
      path.hash = mixed
      Self.insert(path, into: &senders, by: \.hash)
    }
  }

  /// Keeps a line among those with the smallest hashes, in their order and each once.
  private static func insert<Line>(
    _ line: Line, into lines: inout [Line], by hash: (Line) -> UInt64
  ) {
    let value = hash(line)
    if lines.count == limit, let last = lines.last, value >= hash(last) { return }
    var place = lines.count
    while place > 0, hash(lines[place - 1]) > value { place -= 1 }
    guard place == 0 || hash(lines[place - 1]) != value else { return }
    lines.insert(line, at: place)
    if lines.count > limit { lines.removeLast() }
  }
}

/// The line of a MAIL command, as far as it tells senders apart.
///
/// Firewalls put other bytes in the place of some of a path and never change its length. The bytes are
/// therefore hashed in four lanes, every fourth in one, and what is known to be put into paths, or taken out
/// of them, counts as a blank: a byte that is changed otherwise takes one lane of them.
struct SenderLine: Sendable {
  /// Of the whole line.
  var hash: UInt64 = 0
  private var length = 0
  private var lanes = SIMD4<UInt32>(repeating: 0x811C_9DC5)

  /// Takes the next byte behind the verb.
  mutating func append(_ byte: UInt8) {
    let isEdited =
      byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "|")
    let lane = length & 3
    lanes[lane] = (lanes[lane] ^ UInt32(isEdited ? UInt8(ascii: " ") : byte)) &* 0x0100_0193
    length += 1
  }

  /// Whether a firewall may have made one line of the other: at most two lanes differ.
  func mayBecome(_ other: SenderLine) -> Bool {
    guard length == other.length else { return false }
    return (0..<4).count { lanes[$0] == other.lanes[$0] } >= 2
  }
}
