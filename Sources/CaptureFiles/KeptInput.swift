private import Glibc

/// Copies standard input to a temporary file without a name, so that it can be read twice.
///
/// - Returns: the copy; it is gone when the process ends.
/// - Throws: `CaptureError` where standard input is a terminal, or where there is no room.
public func keepStandardInput() throws(CaptureError) -> CaptureInput {
  guard isatty(STDIN_FILENO) == 0 else {
    throw CaptureError(
      path: "-", reason: "is a terminal",
      remedy: "name a capture, or pipe one in as in 'tcpdump -U -w - | …'")
  }
  let (descriptor, folder) = try openTemporaryFile()
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe read(STDIN_FILENO, &buffer, buffer.count)
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR { continue }
      throw CaptureError(path: "-", number: errno, action: "cannot be read")
    }
    try append(buffer[..<count], to: descriptor, in: folder)
  }
  return .kept("/proc/self/fd/\(descriptor)")
}

/// A capture that was made, in a temporary file without a name.
public final class TemporaryCapture: Sendable {
  private let descriptor: Int32

  /// Writes a capture.
  ///
  /// - Parameter bytes: its bytes.
  /// - Throws: `CaptureError` where there is no room.
  public init(_ bytes: [UInt8]) throws(CaptureError) {
    let folder: String
    (descriptor, folder) = try openTemporaryFile()
    try append(bytes[...], to: descriptor, in: folder)
  }

  deinit { close(descriptor) }

  /// The capture, to be read while this value exists.
  public var input: CaptureInput { .kept("/proc/self/fd/\(descriptor)") }
}

private func append(
  _ bytes: ArraySlice<UInt8>, to descriptor: Int32, in folder: String
) throws(CaptureError) {
  var start = 0
  while start < bytes.count {
    let done = unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer.baseAddress.map { base in
        unsafe write(descriptor, base + start, buffer.count - start)
      } ?? -1
    }
    if done < 0, errno == EINTR { continue }
    guard done > 0 else {
      throw CaptureError(path: folder, number: errno, action: "cannot take a temporary file")
    }
    start += done
  }
}
