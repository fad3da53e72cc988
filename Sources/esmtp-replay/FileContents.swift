import SystemPackage

/// A text that cannot be read.
struct UnreadableText: Error {
  /// The reason, and what to do about it.
  var reason: String
}

/// The bytes of a file, or of a pipe as `<(…)` makes it.
func contents(of path: String) throws(UnreadableText) -> [UInt8] {
  do {
    let file = try FileDescriptor.open(FilePath(path), .readOnly)
    return try file.closeAfter {
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = try unsafe piece.withUnsafeMutableBytes({
        try unsafe file.read(into: $0)
      }), count > 0 {
        bytes += piece[..<count]
        // What is no text, and what has no end, is not read to its end.
        if piece[..<count].contains(0) || bytes.count > longestText { break }
      }
      return bytes
    }
  } catch {
    throw UnreadableText(reason: reason(error as? Errno))
  }
}

/// More bytes are no text that somebody reads.
let longestText = 1 << 30

/// What the system says of a file that cannot be read, and what to do about it.
private func reason(_ error: Errno?) -> String {
  let advice = "check the path and its permissions"
  return switch error {
  case .noSuchFileOrDirectory: "no such file; \(advice)"
  case .permissionDenied: "permission denied; \(advice)"
  case .isDirectory: "it is a folder; name the files in it"
  case .some(let error): "\(error.description.lowercased()); \(advice)"
  case .none: "the system refused; \(advice)"
  }
}
