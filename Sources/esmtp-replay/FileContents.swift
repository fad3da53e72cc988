import CaptureFiles
import SystemPackage

/// A text that cannot be read.
struct UnreadableText: Error {
  /// The reason, and what to do about it.
  var reason: String
}

/// The bytes of a file, or of a pipe as `<(…)` makes it.
func contents(of path: String) throws(UnreadableText) -> [UInt8] { try contents(of: .file(path)) }

/// The bytes of a file, a pipe, or standard input.
func contents(of input: CaptureInput) throws(UnreadableText) -> [UInt8] {
  do throws(ReadFailure) {
    return try fileContents(input, limit: longestText)
  } catch {
    throw UnreadableText(reason: reason(Errno(rawValue: error.number), input.path))
  }
}

/// More bytes are no text that somebody reads.
let longestText = 1 << 30

/// What the system says of a file that cannot be read, and what to do about it.
private func reason(_ error: Errno, _ path: String) -> String {
  let advice = "check the path and its permissions"
  return switch error {
  case .noSuchFileOrDirectory:
    if case (let reason, let remedy?) = absence(of: path) {
      "\(reason); \(remedy)"
    } else {
      "no such file; \(advice)"
    }
  case .permissionDenied: "permission denied; \(advice)"
  case .badFileDescriptor: "it is closed; open it, or name a file"
  case .isDirectory: "it is a folder; name the files in it"
  default: "\(error.description.lowercased()); \(advice)"
  }
}
