import CaptureFiles
import SystemPackage

/// A result that could not be written.
public struct OutputError: Error, Equatable, CustomStringConvertible {
  /// The file, or `standard output`.
  public let path: String
  /// What is wrong: lower case, no full stop.
  public let reason: String

  /// What to do about it.
  let remedy: String
  /// Whether nothing is wrong but that a signal has ended the reading.
  let isInterruption: Bool

  /// `PATH: REASON; REMEDY`
  public var description: String { "\(oneLine(path)): \(reason); \(remedy)" }

  /// A result that could not be written, and why.
  public init(path: String, reason: String) {
    self.init(
      path: path, reason: "cannot be written: \(reason)",
      remedy: "check the folder, its permissions and the space left")
  }

  /// A result that the system could not write.
  init(path: String, _ error: any Error) {
    let (reason, remedy) =
      switch error as? Errno {
      case .noSuchFileOrDirectory?, .notDirectory?: ("its folder does not exist", "make it first")
      case .permissionDenied?, .notPermitted?, .readOnlyFileSystem?:
        ("permission denied", "name a folder in which you may write")
      case .noSpace?, .diskQuotaExceeded?:
        ("no space is left", "make room, or name a place with more")
      case .fileExists?: ("a file has this name", "name another")
      case .fileTooLarge?: ("it is larger than files may be", "raise 'ulimit -f'")
      case .brokenPipe?: ("its reader has gone", "let it read to the end")
      case .badFileDescriptor?: ("it is closed", "open it, or name a file")
      default: ("\(error)", "check the folder, its permissions and the space left")
      }
    self.init(path: path, reason: "cannot be written: \(reason)", remedy: remedy)
  }

  /// A result that cannot be had, why, and what to do about it.
  init(path: String, reason: String, remedy: String) {
    self.path = path
    self.reason = reason
    self.remedy = remedy
    isInterruption = false
  }

  /// What a signal has put an end to.
  private init(interrupted path: String, reason: String) {
    self.path = path
    self.reason = "\(reason): a signal has ended the reading"
    remedy = "let the run end by itself"
    isInterruption = true
  }

  /// An input whose second reading a signal has ended.
  init(interruptedReadingOf path: String) {
    self.init(interrupted: path, reason: "is not read once more")
  }

  /// The same for an output; where an interrupted reading is the reason, it is told by the output's name.
  func named(as output: String) -> OutputError {
    isInterruption ? OutputError(interrupted: output, reason: "is not written") : self
  }

  /// A temporary file that failed.
  init(_ error: CaptureError) {
    self.init(
      path: error.path, reason: error.reason,
      remedy: error.remedy ?? "name a folder that can in TMPDIR")
  }

  /// Refuses a name that no file gets.
  ///
  /// A name that is not UTF-8 reaches this program with replacement characters (U+FFFD), so that another
  /// file would be written.
  ///
  /// - Throws: `OutputError` where it is empty, or has such a character.
  static func requireName(_ path: String) throws(OutputError) {
    if path.isEmpty {
      throw OutputError(
        path: path, reason: "cannot be written: its name is empty", remedy: "name a file")
    }
    if path.unicodeScalars.contains("\u{FFFD}") {
      throw OutputError(
        path: path,
        reason: "cannot be written: its name is not UTF-8, or has the character U+FFFD",
        remedy: "name another")
    }
  }
}
