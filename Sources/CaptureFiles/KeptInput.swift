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
    var start = 0
    while start < count {
      let done = unsafe buffer.withUnsafeBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe write(descriptor, $0 + start, count - start) } ?? -1
      }
      guard done > 0 else {
        throw CaptureError(path: folder, number: errno, action: "cannot take a temporary file")
      }
      start += done
    }
  }
  return .kept("/proc/self/fd/\(descriptor)")
}
