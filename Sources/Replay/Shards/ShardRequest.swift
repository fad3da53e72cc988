public import ASAPolicy
public import CaptureFiles
import Crypto
import Primitives
import Reassembly
import Reports

/// A shard of a run, as it is asked for.
public struct ShardRequest: Sendable {
  /// What the report says of it before anything was read.
  let record: ShardRecord

  /// A shard of several.
  ///
  /// - Parameters:
  ///   - place: its number and how many there are.
  ///   - texts: the configuration.
  ///   - options: the options that decide about sessions, as typed.
  ///   - bounds: what the run is bounded by.
  public init(
    _ place: ShardPlace, texts: [PolicyText], options: String, bounds: AnalysisOptions
  ) {
    var hash = SHA256()
    for text in texts {
      hash.update(data: Array("\(text.name.utf8.count) \(text.name) \(text.text.utf8.count) ".utf8))
      hash.update(data: Array(text.text.utf8))
    }
    let limits = bounds.reassembly
    record = ShardRecord(
      number: place.number, count: place.count, policy: hexText(hash.finalize()),
      options: options,
      limits: [limits.connections, limits.closedConnections, limits.queuedTotal])
  }
}

/// The place of a shard among all of a list of captures, `3/7` as typed.
public struct ShardPlace: Sendable, Equatable {
  /// From 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// A place; nil where there is none such.
  public init?(number: Int, count: Int) {
    guard count >= 1, (1...count).contains(number) else { return nil }
    self.number = number
    self.count = count
  }

  /// The places in a list of `files` captures that the shard has: runs of consecutive files, of which
  /// none has more than one file more than another.
  public func own(of files: Int) -> Range<Int> {
    let (start, end) = (
      (number - 1).multipliedFullWidth(by: files), number.multipliedFullWidth(by: files)
    )
    return count.dividingFullWidth(start).quotient..<count.dividingFullWidth(end).quotient
  }
}

// What a shard does beside a whole run.
extension AnalysisRun {
  /// Goes on in the captures behind those of the shard until nothing of it is open.
  ///
  /// - Parameters:
  ///   - inputs: these captures, in order.
  ///   - request: the shard.
  ///   - progress: called now and then with what was read so far.
  /// - Throws: `OutputError` where the report cannot be written.
  public mutating func readOn(
    _ inputs: [CaptureInput], for request: ShardRequest, progress: (ReadingProgress) -> Void
  ) throws(OutputError) {
    var request = request.record
    request.frames = feed.frames
    request.sessions = feed.connections
    let handover = try feed.readOn(
      inputs, filter: nil,
      cold: SessionTracker(policies: [analysis.policy], options: analysis.options)
    ) { block throws(OutputError) in
      try inspect(&block)
      progress(feed.progress)
    }
    shard = (ShardRequest(record: request), handover)
    reading.goesOn(in: inputs)
  }

  /// Leaves in the summary what was counted in the shard's own captures.
  func tellOwnCounts(_ summary: inout SummaryRecord) {
    guard let handover = shard?.handover else { return }
    summary.packets = handover.own.packets
    summary.bounds = handover.own.bounds.filter { $0.count > 0 }
  }

  /// Writes what `merge` has to know.
  func tellShard(_ flips: ProfileFlips?, intercepted: ProfileFlips?, doubtful: Int) {
    guard let (request, handover) = shard else { return }
    var record = request.record
    record.passages = handover.inputs
    record.isAtEnd = handover.isAtEnd
    record.times = handover.times.map { .init(first: $0.first, latest: $0.latest) }
    record.peaks = handover.peaks
    record.fragmentEvictions = handover.fragmentEvictions
    record.packets = handover.packets.map { .init($0.name, $0.count) }
    record.bounds = handover.bounds.map { .init($0.name, $0.count) }
    record.opened = handover.opened
    record.retracted = handover.retracted
    // Either all of them could be replayed, or none.
    func told(_ flips: ProfileFlips) -> ShardRecord.Flips {
      .init(
        profile: flips.profile, other: flips.other,
        resolved: flips.unresolved >= doubtful ? 0 : doubtful, sessions: flips.sessions)
    }
    record.flips = flips.map(told)
    record.isLimited = !analysis.policy.limits.isEmpty
    record.interceptedFlips = intercepted.map(told)
    report.run { [record] in $0.shard(record) }
  }
}

extension ShardSession {
  /// What `merge` has to know of a session that has ended in a shard.
  init(_ ending: StepBlock.Ending, of shard: Int, isDoubtful: Bool) {
    self.init(
      ended: ending.closing == .endOfCapture ? nil : ending.moment.frame,
      isProvisional: shard > 1 && ending.connection.isMidstream,
      isDoubtful: isDoubtful, earlierLeg: ending.connection.earlierLegNumber)
  }
}

extension ShardRequest {
  fileprivate init(record: ShardRecord) { self.record = record }
}

extension CaptureFeed {
  /// The connections so far.
  fileprivate var connections: Int {
    switch tracker {
    case .some(let tracker): tracker.reassembler.counters.connections
    case .none: 0
    }
  }
}
