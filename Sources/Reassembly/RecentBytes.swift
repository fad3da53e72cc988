import Primitives

/// The bytes of the latest short segments of one side, as they were handed out.
///
/// Commands and most replies are short: these are the bytes of which a second copy matters. Of longer
/// segments, mail data above all, nothing is kept, so that their bytes are not touched here.
struct RecentBytes: Sendable {
  /// The length in bytes of the longest segments of which the bytes are kept.
  static let longest = 128
  /// The room in words of eight bytes; each segment begins in a word of its own.
  private static let room: UInt32 = 32

  private var words = InlineArray<32, UInt64>(repeating: 0)
  /// How many words were written so far.
  private var written: UInt32 = 0

  /// Keeps the bytes of a segment, at most `longest`; the oldest go for them.
  ///
  /// - Returns: the place by which they are found.
  @inline(__always)
  mutating func keep(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt32 {
    let place = written
    var index = range.lowerBound
    while index < range.upperBound {
      words[Int(written % RecentBytes.room)] =
        bytes.littleEndianWord(at: index, before: range.upperBound)
      written &+= 1
      index &+= 8
    }
    return place
  }

  /// Whether the bytes of a place are still there.
  func holds(_ place: UInt32) -> Bool { written &- place <= RecentBytes.room }

  /// Whether kept bytes are those of a copy.
  ///
  /// - Parameters:
  ///   - place: where they are kept.
  ///   - offset: the first one to compare, from the start of its segment.
  ///   - bytes: what holds the copy.
  ///   - range: the copy in it.
  /// - Returns: whether every byte is the same.
  func isEqual(_ place: UInt32, from offset: Int, to bytes: Span<UInt8>, in range: Range<Int>)
    -> Bool
  {
    for (index, at) in zip(offset..., range) {
      let word = words[Int((place &+ UInt32(index / 8)) % RecentBytes.room)]
      if UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8)) != bytes[at] { return false }
    }
    return true
  }
}
