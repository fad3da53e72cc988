/// Where a capture comes from.
public enum CaptureInput: Hashable, Sendable {
  /// A regular file, a FIFO or a device.
  case file(String)
  /// Standard input, which is never sought in and never closed.
  case standardInput

  /// The name of the input; `-` for standard input.
  public var path: String {
    switch self {
    case .file(let path): path
    case .standardInput: "-"
    }
  }
}
