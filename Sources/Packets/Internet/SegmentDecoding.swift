import Primitives

/// The TCP header (RFC 9293 section 3.1).
///
///     +-------------------------------+-------------------------------+
///     |          Source Port          |       Destination Port        |
///     +-------------------------------+-------------------------------+
///     |                        Sequence Number                        |
///     +---------------------------------------------------------------+
///     |                     Acknowledgment Number                     |
///     +-------+-------+---------------+-------------------------------+
///     |DOffset| Rsrvd |  Control Bits |             Window            |
///     +-------+-------+---------------+-------------------------------+
///     |            Checksum           |         Urgent Pointer        |
///     +-------------------------------+-------------------------------+
enum TCPHeader {
  static let shortestLength = 20
  static let destinationPort = 2
  static let sequenceNumber = 4
  static let acknowledgmentNumber = 8
  static let dataOffset = 12
  static let controlBits = 13
  static let window = 14
  static let checksum = 16
}

extension Segment {
  /// Decodes the TCP header of a packet and its options; checksums are left `unchecked`.
  ///
  /// Options that were cut by the snap length are read as far as they go.
  @inline(__always)
  init(decoding bytes: Span<UInt8>, of packet: InternetHeader) throws(HeaderFault) {
    let start = packet.payload
    let length = packet.end &- start
    guard length >= TCPHeader.shortestLength else { throw .contradiction }
    try bytes.require(TCPHeader.shortestLength, at: start)
    let fixed = bytes.extracting(start..<start &+ TCPHeader.shortestLength)
    let dataOffset = Int(fixed[TCPHeader.dataOffset] >> 4) &* 4
    guard dataOffset >= TCPHeader.shortestLength, dataOffset <= length else {
      throw .contradiction
    }
    let captured = min(packet.end, bytes.count)
    let payloadStart = min(start &+ dataOffset, captured)
    source = Socket(address: packet.source, port: fixed.word(at: 0))
    destination = Socket(
      address: packet.destination, port: fixed.word(at: TCPHeader.destinationPort))
    sequenceNumber = SequenceNumber(fixed.long(at: TCPHeader.sequenceNumber))
    acknowledgmentNumber = SequenceNumber(fixed.long(at: TCPHeader.acknowledgmentNumber))
    controlBits = ControlBits(rawValue: fixed[TCPHeader.controlBits] & 0x3F)
    window = fixed.word(at: TCPHeader.window)
    payload = payloadStart..<captured
    payloadLength = length &- dataOffset
    checksum = .unchecked
    headerChecksum = packet.headerChecksum
    payloadSum = nil
    maximumSegmentSize = 0
    timestampValue = nil
    windowScale = nil
    identification = packet.identification
    timeToLive = packet.timeToLive
    headerOffset = packet.offset
    segmentOffset = start
    if dataOffset > TCPHeader.shortestLength {
      readOptions(bytes, start &+ TCPHeader.shortestLength..<payloadStart)
    }
  }
}
