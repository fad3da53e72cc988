public import ESMTPInspection
import Primitives

/// One direction of a session as the other side receives it: the stream with its edits.
///
/// Bytes wait until the inspection has forwarded them, since until then an edit can reach them; what
/// waits is bounded by what the inspection holds.
public struct StreamImage: Sendable {
  /// Bytes that are not forwarded yet, by stream offset; holes lie between pieces.
  private var waiting: [(offset: UInt64, bytes: [UInt8])] = []

  /// An image of a stream before its first byte.
  public init() {}

  /// Adds bytes of the stream.
  ///
  /// - Parameters:
  ///   - bytes: the bytes in stream order.
  ///   - offset: their stream offset.
  public mutating func append(_ bytes: Span<UInt8>, at offset: UInt64) {
    guard bytes.count > 0 else { return }
    if let last = waiting.last, last.offset + UInt64(last.bytes.count) == offset {
      waiting[waiting.count - 1].bytes.append(bytes, in: 0..<bytes.count)
    } else {
      var copy: [UInt8] = []
      copy.append(bytes, in: 0..<bytes.count)
      waiting.append((offset, copy))
    }
  }

  /// Replaces bytes that are still waiting; others are left as they are.
  public mutating func apply(_ edit: Edit) {
    let end = edit.offset + UInt64(edit.bytes.count)
    for index in waiting.indices {
      let start = waiting[index].offset
      let stop = start + UInt64(waiting[index].bytes.count)
      guard edit.offset < stop, end > start else { continue }
      for offset in max(start, edit.offset)..<min(stop, end) {
        waiting[index].bytes[Int(offset - start)] = edit.bytes[Int(offset - edit.offset)]
      }
    }
  }

  /// Hands over what lies before a stream offset.
  ///
  /// - Parameters:
  ///   - mark: the stream offset up to which the inspection has forwarded.
  ///   - output: receives the bytes, holes left out.
  public mutating func take(upTo mark: UInt64, into output: inout [UInt8]) {
    while let first = waiting.first, first.offset < mark {
      let count = Int(min(UInt64(first.bytes.count), mark - first.offset))
      output += first.bytes[..<count]
      if count == first.bytes.count {
        waiting.removeFirst()
      } else {
        waiting[0] = (first.offset + UInt64(count), Array(first.bytes[count...]))
      }
    }
  }
}
