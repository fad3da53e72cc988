import ASAPolicy
import ESMTPInspection
import Primitives
import Reassembly
import Reports

/// Adds sessions up to what a verification reports.
struct VerificationTally: Sendable {
  private let behaviours: VerificationBehaviours
  private var rules: [Rule?: RuleAgreement] = [:]
  private var switches: [(telling: Int, agrees: [Int], differing: [Int])]
  private var profiles: [(agrees: Int, differing: Int, telling: Int)]
  private var telling = 0
  private(set) var findings: [VerificationFinding] = []
  private var places: [FindingKey: Int] = [:]

  /// Examples that are kept, one of a kind.
  static let findingLimit = 12
  private static let explanationLimit = 16

  private struct FindingKey: Hashable {
    var kind: VerificationFinding.Kind
    var rule: Rule?
    var isPredicted: Bool
    var sender: Sender
  }

  init(_ behaviours: VerificationBehaviours) {
    self.behaviours = behaviours
    switches = behaviours.switches.map {
      (0, [Int](repeating: 0, count: $0.trials.count), [Int](repeating: 0, count: $0.trials.count))
    }
    profiles = behaviours.profiles.map { _ in (0, 0, 0) }
  }

  /// Adds a session.
  ///
  /// - Returns: whether an example of it was kept, for which captures may be written: its place among
  ///   `findings`.
  mutating func add(_ pair: VerifiedPair, outside: Leg, inside: Leg) -> [Int] {
    for (rule, result) in pair.judgement.rules {
      var entry = rules[rule] ?? RuleAgreement(rule: rule)
      switch result {
      case .agrees: entry.agrees += 1
      case .disagrees: entry.disagrees += 1
      case .unseen: entry.unseen += 1
      }
      rules[rule] = entry
    }
    addSwitches(pair)
    addProfiles(pair)
    var kept: [Int] = []
    for (place, difference) in pair.judgement.differences.prefix(VerifiedPair.differenceLimit)
      .enumerated()
    {
      if let index = add(difference, at: place, of: pair, outside, inside) { kept.append(index) }
    }
    return kept
  }

  private func result(_ trial: Int?, _ pair: VerifiedPair) -> (agrees: Bool, differing: Int) {
    guard let trial else { return (pair.judgement.agrees, pair.judgement.differing) }
    return (pair.trials[trial].agrees, pair.trials[trial].differing)
  }

  private mutating func addSwitches(_ pair: VerifiedPair) {
    for (place, entry) in behaviours.switches.enumerated() {
      guard entry.trials.contains(where: { $0.map { !pair.trials[$0].isAlike } ?? false }) else {
        continue
      }
      switches[place].telling += 1
      for (position, trial) in entry.trials.enumerated() {
        let (agrees, differing) = result(trial, pair)
        if agrees { switches[place].agrees[position] += 1 }
        switches[place].differing[position] += differing
      }
    }
  }

  private mutating func addProfiles(_ pair: VerifiedPair) {
    let tells = behaviours.profiles.contains { $0.trial.map { !pair.trials[$0].isAlike } ?? false }
    if tells { telling += 1 }
    for (place, entry) in behaviours.profiles.enumerated() {
      let (agrees, differing) = result(entry.trial, pair)
      if agrees { profiles[place].agrees += 1 }
      if agrees, tells { profiles[place].telling += 1 }
      profiles[place].differing += differing
    }
  }

