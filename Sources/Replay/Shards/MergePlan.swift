import Primitives
import Reports

/// How the shards of a run fit together: which sessions stay, and the numbers that frames and sessions
/// have in the whole run.
///
/// A shard tells the sessions that begin in its own captures and those that begin behind them between
/// sockets that it still knows. Of the latter, and of those that go on behind its captures, it says
/// which sessions of later shards they stand for (`retracted`), so that of each session the earliest
/// shard's record stays. What is kept grows with the sessions across the cuts alone.
struct MergePlan: Sendable {
  /// The reports.
  let paths: [String]
  let shards: [ShardRecord]
  /// The frames before each shard; one more than there are shards.
  let starts: [Int]
  /// By shard, the frames of its count at which sessions begin that are none, in order.
  let retracted: [[Int]]
  /// By shard, how many sessions stay that begin in the own captures of earlier ones.
  private let ownBefore: [Int]
  /// The frames of the run at which the sessions begin that stay and that an earlier shard tells.
  private let foreign: [Int]
  /// By shard, the frames of its count among those.
  private let questions: [[Int]]
  /// How many own sessions that stay begin before each of them, once it was counted.
  private var answers: [[Int]]

  /// A plan for the shards of a run in their order, with numbers that a run can have
  /// (`MergeRun.checkNumbers`).
  init(_ found: [(path: String, shard: ShardRecord)]) throws(MergeError) {
    let shards = found.map(\.shard)
    paths = found.map(\.path)
    var starts = [0]
    for shard in shards { starts.append(starts[starts.count - 1] + shard.frames) }
    let retracted = try MergePlan.retractions(found)
    var ownBefore = [0]
    var foreign: [Int] = []
    for (index, shard) in shards.enumerated() {
      let taken = Set(retracted[index])
      let own = shard.sessions - retracted[index].count { $0 <= shard.frames }
      guard own >= 0, shard.opened.allSatisfy({ $0 > 0 && $0 <= starts[shards.count] }) else {
        throw MergeError.contradiction(paths[index])
      }
      ownBefore.append(ownBefore[index] + own)
      foreign += shard.opened.filter { !taken.contains($0 + shard.frames) }
        .map { $0 + starts[index + 1] }
    }
    foreign.sort()
    var questions = [[Int]](repeating: [], count: shards.count)
    var place = 0
    for frame in foreign {
      while place < shards.count, frame > starts[place + 1] { place += 1 }
      guard place < shards.count else { throw MergeError.contradiction(paths[shards.count - 1]) }
      questions[place].append(frame - starts[place])
    }
    self.shards = shards
    self.starts = starts
    self.retracted = retracted.map { $0.sorted() }
    self.ownBefore = ownBefore
    self.foreign = foreign
    self.questions = questions
    answers = questions.map { [Int](repeating: 0, count: $0.count) }
  }

  /// By shard, the frames of its count at which it tells sessions that are none.
  ///
  /// What a shard would tell behind its captures and leaves to the next one, because that knows as much
  /// (`ReadingOn`), is told by that one.
  private static func retractions(
    _ found: [(path: String, shard: ShardRecord)]
  ) throws(MergeError) -> [[Int]] {
    let shards = found.map(\.shard)
    let opened = shards.map { Set($0.opened) }
    var retracted = [[Int]](repeating: [], count: shards.count)
    for (index, shard) in shards.enumerated() {
      for frame in shard.retracted {
        var (place, frame) = (index + 1, frame)
        while place < shards.count, frame > shards[place].frames,
          !opened[place].contains(frame - shards[place].frames)
        {
          frame -= shards[place].frames
          place += 1
        }
        guard place < shards.count, frame > 0 else {
          throw MergeError.contradiction(found[index].path)
        }
        retracted[place].append(frame)
      }
    }
    return retracted
  }

  /// Whether it has to be counted which own sessions of a shard begin before others.
  func hasQuestions(_ shard: Int) -> Bool { !questions[shard].isEmpty }

  /// Counts a session of a shard by its first frame.
  mutating func count(firstFrame frame: Int, of shard: Int) {
    guard frame <= shards[shard].frames, !isRetracted(frame, of: shard) else { return }
    let place = questions[shard].firstIndex(above: frame)
    if place < questions[shard].count { answers[shard][place] += 1 }
  }

  /// Ends the counting.
  mutating func finishCounting() {
    for shard in answers.indices {
      for index in answers[shard].indices.dropFirst() {
        answers[shard][index] += answers[shard][index - 1]
      }
    }
  }

  /// Whether the sessions that begin in a shard's captures have numbers in the run that follow each other
  /// as in the shard.
  func keepsNumbers(of shard: Int) -> Bool {
    retracted[shard].isEmpty && questions[shard].isEmpty && shards[shard].opened.isEmpty
  }

  /// Whether a session of a shard is none of the run.
  func isRetracted(_ frame: Int, of shard: Int) -> Bool {
    let place = retracted[shard].firstIndex(above: frame)
    return place > 0 && retracted[shard][place - 1] == frame
  }

  /// The number that a session has in the run.
  ///
  /// - Parameters:
  ///   - id: its number in the shard.
  ///   - frame: its first frame, of the shard's count.
  ///   - shard: the place of the shard.
  /// - Returns: the number; nil where the reports contradict each other.
  func number(_ id: Int, firstFrame frame: Int, of shard: Int) -> Int? {
    let global = starts[shard] + frame
    let before = foreign.firstIndex(above: global - 1)
    if frame <= shards[shard].frames {
      guard id <= shards[shard].sessions else { return nil }
      let number = ownBefore[shard] + id - retracted[shard].firstIndex(above: frame - 1) + before
      return number > 0 ? number : nil
    }
    var home = shard
    while home < shards.count, global > starts[home + 1] { home += 1 }
    guard home < shards.count, before < foreign.count, foreign[before] == global else {
      return nil
    }
    let place = questions[home].firstIndex(above: global - starts[home] - 1)
    return ownBefore[home] + answers[home][place] + before + 1
  }
}

extension [Int] {
  /// The place of the first number that is greater, in an array in order.
  fileprivate func firstIndex(above number: Int) -> Int {
    partitioningIndex { $0 > number }
  }
}
