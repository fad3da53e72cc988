import Primitives

/// `interface HARDWARE` and its lines.
struct Interface: Sendable {
  var hardware: String
  var name: String?
  var addresses: [(address: IPAddress, subnet: AddressRange)] = []
  var securityLevel: Int?
  var isShutDown = false
  var isManagementOnly = false

  init(hardware: String) { self.hardware = hardware }

  /// Whether a name, in small letters, is that of a port of the device and of no subinterface.
  static func isHardware(_ name: String) -> Bool {
    !name.contains(".")
      && (name.contains("ethernet") || name.contains("gige") || name.hasPrefix("management"))
  }

  /// Whether sessions come in or leave here.
  var counts: Bool { name != nil && !isShutDown && !isManagementOnly }
  /// `security-level`, which is 100 for `inside` and 0 for others where it is not typed.
  var level: Int { securityLevel ?? (name == "inside" ? 100 : 0) }
}

/// `route IF NET MASK GATEWAY`.
struct Route: Sendable {
  var interface: String
  var destination: AddressRange
  var origin: Origin

  /// What a route is taken away by.
  struct Place: Hashable {
    var interface: String
    var destination: AddressRange
  }

  /// Its interface and its network.
  var place: Place { Place(interface: interface, destination: destination) }
}

/// An address map: object NAT, twice NAT or `static`.
struct Translation: Sendable {
  /// What an address side of a translation is.
  enum Side: Sendable {
    case spec(AddressSpec)
    /// The address of the interface on the mapped side.
    case interface
  }
  var realInterface: String
  var mappedInterface: String
  var real: AddressSpec
  var mapped: Side
  var realPort: UInt16?
  var mappedPort: UInt16?
  /// The service objects of a twice NAT rule: real source and mapped destination ports, and the other
  /// way round.
  var services: (first: Reference, second: Reference)?
  /// Whether it is the destination part of a twice NAT rule.
  var isDestination = false
  /// What the other end must be, as it is seen beside the mapped address.
  var peer: AddressSpec?
  /// The access list whose source is the real address, of a policy `static`.
  var policyList: Reference?
  var limits: ConnectionLimits?
  var origin: Origin
  /// Twice NAT before object NAT before `after-auto` (the device's sections 1 to 3).
  var section = 1
  /// Whether it hides hosts behind what it shows: nobody opens a session to that, and a capture does not
  /// tell which of the hosts opens one.
  var isDynamic = false
  /// What a dynamic rule shows beside `mapped`: a pool, the interface.
  var furtherMapped: [Side] = []

  /// The network object whose rule it is; nil for any other.
  var ruleObject: String? {
    if section == 2, case .object(let name) = real { name.name } else { nil }
  }

  /// Whether it is a `nat` line of before 8.3, which limits the hosts of an interface.
  var isOldNAT: Bool { mappedInterface == "" }
}

/// `time-range NAME`.
struct TimeRange: Sendable {
  var origin: Origin
  /// Minutes since 1970 in the device's time.
  var start: Int?
  var end: Int?
  var periods: [Period] = []

  struct Period: Sendable, Equatable {
    /// The days of a daily period, Sunday first, or nil for one that runs over days.
    var days: [Bool]?
    /// Minutes of the day, or of the week from Sunday.
    var from: Int
    var to: Int
  }
}
