import ESMTPInspection
import Primitives
public import Reports

/// One run of `merge`: the reports of all shards of a run in, its report out.
///
/// The records are read twice at most and kept one for each shard that is still open where another
/// begins, so that memory does not grow with them.
public struct MergeRun: ~Copyable {
  private var plan: MergePlan
  private let paths: [String]
  private let report: ReportQueue
  private let output: OutputFile
  private var totals = Totals()
  private var otherLegs = OtherLegs()
  private var flips: MergedFlips
  private var connections: MergedConnections
  /// The events of all sessions, those among them that are only counted.
  private var events = 0
  private var hasReadInput = false
  private var hasUnreadInput = false

  /// A run that has looked at what the shards say of themselves.
  ///
  /// - Parameters:
  ///   - reports: the reports, in any order.
  ///   - report: the report to be written.
  ///   - output: where it goes.
  /// - Throws: `MergeError` where they are no shards of one run, or not all of them.
  public init(
    _ reports: [String], report: consuming ReportWriter, output: OutputFile
  ) throws(MergeError) {
    var found: [(path: String, shard: ShardRecord)] = []
    for path in reports { found.append((path, try Self.shard(of: path))) }
    found.sort { $0.shard.number < $1.shard.number }
    try MergeRun.check(found)
    plan = try MergePlan(found)
    paths = found.map(\.path)
    flips = MergedFlips(found.map(\.shard))
    connections = MergedConnections(found.contains(where: \.shard.isLimited) ? paths : [])
    self.report = ReportQueue(report, isBeside: false)
    self.output = output
  }

  /// Puts the reports together.
  ///
  /// - Returns: the exit status, and what is told on standard error.
  /// - Throws: `MergeError` where a report is not as it has to be, `OutputError` where the report cannot
  ///   be written.
  public consuming func run() throws -> (status: Int, messages: [String]) {
    try count()
    var messages: [String] = []
    var streams: [ShardStream] = []
    var next = 0
    var taken = [Int](repeating: 0, count: paths.count)
    let head = try Self.head(of: paths)
    report.run { $0.run(head) }
    while true {
      while next < paths.count, streams.first.map({ $0.key.frame >= plan.starts[next] }) ?? true {
        let stream = try ShardStream(
          paths[next], shard: next, frames: plan.starts[next]..<plan.starts[next + 1])
        next += 1
        if stream.item != nil { Self.insert(stream, into: &streams) }
      }
      guard let stream = streams.first else { break }
      streams.removeFirst()
      switch stream.item {
      case .session(let record):
        if plan.isRetracted(record.first.frame, of: stream.shard) {
          taken[stream.shard] += 1
          flips.pass(record, of: stream.shard)
        } else {
          try take(record, of: stream)
        }
      case .capture(var capture):
        capture.firstFrame = capture.firstFrame.map { $0 + plan.starts[stream.shard] }
        if capture.linkType != "unknown" { hasReadInput = true }
        if let error = capture.error {
          hasUnreadInput = true
          messages.append(error)
        }
        report.run { [capture] in $0.capture(capture) }
      case nil: break
      }
      try drain()
      try stream.advance()
      if stream.item != nil { Self.insert(stream, into: &streams) }
    }
    for shard in paths.indices where taken[shard] != plan.retracted[shard].count {
      throw MergeError.contradiction(paths[shard])
    }
    let status = self.status
    var summary = totals.summary(
      packets: plan.packets, bounds: plan.bounds.filter { $0.count > 0 }, status: status)
    summary.flips = flips.summary
    summary.adviceRemark =
      "not looked for: the captures are not at hand; 'advise' looks for them"
    report.run { [summary] in $0.summary(summary) }
    try drain()
    try output.finish()
    return (status, messages)
  }

