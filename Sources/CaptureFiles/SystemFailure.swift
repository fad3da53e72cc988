private import Glibc

/// Why nothing is found under a path, and what to do about it.
///
/// A name that is not UTF-8 reaches this program with replacement characters (U+FFFD), under which
/// nothing is found.
///
/// - Parameter path: a path as a person gives it.
/// - Returns: the reason and the remedy; nil for the remedy that is the caller's.
public func absence(of path: String) -> (reason: String, remedy: String?) {
  path.unicodeScalars.contains("\u{FFFD}")
    ? ("its name is not UTF-8, or there is no such file", "rename it, or check the name")
    : ("no such file or directory", nil)
}

/// A value of `errno` in the words of this program.
struct SystemFailure {
  /// The system's own text.
  let text: String
  /// The whole reason, where the number alone says it.
  let reason: String?
  /// What to do about it.
  let remedy: String?

  init(number: Int32) {
    // strerror(3) is safe with threads since glibc 2.32.
    text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    switch number {
    case ENOENT: (reason, remedy) = ("no such file or directory", "check the name")
    case ENOTDIR: (reason, remedy) = ("a part of the path is not a directory", "check the name")
    case EACCES, EPERM:
      (reason, remedy) = ("permission denied", "make it readable, or run as a user who may read it")
    case EISDIR: (reason, remedy) = ("is a directory", "name the files in it")
    case ENXIO, ENODEV:
      (reason, remedy) = ("cannot be read like a file", "give a file, a pipe or '-'")
    // Standard input: every other descriptor is opened here.
    case EBADF: (reason, remedy) = ("is closed", "open it, or name a file")
    case EMFILE, ENFILE: (reason, remedy) = ("too many open files", "raise 'ulimit -n'")
    default: (reason, remedy) = (nil, nil)
    }
  }
}
