import Reports

// Whether reports are those of all shards of one run, and whether that can be put together exactly.
extension MergeRun {
  /// What a shard says of itself.
  static func shard(of path: String) throws(MergeError) -> ShardRecord {
    let file = try ShardFile(path)
    let tail = try file.tail()
    var reader = ShardReader()
    guard let last = tail.last, case .summary? = try? reader.read(last) else {
      throw MergeError(
        path, "it has no summary: it is no report, or the run was interrupted",
        remedy: "run the shard again")
    }
    if tail.count == 2, ShardReader.isShard(tail[0]) {
      do throws(ShardReader.Fault) {
        if case .shard(let shard) = try reader.read(tail[0]) { return shard }
      } catch {
        throw MergeError(
          path, "the record before the summary: \(error.reason)", remedy: "run the shard again")
      }
    }
    throw MergeError(
      path, "this is not the report of a shard",
      remedy: "make it with 'analyze --shard K/N --format json'")
  }

  /// The first record, which has to be the same in all reports.
  static func head(of paths: [String]) throws(MergeError) -> RunRecord {
    var first: (line: [UInt8], record: RunRecord)?
    for path in paths {
      var file = try ShardFile(path)
      var reader = ShardReader()
      guard let line = try file.nextLine(), case .run(let record)? = try? reader.read(line) else {
        throw MergeError(
          path, "it does not begin as a report of this version does",
          remedy: "run all shards with the version that merges them")
      }
      guard let first else {
        first = (line, record)
        continue
      }
      guard line == first.line else {
        let difference = first.record.difference(record)
        throw MergeError(
          path, "its \(difference) is not that of \(paths[0])",
          remedy: "run all shards with one version, one configuration and the same options")
      }
    }
    guard let first else { throw MergeError(nil, "no report is given") }
    return first.record
  }

  /// Checks that nothing is missing and that all is of one run. The reports are in order of numbers.
  static func check(_ found: [(path: String, shard: ShardRecord)]) throws(MergeError) {
    guard let first = found.first else { throw MergeError(nil, "no report is given") }
    for (path, shard) in found.dropFirst() {
      let other = first.shard
      guard shard.count == other.count else {
        throw MergeError(
          path, "it is one of \(shard.count) shards, and \(first.path) one of \(other.count)")
      }
      guard shard.policy == other.policy else {
        throw MergeError(path, "its configuration is not that of \(first.path)")
      }
      guard shard.options == other.options, shard.limits == other.limits else {
        throw MergeError(
          path, "its options are '\(shard.options)', those of \(first.path) '\(other.options)'")
      }
      guard (shard.flips == nil) == (other.flips == nil) else {
        throw MergeError.contradiction(path)
      }
    }
    for (one, other) in zip(found, found.dropFirst()) where one.shard.number == other.shard.number {
      throw MergeError(other.path, "it is shard \(one.shard.number), and so is \(one.path)")
    }
    let numbers = Set(found.map(\.shard.number))
    let missing = (1...max(1, first.shard.count)).lazy.filter { !numbers.contains($0) }
    if numbers.count < first.shard.count {
      let names = missing.prefix(5).map(String.init).joined(separator: ", ")
      let count = first.shard.count - numbers.count
      throw MergeError(
        nil,
        (count == 1
          ? "shard \(names) of \(first.shard.count) is missing"
          : "\(count) of \(first.shard.count) shards are missing: \(names)\(count > 5 ? " and more" : "")")
      )
    }
    try checkNumbers(found)
    try checkPassages(found)
    try checkTimes(found)
    try checkBounds(found)
  }

  /// Each shard has read on in the captures of the next ones, and as far as these have them.
  private static func checkPassages(
    _ found: [(path: String, shard: ShardRecord)]
  ) throws(MergeError) {
    var starts = [0]
    for (_, shard) in found { starts.append(starts[starts.count - 1] + shard.frames) }
    for (index, (path, shard)) in found.enumerated() {
      let frames = shard.framesBehind
      let later = starts[found.count] - starts[index + 1]
      guard shard.isAtEnd ? frames == later : frames <= later else {
        throw MergeError(
          path,
          shard.isAtEnd
            ? "sessions were open where its list of captures ended, and other shards have more captures"
            : "it has read more behind its captures than other shards have",
          remedy: "give all shards one list of all captures")
      }
    }
  }

  /// Where times run backwards from one shard to the next, it depends on the earlier one when sessions
  /// have been idle for too long.
  private static func checkTimes(
    _ found: [(path: String, shard: ShardRecord)]
  ) throws(MergeError) {
    var latest: (time: Int64, path: String)?
    for (path, shard) in found {
      guard let times = shard.times else { continue }
      if let latest, times.first < latest.time {
        throw MergeError(
          path,
          "its captures begin before those of \(latest.path) have ended: are they in the order of their times?",
          remedy: "list captures as they were recorded, or run them as one shard")
      }
      if times.latest > latest?.time ?? .min { latest = (times.latest, path) }
    }
  }

  /// A bound on the whole run takes the same away, whoever runs, only where nothing is taken.
  private static func checkBounds(
    _ found: [(path: String, shard: ShardRecord)]
  ) throws(MergeError) {
    let remedies = [
      "raise '--connections'", "raise '--remembered'", "raise '--queued-total'",
    ]
    let names = ["connections open", "closed connections remembered", "bytes waiting"]
    var starts = [0]
    for (_, shard) in found { starts.append(starts[starts.count - 1] + shard.frames) }
    for (index, (path, shard)) in found.enumerated() {
      guard shard.peaks.count == 3, shard.limits.count == 3 else {
        throw MergeError.contradiction(path)
      }
      guard shard.fragmentEvictions == 0 else {
        throw MergeError(
          path, "fragments went to keep within the bound on them, and not as in one run",
          remedy: "run the captures as one shard")
      }
      for kind in 0..<3 {
        // What earlier shards still follow here is there at the same time.
        var sum = shard.peaks[kind].own
        for (earlier, (_, other)) in found[..<index].enumerated() {
          guard sum <= shard.limits[kind] else { break }
          let reach = starts[earlier + 1] + other.framesBehind
          if reach > starts[index] { sum += other.peaks[kind].later }
        }
        let isHit =
          kind == 0 && shard.bounds.contains { $0.name == "connections" && $0.count != 0 }
        guard sum <= shard.limits[kind], !isHit else {
          throw MergeError(
            path,
            "there may have been more \(names[kind]) than the bound of \(shard.limits[kind]), so that one run could tell less",
            remedy: "\(remedies[kind]) in all shards")
        }
      }
    }
  }
}

extension RunRecord {
  /// What differs first from another one, in a word.
  fileprivate func difference(_ other: RunRecord) -> String {
    if version != other.version { return "version" }
    if profile != other.profile { return "profile" }
    if policyFiles != other.policyFiles { return "list of configurations" }
    if ports != other.ports { return "list of ports" }
    if checksums != other.checksums { return "treatment of checksums" }
    if afterDivergence != other.afterDivergence { return "treatment of divergence" }
    return "configuration"
  }
}
