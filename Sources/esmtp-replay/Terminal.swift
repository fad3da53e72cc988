import CaptureFiles
import FoundationEssentials
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known of the terminal.
enum Terminal {
  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: FileDescriptor) -> Bool { isatty(descriptor.rawValue) == 1 }

  /// The columns of the terminal on standard output; `COLUMNS`, else 80, where there is none.
  static var width: Int {
    if let columns = terminalColumns(FileDescriptor.standardOutput.rawValue) {
      return max(40, columns)
    }
    let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
    return min(max(columns, 40), 1000)
  }

  /// Whether colour is wanted where nothing is said on the command line (no-color.org, CLICOLOR_FORCE).
  static var wantsColor: Bool {
    let environment = ProcessInfo.processInfo.environment
    if let value = environment["NO_COLOR"], !value.isEmpty { return false }
    if let value = environment["CLICOLOR_FORCE"], value != "0", !value.isEmpty { return true }
    return isTerminal(.standardOutput) && environment["TERM"] != "dumb"
  }
}

/// A line on standard error that tells how far a run has come.
struct Progress {
  let isShown: Bool
  private var hasLine = false
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant

  init(isShown: Bool) {
    self.isShown = isShown
    next = clock.now + .milliseconds(300)
  }

  mutating func show(frames: Int) {
    guard isShown, clock.now >= next else { return }
    next = clock.now + .milliseconds(200)
    hasLine = true
    _ = try? FileDescriptor.standardError.writeAll("\r\u{1B}[K\(frames) frames".utf8)
  }

  mutating func clear() {
    guard hasLine else { return }
    hasLine = false
    _ = try? FileDescriptor.standardError.writeAll("\r\u{1B}[K".utf8)
  }
}
