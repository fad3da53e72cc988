import Reports

// Whether the numbers of reports can be those of one run, so that all that is added up of them is exact.
extension MergeRun {
  /// Checks the places of shards and what is counted in all of them together.
  static func checkNumbers(_ found: [(path: String, shard: ShardRecord)]) throws(MergeError) {
    var (frames, sessions) = (0, 0)
    for (path, shard) in found {
      guard ShardPlace(number: shard.number, count: shard.count) != nil else {
        throw MergeError(
          path, "it is shard \(shard.number) of \(shard.count), and there is none such",
          remedy: again)
      }
      try add(shard.frames, "frames", of: path, to: &frames)
      try add(shard.sessions, "sessions", of: path, to: &sessions)
      var behind = frames
      for passage in shard.passages { try add(passage.frames, "frames", of: path, to: &behind) }
    }
    try checkCounts(found, \.packets)
    try checkCounts(found, \.bounds)
  }

  /// What is counted too much by one shard is taken off by others, so that no sum is below zero.
  private static func checkCounts(
    _ found: [(path: String, shard: ShardRecord)], _ counts: (ShardRecord) -> [ShardRecord.Count]
  ) throws(MergeError) {
    let names = found.first.map { counts($0.shard).map(\.name) } ?? []
    for (path, shard) in found where counts(shard).map(\.name) != names {
      throw MergeError.contradiction(path)
    }
    for (index, name) in names.enumerated() {
      var sum = 0
      for (path, shard) in found {
        try add(counts(shard)[index].count, name, of: path, to: &sum)
      }
      let least = found.min { counts($0.shard)[index].count < counts($1.shard)[index].count }
      guard sum >= 0 else {
        throw MergeError(
          least?.path, "with those of the other shards, its '\(name)' are \(sum)", remedy: again)
      }
    }
  }

  /// Adds a number to a sum that can be printed: both are small enough to be added.
  private static func add(
    _ number: Int, _ name: String, of path: String, to sum: inout Int
  ) throws(MergeError) {
    sum += number
    guard sum.magnitude <= JSONReport.largestNumber else {
      throw MergeError(
        path, "with the shards before it, it has more '\(name)' than a run can have", remedy: again)
    }
  }

  private static let again = "run the shard again"
}

extension ShardRecord {
  /// The frames behind its own captures that it has read.
  var framesBehind: Int { passages.reduce(0) { $0 + $1.frames } }
}
