private import Glibc

/// A temporary file without a name, used as a ring: positions only grow, and what lies a whole
/// capacity behind is written over.
public final class SpoolFile {
  private let descriptor: Int32
  private let folder: String
  /// The size of the file in bytes.
  public let capacity: UInt64

  /// A file in the folder for temporary files; it is gone when the process ends.
  ///
  /// - Parameter capacity: the size of the ring in bytes.
  /// - Throws: `CaptureError` where it cannot be made.
  public init(capacity: UInt64) throws(CaptureError) {
    self.capacity = max(capacity, 1)
    (descriptor, folder) = try openTemporaryFile()
  }

  deinit { close(descriptor) }

  /// Writes bytes.
  ///
  /// - Throws: `CaptureError`, as where there is no space left.
  public func write(_ bytes: Span<UInt8>, at position: UInt64) throws(CaptureError) {
    var done = 0
    var failure: Int32 = 0
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      while done < buffer.count {
        let (offset, room) = place(position &+ UInt64(done), buffer.count - done)
        let count = unsafe pwrite(descriptor, base + done, room, offset)
        if count > 0 {
          done += count
        } else if count == 0 || errno != EINTR {
          failure = count == 0 ? ENOSPC : errno
          return
        }
      }
    }
    guard failure == 0 else {
      throw CaptureError(temporaryFileIn: folder, number: failure)
    }
  }

  /// Reads bytes that were written.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - position: where the first one is.
  ///   - bytes: replaced by them.
  /// - Throws: `CaptureError`.
  public func read(
    _ count: Int, at position: UInt64, into bytes: inout [UInt8]
  ) throws(CaptureError) {
    var failure: Int32 = 0
    bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      guard let base = buffer.baseAddress else { return }
      while done < count {
        let (offset, room) = place(position &+ UInt64(done), count - done)
        let length = unsafe pread(descriptor, base + done, room, offset)
        if length > 0 {
          done += length
        } else if length == 0 || errno != EINTR {
          failure = length == 0 ? EIO : errno
          return
        }
      }
    }
    guard failure == 0 else {
      throw CaptureError(path: folder, number: failure, action: "cannot be read")
    }
  }

  /// Where a position is in the file, and how many bytes there are before the ring's end.
  private func place(_ position: UInt64, _ count: Int) -> (offset: off_t, count: Int) {
    let offset = position % capacity
    return (off_t(offset), Int(min(UInt64(count), capacity - offset)))
  }
}
