import ASAPolicy
import ESMTPInspection
import Reports

/// What a comparison knows of one candidate so far.
struct Candidate {
  private var differences: [DifferenceRecord]
  /// The lines of the differences, by policy.
  private var oldLines = DifferenceLines()
  private var newLines = DifferenceLines()
  /// The differences about TLS, with the maps in which they stand.
  private var tls: [(maps: (old: String?, new: String?), difference: Int)] = []
  /// The differences that the session at hand came by.
  private var met: [Int] = []
  private var transitions = [[Int]](
    repeating: [Int](repeating: 0, count: Verdict.allCases.count), count: Verdict.allCases.count)
  private var kinds: [ComparisonKind: Int] = [:]
  private var reasons: [CoverageReason: Int] = [:]
  private var endings: [String: Int] = [:]

  init(_ old: LoadedPolicy, _ new: LoadedPolicy) {
    let found = old.differences(to: new)
    differences = found.map(DifferenceRecord.init)
    for (index, difference) in found.enumerated() {
      if let line = difference.old?.source { oldLines.add(line, of: index) }
      if let line = difference.new?.source { newLines.add(line, of: index) }
      if difference.isAboutTLS {
        tls.append(((difference.old?.mapName, difference.new?.mapName), index))
      }
    }
  }

  /// Sessions of a kind.
  func count(_ kind: ComparisonKind) -> Int { kinds[kind, default: 0] }

  /// The sessions that are decided differently.
  var different: Int { kinds.values.reduce(0, +) }

  /// Takes a session.
  ///
  /// - Returns: what the candidate does to it; nil where it is decided alike.
  mutating func take(_ pair: SessionPair) -> ComparisonKind? {
    transitions[pair.old.verdict.gravity][pair.new.verdict.gravity] += 1
    for reason in pair.notCompared { reasons[reason, default: 0] += 1 }
    met.removeAll(keepingCapacity: true)
    oldLines.collect(pair.old, into: &met)
    newLines.collect(pair.new, into: &met)
    if let index = tlsDifference(of: pair), !met.contains(index) { met.append(index) }
    for index in met { differences[index].sessions = (differences[index].sessions ?? 0) + 1 }
    if let match = pair.new.ending { endings[match, default: 0] += 1 }
    let kind = pair.kind
    if let kind { kinds[kind, default: 0] += 1 }
    return kind
  }

  /// The difference by which STARTTLS is hidden from the client under one of the policies alone: the
  /// line that hides it is another one, which may be in both.
  private func tlsDifference(of pair: SessionPair) -> Int? {
    guard !tls.isEmpty, pair.old.hidesTLS != pair.new.hidesTLS else { return nil }
    return tls.first {
      ($0.maps.old != nil && $0.maps.old == pair.old.mapName)
        || ($0.maps.new != nil && $0.maps.new == pair.new.mapName)
    }?.difference
  }

  /// The statements of that difference.
  func tlsStatements(of pair: SessionPair) -> (old: StatementRecord?, new: StatementRecord?)? {
    tlsDifference(of: pair).map { (differences[$0].old, differences[$0].new) }
  }

  /// The candidate's part of the summary.
  var summary: CandidateSummary {
    CandidateSummary(
      differences: differences, transitions: transitions,
      kinds: ComparisonKind.allCases.map { ($0, count($0)) },
      notCompared: reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      endings: endings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}

extension DifferenceRecord {
  fileprivate init(_ difference: PolicyDifference) {
    let sources = [difference.old?.source, difference.new?.source].compactMap { $0 }
    self.init(
      change: difference.change.rawValue, subject: difference.subject.rawValue,
      block: difference.block, old: difference.old.map(StatementRecord.init),
      new: difference.new.map(StatementRecord.init),
      sessions: sources.isEmpty && !difference.isAboutTLS ? nil : 0)
  }
}

extension StatementRecord {
  fileprivate init(_ statement: PolicyStatement) {
    self.init(text: statement.line, source: statement.source)
  }
}

/// The lines of one policy at which it differs from another, and the differences of each.
private struct DifferenceLines {
  private var lines: [(line: SourceLine, difference: Int)] = []
  /// A bit for each line number, modulo 64: most lines that sessions come by are none of these.
  private var filter: UInt64 = 0

  mutating func add(_ line: SourceLine, of difference: Int) {
    lines.append((line, difference))
    filter |= bit(line)
  }

  private func bit(_ line: SourceLine) -> UInt64 { 1 << UInt64(truncatingIfNeeded: line.line & 63) }

  /// Adds the differences whose lines a session came by, each once.
  func collect(_ session: SessionRecord, into met: inout [Int]) {
    guard filter != 0 else { return }
    for entry in session.events {
      if let line = entry.event.source { collect(line, into: &met) }
    }
    for statement in session.decision.chain { collect(statement.source, into: &met) }
  }

  private func collect(_ line: SourceLine, into met: inout [Int]) {
    guard filter & bit(line) != 0 else { return }
    for entry in lines where entry.line == line && !met.contains(entry.difference) {
      met.append(entry.difference)
    }
  }
}

extension SessionRecord {
  /// The statement that ends the session, behind `match`.
  fileprivate var ending: String? {
    events.first { $0.isObserved && $0.event.action >= .drop }?.event.match
  }
}
