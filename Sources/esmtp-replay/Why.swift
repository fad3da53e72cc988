import ASAPolicy
import ArgumentParser
import CaptureFiles
import ESMTPInspection
import Replay
import Reports

/// `why`: the page that answers a line of a log.
struct Why: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Find the session that a line of a log is about, and say what decided it.",
    discussion: """
      The line is one of a device's log (108002 to 108007, 507001, 507003, 302013, 302014, 106015, 201010 to \
      201013) or of a mail server's (ESA mail_logs, Postfix, Exim), as it stands there or the part that \
      names a connection or a message, as 'ICID 21916 lost'; or it is a Message-ID, or what a \
      server's 4xx or 5xx says, as '451 5.7.3 Must issue a STARTTLS command first'. A line that names \
      neither addresses nor a Message-ID needs the log that it is from: --mail-log.

      Where a device's line says what the replay does not, as with another policy than the device's, that
      comes first.

      Exit status: 0 found, 2 could not be done, 3 no session of the captures is meant, or a capture was cut short.
      """)

  @ArgumentParser.Argument(
    help: ArgumentHelp("A line of a log, a Message-ID, or a reply.", valueName: "line"))
  var line: String

  @OptionGroup(title: "Captures") var capture: CaptureOptions
  @OptionGroup(title: "Policy") var policy: PolicyOptions
  @OptionGroup(title: "Logs") var logs: LogOptions

  @Option(help: "Colour: 'auto' where standard output is a terminal, 'always', or 'never'.")
  var color: ColorChoice = .auto

  @Flag(name: .shortAndLong, help: "Print results and errors alone.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Explain more.")
  var verbose = false

  func validate() throws {
    try capture.requireInput(beside: policy)
    try policy.checkStandardInput(capture.paths + logs.files)
  }

  func run() throws {
    endProcess(try answer())
  }

  private func answer() throws -> Int32 {
    let options = capture.analysis
    let book = logs.book(layout: nil, asking: line)
    let question = try LogQuestion(line, logs: book.mail, device: book.device)
    let loaded = policy.load(policy.texts(), ports: options.ports, isQuiet: quiet)
    // The frames are read a second time.
    let inputs = try rereadable(namedInputs(capture.paths))
    let record = RunRecord(
      version: toolVersion, profile: loaded.profile.name, policyFiles: policy.policy,
      statement: loaded.headline?.statement, source: loaded.headline?.source,
      className: loaded.headline?.className, ports: options.ports,
      checksums: capture.reading.checksums.rawValue, afterDivergence: "stop")
    let (answer, captures, trace) = try ask(inputs) { kept in
      QuestionRun(
        policy: loaded, options: options, run: record, question: question, book: book, keeping: kept
      )
    }
    guard answer.hasReadInput else { return 2 }
    guard !answer.sessions.isEmpty else {
      let remark =
        answer.remark
        ?? "no session of the captures is the one of the line; are they of the same time, and of this side "
        + "of a translation? (--asa-log tells what is translated)"
      writeError("esmtp-replay: \(remark)")
      return 3
    }
    var inspected = InspectedTraffic()
    for session in answer.sessions { inspected.add(session) }
    if let remark = inspected.remark, !quiet { writeError("esmtp-replay: \(remark)") }
    guard answer.objection == nil else {
      try write(
        answer, record, captures, nil,
        "the replay does not do what the line says, so that nothing it tries tells what would help")
      return answer.isWhole ? 0 : 3
    }
    let reading = AdviceReading(policy: loaded, options: options)
    let advice: AdviceReport?
    var whyNone =
      "the captures have more than \(Self.adviceLimit) frames; 'advise --where id="
      + "\(answer.sessions.first?.id ?? 1)' looks for some"
    do throws(OutputError) {
      advice = try self.advice(on: answer, reading, inputs, captures, trace)
    } catch {
      advice = nil
      whyNone = "\(error)"
    }
    try write(answer, record, captures, advice, whyNone)
    return answer.isWhole ? 0 : 3
  }

  /// Reads the captures for the sessions that are meant: again, where they were not kept.
  private func ask(
    _ inputs: [CaptureInput], keeping kept: [Int]? = nil, _ make: ([Int]?) -> QuestionRun
  ) throws(OutputError) -> (QuestionRun.Answer, [CaptureRecord], ReadingTrace) {
    var run = make(kept)
    let progress = Progress(inputs, isQuiet: quiet)
    for input in inputs {
      try run.read(input, filter: capture.reading.filter) { progress.show($0) }
    }
    progress.clear()
    if kept == nil { for message in run.messages { writeError("esmtp-replay: \(message)") } }
    let (captures, trace) = (run.captures, run.trace)
    let answer = try run.finish()
    guard kept == nil, !answer.unkept.isEmpty else { return (answer, captures, trace) }
    return try ask(inputs, keeping: answer.unkept, make)
  }

  /// The frames up to which the captures are replayed under each change that may help.
  private static let adviceLimit = 1_000_000

  /// What would let the sessions through; nil where the captures are too long.
  private func advice(
    on answer: QuestionRun.Answer, _ reading: AdviceReading, _ inputs: [CaptureInput],
    _ captures: [CaptureRecord], _ trace: ReadingTrace
  ) throws(OutputError) -> AdviceReport? {
    guard captures.reduce(0, { $0 + $1.frames }) <= Self.adviceLimit else { return nil }
    var causes = AdviceCauses()
    for session in answer.sessions { causes.add(session) }
    let filter = capture.reading.filter
    return AdviceReport(
      on: causes, of: reading.policy, policy.policy,
      advice: try reading.advice(on: causes, in: inputs, filter: filter, asRead: trace),
      assumptions: try reading.assumptions(
        in: inputs, filter: filter, of: answer.sessions.map(\.id), asRead: trace), status: 0)
  }

  private func write(
    _ answer: QuestionRun.Answer, _ run: RunRecord, _ captures: [CaptureRecord],
    _ advice: AdviceReport?, _ whyNone: String
  ) throws {
    let isColoured = color.isColoured(nil)
    var sheet = TextSheet(width: Terminal.width, isColoured: isColoured)
    sheet.heading("Why", beside: String(line.prefix(1000)))
    for (index, reason) in answer.reasons.enumerated() {
      sheet.field(index == 0 ? "found" : "", reason)
    }
    if let objection = answer.objection { sheet.field("but", objection) }
    var report = TextReport(
      TextReport.Options(width: Terminal.width, isColoured: isColoured, isVerbose: verbose))
    for capture in captures { report.capture(capture) }
    report.page(answer.sessions, run)
    let output = try OutputFile()
    try output.write(sheet.takeOutput() + [10] + report.takeOutput())
    var page = AdviceText(width: Terminal.width, isColoured: isColoured)
    if let advice {
      page.put(advice, of: answer.sessions.count == 1 ? "this session" : "these sessions")
    } else {
      page.putUnasked(whyNone)
    }
    try output.write(page.takeOutput())
  }
}
