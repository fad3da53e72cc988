private import Glibc

/// How often a thread looks before it sleeps: for longer than another one needs to read a piece of a file.
private let spinLimit = 256

/// Looks for a moment whether another thread has done something, so that neither need sleep and be woken
/// where both have a processor. Others that want this one get it meanwhile.
///
/// - Parameter isDone: must see what other threads do, as what an `Atomic` holds is seen.
/// - Returns: whether it is done.
public func spin(until isDone: () -> Bool) -> Bool {
  for _ in 0..<spinLimit {
    if isDone() { return true }
    sched_yield()
  }
  return isDone()
}
