public import ESMTPInspection
import Primitives

extension JSONReport {
  /// What limits of connections hang on in a shard.
  public mutating func connection(_ step: ConnectionStep) {
    begin("connection")
    writer.number(.frame, step.frame)
    writer.boolean(.early, step.isEarly)
    writer.number(.place, step.place)
    writer.time(.time, step.time)
    writer.word(.step, step.kind.word)
    if case .opened(let first, let hasStart, let times, let claims) = step.kind {
      writer.number(.firstFrame, first)
      writer.boolean(.start, hasStart)
      writer.duration(.halfOpenTime, times.embryonic)
      writer.duration(.halfClosedTime, times.halfClosed)
      writer.duration(.idleTime, times.idle)
      writer.array(.claims, claims) { $0.claim($1) }
    }
    writer.endRecord()
  }
}

extension JSONWriter {
  /// A key and nanoseconds; null for ever.
  fileprivate mutating func duration(_ key: JSONKey, _ duration: Int64) {
    number(key, duration == .max ? nil : duration)
  }

  fileprivate mutating func claim(_ claim: ConnectionClaim) {
    element { writer in
      writer.word(.statement, claim.statement.word)
      writer.number(.group, claim.group)
      writer.word(.holder, claim.holder.description)
      writer.address(.address, claim.host)
      writer.number(.connections, claim.connections)
      writer.number(.halfOpen, claim.embryonic)
    }
  }
}

extension JSONReader {
  /// What limits of connections hang on. Claims lack the words of their statements.
  mutating func connection() throws(RecordFault) -> ConnectionStep {
    let frame: Int = try count(.frame)
    let isEarly = try boolean(.early)
    let place: Int = try count(.place)
    guard let time = try time(.time) else { throw fault }
    let start = self.place
    let word = try word(.step)
    let kind: ConnectionStep.Kind
    switch word {
    case "opened": kind = try opening()
    case "established": kind = .established
    case "half-closed": kind = .halfClosed
    case "seen": kind = .seen
    case "idle": kind = .idle
    case "closed": kind = .closed
    default: throw RecordFault(offset: start)
    }
    try endObject()
    guard isAtEnd else { throw fault }
    return ConnectionStep(frame: frame, isEarly: isEarly, place: place, time: time, kind: kind)
  }

  private mutating func opening() throws(RecordFault) -> ConnectionStep.Kind {
    let first: Int = try count(.firstFrame)
    let hasStart = try boolean(.start)
    let times = ConnectionTimes(
      embryonic: try duration(.halfOpenTime), halfClosed: try duration(.halfClosedTime),
      idle: try duration(.idleTime))
    var claims: [ConnectionClaim] = []
    try array(.claims) { (reader) throws(RecordFault) in
      try reader.element { (reader) throws(RecordFault) in claims.append(try reader.claim()) }
    }
    return .opened(first: first, hasStart: hasStart, times: times, claims: claims)
  }

  private mutating func duration(_ key: JSONKey) throws(RecordFault) -> Int64 {
    try number(key) ?? .max
  }

  private mutating func claim() throws(RecordFault) -> ConnectionClaim {
    let start = place
    let word = try word(.statement)
    guard let statement = ConnectionClaim.Statement.allCases.first(where: { $0.word == word })
    else { throw RecordFault(offset: start) }
    let group: Int = try count(.group)
    let holder = try sender(.holder)
    return ConnectionClaim(
      statement, group: group, holder: holder, host: try address(.address),
      connections: try count(.connections), embryonic: try count(.halfOpen),
      source: SourceLine(file: "", line: 0))
  }
}

extension ConnectionStep.Kind {
  fileprivate var word: String {
    switch self {
    case .opened: "opened"
    case .established: "established"
    case .halfClosed: "half-closed"
    case .seen: "seen"
    case .idle: "idle"
    case .closed: "closed"
    }
  }
}

extension ConnectionClaim.Statement {
  fileprivate var word: String {
    switch self {
    case .server: "conn-max"
    case .client: "per-client-max"
    case .staticTranslation: "static"
    case .addressTranslation: "nat"
    }
  }
}

extension JSONKey {  // Limits of connections.
  static let early = JSONKey("early")
  static let place = JSONKey("place")
  static let step = JSONKey("step")
  static let halfOpenTime = JSONKey("half_open_time")
  static let halfClosedTime = JSONKey("half_closed_time")
  static let idleTime = JSONKey("idle_time")
  static let claims = JSONKey("claims")
  static let group = JSONKey("group")
  static let connections = JSONKey("connections")
}
