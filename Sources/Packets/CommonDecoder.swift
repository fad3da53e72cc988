import Primitives

/// Decodes what most frames of a capture are, from their bytes alone, so that any thread may do it.
public struct CommonDecoder: Sendable {
  let ports: PortSet
  let validatesChecksums: Bool

  /// Ethernet, IPv4 and TCP headers without options.
  private static let headers = 54
  private static let internet = 14
  private static let segment = 34

  /// Decodes an Ethernet frame with an IPv4 packet that has no options, is no fragment and was captured
  /// whole, and holds TCP.
  ///
  /// - Parameter frame: the captured bytes.
  /// - Returns: what the general way would find, or nil where the frame is anything else or has a fault.
  @inline(__always)
  public func decode(_ frame: Span<UInt8>) -> DecodedFrame? {
    guard frame.count >= CommonDecoder.headers else { return nil }
    // A span of known length: the compiler drops the checks of each access.
    let fixed = frame.extracting(0..<CommonDecoder.headers)
    let lengths = fixed.long(at: 14)
    let fragment = fixed.long(at: 18)
    let lifetime = fixed.long(at: 22)
    let total = Int(lengths & 0xFFFF)
    guard fixed.word(at: 12) == EtherType.ipv4, lengths >> 24 == 0x45,
      fragment & UInt32(IPv4Header.moreFragments | IPv4Header.offsetMask) == 0,
      lifetime >> 16 & 0xFF == UInt32(InternetHeader.tcp),
      total >= CommonDecoder.headers &- CommonDecoder.internet,
      total <= frame.count &- CommonDecoder.internet
    else { return nil }
    let portWords = fixed.long(at: CommonDecoder.segment)
    let sourcePort = UInt16(truncatingIfNeeded: portWords >> 16)
    let destinationPort = UInt16(truncatingIfNeeded: portWords)
    guard ports.contains(sourcePort) || ports.contains(destinationPort) else {
      return .other
    }
    let control = fixed.long(at: 46)
    let dataOffset = Int(control >> 28) &* 4
    let end = CommonDecoder.internet &+ total
    let payloadStart = CommonDecoder.segment &+ dataOffset
    guard dataOffset >= TCPHeader.shortestLength, payloadStart <= end else { return nil }
    let (source, destination) = (fixed.long(at: 26), fixed.long(at: 30))
    var found = Segment(
      source: Socket(address: IPAddress(v4: source), port: sourcePort),
      destination: Socket(address: IPAddress(v4: destination), port: destinationPort),
      sequenceNumber: SequenceNumber(fixed.long(at: 38)),
      acknowledgmentNumber: SequenceNumber(fixed.long(at: 42)),
      controlBits: ControlBits(rawValue: UInt8(truncatingIfNeeded: control >> 16) & 0x3F),
      window: UInt16(truncatingIfNeeded: control),
      payload: payloadStart..<end, payloadLength: end &- payloadStart,
      checksum: .unchecked, headerChecksum: .unchecked, maximumSegmentSize: 0,
      timestampValue: nil, windowScale: nil,
      identification: UInt16(truncatingIfNeeded: fragment >> 16),
      timeToLive: UInt8(truncatingIfNeeded: lifetime >> 24),
      headerOffset: CommonDecoder.internet, segmentOffset: CommonDecoder.segment)
    if dataOffset > TCPHeader.shortestLength {
      found.readOptions(frame, CommonDecoder.headers..<payloadStart)
    }
    guard validatesChecksums else {
      return .segment(found)
    }
    let addresses = UInt64(source) &+ UInt64(destination)
    let header = UInt64(lengths) &+ UInt64(fragment) &+ UInt64(lifetime) &+ addresses
    if foldedInternetSum(header) == 0xFFFF {
      found.headerChecksum = .right
    } else {
      found.headerChecksum = .wrong
    }
    let pseudoHeader =
      addresses &+ UInt64(InternetHeader.tcp)
      &+ UInt64(truncatingIfNeeded: end &- CommonDecoder.segment)
    let sum = UInt64(internetSum(frame, in: CommonDecoder.segment..<end))
    if foldedInternetSum(sum &+ pseudoHeader) == 0xFFFF {
      found.checksum = .right
      if end > payloadStart { found.payloadSum = payloadSum(frame, payloadStart, pseudoHeader) }
    } else if UInt16(truncatingIfNeeded: fixed.long(at: 50) >> 16)
      == foldedInternetSum(pseudoHeader)
    {
      found.checksum = .partial
    } else {
      found.checksum = .wrong
    }
    return .segment(found)
  }

  /// The payload's sum under a right checksum: with the headers' it makes 0xFFFF (RFC 9293 section
  /// 3.1), so the payload is not read again.
  ///
  /// - Returns: nil where there are other options than the usual ones.
  @inline(__always)
  private func payloadSum(_ frame: Span<UInt8>, _ payloadStart: Int, _ pseudoHeader: UInt64)
    -> UInt16?
  {
    let fixed = frame.extracting(0..<CommonDecoder.headers)
    var sum = pseudoHeader &+ UInt64(fixed.long(at: 34)) &+ UInt64(fixed.long(at: 38))
    sum &+= UInt64(fixed.long(at: 42)) &+ UInt64(fixed.long(at: 46)) &+ UInt64(fixed.long(at: 50))
    if payloadStart == CommonDecoder.headers &+ TCPOption.paddedTimestampsLength {
      sum &+= UInt64(frame.long(at: 54)) &+ UInt64(frame.long(at: 58))
      sum &+= UInt64(frame.long(at: 62))
    } else if payloadStart != CommonDecoder.headers {
      return nil
    }
    return ~foldedInternetSum(sum)
  }
}
