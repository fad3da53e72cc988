import Primitives

/// What one segment brought to a leg, or a hole in one of its streams.
struct LegPiece: Sendable {
  var sender: Sender
  /// The stream offset of its first byte.
  var offset: UInt64
  var moment: Moment
  /// Whether the snap length cut the frame.
  var isCut = false
  /// Its bytes; none for a hole.
  var bytes: [UInt8] = []
  /// The length of a hole; 0 for bytes.
  var missing: UInt64 = 0

  /// The stream offset behind it.
  var end: UInt64 { offset &+ UInt64(bytes.count) &+ missing }
}

extension LegPiece {
  /// Appends it as it is spooled: numbers of eight bytes, lowest byte first, then the bytes.
  func append(to out: inout [UInt8]) {
    let flags: UInt64 = (sender == .client ? 0 : 1) | (isCut ? 2 : 0)
    for number in [
      flags, offset, UInt64(bitPattern: moment.time), UInt64(moment.frame), missing,
      UInt64(bytes.count),
    ] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        out.append(UInt8(truncatingIfNeeded: number >> shift))
      }
    }
    out += bytes
  }

  /// Reads all pieces of spooled bytes.
  static func all(_ bytes: [UInt8]) -> [LegPiece] {
    var pieces: [LegPiece] = []
    var place = 0
    func number() -> UInt64 {
      defer { place += 8 }
      return (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64(8 * $1) }
    }
    while place + 48 <= bytes.count {
      let flags = number()
      var piece = LegPiece(
        sender: flags & 1 == 0 ? .client : .server, offset: number(),
        moment: Moment(frame: 0, time: Int64(bitPattern: number())))
      piece.isCut = flags & 2 != 0
      piece.moment.frame = Int(truncatingIfNeeded: number())
      piece.missing = number()
      let count = Int(truncatingIfNeeded: number())
      guard count <= bytes.count - place else { return pieces }
      piece.bytes = Array(bytes[place..<place + count])
      place += count
      pieces.append(piece)
    }
    return pieces
  }
}
