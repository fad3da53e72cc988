import Dispatch
import Synchronization

/// A value that threads share, one at a time.
///
/// The mutex alone would do. The semaphore before it is what the thread sanitizer understands: a thread
/// that waits for a mutex does so in a library that is not instrumented, so that what it does next
/// would be taken for a race.
public struct Guarded<Value: ~Copyable>: ~Copyable, Sendable {
  private let turn = DispatchSemaphore(value: 1)
  private let value: Mutex<Value>

  /// A value that nobody else has.
  public init(_ value: consuming sending Value) { self.value = Mutex(value) }

  /// Does something with the value while nobody else does; waits for its turn.
  ///
  /// - Parameter body: may not ask for the same value.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    turn.wait()
    defer { turn.signal() }
    return try value.withLock(body)
  }
}
