import Dispatch
private import Glibc
import Primitives

/// Files that are to go where a signal ends the process before they have their name.
///
/// *Limits:* of a folder that a fault leaves the files stay.
public enum TemporaryFiles {
  private static let names = Guarded(NamesToRemove())
  /// Kept, because a source that nobody keeps is cancelled. Made once, read by nobody.
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

  /// Adds a file.
  public static func add(_ path: String) { names.withLock { $0.add(path) } }

  /// Takes a file out: it has its name, or is gone.
  public static func remove(_ path: String) { names.withLock { $0.remove(path) } }

  /// Removes the files, as the process ends.
  public static func removeAll() {
    // What stands in a folder goes before the folder.
    let paths = names.withLock { $0.removeAll() }
    for path in paths.sorted(by: { $0.utf8.count > $1.utf8.count }) { removeTree(path) }
  }

  /// From now on, to be said once and before other threads run: SIGHUP, SIGINT and SIGTERM remove the
  /// files and end the process as they do by default, unless a reading waits for them
  /// (`StopRequest`), and what cannot be written is an error and no
  /// signal. A signal that the parent process ignores stays ignored (nohup(1)). A fault of the process removes
  /// the files, too.
  public static func removeOnSignals() {
    removeOnFaults()
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    for number in [SIGHUP, SIGINT, SIGTERM] where !isIgnored(number) {
      // The source sees the signal only where it does not act by itself. What is blocked waits for the source,
      // which is made on another thread; what is ignored would be lost until then.
      block(number, by: SIG_BLOCK)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if StopRequest.make(number) { return }
        removeAll()
        signal(number, SIG_DFL)
        // All threads block it.
        block(number, by: SIG_UNBLOCK)
        raise(number)
      }
      source.resume()
      unsafe sources.append(source)
    }
  }

  /// Blocks a signal for this thread and those that it starts, or lets it through to this thread.
  private static func block(_ number: Int32, by action: Int32) {
    var own = sigset_t()
    unsafe sigemptyset(&own)
    unsafe sigaddset(&own, number)
    unsafe pthread_sigmask(action, &own, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}

/// Removes a file, or a folder with the files in it; what is not there is not missed.
private func removeTree(_ path: String) {
  if unsafe unlink(path) == 0 || errno == ENOENT { return }
  if let stream = unsafe opendir(path) {
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      unsafe unlink("\(path)/\(name)")
    }
    unsafe closedir(stream)
  }
  unsafe rmdir(path)
}

/// Opens a temporary file without a name, in `TMPDIR`; it is gone when its descriptor is closed.
///
/// - Returns: the descriptor and the folder.
/// - Throws: `CaptureError` where it cannot be made.
func openTemporaryFile() throws(CaptureError) -> (descriptor: Int32, folder: String) {
  let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
  let folder = named.isEmpty ? "/tmp" : named
  var template = Array("\(folder)/esmtp-replay.XXXXXX".utf8CString)
  let descriptor = unsafe mkstemp(&template)
  guard descriptor >= 0 else {
    throw CaptureError(temporaryFileIn: folder, number: errno)
  }
  unsafe unlink(template)
  return (descriptor, folder)
}

extension CaptureError {
  /// An error of a system call about a temporary file.
  ///
  /// - Parameters:
  ///   - folder: where it is.
  ///   - number: the value of `errno`.
  init(temporaryFileIn folder: String, number: Int32) {
    let remedy =
      switch number {
      case ENOSPC, EDQUOT: "name a folder with more room in TMPDIR"
      case EFBIG: "raise 'ulimit -f'"
      default: "name a folder that can in TMPDIR"
      }
    self.init(
      path: folder, reason: "cannot take a temporary file (\(SystemFailure(number: number).text))",
      remedy: remedy)
  }
}