  private mutating func take(
    _ record: SessionRecord, of stream: borrowing ShardStream
  ) throws(MergeError) {
    let (shard, frames) = (stream.shard, plan.starts[stream.shard])
    try connections.advance(through: stream.key.frame, plan)
    let answer = connections.takeAnswer(shard: shard, first: record.first.frame)
    guard let id = plan.number(record.id, firstFrame: record.first.frame, of: shard) else {
      throw MergeError.contradiction(paths[shard])
    }
    let other = try answered(record, answer, of: stream)
    try flips.take(record, other, answer, of: shard, as: id)
    var record = other
    let number = record.id
    let read = plan.shards[shard].frames + plan.shards[shard].framesBehind
    guard record.first.frame > 0, record.latestFrame <= read else {
      throw MergeError(
        paths[shard], "session \(number) names frames that were not read",
        remedy: "run the shard again")
    }
    let distance = record.shard?.earlierLeg.map { record.id &- $0 }
    record.rebase(frames: frames, id: id)
    record.shard = nil
    record.otherLegOf = nil
    if let distance {
      // How far legs are apart is known where nothing else begins or falls away in between.
      guard distance < number else { throw MergeError.contradiction(paths[shard]) }
      guard plan.keepsNumbers(of: shard), distance > 0 else {
        throw MergeError(
          paths[shard],
          "session \(number) stands in the captures twice, with the same sockets on both sides of a firewall, and sessions go on across the cuts",
          remedy: "run the captures of each side by themselves, or all as one shard")
      }
      record.otherLegOf = id - distance
    } else {
      record.otherLegOf = otherLegs.earlierLeg(of: record)
    }
    try count(eventsOf: record, number: number, in: paths[shard])
    totals.add(record)
    report.append(EndedSessions([record]))
  }

  /// The record of a session of which is known what becomes of its SYN.
  private func answered(
    _ record: SessionRecord, _ answer: ConnectionLimiter.Admission, of stream: borrowing ShardStream
  ) throws(MergeError) -> SessionRecord {
    let excess: ConnectionExcess
    switch answer {
    case .admitted: return record
    case .refused(let reached), .intercepted(let reached): excess = reached
    }
    let told = record.shard?.excesses.first {
      $0.holder == excess.claim.holder && $0.isEmbryonic == excess.isEmbryonic
    }
    guard var event = told?.event else { throw MergeError.contradiction(paths[stream.shard]) }
    event.recount(excess.count)
    if !excess.isLogged { event.silence() }
    var record = record
    if excess.isEmbryonic {
      record.intercept(event)
      return record
    }
    guard var refused = try stream.refused(), refused.id == record.id else {
      throw MergeError.contradiction(paths[stream.shard])
    }
    refused.refuse(event)
    return refused
  }

  private mutating func count(
    eventsOf record: SessionRecord, number: Int, in path: String
  ) throws(MergeError) {
    events += record.events.count + record.omitted.reduce(0) { $0 + $1.count }
    guard events <= JSONReport.largestNumber else {
      throw MergeError(
        path,
        "with the sessions before it, session \(number) has more events than a run can have",
        remedy: "run the shard again")
    }
  }

  /// Reads the reports for the first time, where sessions of others begin in their captures.
  private mutating func count() throws(MergeError) {
    for shard in paths.indices where plan.hasQuestions(shard) {
      var file = try ShardFile(paths[shard])
      while let line = try file.nextLine() {
        if let frame = ShardReader.firstFrame(of: line) { plan.count(firstFrame: frame, of: shard) }
      }
    }
    plan.finishCounting()
  }

  private static func insert(_ stream: ShardStream, into streams: inout [ShardStream]) {
    // There are few; those that are open where another begins.
    let place = streams.firstIndex { stream.key < $0.key } ?? streams.count
    streams.insert(stream, at: place)
  }

  private var status: Int {
    if !hasReadInput { return 2 }
    let isPartial =
      hasUnreadInput || totals.sessions == 0 || totals.unchecked == totals.sessions
    return isPartial ? 3 : 0
  }

  private func drain() throws(OutputError) {
    let bytes = report.takeOutput()
    if !bytes.isEmpty { try output.write(bytes) }
  }
}

extension MergePlan {
  /// What all shards have counted.
  var packets: [(name: String, count: Int)] { sum(\.packets) }

  /// The bounds that were hit.
  var bounds: [(name: String, count: Int)] { sum(\.bounds) }

  private func sum(_ counts: (ShardRecord) -> [ShardRecord.Count]) -> [(name: String, count: Int)] {
    var sums = shards.first.map(counts)?.map { ($0.name, 0) } ?? []
    for shard in shards {
      for (index, item) in counts(shard).enumerated() { sums[index].1 += item.count }
    }
    return sums
  }
}
