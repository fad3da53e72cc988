private import Glibc

/// What the system says of something that has a name or is open (inode(7)).
struct FileStatus {
  /// What it may be.
  enum Kind { case regularFile, folder, pipe, characterDevice, other }

  /// What tells it from all else, whatever it is called.
  struct Identity: Hashable, Sendable {
    fileprivate var device: UInt64
    fileprivate var number: UInt64
  }

  /// What it is.
  let kind: Kind
  /// Two names are of one thing where these are equal.
  let identity: Identity
  private let deviceType: UInt64

  /// What is behind a path; nil where there is nothing, or nothing that may be seen.
  init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// What is behind a descriptor; nil where it is not open.
  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regularFile
      case S_IFDIR: .folder
      case S_IFIFO: .pipe
      case S_IFCHR: .characterDevice
      default: .other
      }
    identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    deviceType = UInt64(status.st_rdev)
  }

  /// Whether it is the null device, which takes everything, whatever it is called.
  var isNullDevice: Bool {
    kind == .characterDevice && FileStatus(path: "/dev/null")?.deviceType == deviceType
  }
}
