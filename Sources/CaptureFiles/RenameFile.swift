import Glibc

/// Gives a file another name; what stands under it is replaced at once (rename(2)).
///
/// - Parameters:
///   - path: the file.
///   - target: its new name, on the same file system.
/// - Throws: `CaptureError` that names the target.
public func renameFile(_ path: String, to target: String) throws(CaptureError) {
  guard unsafe rename(path, target) == 0 else {
    throw CaptureError(path: target, number: errno, action: "cannot be replaced")
  }
}

/// Takes a name of a file away (unlink(2)); a folder stays.
public func removeFile(_ path: String) { unsafe unlink(path) }
