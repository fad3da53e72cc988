import CaptureFiles
import FoundationEssentials
import Glibc
import SystemPackage

/// What is known of the terminal.
enum Terminal {
  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: FileDescriptor) -> Bool { isatty(descriptor.rawValue) == 1 }

  /// Whether a descriptor is a terminal that can erase a line.
  static func canErase(_ descriptor: FileDescriptor) -> Bool {
    isTerminal(descriptor) && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  }

  /// The columns of a terminal; nil where a descriptor is none.
  static func columns(_ descriptor: FileDescriptor) -> Int? {
    terminalColumns(descriptor.rawValue)
  }

  /// The columns of the terminal on standard output; `COLUMNS`, else 80, where there is none.
  static var width: Int {
    if let columns = columns(.standardOutput) { return max(40, columns) }
    let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 0
    return columns > 0 ? min(max(columns, 40), 1000) : 80
  }

  /// The columns of a page that goes to a file, or to standard output.
  static func width(_ file: String?) -> Int { file == nil ? width : 80 }

  /// Whether colour is wanted where nothing is said on the command line (no-color.org, CLICOLOR_FORCE).
  static var wantsColor: Bool {
    let environment = ProcessInfo.processInfo.environment
    if let value = environment["NO_COLOR"], !value.isEmpty { return false }
    if let value = environment["CLICOLOR_FORCE"], value != "0", !value.isEmpty { return true }
    return isTerminal(.standardOutput) && environment["TERM"] != "dumb"
  }
}
