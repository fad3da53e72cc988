import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
public import Reports

/// A case that was run.
public struct CaseRun: Sendable {
  /// The case.
  public let folder: CaseFolder
  /// What became of it.
  public private(set) var record: CaseRecord
  /// The expectation that would fit what was found; nil where there is none to change.
  private var accepted: Expectation?
  /// Its policy and the lines of it that took part; nil where nothing was compared.
  private var coverage: (policy: LoadedPolicy, exercised: Set<SourceLine>)?

  /// Runs a case.
  ///
  /// - Parameters:
  ///   - folder: the case.
  ///   - pardon: the findings that it does not fail for.
  public init(_ folder: CaseFolder, pardon: CasePardon = CasePardon()) {
    self.folder = folder
    record = CaseRecord(name: folder.path, state: .pass)
    do { try run(pardon) } catch {
      record.state = .fail
      record.reason = error.description
      record.repeating = repetition(pardon)
    }
  }

  /// Whether an expectation was compared with something.
  public var wasCompared: Bool { coverage != nil }

  /// Whether every capture was read to its end.
  public private(set) var isWhole = true

  /// Whether what was found can be taken over.
  public var canBeAccepted: Bool { accepted != nil }

  /// Writes an expectation that fits what was found.
  ///
  /// - Throws: `OutputError` where it cannot be written.
  public func accept() throws(OutputError) {
    guard let accepted else { return }
    try accepted.write(to: folder.expectationPath)
  }

  private mutating func run(_ pardon: CasePardon) throws(CaseError) {
    if let fault = folder.fault { throw CaseError(fault.description) }
    guard folder.isRecorded else {
      record.state = .new
      record.reason = folder.misnamed.map {
        "'\($0)' is not read; call it \(Expectation.fileName)"
      }
      record.accepting = command("record", folder.path)
      return
    }
    let expectation = try Expectation(of: folder)
    if let why = expectation.skip {
      record.state = .skip
      record.reason = why
      return
    }
    try requireCaptures(of: expectation)
    guard !folder.captures.isEmpty else {
      record.state = .obsolete
      record.reason = "there is no capture any more; restore it, or remove \(Expectation.fileName)"
      return
    }
    let outcome = try CaseOutcome(
      folder, expectation, isExact: expectation.isExact, pardon: pardon)
    record.notes = outcome.messages
    isWhole = outcome.isWhole
    if let emptiness = outcome.emptiness(ports: "ports") { throw CaseError(emptiness) }
    coverage = (outcome.policy, outcome.exercised)
    let differences = expectation.differences(in: outcome.sessions)
    let change = CaseChange(expectation, outcome.recording)
    guard !differences.isEmpty || change.captureIsGone else { return }
    record.repeating = repetition(pardon)
    judge(differences, change, expectation, outcome)
  }

  /// Makes sure that the captures of the recording that are there are captures still.
  private func requireCaptures(of expectation: Expectation) throws(CaseError) {
    let lost = (expectation.recorded?.captures.keys.sorted() ?? []).first { name in
      !folder.captures.contains(name)
        && FileManager.default.fileExists(atPath: folder.path(of: name))
    }
    if let lost {
      throw CaseError("\(folder.path(of: lost)): this is no capture any more; restore it")
    }
  }

  private mutating func judge(
    _ differences: [CaseDifference], _ change: CaseChange, _ expectation: Expectation,
    _ outcome: CaseOutcome
  ) {
    record.differences = differences.map(\.description)
    record.cause = change.description
    record.accepting = command("review --accept-all", folder.path)
    // What a capture lacks that is as it was has never been there, and what one lacks that was not read
    // to its end may be behind that.
    let isGone =
      change.changesCaptures && outcome.isWhole
      && (differences.isEmpty || differences.areOfMissingSessionsAlone)
    record.state = change.isOfModelAlone ? .stale : isGone ? .obsolete : .fail
    if record.state == .stale {
      var changed = differences.rules
      // Where numbers alone are expected, those that the sessions of the new verdicts have.
      if changed.isEmpty { changed = differences.rulesOfNewVerdicts(in: outcome.sessions) }
      let rules = changed.map(\.rawValue).joined(separator: ", ")
      record.reason = rules.isEmpty ? "the model changed" : "the model changed: \(rules)"
    }
    var accepted = expectation
    accepted.accept(outcome.sessions)
    accepted.recorded = outcome.recording
    self.accepted = accepted
  }

  private func repetition(_ pardon: CasePardon) -> String {
    command((["test"] + pardon.options).joined(separator: " "), folder.path)
  }

  private func command(_ verb: String, _ path: String) -> String {
    "esmtp-replay \(verb) \(shellQuoted(path.hasPrefix("-") ? "./" + path : path))"
  }

  /// The lines of policies that none of some runs has exercised, by file and line.
  public static func untested(_ runs: [CaseRun]) -> [UntestedLine] {
    let coverages = runs.compactMap(\.coverage)
    let exercised = coverages.reduce(into: Set<SourceLine>()) { $0.formUnion($1.exercised) }
    var lines: [SourceLine: String] = [:]
    for coverage in coverages {
      for statement in coverage.policy.statements where !statement.turnsOff {
        guard let source = statement.source else { continue }
        lines[source] = statement.line
      }
    }
    return lines.filter { !exercised.contains($0.key) }
      .sorted { ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line) }
      .map { UntestedLine(place: $0.key.description, text: $0.value) }
  }
}

extension PolicyStatement {
  /// Whether it is one of those parameters that do nothing, which no session can show.
  fileprivate var turnsOff: Bool {
    subject == .parameter && text.hasPrefix("no ") && text != "no allow-tls"
  }
}

/// What changed between a recording and a run.
struct CaseChange: CustomStringConvertible {
  private var parts: [String] = []
  /// Whether nothing but the number of the model is another one.
  private(set) var isOfModelAlone = false
  /// Whether a capture of the recording is another one, or gone.
  private(set) var changesCaptures = false
  /// Whether one is gone.
  private(set) var captureIsGone = false

  init(_ expectation: Expectation, _ now: Recording) {
    guard let then = expectation.recorded else {
      parts = ["unknown, since the expectation was not recorded but written"]
      return
    }
    if then.policies.count != now.policies.count {
      parts.append("the policy has other files")
    } else {
      for (place, hashes) in zip(then.policies, now.policies).enumerated()
      where hashes.0 != hashes.1 {
        parts.append("the policy \(expectation.policies[place])")
      }
    }
    for (name, hash) in then.captures.sorted(by: { $0.key < $1.key })
    where now.captures[name] != hash {
      changesCaptures = true
      let isGone = now.captures[name] == nil
      captureIsGone = captureIsGone || isGone
      parts.append("the capture \(name)" + (isGone ? ", which is gone" : ""))
    }
    for name in now.captures.keys.sorted() where then.captures[name] == nil {
      parts.append("the capture \(name), which is new")
    }
    guard then.model != now.model else {
      if parts.isEmpty { parts = ["the tool or the expectation; all else is as recorded"] }
      return
    }
    isOfModelAlone = parts.isEmpty
    parts.append("the tool, from model \(then.model) to \(now.model)")
  }

  var description: String { parts.joined(separator: "; ") }
}
