/// `policy-map NAME` (evidence 6.3).
struct TrafficPolicy: Sendable {
  var name: String
  var origin: Origin
  var classes: [Entry] = []
  var description: String?

  init(name: String, origin: Origin) {
    self.name = name
    self.origin = origin
  }

  /// `class NAME` and what stands under it.
  struct Entry: Sendable {
    var name: Reference
    /// `inspect esmtp [MAP]`
    var inspect: Inspect?
    /// Whether an `inspect esmtp` stood here at any time.
    var heldInspect = false
    /// A `no inspect esmtp` where none stood before.
    var bareNoInspect: Origin?
    /// `set connection …`
    var limits: ConnectionLimits?
    /// `set connection timeout …`
    var timeouts: TimeoutSettings?
    /// `set connection advanced-options NAME`
    var tcpMap: Reference?
    /// The first `set connection` line that sets none of these.
    var setsOther: Origin?
    /// `set connection advanced-options tcp-state-bypass`
    var stateBypass: Origin?
    /// Whether anything else stands here.
    var holdsOther = false

    /// Whether a `set connection` line of any kind but that of a tcp-map stands here.
    var setsConnection: Bool {
      limits != nil || timeouts != nil || stateBypass != nil || setsOther != nil
    }
  }

  /// `inspect esmtp [MAP]`
  struct Inspect: Sendable {
    var map: Reference?
    var origin: Origin
  }
}

/// `service-policy NAME {global | interface IF}`.
struct ServicePolicy: Sendable {
  var policy: Reference
  /// nil for `global`.
  var interface: String?
  var origin: Origin { policy.origin }
}
