private import Glibc

/// Gives a file another name; what stands under it is replaced at once (rename(2)).
///
/// - Parameters:
///   - path: the file.
///   - target: its new name, on the same file system.
/// - Throws: `OutputPlace.Failure` where that cannot be done.
public func renameFile(_ path: String, to target: String) throws(OutputPlace.Failure) {
  guard unsafe rename(path, target) == 0 else {
    throw OutputPlace.Failure(number: errno)
  }
}

/// Takes a name of a file away (unlink(2)); a folder stays.
public func removeFile(_ path: String) { unsafe unlink(path) }

/// Makes a folder where it is missing, with those above it (mkdir(2)), in which may be written.
///
/// - Parameter path: the folder.
/// - Throws: `OutputPlace.Failure` where it cannot be made, is none, or may not be written in.
public func makeFolder(_ path: String) throws(OutputPlace.Failure) {
  if unsafe mkdir(path, 0o777) == 0 { return }
  var number = errno
  if number == ENOENT, let slash = path.dropLast().lastIndex(of: "/"), slash > path.startIndex {
    try makeFolder(String(path[..<slash]))
    if unsafe mkdir(path, 0o777) == 0 { return }
    number = errno
  }
  guard number == EEXIST else { throw OutputPlace.Failure(number: number) }
  // With a slash behind it no file will do.
  guard unsafe access(path + "/", W_OK | X_OK) == 0 else {
    throw OutputPlace.Failure(number: errno == ENOTDIR ? EEXIST : errno)
  }
}
