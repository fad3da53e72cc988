import Glibc

/// Does something that is not to be stopped half-way: SIGINT, SIGTERM and SIGHUP wait for its end.
///
/// - Parameter body: something short.
public func holdingInterrupts<Failure: Error>(
  _ body: () throws(Failure) -> Void
) throws(Failure) {
  var signals = sigset_t()
  var before = sigset_t()
  unsafe sigemptyset(&signals)
  for signal in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&signals, signal) }
  unsafe pthread_sigmask(SIG_BLOCK, &signals, &before)
  defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
  try body()
}
