public import ESMTPInspection
public import Primitives

/// Which class takes a session, and why.
public struct Classification: Sendable {
  /// What becomes of the session.
  public enum Outcome: Sendable, Equatable {
    /// Inspected under the policy of this index in `LoadedPolicy.inspections`.
    case inspected(Int)
    /// A class takes it out of the inspection.
    case exempt
    /// No class takes it.
    case notInspected
    /// A statement that a capture cannot decide stands before the answer.
    case undecided
  }

  /// A statement on the way to the answer.
  public struct Step: Sendable, Equatable {
    /// The statement, without the blanks around it.
    public var text: String
    /// Its line.
    public var source: SourceLine
  }

  /// What becomes of the session.
  public var outcome: Outcome
  /// What decides it: where two are equal under a policy, so are class, map, chain and reason.
  public internal(set) var decision: Decision
  /// The policy that was asked.
  let state: LoadedPolicy.State
  /// The client's socket before translation; as captured where nothing translates it.
  public var client: Socket
  /// The server's socket before translation.
  public var server: Socket
  /// The interface on which the session comes in, where the configuration tells.
  public var ingress: String?
  /// The interface on which it leaves.
  public var egress: String?
  /// Whether it goes from a higher security-level to a lower one.
  public internal(set) var isOutbound = false
  /// The limits of the session's class: an index into `LoadedPolicy.limits`.
  public var classLimits: Int?
  /// The limits of the server's translation: an index into `LoadedPolicy.limits`.
  public var translationLimits: Int?
  /// The limits that a `nat` line sets for the client: an index into `LoadedPolicy.limits`.
  public var clientLimits: Int?
  /// How long the device keeps the connection.
  public var timeouts = ConnectionTimeouts()
  /// What the device keeps of segments out of order.
  public var reorderQueue = ReorderQueue()
  /// The `service reset…` lines that answer what comes after a drop.
  public var denialResets: [DenialReset] = []

  /// Whether a packet that comes after the connection's time is denied. Where the TCP state checks are
  /// bypassed it opens the connection anew, and where that is not known nothing is said.
  public var endsWithItsTime: Bool { outcome != .undecided && decision.kind != .bypasses }
}
