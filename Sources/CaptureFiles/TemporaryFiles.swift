import Dispatch
private import Glibc
import Synchronization

/// Files that are to go where a signal ends the process before they have their name.
public enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])
  /// Kept, because a source that nobody keeps is cancelled. Made once, read by nobody.
  private nonisolated(unsafe) static var sources: [any DispatchSourceSignal] = []

  /// Adds a file.
  public static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// Takes a file out: it has its name, or is gone.
  public static func remove(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// From now on, to be said once and before other threads run: SIGINT and SIGTERM remove the files and end the process as they do by default.
  public static func removeOnSignals() {
    for number in [SIGINT, SIGTERM] {
      // The source sees the signal only where it does not act by itself (signal(2)).
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        paths.withLock { for path in $0 { unsafe unlink(path) } }
        signal(number, SIG_DFL)
        // To the process: a thread of a queue blocks signals of its own.
        kill(getpid(), number)
      }
      source.resume()
      unsafe sources.append(source)
    }
  }
}
