// The entry of libFuzzer: built by scripts/fuzz, no part of the package.
import Glibc

/// Which target runs: what `ESMTP_REPLAY_FUZZ` names.
private let target: FuzzTarget = {
  let name = unsafe getenv("ESMTP_REPLAY_FUZZ").map { unsafe String(cString: $0) } ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("ESMTP_REPLAY_FUZZ is one of \(FuzzTarget.allCases.map(\.rawValue))")
  }
  return target
}()

/// Runs one input; a broken promise ends the process, so that the input is kept.
@c(LLVMFuzzerTestOneInput)
public func runOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  do throws(BrokenPromise) { try target.run(bytes) } catch {
    fatalError("\(target.rawValue): \(error.text)")
  }
  return 0
}
