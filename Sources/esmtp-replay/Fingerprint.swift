import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import Replay
import Reports

/// `fingerprint`: which inspection the traffic has passed before it was captured.
struct Fingerprint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Say which generation of an inspection captured traffic has passed.",
    discussion: """
      Asterisks in greetings, letters behind crossed EHLO keywords, crossed or replaced verbs and what \
      servers quote of them tell software generations apart. Names the profiles that can have left them, \
      how sure that is, and which sessions passed none.

      Exit status: 0 done, 2 could not be done, 3 no session was found, or a capture was cut short.
      """)

  @OptionGroup(title: "Captures") var capture: CaptureOptions

  @OptionGroup var page: PageOptions

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  func validate() throws {
    if capture.paths.isEmpty { throw CaptureOptions.missing }
  }

  func run() throws {
    // The device's defaults look at every session.
    guard let policy = LoadedPolicy.load([], profile: .asa, ports: capture.analysis.ports).policy
    else { endProcess(2) }
    var run = FingerprintRun(policy: policy, options: capture.analysis)
    let inputs = try page.requireUnread(namedInputs(capture.paths))
    StopRequest.awaitInFiles(inputs)
    for input in inputs {
      try run.read(input, filter: capture.reading.filter)
    }
    let record = try run.finish()
    for message in run.messages { writeError("esmtp-replay: \(message)") }
    guard run.hasReadInput else { endProcess(2) }
    if !quiet, let remark = run.remark { writeError("esmtp-replay: \(remark)") }
    try page.write(json: { FingerprintJSON.line(record) }) {
      FingerprintText.page(record, width: $0, isColoured: $1)
    }
    endProcess(record.tells && run.isWhole ? 0 : 3)
  }
}
