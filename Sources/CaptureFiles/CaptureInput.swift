/// Where a capture comes from.
public enum CaptureInput: Hashable, Sendable {
  /// A regular file, a FIFO or a device.
  case file(String)
  /// Standard input, which is never sought in and never closed.
  case standardInput
  /// What can be read but once, kept so that it can be read again: the path leads to it, and the name is
  /// that of the input.
  case kept(String, name: String)
  /// A network interface; its frames come until `StopRequest` is made.
  case interface(LiveInterface)

  /// Whether its frames come as time goes by.
  public var isAwaited: Bool {
    switch self {
    case .standardInput, .interface: true
    case .file, .kept: false
    }
  }

  /// The name of the input; `-` for standard input.
  public var path: String {
    switch self {
    case .file(let path), .kept(_, name: let path): path
    case .standardInput: "-"
    case .interface(let interface): interface.name
    }
  }
}
