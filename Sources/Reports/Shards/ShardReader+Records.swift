import ESMTPInspection

// What is read of a shard's report beside its sessions.
extension JSONReader {
  mutating func run() throws(RecordFault) -> RunRecord {
    guard try word(.schema) == JSONReport.schema else { throw fault }
    let version = try word(.version)
    guard try count(.model) == InspectionModel.number else { throw fault }
    let profile = try word(.profile)
    var files: [String] = []
    try array(.policyFiles) { (reader) throws(RecordFault) in files.append(try reader.elementText())
    }
    let (statement, source, className) = (try text(.statement), try source(), try text(.class))
    var ports: [UInt16] = []
    try array(.ports) { (reader) throws(RecordFault) in ports.append(try reader.element()) }
    var record = RunRecord(
      version: version, profile: profile, policyFiles: files, statement: statement,
      source: source, className: className, ports: ports, checksums: try word(.checksums),
      afterDivergence: try word(.afterDivergence))
    try array(.notUnderstood) { (reader) throws(RecordFault) in
      record.notUnderstood.append(try reader.elementText())
    }
    try endObject()
    guard isAtEnd else { throw fault }
    return record
  }

  mutating func capture() throws(RecordFault) -> CaptureRecord {
    let path = try word(.path)
    let first: Int? = try number(.firstFrame)
    let frames: Int = try count(.frames)
    let bytes: UInt64 = try count(.bytes)
    let (start, end) = (try time(.start), try time(.end))
    var span: ClosedRange<Int64>?
    if let start, let end {
      guard start <= end else { throw fault }
      span = start...end
    }
    var record = CaptureRecord(
      path: path, firstFrame: first, frames: frames, bytes: bytes, span: span,
      linkType: try word(.linkType), snapshotLength: try count(.snapshotLength),
      error: try text(.error))
    if hasKey(.droppedFrames) { record.droppedFrames = try count(.droppedFrames) }
    try endObject()
    guard isAtEnd else { throw fault }
    return record
  }

  mutating func shard() throws(RecordFault) -> ShardRecord {
    var shard = ShardRecord(
      number: try count(.number), count: try count(.of), policy: try word(.policy),
      options: try word(.options), limits: [])
    try array(.limits) { (reader) throws(RecordFault) in shard.limits.append(try reader.element()) }
    shard.frames = try count(.frames)
    shard.sessions = try count(.sessions)
    try array(.readOn) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        shard.passages.append(
          .init(
            path: try reader.word(.path), frames: try reader.count(.frames),
            isWhole: try reader.boolean(.whole)))
      }
    }
    shard.isAtEnd = try boolean(.openAtEnd)
    let (first, latest) = (try time(.firstTime), try time(.latestTime))
    if let first, let latest { shard.times = .init(first: first, latest: latest) }
    try names(.peaks) { (reader, name) throws(RecordFault) in
      guard let kind = ShardRecord.Peak.Kind(rawValue: name) else { throw reader.fault }
      try reader.beginObject()
      shard.peaks.append(
        .init(kind, own: try reader.count(.own), later: try reader.count(.later)))
      try reader.endObject()
    }
    shard.fragmentEvictions = try count(.fragmentEvictions)
    try names(.packets) { (reader, name) throws(RecordFault) in
      shard.packets.append(.init(name, try reader.difference()))
    }
    try names(.bounds) { (reader, name) throws(RecordFault) in
      shard.bounds.append(.init(name, try reader.difference()))
    }
    try array(.opened) { (reader) throws(RecordFault) in shard.opened.append(try reader.element()) }
    try array(.retracted) { (reader) throws(RecordFault) in
      shard.retracted.append(try reader.element())
    }
    shard.flips = try flips(.flips)
    shard.isLimited = try boolean(.limited)
    shard.interceptedFlips = try flips(.interceptedFlips)
    try endObject()
    guard isAtEnd else { throw fault }
    return shard
  }

  private mutating func flips(_ key: JSONKey) throws(RecordFault) -> ShardRecord.Flips? {
    if skipNull(key) { return nil }
    var flips: ShardRecord.Flips?
    try object(key) { (reader) throws(RecordFault) in flips = try reader.flips() }
    return flips
  }

  private mutating func flips() throws(RecordFault) -> ShardRecord.Flips {
    var flips = ShardRecord.Flips(
      profile: try word(.profile), other: try word(.other), resolved: try count(.resolved),
      sessions: [])
    try array(.sessions) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in
        let id = try reader.identifier(.id)
        let (verdict, other): (Verdict, Verdict) = (
          try reader.word(.verdict), try reader.word(.otherVerdict)
        )
        var switches: [String] = []
        try reader.array(.switches) { (reader) throws(RecordFault) in
          switches.append(try reader.elementText())
        }
        flips.sessions.append(
          ProfileFlip(
            id: id, verdict: verdict, other: other, switches: switches,
            isEach: try reader.boolean(.each)))
      }
    }
    return flips
  }
}
