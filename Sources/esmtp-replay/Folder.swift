import FoundationEssentials
import Replay

/// Makes a folder where it is missing, with those above it.
///
/// - Throws: `OutputError` where it cannot be made.
func makeFolder(_ path: String) throws(OutputError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw OutputError(path: path, reason: "the folder cannot be made")
  }
}
