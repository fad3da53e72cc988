import ESMTPInspection
import Reports

/// What hangs on the profile in the whole run, of what each shard has found.
///
/// Limits: where with another profile a limit of connections may drop other SYNs, as the inspection then ends
/// sessions earlier or later, which sessions that are is not told, as of an input that is read once.
struct MergedFlips {
  private let shards: [ShardRecord]
  /// The flips of the shards that are open, by the numbers of their sessions: where no limit of
  /// connections is reached, and where TCP Intercept answers.
  private var known: [Int: [[Int: ProfileFlip]]] = [:]
  /// How many sessions of each shard may have another verdict, of those that have come.
  private var doubtful: [Int]
  private var all: ProfileFlips?
  private var count = 0
  /// Whether a limit has dropped a SYN.
  private var hasRefused = false
  /// Whether the inspection ends a session that counts for such a limit, and may not with switches turned.
  private var mayHold = false
  /// Whether one that goes on is ended with switches turned.
  private var mayMakeRoom = false

  /// Whether with switches turned limits may drop other SYNs: the shards have looked at each session by
  /// itself.
  private var isOpen: Bool { mayHold || mayMakeRoom && hasRefused }

  /// None yet of some shards.
  init(_ shards: [ShardRecord]) {
    self.shards = shards
    doubtful = [Int](repeating: 0, count: shards.count)
    all = shards.first?.flips.map { ProfileFlips(profile: $0.profile, other: $0.other) }
  }

  /// Takes a session that is none of the run.
  mutating func pass(_ record: SessionRecord, of shard: Int) {
    if record.shard?.isDoubtful == true { doubtful[shard] += 1 }
  }

  /// Takes a session, which has another number in the run.
  ///
  /// - Parameters:
  ///   - record: the session as the shard has it.
  ///   - told: the session as the run has it.
  ///   - answer: what becomes of its SYN.
  ///   - shard: the place of the shard.
  ///   - id: the number in the run.
  /// - Throws: `MergeError` where the shard has not looked at it, and the run would have.
  mutating func take(
    _ record: SessionRecord, _ told: SessionRecord, _ answer: ConnectionLimiter.Admission,
    of shard: Int, as id: Int
  ) throws(MergeError) {
    pass(record, of: shard)
    if case .refused = answer { hasRefused = true }
    guard told.shard?.isDoubtful == true, all != nil, let flips = shards[shard].flips else {
      return
    }
    count += 1
    // A session whose SYN is dropped has the same verdict whatever the profile.
    if case .refused = answer {
      if count > ProfileDoubts.limit || flips.resolved == 0 { all?.unresolved += 1 }
      return
    }
    let counts = record.shard?.excesses.contains { !$0.isEmbryonic } ?? false
    if counts, told.verdict >= .dropped { mayHold = true }
    let isResolved = doubtful[shard] <= flips.resolved
    guard count <= ProfileDoubts.limit, isResolved else {
      // A single run looks at more of them than a shard did, which had sessions that are none.
      guard count > ProfileDoubts.limit || flips.resolved == 0 else {
        throw MergeError(
          nil, "shard \(shard + 1) has more sessions that hang on the profile than are looked at",
          remedy: "split the captures into more shards")
      }
      all?.unresolved += 1
      return
    }
    var isIntercepted = false
    if case .intercepted(let excess) = answer { isIntercepted = excess.isLogged }
    if known[shard] == nil {
      known[shard] = [flips, shards[shard].interceptedFlips].map {
        Dictionary(($0?.sessions ?? []).map { ($0.id, $0) }) { first, _ in first }
      }
    }
    guard var flip = known[shard]?[isIntercepted ? 1 : 0][record.id] else { return }
    flip.id = id
    if counts, flip.other >= .dropped { mayMakeRoom = true }
    all?.sessions.append(flip)
  }

  /// All of them, by number.
  var summary: ProfileFlips? {
    var all = all
    guard !isOpen else {
      all?.sessions = []
      all?.unresolved = count
      return all
    }
    all?.sessions.sort { $0.id < $1.id }
    return all
  }
}
