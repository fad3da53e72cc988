import ASAPolicy
public import CaptureFiles
import ESMTPInspection
import Primitives
import Reassembly
public import Reports

/// One run of `verify`: captures from both sides of a firewall against what the policy forwards.
public struct VerificationRun: ~Copyable {
  private let behaviours: VerificationBehaviours
  private let options: AnalysisOptions
  private var outside: VerificationSideReading
  private var inside: VerificationSideReading
  /// Tells which sessions of the outside are selected; nil for all.
  private let choosing: SessionReading?
  private var chosen: Set<Int> = []

  /// A run before its first input.
  ///
  /// - Parameters:
  ///   - behaviours: the policy, and what is tried beside it.
  ///   - options: how captures are read.
  /// - Throws: `CaptureError` where no temporary file can be made.
  public init(
    _ behaviours: VerificationBehaviours, options: AnalysisOptions
  ) throws(CaptureError) {
    let outer = try VerificationSideReading(policy: behaviours.policy, options: options)
    let inner = try VerificationSideReading(policy: behaviours.policy, options: options)
    self.behaviours = behaviours
    self.options = options
    choosing = options.selection.map { _ in
      SessionReading(behaviours.policy, options.withoutOutputs)
    }
    outside = outer
    inside = inner
  }

  /// What to tell on standard error.
  public var messages: [String] { outside.messages + inside.messages }
  /// Whether an input of each side could be opened.
  public var hasReadInputs: Bool { outside.hasReadInput && inside.hasReadInput }
  /// What else to tell there; nil where a session is selected.
  public var remark: String? {
    guard let choosing, chosen.isEmpty else { return nil }
    return choosing.remark
  }
  /// Whether all inputs were read to their ends.
  public var isWhole: Bool { outside.isWhole && inside.isWhole }

  /// Reads one capture of the outside to its end.
  ///
  /// - Throws: `OutputError` where the temporary file cannot be written.
  public mutating func readOutside(
    _ input: CaptureInput, filter: String?
  ) throws(OutputError) {
    try outside.read(input, filter: filter)
    _ = try choosing?.read(input, filter: filter) { chosen.insert($0.id) }
  }

  /// Reads one capture of the inside to its end.
  ///
  /// - Throws: `OutputError` where the temporary file cannot be written.
  public mutating func readInside(
    _ input: CaptureInput, filter: String?
  ) throws(OutputError) { try inside.read(input, filter: filter) }

  /// Pairs the legs, and holds the prediction of each session against what was forwarded.
  ///
  /// - Parameters:
  ///   - policyFiles: the files of the policy, for the report.
  ///   - directory: an existing folder for a pair of captures of each example; nil for none.
  /// - Returns: what came of it.
  /// - Throws: `OutputError` where something cannot be read again; that an example cannot be written is
  ///   told in the record.
  public mutating func finish(
    policyFiles: [String], capturesIn directory: String?
  ) throws(OutputError) -> VerificationRecord {
    try outside.finish()
    try inside.finish()
    try choosing?.finish { chosen.insert($0.id) }
    var pairing = LegPairing(outside: outside.legs, inside: inside.legs)
    if choosing != nil {
      pairing.keep { chosen.contains(outside.legs[$0].connection.number) }
    }
    var record = VerificationRecord(
      profile: behaviours.policy.profile.name, policyFiles: policyFiles,
      outside: side("outside", outside, pairing), inside: side("inside", inside, pairing))
    record.narrowing = Narrowing(
      filter: outside.filter ?? inside.filter, selection: options.selection?.text,
      notSelected: choosing?.passedOver ?? 0,
      framesLeftOut: outside.framesLeftOut + inside.framesLeftOut)
    record.pairs = pairing.pairs.count
    record.pairsByTime = pairing.pairs.count { $0.basis == .time }
    record.clockJumps = pairing.clockJumps
    record.unpairedTogether = pairing.unpaired.count
    record.clockOffset = pairing.clockOffset
    var tally = VerificationTally(behaviours)
    var reasons: [String: Int] = [:]
    var clocks: [LegClocks] = []
    var examples: [(outside: Int, inside: Int)?] = []
    for pair in pairing.pairs {
      let (outer, inner) = (outside.legs[pair.outside], inside.legs[pair.inside])
      if let reason = reasonAgainst(outer, inner) {
        reasons[reason, default: 0] += 1
        continue
      }
      let legs = LegPair(
        outside: outer, inside: inner, outsidePieces: try outside.pieces(of: pair.outside),
        insidePieces: try inside.pieces(of: pair.inside))
      let verified = VerifiedPair(
        legs, under: behaviours.policy, others: behaviours.policies,
        cutsToMaximumSegmentSize: options.cutsToMaximumSegmentSize)
      guard !verified.isUnlike else {
        reasons["more than half of their bytes differ", default: 0] += 1
        continue
      }
      guard verified.judgement.compared > 0 || !verified.judgement.agrees else {
        reasons["no byte of either direction was captured on both sides", default: 0] += 1
        continue
      }
      if let known = LegClocks(legs) { clocks.append(known) }
      count(verified, &record)
      for place in tally.add(verified, outside: outer, inside: inner) {
        while examples.count <= place { examples.append(nil) }
        examples[place] = (outer.connection.number, inner.connection.number)
      }
    }
    record.notCompared = reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    noteClocks(clocks, &record)
    tally.finish(into: &record)
    if let directory {
      do throws(OutputError) { try write(examples, in: directory, &record) } catch {
        record.failure = error.description
        for place in record.findings.indices { record.findings[place].captures = [] }
      }
    }
    return record
  }

