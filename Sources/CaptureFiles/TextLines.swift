import Glibc

/// Hands out the lines of a text file, without their ends, each cut behind its first 64 KiB.
///
/// - Parameters:
///   - path: a file, or a pipe.
///   - take: receives each line; what is no UTF-8 in it is replaced.
/// - Throws: `CaptureError` where it cannot be read.
public func readLines(ofFile path: String, _ take: (String) -> Void) throws(CaptureError) {
  let longest = 65_536
  let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { throw CaptureError(path: path, number: errno, action: "cannot be read") }
  defer { close(file) }
  var line: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe read(file, &block, block.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else {
      throw CaptureError(path: path, number: errno, action: "cannot be read")
    }
    if count == 0 { break }
    var start = 0
    while start < count {
      let end = block[start..<count].firstIndex(of: 10) ?? count
      line += block[start..<min(end, start + max(0, longest - line.count))]
      if end < count {
        if line.last == 13 { line.removeLast() }
        take(String(decoding: line, as: UTF8.self))
        line.removeAll(keepingCapacity: true)
      }
      start = end + 1
    }
  }
  if !line.isEmpty { take(String(decoding: line, as: UTF8.self)) }
}
