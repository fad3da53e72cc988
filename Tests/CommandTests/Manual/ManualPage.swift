/// The man page in mdoc(7), made of what the argument parser tells and of the sections here.
struct ManualPage {
  private var lines: [String] = []
  /// The options that were described, with the command that did.
  private var described: [CommandHelp.Argument: String] = [:]

  /// The text of the page.
  static func text(_ tool: CommandHelp) -> String {
    var page = ManualPage()
    page.putHead(tool)
    page.lines.append(".Sh COMMANDS")
    for (words, command) in tool.leaves() { page.put(command, words) }
    page.lines += Self.tail
    return page.lines.joined(separator: "\n") + "\n"
  }

  private mutating func putHead(_ tool: CommandHelp) {
    lines += [
      ".\\\" Made by ManualTests of the commands' own help; RECORD_GOLDENS=1 writes it anew.",
      ".Dd November 28, 2026", ".Dt ESMTP-REPLAY 1", ".Os", ".Sh NAME", ".Nm esmtp-replay",
      ".Nd replays captured mail sessions through a model of Cisco's ESMTP inspection",
      ".Sh SYNOPSIS", ".Nm", ".Op Ar option ...", ".Ar capture ...", ".Nm", ".Ar command",
      ".Op Ar option ...", ".Op Ar argument ...", ".Sh DESCRIPTION",
    ]
    for paragraph in (tool.discussion ?? "").split(separator: "\n\n")
    where !paragraph.hasPrefix("Exit status") {
      put(prose: String(paragraph))
      lines.append(".Pp")
    }
    put(prose: "Without a command it is analyze.")
  }

  private mutating func put(_ command: CommandHelp, _ words: [String]) {
    let name = words.joined(separator: " ")
    lines.append(".Ss \(name)")
    put(prose: command.abstract ?? "")
    for paragraph in (command.discussion ?? "").split(separator: "\n\n")
    where !paragraph.hasPrefix("Exit status") {
      lines.append(".Pp")
      put(prose: String(paragraph))
    }
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && !["--help", "--version"].contains($0.typed.last)
    }
    let new = arguments.filter { described[Self.bare($0)] == nil }
    if !new.isEmpty {
      lines.append(".Bl -tag -width Ds")
      for argument in new { put(argument) }
      lines.append(".El")
    }
    var others: [(command: String, options: [String])] = []
    for argument in arguments {
      guard let place = described[Self.bare(argument)] else { continue }
      let option = argument.typed.last ?? argument.valueName ?? ""
      if let index = others.firstIndex(where: { $0.command == place }) {
        others[index].options.append(option)
      } else {
        others.append((place, [option]))
      }
    }
    for (place, options) in others {
      lines.append(".Pp")
      put(prose: "As for \(place): \(options.joined(separator: ", ")).")
    }
    for argument in new { described[Self.bare(argument)] = name }
  }

  /// What makes an option the same in two commands.
  private static func bare(_ argument: CommandHelp.Argument) -> CommandHelp.Argument {
    var copy = argument
    copy.sectionTitle = nil
    return copy
  }

  private mutating func put(_ argument: CommandHelp.Argument) {
    let value = argument.valueName.map { " Ar \(Self.word($0))" } ?? ""
    switch argument.kind {
    case "positional": lines.append(".It Ar \(Self.word(argument.valueName ?? "argument"))")
    case "flag": lines.append(".It " + argument.typed.map(Self.flag).joined(separator: " , "))
    default:
      lines.append(
        ".It " + argument.typed.map { Self.flag($0) + value }.joined(separator: " , "))
    }
    put(prose: argument.abstract ?? "")
    if let values = argument.allValues, !values.isEmpty {
      put(prose: "One of \(values.joined(separator: ", ")).")
    }
    if let value = argument.defaultValue, argument.kind != "flag" {
      put(prose: "Default: \(value).")
    }
  }

  /// An option in mdoc: `Fl p`, `Fl -policy`.
  private static func flag(_ typed: String) -> String { "Fl \(word(String(typed.dropFirst())))" }

  private static func word(_ text: String) -> String { text.replacing("\\", with: "\\e") }

  /// Prose: a sentence a line, which is how formatters tell their ends.
  private mutating func put(prose: String) {
    let text = Self.word(prose).replacing("\n", with: " ")
    var sentence = ""
    for word in text.split(separator: " ") {
      sentence += (sentence.isEmpty ? "" : " ") + word
      if word.hasSuffix(".") {
        put(line: sentence)
        sentence = ""
      }
    }
    if !sentence.isEmpty { put(line: sentence) }
  }

  private mutating func put(line: String) {
    lines.append(line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line)
  }

  private static let tail = """
    .Sh VERDICTS
    Each session has one, the gravest thing that happens to it: exempt, untouched, logged, masked,
    rewritten, dropped, reset, in this order.
    .Sh ENVIRONMENT
    .Bl -tag -width CLICOLOR_FORCE
    .It Ev NO_COLOR
    Where it is set and not empty, no colour is written.
    .It Ev CLICOLOR_FORCE
    Where it is set and neither empty nor 0, colour is written, also where standard output is no
    terminal.
    .It Ev TERM
    Where it is dumb, neither colour nor progress is written.
    .It Ev COLUMNS
    The width of text where standard output is no terminal.
    .It Ev TMPDIR
    The folder of temporary files, which hold what has to be read twice: standard input and, for
    verify, the sessions.
    They are gone when the command ends.
    The default is /tmp.
    .It Ev CI
    Where it is set, test fails for cases without an expectation, and nothing is written to the folders
    of cases.
    .El
    .Sh FILES
    What the options write is readable by its owner alone (mode 0600), also in the place of another file,
    as captures and reports are about mail.
    A folder that is made for it is, too (mode 0700); one that is there keeps its mode.
    The case that reduce -o makes is for all whom the umask lets.
    .Sh EXIT STATUS
    .Bl -tag -width Ds
    .It 0
    Done.
    .It 1
    Done, and the gate was hit: a session is decided differently (compare), a case failed (test), a
    session fares as badly as --fail-on says (analyze).
    .It 2
    Could not be done: wrong usage, a policy with errors, an input that cannot be read.
    .It 3
    Done in part: a capture is cut short, no session was found, or none could be looked at.
    Where 1 and 3 both hold, the status is 1.
    .El
    .Sh EXAMPLES
    What would the firewall's defaults have made of a capture?
    .Pp
    .Dl esmtp-replay mail.pcap
    .Pp
    The same with its configuration, as a page for a ticket:
    .Pp
    .Dl esmtp-replay -p running-config.txt --format md -o ticket.md mail.pcap
    .Pp
    What would a change of the configuration do?
    .Pp
    .Dl esmtp-replay compare running-config.txt --apply change.txt mail.pcap
    .Pp
    From a pipe:
    .Pp
    .Dl tcpdump -i eth0 -w - port 25 | esmtp-replay -
    .Sh SEE ALSO
    .Xr tcpdump 1 ,
    .Xr pcap-filter 7
    .Sh CAVEATS
    It is a model: nothing is sent anywhere, and no device is asked.
    A report says of each rule whether the vendor documents it, the field shows it, or it is inferred.
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}
