import ASAPolicy
import Replay

/// Reads a device's counters; ends with status 2 where they cannot be understood.
func loadReconciliation(_ path: String, isAlone: Bool) -> Reconciliation {
  let data: [UInt8]
  do throws(UnreadableText) { data = try contents(of: path) } catch {
    writeError("\(path): error: cannot be read: \(error.reason)")
    endProcess(2)
  }
  do throws(ShowServicePolicy.Failure) {
    let text = PolicyText(name: path, text: String(decoding: data, as: UTF8.self))
    return Reconciliation(
      shown: try ShowServicePolicy(text), file: path, isAlone: isAlone)
  } catch {
    writeError("\(error)")
    endProcess(2)
  }
}
