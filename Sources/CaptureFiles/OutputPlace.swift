private import Glibc

/// What stands where something is to be written.
public enum OutputPlace: Hashable, Sendable {
  /// A regular file, or nothing yet: the path that no symbolic link is a part of.
  case file(String)
  /// What is written in place: a device, a pipe, a terminal, an open descriptor of a process.
  case stream
  /// A folder.
  case folder

  /// Why a path cannot be followed.
  public struct Failure: Error {
    /// A value of `errno`.
    public let number: Int32
  }

  /// Follows a path.
  ///
  /// - Parameter path: as a person gives it.
  /// - Throws: `Failure` where its folder does not exist or may not be looked into.
  public init(following path: String) throws(Failure) {
    guard !path.isEmpty else { throw Failure(number: ENOENT) }
    var path = path
    // As many links as the system follows (path_resolution(7)).
    for _ in 0..<40 {
      let (folder, name) = OutputPlace.parts(of: path)
      guard let parent = resolvedPath(folder) else {
        throw Failure(number: errno)
      }
      let entry = parent == "/" ? "/" + name : "\(parent)/\(name)"
      var status = stat()
      guard unsafe lstat(entry, &status) == 0 else {
        if errno == ENOENT, !name.isEmpty {
          self = .file(entry)
          return
        }
        throw Failure(number: errno)
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: self = .file(entry)
      case S_IFDIR: self = .folder
      // The open descriptors of a process (proc(5)): a name for them is no place for a file.
      case S_IFLNK where parent == "/proc" || parent.hasPrefix("/proc/"): self = .stream
      case S_IFLNK:
        guard let target = OutputPlace.target(of: entry) else {
          throw Failure(number: errno)
        }
        path = target.hasPrefix("/") ? target : "\(parent)/\(target)"
        continue
      default: self = .stream
      }
      return
    }
    throw Failure(number: ELOOP)
  }

  /// The folder and the last name of a path.
  private static func parts(of path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let name = String(path[path.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name.isEmpty ? "." : name)
  }

  /// The text of a symbolic link.
  private static func target(of path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe bytes.bindMemory(to: CChar.self).baseAddress.map {
        unsafe readlink(path, $0, bytes.count)
      } ?? -1
    }
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}

/// A path without symbolic links (realpath(3)), whole; nil where it leads nowhere.
public func resolvedPath(_ path: String) -> String? {
  guard let text = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(text) }
  return unsafe String(cString: text)
}
