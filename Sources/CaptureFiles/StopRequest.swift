private import Glibc
import Synchronization

/// Whether a reading that has no end of its own, that of an interface, is to end in good order.
public enum StopRequest {
  /// The signals that are waited for, a bit each.
  private static let awaited = Atomic<UInt64>(0)
  private static let isPending = Atomic<Bool>(false)

  /// From now on the first signal of SIGHUP, SIGINT and SIGTERM ends the reading, and the second one
  /// the process.
  public static func awaitSignals() { wait(for: [SIGHUP, SIGINT, SIGTERM]) }

  /// From now on the first ^C of a terminal is for the program that writes standard input, whose end is
  /// the end of the reading; the second one ends the process.
  public static func awaitWriter() { wait(for: [SIGINT]) }

  private static func wait(for numbers: [Int32]) {
    awaited.store(numbers.reduce(0) { $0 | 1 &<< UInt64($1) }, ordering: .relaxed)
  }

  /// Asks for the end.
  ///
  /// - Parameter number: the signal that came.
  /// - Returns: whether somebody waits for it who has not been asked before.
  static func make(_ number: Int32) -> Bool {
    awaited.load(ordering: .relaxed) & 1 &<< UInt64(number) != 0
      && !isPending.exchange(true, ordering: .relaxed)
  }

  /// Whether the end was asked for.
  static var isMade: Bool { isPending.load(ordering: .relaxed) }
}
