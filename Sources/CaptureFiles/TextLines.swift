private import Glibc

/// Hands out the lines of a text file, without their ends, each cut behind its first 64 KiB.
///
/// - Parameters:
///   - path: a file, or a pipe; `-` for standard input. What is compressed, as captures may be, is unpacked.
///   - take: receives each line; what is no UTF-8 in it is replaced.
/// - Throws: `CaptureError` where it cannot be read, or not to its end.
public func readLines(ofFile path: String, _ take: (String) -> Void) throws(CaptureError) {
  let longest = 65_536
  let source = try openText(path)
  var line: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe block.withUnsafeMutableBytes { unsafe source.read(into: $0) }
    guard count >= 0 else {
      throw CaptureError(path: path, number: source.failure, action: "cannot be read")
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
  if let failure = source.unpacker?.finish() {
    throw CaptureError(path: path, reason: failure.reason, remedy: failure.remedy)
  }
  if !line.isEmpty { take(String(decoding: line, as: UTF8.self)) }
}

/// The bytes of a text, unpacked where they are compressed.
private func openText(_ path: String) throws(CaptureError) -> ByteSource {
  if path == "-", isatty(STDIN_FILENO) != 0 {
    throw CaptureError(
      path: path, reason: "is a terminal", remedy: "name a file, or pipe the text in")
  }
  let input = path == "-" ? CaptureInput.standardInput : .file(path)
  ReadFiles.note(input)
  let (source, kind) = try openInput(input)
  return switch kind {
  case .compressed(let compression):
    ByteSource(unpacker: try Unpacker(compression, source: source, path: path))
  case .foreign(let name, let remedy):
    throw CaptureError(path: path, reason: "is no text, it looks like \(name)", remedy: remedy)
  case .pcap, .pcapng:
    throw CaptureError(path: path, reason: "is no text, it is a capture")
  case .unknown where source.isDevice:
    throw CaptureError(path: path, reason: "is no text", remedy: "name a file, or pipe the text in")
  case .empty, .text, .unknown: source
  }
}
