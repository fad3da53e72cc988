import Packets
import Primitives

// Headers and checksums of packets (RFC 791, RFC 8200, RFC 9293, RFC 792, RFC 4443).
extension Reduction {
  /// A checksum that is wrong in the sum and equal to no partial one: added to a right one.
  private static let fault: UInt16 = 0x5A5A

  // MARK: IP

  /// Replaces the addresses of an IP header; its checksum stays right or wrong.
  mutating func reduceHeader(_ bytes: inout [UInt8], _ packet: PacketLayout) {
    let end = packet.headerEnd ?? 0
    let isWhole = packet.headerEnd.map { $0 <= bytes.count } ?? false
    let wasRight = isWhole && internetSum(bytes.span, in: packet.offset..<end) == 0xFFFF
    for range in packet.addresses where range.upperBound <= bytes.count {
      replaceAddress(&bytes, range)
    }
    blank(&bytes, packet.unaccounted)
    guard let at = packet.checksumOffset, isWhole else { return }
    let field = word(bytes, at)
    if !wasRight, field == 0 { return }
    put(0, at, &bytes)
    let right = ~internetSum(bytes.span, in: packet.offset..<end)
    put(wasRight ? right : right ^ Reduction.fault, at, &bytes)
  }

  private mutating func replaceAddress(_ bytes: inout [UInt8], _ range: Range<Int>) {
    let old = address(bytes, range)
    let new = addresses.replacement(for: old)
    for (place, index) in range.enumerated() {
      bytes[index] =
        range.count == 4
        ? UInt8(truncatingIfNeeded: new.low >> UInt64(24 - 8 * place))
        : UInt8(
          truncatingIfNeeded: (place < 8 ? new.high : new.low) >> UInt64(56 - 8 * (place % 8)))
    }
  }

  private func address(_ bytes: [UInt8], _ range: Range<Int>) -> IPAddress {
    let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    guard range.count == 16 else {
      return IPAddress(v4: UInt32(truncatingIfNeeded: number(bytes[range])))
    }
    return IPAddress(
      v6High: number(bytes[range].prefix(8)), low: number(bytes[range].suffix(8)))
  }

  // MARK: TCP

  /// Replaces the payload of a segment and makes its checksum as right or wrong as it was.
  mutating func reduceSegment(_ bytes: inout [UInt8], _ packet: PacketLayout, of number: Int) {
    guard let segment = Segment(bytes.span, in: packet) else { return }
    replacePayload(
      &bytes, segment.payload, from: segment.source, segment.sequenceNumber,
      isSYN: segment.controlBits.contains(.syn), of: number)
    blank(&bytes, segment.unaccountedOptions(in: bytes.span))
    let at = segment.checksumOffset
    let field = word(bytes, at)
    if segment.checksum == .wrong, field == 0 { return }
    // What the sums are made with: the addresses as they will stand in the header.
    var changed = packet
    changed.source = addresses.replacement(for: packet.source)
    changed.destination = addresses.replacement(for: packet.destination)
    guard let new = Segment(bytes.span, in: changed) else { return }
    switch segment.checksum {
    case .partial: put(new.partialChecksum, at, &bytes)
    case .right: put(new.computedChecksum(in: bytes.span) ?? field, at, &bytes)
    case .wrong:
      let right = new.computedChecksum(in: bytes.span) ?? field
      let wrong = right ^ Reduction.fault
      put(wrong == new.partialChecksum ? right ^ 0x2525 : wrong, at, &bytes)
    case .unchecked:
      put(checksumOfCut(bytes, new), at, &bytes)
      countCutChecksum()
    }
  }

  /// The checksum of a segment whose missing bytes are taken for zeros.
  private func checksumOfCut(_ bytes: [UInt8], _ segment: Segment) -> UInt16 {
    var sum = UInt64(
      internetSum(bytes.span, in: segment.segmentOffset..<segment.payload.upperBound))
    sum += UInt64(segment.partialChecksum) + UInt64(~word(bytes, segment.checksumOffset))
    return ~foldedInternetSum(sum)
  }

  private mutating func replacePayload(
    _ bytes: inout [UInt8], _ payload: Range<Int>, from source: Socket,
    _ sequenceNumber: SequenceNumber, isSYN: Bool, of number: Int
  ) {
    guard !payload.isEmpty, let session = sessions[number] else { return }
    let sender = source == session.client ? Sender.client : .server
    let first = sequenceNumber + (isSYN ? 1 : 0)
    let origin = session.origin(of: sender)
    if origin == nil { countStray(payload.count) }
    // Without an origin the sequence number itself tells which byte is meant.
    let offset = origin.map { first.distance(from: $0) } ?? -1 - Int(first.value)
    sessions[number]?[sender].replace(&bytes, payload, at: offset)
  }

  // MARK: ICMP

  /// Replaces what an ICMP error quotes of a session's packet.
  mutating func reduceError(_ bytes: inout [UInt8], _ packet: PacketLayout, of number: Int) {
    guard let quote = ErrorQuote(bytes.span, in: packet) else { return }
    let end = min(packet.end, bytes.count)
    let isWhole = packet.end <= bytes.count
    let wasRight = isWhole && sum(bytes, packet, end) == 0xFFFF
    if let gateway = quote.gateway, gateway.upperBound <= end { replaceAddress(&bytes, gateway) }
    let inner = quote.packet
    let start = inner.payload
    // Behind the packet stands what a router adds (RFC 4884).
    let quoted = min(inner.end, end)
    if Segment(bytes.span, in: inner) != nil {
      var quotation = Array(bytes[..<quoted])
      reduceSegment(&quotation, inner, of: number)
      bytes.replaceSubrange(..<quoted, with: quotation)
    } else {
      // Ports and sequence number stay; of the rest of the header the checksum tells of the payload.
      blank(&bytes, [min(start + 16, quoted)..<quoted])
    }
    reduceHeader(&bytes, inner)
    blank(&bytes, [quoted..<end])
    countQuote()
    let at = packet.payload + 2
    put(0, at, &bytes)
    var after = packet
    after.source = addresses.replacement(for: packet.source)
    after.destination = addresses.replacement(for: packet.destination)
    let right = ~sum(bytes, after, end)
    put(wasRight || !isWhole ? right : right ^ Reduction.fault, at, &bytes)
  }

  /// The sum of an ICMP message; that of version 6 covers a pseudo-header (RFC 8200 section 8.1).
  private func sum(_ bytes: [UInt8], _ packet: PacketLayout, _ end: Int) -> UInt16 {
    var sum = UInt64(internetSum(bytes.span, in: packet.payload..<end))
    if packet.isIPv6 {
      for half in [
        packet.source.high, packet.source.low, packet.destination.high, packet.destination.low,
      ] {
        sum += (half >> 32) + (half & 0xFFFF_FFFF)
      }
      sum += UInt64(packet.end - packet.payload) + 58
    }
    return foldedInternetSum(sum)
  }

  // MARK: Words

  private func word(_ bytes: [UInt8], _ at: Int) -> UInt16 {
    UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
  }

  private func put(_ word: UInt16, _ at: Int, _ bytes: inout [UInt8]) {
    bytes[at] = UInt8(word >> 8)
    bytes[at + 1] = UInt8(word & 0xFF)
  }
}
