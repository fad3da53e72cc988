import Primitives
import Reassembly

/// Both legs of one session, with their bytes.
struct LegPair: Sendable {
  var outside: Leg
  var inside: Leg
  var outsidePieces: [LegPiece]
  var insidePieces: [LegPiece]

  /// What tells on which side of the firewall the client is.
  enum Ground: Sendable { case bytes, time, assumed }

  /// A side's leg with its pieces.
  func leg(_ side: FirewallSide) -> (leg: Leg, pieces: [LegPiece]) {
    side == .outside ? (outside, outsidePieces) : (inside, insidePieces)
  }
}

/// The two sides of a firewall that captures are from.
enum FirewallSide: Sendable {
  case outside, inside

  var other: FirewallSide { self == .outside ? .inside : .outside }
}

/// How the clocks of two legs differ, and how long the firewall takes.
struct LegClocks: Sendable {
  /// How far the clock inside is ahead, in nanoseconds.
  var offset: Int64
  /// What a segment takes from the client's side to the server's, if the client is outside; below 0
  /// where it is inside.
  var transit: Int64

  /// Of segments that begin at the same byte on both sides (the offset and delay of RFC 5905 section 8).
  ///
  /// - Returns: nil where one direction has none in common.
  init?(_ pair: LegPair) {
    var medians: [Int64] = []
    for sender in Sender.allCases {
      var times: [UInt64: Int64] = [:]
      for piece in pair.outsidePieces where piece.sender == sender && piece.missing == 0 {
        times[piece.offset] = piece.moment.time
      }
      let differences = pair.insidePieces.compactMap { piece -> Int64? in
        guard piece.sender == sender, piece.missing == 0 else { return nil }
        return times[piece.offset].map { piece.moment.time &- $0 }
      }.sorted()
      guard !differences.isEmpty else { return nil }
      medians.append(differences[differences.count / 2])
    }
    // Half sums without an overflow.
    offset = medians[0] / 2 &+ medians[1] / 2
    transit = medians[0] / 2 &- medians[1] / 2
  }
}

extension LegPair {
  /// On which side the client is.
  ///
  /// Bytes that a firewall has put there tell it first, then its delay: the side where the reply to the
  /// client's bytes takes longer is the client's, whatever the clocks say.
  func clientSide(_ clocks: LegClocks?) -> (side: FirewallSide, ground: Ground) {
    var vote = 0
    for sender in Sender.allCases {
      let (a, b) = (LegStream(outsidePieces, sender), LegStream(insidePieces, sender))
      var outer = 0
      var inner = 0
      for range in a.known(with: b) {
        for place in range where a.bytes[place] != b.bytes[place] {
          if Self.isMark(a.bytes[place]) { outer += 1 }
          if Self.isMark(b.bytes[place]) { inner += 1 }
        }
      }
      // The client's side has the server's bytes as forwarded, and the other way round.
      let lead = (outer - inner).signum()
      vote += sender == .server ? lead : -lead
    }
    if vote != 0 { return (vote > 0 ? .outside : .inside, .bytes) }
    if let transit = clocks?.transit, transit != 0 {
      return (transit > 0 ? .outside : .inside, .time)
    }
    return (.outside, .assumed)
  }

  /// Whether a byte is one that some generation puts in the place of others.
  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "X") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: " ")
  }
}
