import ESMTPInspection
import Reports

/// Limits of connections over the frames of all shards: what becomes of the SYN of each session.
///
/// The steps of all shards are taken in the order of frames, as one run would have taken them; those of
/// sessions that are none of the run are left out. What is kept grows with the connections that are open
/// at a time, as in one run.
struct MergedConnections {
  /// A session by its shard and first frame.
  private struct Session: Hashable {
    var shard: Int
    var first: Int
  }

  private let paths: [String]
  private var limiter = ConnectionLimiter()
  private var streams: [ConnectionStream] = []
  /// The next shard whose steps come.
  private var next = 0
  /// By shard, where the limiter has the connections of its places.
  private var places: [[Int: Int]]
  private var free: [Int] = []
  private var count = 0
  /// The sessions of which not every packet goes on, until they are taken.
  private var answers: [Session: ConnectionLimiter.Admission] = [:]

  /// The steps of reports in the order of their shards; of no report where nothing is limited.
  init(_ paths: [String]) {
    self.paths = paths
    places = [[Int: Int]](repeating: [:], count: paths.count)
  }

  /// Takes all steps up to a frame of the run.
  mutating func advance(through frame: Int, _ plan: borrowing MergePlan) throws(MergeError) {
    while next < paths.count || !streams.isEmpty {
      let due = min(frame, streams.first?.frame ?? .max)
      // What a shard tells begins behind its start.
      if next < paths.count, plan.starts[next] < due {
        let stream = try ConnectionStream(paths[next], shard: next, start: plan.starts[next])
        next += 1
        if stream.step != nil { insert(stream) }
        continue
      }
      guard let stream = streams.first, stream.frame <= frame else { return }
      streams.removeFirst()
      if let step = stream.step { take(step, of: stream.shard, plan) }
      try stream.advance()
      if stream.step != nil { insert(stream) }
    }
  }

  /// What becomes of the SYN of a session; asked once.
  mutating func takeAnswer(shard: Int, first: Int) -> ConnectionLimiter.Admission {
    answers.removeValue(forKey: Session(shard: shard, first: first)) ?? .admitted
  }

  private mutating func insert(_ stream: ConnectionStream) {
    // There are few; those that are open where another begins.
    streams.insert(stream, at: streams.firstIndex { stream < $0 } ?? streams.count)
  }

  private mutating func take(_ step: ConnectionStep, of shard: Int, _ plan: borrowing MergePlan) {
    if case .opened(let first, let hasStart, let times, let claims) = step.kind {
      guard !plan.isRetracted(first, of: shard) else { return }
      let place = free.popLast() ?? count
      count = max(count, place + 1)
      places[shard][step.place] = place
      let answer = limiter.open(place, claims, times: times, hasStart: hasStart, at: step.time)
      if answer != .admitted { answers[Session(shard: shard, first: first)] = answer }
      limiter.hold(place)
      return
    }
    guard let place = places[shard][step.place] else { return }
    switch step.kind {
    case .opened: break
    case .established: limiter.establish(place, at: step.time, isHeld: true)
    case .halfClosed: limiter.halfClose(place, at: step.time, isHeld: true)
    case .seen:
      limiter.touch(place, at: step.time)
      limiter.hold(place)
    case .idle: limiter.rest(place, since: step.time)
    case .closed:
      limiter.close(place)
      places[shard][step.place] = nil
      free.append(place)
    }
  }
}

/// What limits of connections hang on in a shard's report, in the order of the run.
final class ConnectionStream {
  let shard: Int
  private(set) var step: ConnectionStep?
  private var file: ShardFile
  private let start: Int

  /// The stream of a report, at its first step.
  ///
  /// - Parameters:
  ///   - path: the report.
  ///   - shard: its place among all.
  ///   - start: the frames before it.
  /// - Throws: `MergeError` where it cannot be read.
  init(_ path: String, shard: Int, start: Int) throws(MergeError) {
    self.shard = shard
    self.start = start
    file = try ShardFile(path)
    try advance()
  }

  /// The frame of the run at which the step is taken.
  var frame: Int { start + (step?.frame ?? 0) }

  /// Whether it comes first. A connection that one shard closes and another one opens at the same frame is
  /// one between the same sockets, and the earlier one has closed it.
  static func < (a: ConnectionStream, b: ConnectionStream) -> Bool { a.key < b.key }

  private var key: (Int, Int, Int) { (frame, step?.isEarly == true ? 0 : 1, shard) }

  /// Goes on to the next step; there is none at the end.
  func advance() throws(MergeError) {
    let before = step == nil ? nil : key
    step = nil
    while let line = try file.nextLine() {
      guard ShardReader.isConnection(line) else { continue }
      guard case .connection(let step) = try file.record(line) else { continue }
      self.step = step
      if let before, key < before {
        throw MergeError(
          file.path, "its records are not in order", remedy: "run the shard again")
      }
      return
    }
  }
}
