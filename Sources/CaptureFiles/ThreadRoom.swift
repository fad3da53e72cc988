private import Dispatch
private import Glibc

/// How many files, pipes and what threads are woken with this process may have open at a time.
public var descriptorLimit: UInt64 {
  var limit = rlimit()
  let kind = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
  return unsafe getrlimit(kind, &limit) == 0 ? UInt64(limit.rlim_cur) : .max
}

/// Whether the system lets this process start so many threads at a time.
///
/// A queue whose thread cannot be started waits for one for ever.
///
/// - Parameter count: how many.
/// - Returns: false where a limit of processes is in the way.
public func canStart(threads count: Int) -> Bool {
  let gate = DispatchSemaphore(value: 0)
  var threads: [pthread_t] = []
  defer {
    for _ in threads { gate.signal() }
    for thread in threads { pthread_join(thread, nil) }
  }
  while threads.count < count {
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<DispatchSemaphore>.fromOpaque(context).takeUnretainedValue().wait()
        return nil
      }, Unmanaged.passUnretained(gate).toOpaque())
    guard status == 0 else { return false }
    threads.append(thread)
  }
  return true
}
