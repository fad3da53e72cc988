import Primitives

/// A datagram that was put together from its fragments.
struct ReassembledDatagram {
  /// The first fragment's header, then the payload up to the first byte that was not captured.
  var bytes: [UInt8]
  /// The datagram's length on the wire.
  var length: Int
  var parts: [FragmentPart]
  /// Wrong where one fragment's was.
  var headerChecksum: ChecksumState
}

extension PartialDatagram {
  /// The datagram; nil where it is longer than its length field can say.
  ///
  /// `copy` is the one fragment to be given as a part; without it all are.
  func assembled(
    for copy: (fragment: Fragment, number: Int)? = nil
  ) -> ReassembledDatagram? {
    let length = length ?? 0
    guard let header = wholeHeader(payload: length) else { return nil }
    var whole = ReassembledDatagram(
      bytes: header, length: header.count + length, parts: [], headerChecksum: headerChecksum)
    whole.bytes.reserveCapacity(whole.length)
    for piece in pieces {
      whole.bytes.append(bytes.span, in: piece.storage)
      // After a cut nothing has a known place in the array any more.
      if piece.storage.count < piece.range.count { break }
    }
    if let copy {
      whole.add(copy.fragment.range, copy.fragment.payload, of: copy.number, header.count)
    } else {
      for piece in pieces + duplicates {
        let captured = piece.frameOffset..<piece.frameOffset + piece.storage.count
        whole.add(piece.range, captured, of: piece.frame, header.count)
      }
    }
    return whole
  }

  /// The first fragment's header as an unfragmented packet would have it.
  private func wholeHeader(payload: Int) -> [UInt8]? {
    var header = header
    guard let first = header.first else { return nil }
    if first >> 4 == 4 {
      let total = header.count + payload
      guard total <= 0xFFFF else { return nil }
      let flags = header.span.word(at: IPv4Header.flagsAndOffset)
      header.replaceWord(at: IPv4Header.totalLength, with: UInt16(total))
      header.replaceWord(
        at: IPv4Header.flagsAndOffset,
        with: flags & ~(IPv4Header.moreFragments | IPv4Header.offsetMask))
    } else {
      let announced = header.count - IPv6Header.length + payload
      guard announced <= 0xFFFF else { return nil }
      header.replaceWord(at: IPv6Header.payloadLength, with: UInt16(announced), checksummed: false)
      header[nextHeaderField] = nextHeader
    }
    return header
  }
}

extension ReassembledDatagram {
  /// Adds a part, as far as it was captured and `bytes` reaches: its frame is one of the datagram's all
  /// the same where that is nothing.
  fileprivate mutating func add(
    _ range: Range<Int>, _ captured: Range<Int>, of frame: Int, _ headerLength: Int
  ) {
    let start = min(headerLength + range.lowerBound, bytes.count)
    let end = min(start + captured.count, bytes.count)
    parts.append(FragmentPart(frame: frame, range: start..<end, offset: captured.lowerBound))
  }
}

extension [UInt8] {
  /// Replaces a word of an IP header and updates the IPv4 header checksum.
  fileprivate mutating func replaceWord(
    at offset: Int, with word: UInt16, checksummed: Bool = true
  ) {
    let old = span.word(at: offset)
    put(word, at: offset)
    guard checksummed else { return }
    let checksum = span.word(at: IPv4Header.checksum)
    put(updatedChecksum(checksum, replacing: old, with: word), at: IPv4Header.checksum)
  }

  private mutating func put(_ word: UInt16, at offset: Int) {
    self[offset] = UInt8(word >> 8)
    self[offset + 1] = UInt8(word & 0xFF)
  }
}