  /// Adds a difference; the first of a kind is kept as an example.
  private mutating func add(
    _ difference: PairJudgement.Difference, at place: Int, of pair: VerifiedPair, _ outside: Leg,
    _ inside: Leg
  ) -> Int? {
    let explaining = pair.trials.indices.filter { pair.trials[$0].explained[place] != nil }
    // What nothing predicted is told by the rule that does it elsewhere.
    let other = explaining.lazy.compactMap { pair.trials[$0].explained[place] ?? nil }.first
    let rule = difference.rule ?? other
    if difference.rule == nil || difference.kind == .forwarded {
      var entry = rules[rule] ?? RuleAgreement(rule: rule)
      if difference.rule == nil { entry.unpredicted += 1 }
      rules[rule] = entry
    }
    let key = FindingKey(
      kind: difference.kind, rule: rule, isPredicted: difference.rule != nil,
      sender: difference.sender)
    if let known = places[key] {
      findings[known].count += 1
      return nil
    }
    guard findings.count < Self.findingLimit else { return nil }
    var finding = VerificationFinding(
      kind: difference.kind, rule: rule, isPredicted: difference.rule != nil,
      outside: outside.connection.number, inside: inside.connection.number,
      outsideFrame: outside.connection.first.frame, insideFrame: inside.connection.first.frame,
      sender: difference.sender, offset: UInt64(difference.range.lowerBound),
      length: difference.range.count,
      explanations: explaining.prefix(Self.explanationLimit).map { behaviours.names[$0] })
    let line = FindingLine(difference, pair)
    (finding.sent, finding.predicted, finding.forwarded) = (
      line.sent, line.predicted, line.forwarded
    )
    places[key] = findings.count
    findings.append(finding)
    return findings.count - 1
  }

  /// Puts everything into a record.
  func finish(into record: inout VerificationRecord) {
    record.rules =
      Rule.allCases.compactMap { rules[$0] } + (rules[nil].map { [$0] } ?? [])
    for (place, entry) in behaviours.switches.enumerated() {
      guard switches[place].telling > 0 else {
        record.untoldSwitches.append(entry.setting.name)
        continue
      }
      var positions: [SwitchAgreement.Position] = []
      for (index, position) in entry.setting.positions.enumerated() {
        let isPresent = position.holds(behaviours.policy.profile)
        guard isPresent || entry.trials[index] != nil else { continue }
        positions.append(
          SwitchAgreement.Position(
            name: position.name, isPresent: isPresent, agrees: switches[place].agrees[index],
            differing: switches[place].differing[index]))
      }
      record.switches.append(
        SwitchAgreement(
          name: entry.setting.name, question: entry.setting.question,
          telling: switches[place].telling, positions: positions))
    }
    record.profiles = behaviours.profiles.enumerated().map { place, entry in
      ProfileAgreement(
        name: entry.name, agrees: profiles[place].agrees, differing: profiles[place].differing,
        agreesWhereTelling: profiles[place].telling)
    }
    record.telling = telling
    let best = record.profiles.min { ($1.agrees, $0.differing) < ($0.agrees, $1.differing) }
    record.best = record.profiles.filter {
      $0.agrees == best?.agrees && $0.differing == best?.differing
    }.map(\.name)
    record.findings = findings
  }
}

/// The line around a difference, as far as reports show lines: commands and replies alone.
private struct FindingLine {
  var sent: [UInt8] = []
  var predicted: [UInt8] = []
  var forwarded: [UInt8] = []

  /// Longer lines are not shown, in bytes.
  private static let longest = 512

  init(_ difference: PairJudgement.Difference, _ pair: VerifiedPair) {
    let source = difference.sender == .client ? pair.dialogue.client : pair.dialogue.server
    let place = difference.range.lowerBound
    guard place < source.bytes.count else { return }
    let start = (source.bytes[..<place].lastIndex(of: 10) ?? -1) + 1
    let end = source.bytes[place...].firstIndex(of: 10).map { $0 + 1 } ?? source.bytes.count
    let kind = pair.prediction.passages.first { passage in
      let first = Int(clamping: passage.offset)
      return passage.sender == difference.sender && first <= place
        && place < first + passage.length
    }?.kind
    guard let kind, [.command, .reply, .authenticationReply].contains(kind),
      end - start <= Self.longest
    else { return }
    let line = Array(source.bytes[start..<end])
    // What was sent tells where the secret is, however it is crossed out.
    let secret = Passage.secretStart(in: line, of: kind)
    let part = { (bytes: ArraySlice<UInt8>) -> [UInt8] in
      secret.map { Array(bytes.prefix($0)) + Array("[not shown]".utf8) } ?? Array(bytes)
    }
    sent = part(line[...])
    let stream = pair.prediction[difference.sender]
    if stream.end >= end { predicted = part(stream.bytes[start..<end]) }
    let real = pair.forwarded[difference.sender].bytes
    if real.count >= end { forwarded = part(real[start..<end]) }
  }
}
