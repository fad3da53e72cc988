private import Glibc

/// Writes bytes to a descriptor, however many calls that takes (write(2)).
///
/// - Throws: `OutputPlace.Failure` where not all of them could be written.
public func writeAll(
  _ bytes: Span<UInt8>, to descriptor: Int32
) throws(OutputPlace.Failure) {
  var done = 0
  while done < bytes.count {
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer.baseAddress.map { unsafe write(descriptor, $0 + done, buffer.count - done) }
        ?? 0
    }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { throw OutputPlace.Failure(number: count < 0 ? errno : ENOSPC) }
    done += count
  }
}
