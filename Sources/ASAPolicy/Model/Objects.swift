/// `object network NAME`.
struct NetworkObject: Sendable {
  var origin: Origin
  var address: AddressSpec?
}

/// `object service NAME`, or a member of a service group.
struct ServiceSpec: Sendable, Hashable {
  /// Whether it is of TCP, or of every protocol.
  var isTCP: Bool
  var source: PortSpec = .any
  var destination: PortSpec = .any
}

/// `object service NAME`.
struct ServiceObject: Sendable {
  var origin: Origin
  var service: ServiceSpec?
}

/// `object-group network NAME`.
struct NetworkGroup: Sendable {
  var origin: Origin
  var members = Retractable<AddressSpec, AddressSpec>()
}

/// `object-group service NAME [tcp|udp|tcp-udp]`.
struct ServiceGroup: Sendable {
  enum Member: Hashable, Sendable {
    case service(ServiceSpec)
    case object(Reference)
    case group(Reference)
  }
  var origin: Origin
  /// Whether its ports count for TCP.
  var isTCP = true
  var members = Retractable<Member, Member>()
}

/// `object-group protocol NAME`.
struct ProtocolGroup: Sendable {
  var origin: Origin
  var holdsTCP = false
  var groups = Retractable<Reference, Reference>()
}
