public import ASAPolicy
public import ESMTPInspection
public import Reports

/// What a case expects of its captures: the contents of an `expect.yaml`.
///
/// It holds decisions, and neither lines of a policy nor times nor frames.
public struct Expectation: Sendable, Equatable {
  /// The name of the file.
  public static let fileName = "expect.yaml"

  /// The policy's files, seen from the folder of the case; empty for the device's own defaults.
  public var policies: [String] = []
  /// The map to use where a file has several.
  public var policyMap: String?
  /// The interface on which sessions come in.
  public var ingress: String?
  /// The interface on which they leave.
  public var egress: String?
  /// What the policy is typed into.
  public var base: LoadedPolicy.Options.Base?
  /// The context to take of a dump of several.
  public var context: String?
  /// The behaviour profile; nil for what the policy asks for.
  public var profile: String?
  /// The inspected ports.
  public var ports: [UInt16] = [25]
  /// Why the case is not run, or nil.
  public var skip: String?
  /// The number of sessions by verdict, those that occur; nil where numbers do not matter.
  public var verdicts: [Verdict: Int]?
  /// What becomes of single sessions.
  public var sessions: [ExpectedSession] = []
  /// What the expectation was recorded from.
  public var recorded: Recording?

  /// An expectation of nothing.
  public init() {}

  /// What stands beside the policy's texts.
  public var policyOptions: LoadedPolicy.Options {
    LoadedPolicy.Options(
      profile: profile.flatMap(Profile.named), policyMapName: policyMap, ports: ports,
      ingress: ingress, egress: egress, base: base, context: context)
  }

  /// Whether the hashes of forwarded streams are needed.
  public var isExact: Bool { sessions.contains { $0.forwarded != nil } }
}

/// What an expectation was recorded from, to tell what changed since.
public struct Recording: Sendable, Equatable {
  /// The number of the model.
  public var model: Int
  /// The SHA-256 of the policy's files, in their order.
  public var policies: [String]
  /// The SHA-256 of the captures, by name.
  public var captures: [String: String]

  /// A recording.
  public init(
    model: Int = InspectionModel.number, policies: [String] = [],
    captures: [String: String] = [:]
  ) {
    self.model = model
    self.policies = policies
    self.captures = captures
  }
}
