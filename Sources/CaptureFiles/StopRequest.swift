import Synchronization

/// Whether a reading that has no end of its own, that of an interface, is to end in good order.
public enum StopRequest {
  private static let isAwaited = Atomic<Bool>(false)
  private static let isPending = Atomic<Bool>(false)

  /// From now on the first signal of SIGHUP, SIGINT and SIGTERM ends the reading, and the second one
  /// the process.
  public static func awaitSignals() { isAwaited.store(true, ordering: .relaxed) }

  /// Asks for the end.
  ///
  /// - Returns: whether somebody waits for it who has not been asked before.
  static func make() -> Bool {
    isAwaited.load(ordering: .relaxed) && !isPending.exchange(true, ordering: .relaxed)
  }

  /// Whether the end was asked for.
  static var isMade: Bool { isPending.load(ordering: .relaxed) }
}
