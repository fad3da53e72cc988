private import Glibc

/// A regular file, whatever it is called: two names of one file have the same identity.
public struct FileIdentity: Hashable, Sendable {
  private let device: UInt64
  private let number: UInt64

  /// The file behind a path; nil where there is none, or what is there is no regular file.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file behind an input; nil where it is none.
  public init?(_ input: CaptureInput) {
    switch input {
    case .file(let path): self.init(path: path)
    case .kept(_, name: let name) where name != "-": self.init(path: name)
    case .standardInput, .kept: self.init(descriptor: STDIN_FILENO)
    case .interface: return nil
    }
  }

  /// The file behind an open descriptor; nil where it is none.
  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
