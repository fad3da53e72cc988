import ASAPolicy
import ArgumentParser
import CaptureFiles
import Primitives
import Replay
import Reports

/// Finds the one session that a command is about.
struct SessionLookup {
  /// What names it, as typed.
  let name: String?
  let selector: SessionSelector
  let capture: SessionOptions
  let isQuiet: Bool

  /// A lookup.
  ///
  /// - Throws: `ValidationError` where the text names no session.
  init(in capture: SessionOptions, isQuiet: Bool) throws {
    let name = capture.session
    guard let selector = name.map({ SessionSelector($0) }) ?? .selection else {
      throw ValidationError(
        printable(
          "'\(name ?? "")' names no session; write its number, CLIENT:PORT, CLIENT:PORT-SERVER:PORT, or a Message-ID"
        ))
    }
    self.name = name
    self.selector = selector
    self.capture = capture
    self.isQuiet = isQuiet
  }

  /// Whether the session is known when it begins, so that one reading is enough.
  var isKnownAtOpening: Bool {
    switch selector {
    case .number, .endpoints: true
    case .messageID, .selection: false
    }
  }

  /// The session with its lines, whether a capture was cut short, and what the reading has found; nil where
  /// it was told on standard error why there is none.
  ///
  /// - Throws: `OutputError` where the inputs are read twice and are not what they were.
  func find(
    in inputs: [CaptureInput], under policy: LoadedPolicy
  ) throws(OutputError) -> (transcript: Transcript, isCut: Bool, trace: ReadingTrace)? {
    var (outcome, trace) = try outcome(selector, inputs, policy)
    if case .identified(let number) = outcome {
      (outcome, trace) = try self.outcome(.number(number), inputs, policy, asRead: trace)
    }
    switch outcome {
    case .found(let transcript, let isCut): return (transcript, isCut, trace)
    case .several(let names):
      writeError(

        name.map { "esmtp-replay: '\($0)' names \(names.count) sessions; name one of them" }
          ?? "esmtp-replay: '--where' selects \(names.count) sessions; name one of them")
      list(names)
    case .none(let names):
      writeError(

        "esmtp-replay: no session is '\(name ?? "")'; there \(names.count == 1 ? "is" : "are")")
      list(names)
    case .nothing(let remark): writeError("esmtp-replay: \(remark)")
    case .unread, .identified: break
    }
    return nil
  }

  private func outcome(
    _ selector: SessionSelector, _ inputs: [CaptureInput], _ policy: LoadedPolicy,
    asRead trace: ReadingTrace? = nil
  ) throws(OutputError) -> (TranscriptRun.Outcome, ReadingTrace) {
    var run = TranscriptRun(policy: policy, options: capture.analysis, selector: selector)
    let progress = Progress(inputs, isQuiet: isQuiet)
    for input in inputs {
      _ = try run.read(input, filter: capture.reading.filter) { progress.show($0) }
    }
    progress.clear()
    let found = run.trace
    if let trace {
      try trace.require(found, of: inputs)
    } else {
      for message in run.messages { writeError("esmtp-replay: \(message)") }
    }
    return (try run.finish(), found)
  }

  private func list(_ names: TranscriptRun.SessionNames) {
    for name in names.first { writeError("  \(name)") }
    if names.count > names.first.count {
      writeError("  and \(names.count - names.first.count) more; 'analyze --all' lists them")
    }
  }
}
