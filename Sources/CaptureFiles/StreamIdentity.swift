private import Glibc

/// What an output is once it is open, whatever it is called. The null device, which takes everything, has none.
public struct StreamIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// What is behind a path; nil where there is nothing yet.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Standard output; nil where it is closed, or the null device.
  public static var standardOutput: StreamIdentity? {
    var status = stat()
    guard unsafe fstat(STDOUT_FILENO, &status) == 0 else { return nil }
    return StreamIdentity(status)
  }

  private init?(_ status: stat) {
    var null = stat()
    if status.st_mode & S_IFMT == S_IFCHR, unsafe stat("/dev/null", &null) == 0,
      status.st_rdev == null.st_rdev
    {
      return nil
    }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
