private import Glibc

/// Why an input could not be read, or not to its end.
public struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The input as it was named; `-` for standard input.
  public var path: String
  /// The frame of this input, from 1, that could not be read; nil where it is not about one.
  public var frame: Int?
  /// What is wrong: lower case, no full stop.
  public var reason: String
  /// What to do about it; nil where nothing is known to help.
  public var remedy: String?
  /// Whether the input is of a kind that is not read, and nothing of it need be damaged.
  public var isOfForeignKind: Bool

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - path: the input as it was named; `-` for standard input.
  ///   - frame: the frame of this input, from 1, that could not be read.
  ///   - reason: what is wrong.
  ///   - remedy: what to do about it.
  ///   - isOfForeignKind: whether the input is of a kind that is not read.
  public init(
    path: String, frame: Int? = nil, reason: String, remedy: String? = nil,
    isOfForeignKind: Bool = false
  ) {
    self.path = path
    self.frame = frame
    self.reason = reason
    self.remedy = remedy
    self.isOfForeignKind = isOfForeignKind
  }

  /// The sentence: `PATH: frame 17: REASON; REMEDY`.
  public var description: String {
    var sentence = "\(inputName(path)): "
    if let frame { sentence += "frame \(frame): " }
    sentence += reason
    if let remedy { sentence += "; \(remedy)" }
    return sentence
  }
}

extension CaptureError {
  /// An input of which nothing is read, because a signal has ended the reading.
  init(interrupted path: String) {
    self.init(
      path: path, reason: "is not read: a signal has ended the reading",
      remedy: "let the run end by itself")
  }

  /// This error, unless a signal has ended the reading: bytes that were not read are not missing.
  var unlessInterrupted: CaptureError { StopRequest.stopsFiles ? .init(interrupted: path) : self }

  /// An error of a system call.
  ///
  /// - Parameters:
  ///   - path: the input as it was named.
  ///   - number: the value of `errno`.
  ///   - action: what failed, as in "cannot be opened".
  init(path: String, number: Int32, action: String) {
    if number == ENOENT {
      let (reason, remedy) = absence(of: path)
      self.init(path: path, reason: reason, remedy: remedy ?? "check the name")
      return
    }
    let known = SystemFailure(number: number)
    self.init(path: path, reason: known.reason ?? "\(action) (\(known.text))", remedy: known.remedy)
  }
}

/// What messages call an input.
///
/// - Parameter path: the input as it was named; `-` for standard input.
/// - Returns: `standard input`, or the path as it stands in a line.
public func inputName(_ path: String) -> String { path == "-" ? "standard input" : oneLine(path) }

/// A path with its line ends escaped, so that it makes no line of its own; an empty one as `''`.
public func oneLine(_ path: String) -> String {
  if path.isEmpty { return "''" }
  return path.utf8.contains(10)
    ? path.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\x0a")
    : path
}
