import ESMTPInspection

/// A policy map behind a `service-policy`, ready to be asked.
struct CompiledPolicy: Sendable {
  enum Match: Sendable {
    case any
    case ports(ClosedRange<UInt16>)
    case never
    case unknowable
    /// An index into the policy's access lists.
    case accessList(Int)
  }

  /// What a class does with ESMTP.
  enum Feature: Sendable {
    case none
    /// An index into `LoadedPolicy.inspections`.
    case inspect(Int)
    /// A bare `no inspect esmtp`.
    case exempt
  }

  struct Entry: Sendable {
    var name: String
    /// Its place in the policy.
    var place: Int32 = 0
    /// The `class` line.
    var origin: Origin
    var matches: [(match: Match, origin: Origin)]
    var feature = Feature.none
    /// The `inspect` or `no inspect` line.
    var featureOrigin = Origin.none
    var mapName: String?
    /// Whether any `set connection` stands here.
    var setsConnection = false
    var limits: Int?
    var timeouts: TimeoutSettings?
    var reorderQueue: ReorderQueue?
    var stateBypass: Origin?
  }

  var name: String
  /// Its place among the policies.
  var place: Int32 = 0
  /// nil for the global policy.
  var interface: String?
  /// The `service-policy` line.
  var origin: Origin
  var entries: [Entry]
  /// Whether any class of it bears on sessions by `set connection`.
  var setsConnection: Bool
  /// Whether any class of it has a tcp-map.
  var setsReorderQueue = false
  /// Whether any class exempts.
  var exempts: Bool
}
