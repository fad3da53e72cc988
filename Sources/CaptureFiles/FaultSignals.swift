private import Glibc

extension TemporaryFiles {
  /// The signals of a fault: what cannot go on raises them, and the runtime of the language, where there
  /// is not enough memory, SIGABRT.
  static let faults = [SIGABRT, SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE]

  /// What is said of one.
  private static let message: StaticString =
    "esmtp-replay: a fault of this program has ended it; half-written files are removed\n"
  /// What is said of SIGABRT, before which the runtime tells how much memory could not be had.
  private static let abortMessage: StaticString =
    "esmtp-replay: what is told above has ended it; where memory could not be allocated, raise 'ulimit -v' or name fewer captures; half-written files are removed\n"

  /// What is done about each signal otherwise, by its number. Written once, before there are files.
  private nonisolated(unsafe) static let others =
    UnsafeMutablePointer<sigaction>.allocate(capacity: 65)

  /// From now on, to be said once and before other threads run: a fault removes the files and ends the
  /// process as it would without that.
  static func removeOnFaults() {
    for number in faults {
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_sigaction = { number, information, _ in
        TemporaryFiles.takeFault(number, isSent: unsafe (information?.pointee.si_code ?? 0) <= 0)
      }
      action.sa_flags = SA_SIGINFO | Int32(SA_ONSTACK)
      unsafe sigemptyset(&action.sa_mask)
      unsafe sigaction(number, &action, others + Int(number))
    }
  }

  /// Runs in the handler of a signal, where nothing may be allocated and no lock is waited for.
  private static func takeFault(_ number: Int32, isSent: Bool) {
    NamesToRemove.removeFilesAtFault()
    let text = number == SIGABRT ? abortMessage : message
    unsafe write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    if isSent {
      // Of another process, or of abort(3): whoever else handles it would go on behind it.
      signal(number, SIG_DFL)
      raise(number)
    } else {
      // It happens again where it did.
      unsafe sigaction(number, others + Int(number), nil)
    }
  }
}
