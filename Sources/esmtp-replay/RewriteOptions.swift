import ArgumentParser
import CaptureFiles
import Replay
public import Rewriting

/// How frames are rewritten.
struct RewriteOptions: ParsableArguments {
  @Option(
    help:
      "TCP checksums that were captured wrong or unfinished: 'edited' writes them anew in edited frames, 'all' in all frames, 'none' leaves them wrong. Default: edited."
  )
  var fixChecksums: ChecksumRepair?

  @Option(
    help: ArgumentHelp(
      "Bytes of the rewritten capture that wait for a decision; what is above is written as it stands. Default: \(RewriteRequest.defaultHeldLimit).",
      valueName: "bytes"))
  var heldOutput: Int?

  /// The request for a rewritten capture.
  func request(_ path: String, _ inputs: [CaptureInput]) -> RewriteRequest {
    RewriteRequest(
      path: path, repair: fixChecksums ?? .edited,
      heldLimit: heldOutput ?? RewriteRequest.defaultHeldLimit, inputs: inputs)
  }

  /// Refuses them where no capture is written.
  func requireEffect(_ write: String?) throws {
    try GivenOption.refuse(
      [GivenOption("--fix-checksums", fixChecksums), GivenOption("--held-output", heldOutput)],
      without: GivenOption("--write", write))
  }

  func validate() throws {
    if let heldOutput, heldOutput < 1 { throw ValidationError("a bound has to be at least 1") }
  }
}

extension ChecksumRepair: ArgumentChoice {}
