import Foundation

/// What a process may take at most: one that asks for more gets no memory, or is ended by SIGXCPU.
struct Ceiling {
  /// The address space in MiB (`ulimit -v`), with the program itself and its libraries.
  var mebibytes: Int
  /// Seconds of the processors (`ulimit -t`).
  var seconds = 120
  /// Another program than the one beside the tests.
  var program: String?

  /// The program to try at full sizes, where somebody wants that.
  static let fullSizeProgram = ProcessInfo.processInfo.environment["ESMTP_REPLAY_FULL_SIZES"]

  /// A sanitizer has an address space of its own, and slows down.
  private static let isOff =
    ProcessInfo.processInfo.environment["ESMTP_REPLAY_SANITIZER"] != nil

  /// What stands in front of the command; nothing where there is no ceiling.
  var words: [String] {
    guard !Self.isOff else { return [] }
    let line = "ulimit -v \(mebibytes << 10) && ulimit -t \(seconds) && exec \"$@\""
    return ["/bin/sh", "-c", line, "sh"]
  }

  /// One arena for all threads: further ones reserve addresses of which most are never used, and how
  /// many there are hangs on the moment (mallopt(3)).
  let environment = ["MALLOC_ARENA_MAX": "1"]
}
