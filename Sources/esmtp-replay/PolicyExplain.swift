import ASAPolicy
import ArgumentParser
import Primitives

/// `policy explain`: the policy, or what it does with one session, in sentences.
struct PolicyExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say in sentences what a policy does.",
    usage: "esmtp-replay policy explain [<options>] [<file> ...]")

  @OptionGroup var source: PolicyFiles
  @OptionGroup(title: "Policy") var policy: PolicyOptions

  @Option(
    help: ArgumentHelp(
      "Say step by step what decides about a session: 'tcp CLIENT:PORT SERVER:PORT', IPv6 addresses in brackets.",
      valueName: "session"))
  var session: String?

  @Flag(name: .shortAndLong, help: "Print errors and the result alone.")
  var quiet = false

  func validate() throws {
    try policy.checkStandardInput(source.files)
    try policy.requireEffect(beside: source.files)
    _ = try question()
  }

  func run() throws {
    let loaded = policy.load(policy.texts(and: source.files), isQuiet: quiet)
    if let question = try question() {
      writeExplanation(loaded.explanation(of: question))
    } else {
      writeExplanation(loaded.explanation)
    }
  }

  private func question() throws -> SessionQuestion? {
    guard let session else { return nil }
    do throws(SessionQuestionError) { return try SessionQuestion(session) } catch {
      throw ValidationError(printable(error.description))
    }
  }
}
