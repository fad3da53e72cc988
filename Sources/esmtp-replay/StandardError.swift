import ASAPolicy
import ArgumentParser
import CaptureFiles
import Primitives
import SystemPackage

/// Writes a line to standard error, with what a terminal would obey escaped; what cannot be written there
/// is lost.
func writeError(_ text: String) {
  _ = try? FileDescriptor.standardError.writeAll((printable(text) + "\n").utf8)
}

/// Ends the process; what it has begun to write and not ended goes.
func endProcess(_ status: Int32) -> Never {
  TemporaryFiles.removeAll()
  EsmtpReplay.exit(withError: ExitCode(status))
}
