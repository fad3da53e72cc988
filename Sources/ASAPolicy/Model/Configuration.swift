import Primitives

/// What a configuration says of ESMTP inspection: the statements, before references are resolved.
public struct Configuration: Sendable {
  var version: Version?
  var hostname: String?
  var interfaces: [Interface] = []
  var names = AddressNames()
  var networkObjects = Named<NetworkObject>()
  var serviceObjects = Named<ServiceObject>()
  var networkGroups = Named<NetworkGroup>()
  var serviceGroups = Named<ServiceGroup>()
  var protocolGroups = Named<ProtocolGroup>()
  var routes = Retractable<Route, Route.Place> { $0.place }
  var accessLists = Named<AccessList>()
  var regexes = Named<RegexObject>()
  var regexClasses = Named<RegexClass>()
  var classMaps = Named<ClassMap>()
  var inspectionMaps = Named<InspectionMap>()
  var policies = Named<TrafficPolicy>()
  var servicePolicies: [ServicePolicy] = []
  var translations = Translations()
  var fixups: [Fixup] = []
  var timeRanges = Named<TimeRange>()
  /// `timeout …`
  var timeouts = TimeoutSettings()
  var tcpMaps = Named<TCPMap>()
  var serviceResets: [ServiceReset] = []
  /// Minutes that the device's clock is ahead of UTC.
  var clockOffset = 0
  /// The words of definitions with a mistake, among them the names that they would have defined.
  var brokenNames: Set<String> = []
  /// Access lists of which a line has a mistake.
  var brokenLists: Set<String> = []
  /// Lines that were passed over.
  var skipped: [Origin] = []

  /// `fixup protocol smtp PORT[-PORT]`
  struct Fixup: Sendable {
    var ports: ClosedRange<UInt16>
    var origin: Origin
  }
}
