import ASAPolicy
import FoundationEssentials
import Replay

/// Reads a device's counters; ends with status 2 where they cannot be understood.
func loadReconciliation(_ path: String, isAlone: Bool) -> Reconciliation {
  guard let data = try? Data(contentsOf: URL(filePath: path)) else {
    writeError("\(path): error: cannot be read; check the path and its permissions")
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
