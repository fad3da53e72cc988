private import Glibc

/// A regular file, whatever it is called: two names of one file have the same identity.
public struct FileIdentity: Hashable, Sendable {
  private let identity: FileStatus.Identity

  /// The file behind a path; nil where there is none, or what is there is no regular file.
  public init?(path: String) { self.init(FileStatus(path: path)) }

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
  init?(descriptor: Int32) { self.init(FileStatus(descriptor: descriptor)) }

  private init?(_ status: FileStatus?) {
    guard let status, status.kind == .regularFile else { return nil }
    identity = status.identity
  }
}
