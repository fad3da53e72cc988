private import Glibc

/// What an output is once it is open, whatever it is called. The null device, which takes everything, has none.
public struct StreamIdentity: Hashable, Sendable {
  private let identity: FileStatus.Identity

  /// What is behind a path; nil where there is nothing yet.
  public init?(path: String) { self.init(FileStatus(path: path)) }

  /// Standard output; nil where it is closed, or the null device.
  public static var standardOutput: StreamIdentity? {
    StreamIdentity(FileStatus(descriptor: STDOUT_FILENO))
  }

  private init?(_ status: FileStatus?) {
    guard let status, !status.isNullDevice else { return nil }
    identity = status.identity
  }
}
