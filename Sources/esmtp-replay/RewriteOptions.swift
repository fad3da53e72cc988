import ArgumentParser
import Replay
public import Rewriting

/// How frames are rewritten.
struct RewriteOptions: ParsableArguments {
  @Option(
    help:
      "TCP checksums that were captured wrong or unfinished: 'edited' writes them anew in edited frames, 'all' in all frames, 'none' leaves them wrong."
  )
  var fixChecksums: ChecksumRepair = .edited

  @Option(
    help: ArgumentHelp(
      "Bytes of the rewritten capture that wait for a decision; what is above is written as it stands.",
      valueName: "bytes"))
  var heldOutput: Int = RewriteRequest.defaultHeldLimit

  func validate() throws {
    if heldOutput < 1 { throw ValidationError("a bound has to be at least 1") }
  }
}

extension ChecksumRepair: ArgumentChoice {}
