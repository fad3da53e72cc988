import Primitives

/// Kinds of TCP options (RFC 9293 section 3.2, RFC 7323).
enum TCPOption {
  static let endOfList: UInt8 = 0
  static let noOperation: UInt8 = 1
  static let maximumSegmentSize: UInt8 = 2
  static let windowScale: UInt8 = 3
  static let timestamps: UInt8 = 8
  /// Two fillers, the kind and the length of a time stamp option.
  static let paddedTimestamps: UInt32 = 0x0101_080A
  /// In bytes, fillers and option.
  static let paddedTimestampsLength = 12
}

extension Segment {
  /// Reads the options that are known; a list that contradicts itself ends there.
  @inline(__always)
  mutating func readOptions(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    // RFC 7323 appendix A: the layout that all but the first segments of a connection have.
    if range.count == TCPOption.paddedTimestampsLength,
      bytes.long(at: range.lowerBound) == TCPOption.paddedTimestamps
    {
      timestampValue = bytes.long(at: range.lowerBound &+ 4)
    } else {
      readEachOption(bytes, range)
    }
  }

  @inline(never)
  private mutating func readEachOption(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      let kind = bytes[at]
      if kind == TCPOption.endOfList { return }
      if kind == TCPOption.noOperation {
        at &+= 1
        continue
      }
      guard range.upperBound &- at >= 2 else { return }
      let length = Int(bytes[at &+ 1])
      guard length >= 2, length <= range.upperBound &- at else { return }
      switch (kind, length) {
      case (TCPOption.maximumSegmentSize, 4): maximumSegmentSize = bytes.word(at: at &+ 2)
      case (TCPOption.windowScale, 3): windowScale = bytes[at &+ 2]
      case (TCPOption.timestamps, 10): timestampValue = bytes.long(at: at &+ 2)
      default: break
      }
      at &+= length
    }
  }
}
