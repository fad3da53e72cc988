import Primitives

extension Segment {
  /// Where the checksum stands in the decoded bytes; two bytes in network order.
  public var checksumOffset: Int { segmentOffset &+ TCPHeader.checksum }

  /// The checksum that the segment ought to have (RFC 9293 section 3.1).
  ///
  /// - Parameter bytes: what the ranges of the segment are ranges of.
  /// - Returns: nil where the segment was not captured whole.
  public func computedChecksum(in bytes: Span<UInt8>) -> UInt16? {
    guard payload.count == payloadLength, segmentOffset >= 0,
      payload.lowerBound &- segmentOffset >= TCPHeader.shortestLength,
      payload.upperBound <= bytes.count
    else { return nil }
    var sum = UInt64(internetSum(bytes, in: segmentOffset..<payload.upperBound))
    sum &+= UInt64(partialChecksum)
    // The field itself counts as 0; to subtract is to add the complement.
    sum &+= UInt64(~bytes.word(at: checksumOffset))
    return ~foldedInternetSum(sum)
  }

  /// What the checksum is, for a segment that was decoded without a look at it.
  public func judgedChecksum(in bytes: Span<UInt8>) -> ChecksumState {
    guard let right = computedChecksum(in: bytes) else { return .unchecked }
    let field = bytes.word(at: checksumOffset)
    // Both forms of zero are right.
    if field == right || field ^ right == 0xFFFF && (field == 0 || right == 0) { return .right }
    return field == partialChecksum ? .partial : .wrong
  }

  /// The sum of the pseudo-header alone (RFC 9293 section 3.1, RFC 8200 section 8.1), which stands in the
  /// checksum field where a network card is to fill it in.
  public var partialChecksum: UInt16 {
    let length = payload.lowerBound &- segmentOffset &+ payloadLength
    return tcpPseudoHeaderSum(source.address, destination.address, length: length)
  }

  /// Judges the TCP checksum of a segment that was captured whole (RFC 9293 section 3.1).
  static func checksumState(_ bytes: Span<UInt8>, _ packet: InternetHeader) -> ChecksumState {
    guard packet.end <= bytes.count else { return .unchecked }
    let pseudoHeaderSum = packet.pseudoHeaderSum
    let sum = internetSum(bytes, in: packet.payload..<packet.end)
    if addingOnesComplement(sum, pseudoHeaderSum) == 0xFFFF { return .right }
    let field = bytes.word(at: packet.payload &+ TCPHeader.checksum)
    return field == pseudoHeaderSum ? .partial : .wrong
  }
}

/// The ones' complement sum of the TCP pseudo-header, folded.
func tcpPseudoHeaderSum(_ source: IPAddress, _ destination: IPAddress, length: Int) -> UInt16 {
  let halves = { (number: UInt64) in (number >> 32) &+ (number & 0xFFFF_FFFF) }
  var sum = halves(source.high) &+ halves(source.low)
  sum &+= halves(destination.high) &+ halves(destination.low)
  sum &+= UInt64(InternetHeader.tcp) &+ UInt64(UInt32(truncatingIfNeeded: length))
  return foldedInternetSum(sum)
}