  private func side(
    _ name: String, _ reading: borrowing VerificationSideReading, _ pairing: LegPairing
  ) -> VerificationSide {
    let isOutside = name == "outside"
    var side = VerificationSide(
      name: name, captures: reading.captures, frames: reading.frames, span: reading.collector.span)
    let paired = Set(pairing.pairs.map { isOutside ? $0.outside : $0.inside })
    let ambiguous = Set(isOutside ? pairing.ambiguous.outside : pairing.ambiguous.inside)
    let offset = (pairing.clockOffset ?? 0) * (isOutside ? 1 : -1)
    let other = isOutside ? inside.collector.span : outside.collector.span
    side.ambiguous = ambiguous.count
    side.withoutBytes = reading.collector.bare
    for (place, leg) in reading.legs.enumerated() {
      if choosing != nil {
        // Of the other side those are meant that belong to a selected session.
        let isMeant =
          isOutside
          ? chosen.contains(leg.connection.number)
          : paired.contains(place) || ambiguous.contains(place)
        guard isMeant else { continue }
      }
      guard leg.hasBytes else {
        side.withoutBytes += 1
        continue
      }
      side.sessions += 1
      if paired.contains(place) || ambiguous.contains(place) { continue }
      let isCovered = other.map { $0.contains(leg.start &+ offset) } ?? false
      if isCovered { side.unpaired += 1 } else { side.outsideOfTime += 1 }
    }
    return side
  }

  /// Why two legs cannot be compared.
  private func reasonAgainst(_ outer: Leg, _ inner: Leg) -> String? {
    if outer.connection.isMidstream || inner.connection.isMidstream {
      return "a capture starts in the middle of the session"
    }
    return nil
  }

  private func count(_ pair: VerifiedPair, _ record: inout VerificationRecord) {
    if pair.clientSide == .outside {
      record.clientsOutside += 1
    } else {
      record.clientsInside += 1
    }
    switch pair.ground {
    case .bytes: record.sidesByBytes += 1
    case .time: record.sidesByTime += 1
    case .assumed: record.sidesAssumed += 1
    }
    if !pair.prediction.isInspected { record.notInspected += 1 }
    let judgement = pair.judgement
    if judgement.agrees {
      record.agreeing += 1
      if judgement.unseen > 0 || pair.hasHoles { record.agreeingInPart += 1 }
    } else {
      record.disagreeing += 1
    }
    record.compared += UInt64(judgement.compared)
    record.differing += UInt64(judgement.differing)
    record.unseen += UInt64(judgement.unseen)
  }

  private func noteClocks(_ clocks: [LegClocks], _ record: inout VerificationRecord) {
    guard !clocks.isEmpty else { return }
    let offsets = clocks.map(\.offset).sorted()
    let transits = clocks.map(\.transit).sorted()
    record.clockOffset = offsets[offsets.count / 2]
    record.transit = Int64(clamping: transits[transits.count / 2].magnitude)
  }

  /// Writes both legs of each example.
  private mutating func write(
    _ examples: [(outside: Int, inside: Int)?], in directory: String,
    _ record: inout VerificationRecord
  ) throws(OutputError) {
    var written: [Int: [String]] = [:]
    for (place, example) in examples.enumerated() {
      guard let example else { continue }
      // A session that is an example of several things is written once.
      if let known = written[example.outside] {
        record.findings[place].captures = known
        continue
      }
      let name = record.findings[place].rule?.rawValue ?? "unexplained"
      let paths = ["outside", "inside"].map { "\(directory)/\(place + 1)-\(name).\($0).pcapng" }
      outside.choose(example.outside, as: paths[0])
      inside.choose(example.inside, as: paths[1])
      record.findings[place].captures = paths
      written[example.outside] = paths
    }
    guard !written.isEmpty else { return }
    try outside.writeChosen()
    try inside.writeChosen()
  }
}
