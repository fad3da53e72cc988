import ASAPolicy
import ArgumentParser
import Replay
import Reports

/// `policy`: what a configuration says, without any capture.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Check, print or explain a configuration.",
    subcommands: [PolicyCheck.self, PolicyShow.self, PolicyExplain.self])
}

/// The configurations of a `policy` command: typed in order into one device.
struct PolicyFiles: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Configurations, applied in order as if typed into one device; '-' is standard input.",
      valueName: "file"), completion: .file())
  var files: [String] = []
}

/// Writes results to standard output; ends with status 2 where that is not possible.
func writeResult(_ bytes: [UInt8]) {
  do throws(OutputError) { try OutputFile().write(bytes) } catch {
    writeError("esmtp-replay: \(error)")
    endProcess(2)
  }
}

/// Prints an explanation for a person.
func writeExplanation(_ explanation: Explanation) {
  var sheet = TextSheet(width: Terminal.width, isColoured: Terminal.wantsColor)
  for part in explanation.parts {
    switch part {
    case .heading(let title, let beside): sheet.heading(title, beside: beside)
    case .statement(let text, let place): sheet.statement(text, place: place)
    case .field(let label, let text): sheet.field(label, text)
    }
  }
  writeResult(sheet.takeOutput())
}
