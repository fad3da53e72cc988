public import Primitives

/// Something of a connection that its limits hang on, in the order of frames.
public struct ConnectionStep: Sendable, Equatable {
  /// What it is.
  public enum Kind: Sendable, Equatable {
    /// The first packet, whose frame is the session's first one.
    case opened(first: Int, hasStart: Bool, times: ConnectionTimes, claims: [ConnectionClaim])
    /// The last ACK of the handshake.
    case established
    /// A FIN.
    case halfClosed
    /// A packet of a connection that was `idle`.
    case seen
    /// Packets will be told again; the time is that of the latest one since the phase began.
    case idle
    /// The end.
    case closed
  }

  /// The frame at which it is taken.
  public var frame: Int
  /// Whether it comes before what the frame itself brings.
  public var isEarly: Bool
  /// A small number that no other open connection has.
  public var place: Int
  /// The time of a packet in nanoseconds.
  public var time: Int64
  /// What it is.
  public var kind: Kind

  /// A step.
  public init(frame: Int, isEarly: Bool, place: Int, time: Int64, kind: Kind) {
    self.frame = frame
    self.isEarly = isEarly
    self.place = place
    self.time = time
    self.kind = kind
  }
}

/// What a `ConnectionLimiter` elsewhere has to know of connections, without their packets.
///
/// Packets put off the time at which a connection is idle for too long. They are left out for as long as
/// it is certain that this time has not come: the other one *holds* such a connection. Before any frame
/// whose time reaches it, `idle` says when the latest packet came, and from there on each packet is
/// told, until it is certain again. So the steps are few, and the limiter decides what it would with
/// all packets.
///
/// Times may run backwards. The clock of a limiter is never later than the latest time of all frames,
/// and a phase never begins earlier on it than with the packet that begins it; certainty hangs on both.
public struct ConnectionTimeline: Sendable {
  private enum Phase: Sendable { case vacant, embryonic, established, halfClosed }

  private struct Entry: Sendable {
    var phase = Phase.vacant
    var times = ConnectionTimes()
    /// The latest packet since the phase began.
    var latest: Int64 = 0
    var isHeld = false
  }

  /// What happened since the steps were taken; the caller takes them.
  public private(set) var steps: [ConnectionStep] = []
  private var entries: [Entry] = []
  private var deadlines = Deadlines()
  private var latest = Int64.min
  private var frame = 0
  /// Whether the frame itself has brought something.
  private var hasBegun = false

  /// How much later frames may be than the latest that was passed, in nanoseconds: those in between need
  /// not be told.
  public static let margin: Int64 = 1_000_000_000

  /// No connections.
  public init() {}

  /// Takes the steps, which are forgotten.
  public mutating func takeSteps() -> [ConnectionStep] {
    var taken: [ConnectionStep] = []
    swap(&taken, &steps)
    return taken
  }

  /// Goes on to a frame.
  public mutating func pass(_ moment: Moment) {
    if moment.frame > frame {
      frame = moment.frame
      hasBegun = false
    }
    guard moment.time > latest else { return }
    latest = moment.time
    while let place = deadlines.next(until: horizon) {
      if entries[place].isHeld { settle(place) }
    }
  }

  /// Takes a connection; the parameters are those of `ConnectionLimiter.open`.
  public mutating func open(
    _ place: Int, _ claims: [ConnectionClaim], times: ConnectionTimes, hasStart: Bool,
    at moment: Moment
  ) {
    pass(moment)
    hasBegun = true
    append(
      place, moment.time,
      .opened(first: moment.frame, hasStart: hasStart, times: times, claims: claims))
    guard !claims.isEmpty else { return }
    while entries.count <= place { entries.append(Entry()) }
    deadlines.cancel(place)
    entries[place] = Entry(
      phase: hasStart ? .embryonic : .established, times: times, latest: moment.time)
    if !hasStart { settle(place) }
  }

  /// Takes the last ACK of a handshake.
  public mutating func establish(_ place: Int, at moment: Moment) {
    pass(moment)
    hasBegun = true
    append(place, moment.time, .established)
    begin(.established, of: place, from: .embryonic, at: moment.time)
  }

  /// Takes a FIN.
  public mutating func halfClose(_ place: Int, at moment: Moment) {
    pass(moment)
    hasBegun = true
    append(place, moment.time, .halfClosed)
    begin(.halfClosed, of: place, from: .established, at: moment.time)
  }

  /// Takes any packet.
  public mutating func touch(_ place: Int, at moment: Moment) {
    pass(moment)
    guard place < entries.count else { return }
    switch entries[place].phase {
    case .established, .halfClosed: break
    case .vacant, .embryonic: return
    }
    entries[place].latest = max(entries[place].latest, moment.time)
    guard !entries[place].isHeld else { return }
    hasBegun = true
    append(place, moment.time, .seen)
    settle(place)
  }

  /// Forgets a connection, which has ended.
  ///
  /// - Parameters:
  ///   - place: the connection.
  ///   - moment: the frame at which it has.
  ///   - isTimeout: whether no packet of it did that.
  public mutating func close(_ place: Int, at moment: Moment, isTimeout: Bool) {
    pass(moment)
    if !isTimeout { hasBegun = true }
    append(place, moment.time, .closed)
    guard place < entries.count, entries[place].phase != .vacant else { return }
    entries[place] = Entry()
    deadlines.cancel(place)
  }

  private mutating func begin(_ phase: Phase, of place: Int, from: Phase, at time: Int64) {
    guard place < entries.count, entries[place].phase == from else { return }
    entries[place].phase = phase
    entries[place].latest = time
    settle(place)
  }

  private mutating func append(_ place: Int, _ time: Int64, _ kind: ConnectionStep.Kind) {
    steps.append(
      ConnectionStep(frame: frame, isEarly: !hasBegun, place: place, time: time, kind: kind))
  }

  private var horizon: Int64 { later(latest, by: ConnectionTimeline.margin) }

  /// Has a connection held until it may be idle for too long, or told from now on.
  private mutating func settle(_ place: Int) {
    let duration =
      switch entries[place].phase {
      case .established: entries[place].times.idle
      case .halfClosed: entries[place].times.halfClosed
      case .vacant, .embryonic: Int64.max
      }
    let due = later(entries[place].latest, by: duration)
    guard due > horizon || due == .max else {
      entries[place].isHeld = false
      append(place, entries[place].latest, .idle)
      return
    }
    entries[place].isHeld = true
    deadlines.schedule(place, at: due)
  }
}
