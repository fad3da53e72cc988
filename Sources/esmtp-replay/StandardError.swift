import ArgumentParser
import SystemPackage

/// Writes a line to standard error; what cannot be written there is lost.
func writeError(_ text: String) {
  _ = try? FileDescriptor.standardError.writeAll((text + "\n").utf8)
}

/// Ends the process.
func endProcess(_ status: Int32) -> Never {
  EsmtpReplay.exit(withError: ExitCode(status))
}
