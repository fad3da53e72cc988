private import Glibc
import Primitives

/// The regular files that this process reads, so that no output takes the place of one of them.
///
/// What opens a file to read it says so here, and what writes one asks here: an option that names a file
/// to be read needs no further word.
public enum ReadFiles {
  private static let inputs = Guarded<[FileIdentity: Set<CaptureInput>]>([:])

  /// Notes a file; of what is no regular file nothing can be lost.
  public static func note(_ path: String) { note(.file(path)) }

  /// Notes an input.
  public static func note(_ input: CaptureInput) {
    guard let identity = FileIdentity(input) else { return }
    inputs.withLock { _ = $0[identity, default: []].insert(input) }
  }

  /// Whether a path leads to a file that is read.
  public static func holds(_ path: String) -> Bool { holds(FileIdentity(path: path)) }

  /// Whether standard output goes to a file that is read.
  public static var holdsStandardOutput: Bool { holds(FileIdentity(descriptor: STDOUT_FILENO)) }

  private static func holds(_ identity: FileIdentity?) -> Bool {
    guard let identity else { return false }
    // The system gives the number of a file that is gone to the next one.
    return inputs.withLock { inputs in
      inputs[identity, default: []].contains { FileIdentity($0) == identity }
    }
  }
}
