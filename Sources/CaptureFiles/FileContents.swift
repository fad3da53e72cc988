private import Glibc

/// Why a file cannot be read.
public struct ReadFailure: Error {
  /// The `errno`.
  public var number: Int32
}

/// The bytes of a text in a file, or of what a pipe as `<(…)` or standard input gives until its end.
///
/// - Parameters:
///   - input: the file, or standard input.
///   - limit: so many bytes are enough, and one more tells that there are more. What has a NUL byte is no
///     text, and is not read to its end.
/// - Returns: the bytes.
/// - Throws: `ReadFailure` where it cannot be opened or read.
public func fileContents(_ input: CaptureInput, limit: Int) throws(ReadFailure) -> [UInt8] {
  ReadFiles.note(input)
  let descriptor =
    input == .standardInput ? STDIN_FILENO : unsafe open(input.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw ReadFailure(number: errno) }
  let source = ByteSource(descriptor: descriptor)
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= limit {
    let count = unsafe piece.withUnsafeMutableBytes { unsafe source.read(into: $0) }
    guard count >= 0 else { throw ReadFailure(number: source.failure) }
    bytes += piece[..<count]
    if count == 0 || piece[..<count].contains(0) { break }
  }
  return bytes
}
