private import Glibc
import Synchronization

/// Whether a reading is to end in good order before the end of its input, or without one.
public enum StopRequest {
  /// The signals that are waited for, a bit each.
  private static let awaited = Atomic<UInt64>(0)
  private static let isPending = Atomic<Bool>(false)
  /// Whether files, too, are read no further.
  private static let endsFiles = Atomic<Bool>(false)
  /// Whether the reading that was to end is over, and what was read of it may be read again.
  private static let isMet = Atomic<Bool>(false)
  /// The ends of a pipe of which the one that is written to is closed once the reading of what has to be
  /// waited for is to end; -1 where that ends by itself, or is closed.
  private static let bell = Atomic<Int32>(-1)
  private static let rope = Atomic<Int32>(-1)

  /// From now on the first signal of SIGHUP, SIGINT and SIGTERM ends the reading, and the second one
  /// the process.
  public static func awaitSignals() { wait(for: [SIGHUP, SIGINT, SIGTERM]) }

  /// From now on the first ^C of a terminal is for the program that writes standard input, whose end is
  /// the end of the reading; the first SIGTERM, of which the writer does not know, is the end of the
  /// reading, too. The second signal ends the process.
  public static func awaitWriter() {
    hangBell()
    wait(for: [SIGINT, SIGTERM])
  }

  /// From now on the first signal of SIGINT and SIGTERM ends the reading of files where it is, and the second
  /// one the process, unless something else was to be waited for before.
  ///
  /// - Parameter inputs: what is going to be read.
  public static func awaitInFiles(_ inputs: [CaptureInput]) {
    guard awaited.load(ordering: .relaxed) == 0 else { return }
    if !inputs.allSatisfy(\.isRereadable) { hangBell() }
    endsFiles.store(true, ordering: .relaxed)
    wait(for: [SIGINT, SIGTERM])
  }

  private static func hangBell() {
    var bag = DescriptorBag()
    guard let ends = bag.pipe() else { return }
    bell.store(ends.reading, ordering: .relaxed)
    rope.store(ends.writing, ordering: .relaxed)
    bag.release([ends.reading, ends.writing])
  }

  private static func wait(for numbers: [Int32]) {
    awaited.store(numbers.reduce(0) { $0 | 1 &<< UInt64($1) }, ordering: .relaxed)
  }

  /// Asks for the end.
  ///
  /// - Parameter number: the signal that came.
  /// - Returns: whether somebody waits for it who has not been asked before.
  static func make(_ number: Int32) -> Bool {
    let isAwaited = awaited.load(ordering: .relaxed) & 1 &<< UInt64(number) != 0
    guard isAwaited, !isPending.exchange(true, ordering: .relaxed) else { return false }
    let ringsBell = number == SIGTERM || endsFiles.load(ordering: .relaxed)
    if ringsBell, case let end = rope.exchange(-1, ordering: .relaxed), end >= 0 {
      close(end)
    }
    return true
  }

  /// Whether the end was asked for.
  static var isMade: Bool { isPending.load(ordering: .relaxed) }

  /// Whether files were to be read no further.
  public static var hasEndedFiles: Bool { isMade && endsFiles.load(ordering: .relaxed) }

  /// Whether no byte of a file is to be read any more.
  public static var stopsFiles: Bool { hasEndedFiles && !isMet.load(ordering: .relaxed) }

  /// Says that the reading is over: where a signal has ended it, what was read by then may be read again.
  public static func meet() { if hasEndedFiles { isMet.store(true, ordering: .relaxed) } }

  /// Whether the reading of standard input was to end where it was, be it within a frame.
  static var hasEndedInput: Bool { awaitsWriter && rope.load(ordering: .relaxed) < 0 }

  /// Whether a signal came that was for the writer of standard input, too, who may have ended within a frame.
  static var hasEndedWriter: Bool { isMade && awaitsWriter }

  private static var awaitsWriter: Bool {
    inputBell >= 0 && !endsFiles.load(ordering: .relaxed)
  }

  /// What is polled beside what is waited for; -1, which poll(2) passes over, where nobody waits.
  static var inputBell: Int32 { bell.load(ordering: .relaxed) }

  /// Waits until a descriptor can be read from, where reading might wait for longer than is wanted.
  ///
  /// - Returns: false where nothing more of it is to be read.
  static func waits(for descriptor: Int32) -> Bool {
    guard inputBell >= 0, descriptor == STDIN_FILENO || !awaitsWriter else { return true }
    return polls(descriptor, beside: inputBell)
  }

  /// Waits until a FIFO that was opened without that has a writer.
  ///
  /// - Returns: false where nothing of it is to be read any more.
  static func waitsForWriter(of descriptor: Int32) -> Bool {
    polls(descriptor, beside: awaitsWriter ? -1 : inputBell)
  }

  /// Waits until a descriptor can be read from, or the bell rings.
  ///
  /// - Returns: false where that rings.
  private static func polls(_ descriptor: Int32, beside bell: Int32) -> Bool {
    var polls = [descriptor, bell].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while unsafe poll(&polls, nfds_t(polls.count), -1) < 0, errno == EINTR {}
    return polls[1].revents == 0
  }
}
