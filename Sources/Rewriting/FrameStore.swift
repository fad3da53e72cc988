/// A frame's record in the output as it would be if nothing were left out or added.
public struct FrameRecord: Sendable, Equatable {
  /// Where the record starts, in bytes from that of the first frame.
  public var position: UInt64
  /// The record header's length and the captured bytes.
  public var length: Int

  /// A record of `length` bytes at a position.
  public init(position: UInt64, length: Int) {
    self.position = position
    self.length = length
  }
}

/// Frames in the form of the output that are not written yet.
///
/// Positions never change, whatever is left out or added before them.
public protocol FrameStore: AnyObject {
  /// Reads bytes.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - position: where the first one is.
  ///   - bytes: replaced by them.
  /// - Returns: false where they have been written already.
  func read(_ count: Int, at position: UInt64, into bytes: inout [UInt8]) -> Bool

  /// Replaces bytes, all of which can be read.
  func write(_ bytes: [UInt8], at position: UInt64)

  /// Leaves a frame out that is not written yet.
  func omit(_ record: FrameRecord)

  /// Adds a frame in front of the record at a position.
  ///
  /// - Parameters:
  ///   - frame: its bytes.
  ///   - time: its time stamp in nanoseconds since 1970.
  ///   - position: the start of a record that is not written yet, or the end of all.
  func insert(_ frame: [UInt8], time: Int64, at position: UInt64)
}
