public import ESMTPInspection
public import Primitives

/// What `merge` has to know of a shard beside its sessions: one run of consecutive captures of a list.
///
/// Frames in `opened` and `retracted` are counted from the first one behind the shard's own captures.
public struct ShardRecord: Sendable, Equatable {
  /// A capture behind the shard's own ones.
  public struct Passage: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// The frames that were read.
    public var frames: Int
    /// Whether it was read to its end.
    public var isWhole: Bool

    /// A capture, as far as it was read.
    public init(path: String, frames: Int, isWhole: Bool) {
      self.path = path
      self.frames = frames
      self.isWhole = isWhole
    }
  }

  /// The most that there was at a time of something that is bounded in the whole run.
  public struct Peak: Sendable, Equatable {
    /// What is bounded.
    public enum Kind: String, Sendable, CaseIterable {
      /// Connections that are open.
      case connections
      /// Closed connections that are remembered.
      case remembered
      /// Bytes that wait.
      case queuedBytes = "queued_bytes"
    }

    /// What is bounded.
    public var kind: Kind
    /// In the own captures.
    public var own: Int
    /// Behind them.
    public var later: Int

    /// A peak.
    public init(_ kind: Kind, own: Int, later: Int) {
      self.kind = kind
      self.own = own
      self.later = later
    }
  }

  /// Which sessions have another verdict under the counterpart of the profile.
  public struct Flips: Sendable, Equatable {
    /// The profile of the run.
    public var profile: String
    /// What the other one is called.
    public var other: String
    /// How many of the sessions that may have another verdict were looked at: the first ones.
    public var resolved: Int
    /// Those that have one.
    public var sessions: [ProfileFlip]

    /// What was found.
    public init(profile: String, other: String, resolved: Int, sessions: [ProfileFlip]) {
      self.profile = profile
      self.other = other
      self.resolved = resolved
      self.sessions = sessions
    }
  }

  /// A count by name.
  public struct Count: Sendable, Equatable {
    /// What is counted.
    public var name: String
    /// How much of it; may be negative, where an earlier shard has counted too much of the next.
    public var count: Int

    /// A count.
    public init(_ name: String, _ count: Int) {
      self.name = name
      self.count = count
    }
  }

  /// Its number, from 1.
  public var number: Int
  /// How many shards there are.
  public var count: Int
  /// The lower-case hex SHA-256 of the configuration.
  public var policy: String
  /// The options that decide about sessions, as typed.
  public var options: String
  /// The bounds of the run, in the order of `Peak.Kind`.
  public var limits: [Int]
  /// The frames of its own captures.
  public var frames = 0
  /// The sessions whose first frame is one of those.
  public var sessions = 0
  /// The captures behind its own that were read.
  public var passages: [Passage] = []
  /// Whether something was still open where the last of them ended.
  public var isAtEnd = false
  /// The times of the first segment of its own captures and of the latest one; nil where there is none.
  public var times: ClosedTimes?
  /// What there was of what is bounded, in the order of the kinds.
  public var peaks: [Peak] = []
  /// How often fragments went to keep within their bounds.
  public var fragmentEvictions = 0
  /// Counts of packets; those of all shards together are the run's.
  public var packets: [Count] = []
  /// Hits of bounds in the same way.
  public var bounds: [Count] = []
  /// Where sessions begin that it tells beside its own.
  public var opened: [Int] = []
  /// Where sessions begin that the next shard tells and that are none.
  public var retracted: [Int] = []
  /// What hangs on the profile; nil where it has no counterpart. No limit of connections is reached in it.
  public var flips: Flips?
  /// Whether the configuration limits connections: the report has their steps then.
  public var isLimited = false
  /// The same as `flips` where TCP Intercept answers every SYN that it may answer, with its message; nil
  /// where it answers none.
  public var interceptedFlips: Flips?

  /// Two times in nanoseconds since 1970.
  public struct ClosedTimes: Sendable, Equatable {
    /// That of the first segment.
    public var first: Int64
    /// The latest one.
    public var latest: Int64

    /// Two times.
    public init(first: Int64, latest: Int64) {
      self.first = first
      self.latest = latest
    }
  }

  /// A shard.
  public init(number: Int, count: Int, policy: String, options: String, limits: [Int]) {
    self.number = number
    self.count = count
    self.policy = policy
    self.options = options
    self.limits = limits
  }
}

/// What `merge` has to know of a session beside its record.
public struct ShardSession: Sendable {
  /// A limit of connections that may be reached with the session.
  public struct Excess: Sendable {
    /// The side whose host is counted.
    public var holder: Sender
    /// Whether it is the limit of half-open connections.
    public var isEmbryonic: Bool
    /// What is told then, with a count of 0 connections.
    public var event: Event

    /// A limit.
    public init(holder: Sender, isEmbryonic: Bool, event: Event) {
      self.holder = holder
      self.isEmbryonic = isEmbryonic
      self.event = event
    }
  }

  /// The frame at which it ended; nil where it was open when the last capture ended.
  public var ended: Int?
  /// Whether it may be one that an earlier shard tells: its start is not in the shard.
  public var isProvisional: Bool
  /// Whether it has met an open switch of its profile.
  public var isDoubtful: Bool
  /// The number in the shard of the session with the same sockets whose other leg it is, where there is one.
  public var earlierLeg: Int?
  /// The limits of connections that may be reached with it, in the order in which they are asked; the
  /// record is that of a session with which none is.
  public var excesses: [Excess] = []
  /// The record where its SYN is dropped by the first of them, with a record of its own; empty where
  /// none does that.
  public var refused: [SessionRecord] = []

  /// An end.
  public init(ended: Int?, isProvisional: Bool, isDoubtful: Bool, earlierLeg: Int? = nil) {
    self.ended = ended
    self.isProvisional = isProvisional
    self.isDoubtful = isDoubtful
    self.earlierLeg = earlierLeg
  }
}
