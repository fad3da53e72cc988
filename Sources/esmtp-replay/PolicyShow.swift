import ASAPolicy
import ArgumentParser
import Primitives

/// `policy show`: the effective policy as configuration text.
struct PolicyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the effective policy as configuration text.",
    usage: "esmtp-replay policy show [<options>] [<file> ...]",
    discussion: "Defaults are filled in; shown again, the text stays the same.")

  @OptionGroup var source: PolicyFiles
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Flag(name: .shortAndLong, help: "Print errors and the result alone.")
  var quiet = false

  func validate() throws {
    try policy.checkStandardInput(source.files)
    try policy.requireEffect(beside: source.files)
  }

  func run() throws {
    let loaded = policy.load(policy.texts(and: source.files), isQuiet: quiet)
    writeResult(Array(printable(loaded.text).utf8))
  }
}
