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
/// One that was there keeps its mode.
///
/// - Parameters:
///   - path: the folder.
///   - isShared: whether others may read what is made, as far as `umask` lets them; else the owner alone
///     may (mode 0700), as what will stand in it is about mail.
/// - Throws: `OutputPlace.Failure` where it cannot be made, is none, or may not be written in.
public func makeFolder(_ path: String, isShared: Bool) throws(OutputPlace.Failure) {
  let mode: mode_t = isShared ? 0o777 : 0o700
  if unsafe mkdir(path, mode) == 0 { return }
  var number = errno
  if number == ENOENT, let slash = path.dropLast().lastIndex(of: "/"), slash > path.startIndex {
    try makeFolder(String(path[..<slash]), isShared: isShared)
    if unsafe mkdir(path, mode) == 0 { return }
    number = errno
  }
  guard number == EEXIST else { throw OutputPlace.Failure(number: number) }
  // With a slash behind it no file will do.
  guard unsafe access(path + "/", W_OK | X_OK) == 0 else {
    throw OutputPlace.Failure(number: errno == ENOTDIR ? EEXIST : errno)
  }
}
