extension Interpreter.Mode {
  var isRoot: Bool { if case .root = self { true } else { false } }

  /// Whether it is a block of which something is read.
  var isOurs: Bool {
    switch self {
    case .root, .skipped, .certificate, .block: false
    case .interface, .networkObject, .serviceObject, .networkGroup, .serviceGroup, .protocolGroup,
      .regexClass, .classMap, .defaultClass, .inspectionMap, .parameters, .match, .brokenMatch,
      .policy, .policyClass, .timeRange, .tcpMap:
      true
    }
  }

  /// Whether what the block is about can get another name in it.
  var takesRename: Bool {
    switch self {
    case .classMap, .regexClass, .inspectionMap, .parameters, .match, .brokenMatch, .policy,
      .policyClass:
      true
    default: false
    }
  }

  /// The words of a block of ours.
  var words: [String]? {
    switch self {
    case .classMap: ["match", "description"]
    case .regexClass: ["match", "description"]
    case .inspectionMap: ["match", "parameters", "description"]
    case .parameters:
      ["mask-banner", "mail-relay", "special-character", "allow-tls", "match", "parameters"]
    case .match, .brokenMatch:
      ["drop-connection", "reset", "mask", "log", "rate-limit", "match", "parameters"]
    case .policy: ["class", "description"]
    case .policyClass: ["inspect", "set", "class"]
    case .networkObject: ["host", "subnet", "range", "fqdn", "nat", "description"]
    case .serviceObject: ["service", "description"]
    case .networkGroup: ["network-object", "group-object", "description"]
    case .serviceGroup: ["port-object", "service-object", "group-object", "description"]
    case .protocolGroup: ["protocol-object", "group-object", "description"]
    default: nil
    }
  }

  /// Whether every word of the block is known.
  var isStrict: Bool {
    switch self {
    case .classMap, .regexClass, .inspectionMap, .parameters, .match, .brokenMatch: true
    default: false
    }
  }

  /// Words of the block that say nothing of ESMTP.
  var passesOver: [String] {
    switch self {
    case .policyClass:
      [
        "police", "priority", "shape", "csc", "cxsc", "ips", "sfr", "flow-export", "quit",
        "user-statistics", "mask", "snort",
      ]
    default: []
    }
  }

  /// How a message speaks of the block.
  var title: String {
    switch self {
    case .classMap: "a class-map"
    case .regexClass: "a class-map of type regex"
    case .inspectionMap, .match, .brokenMatch: "an esmtp inspection map"
    case .parameters: "the parameters of an esmtp inspection map"
    case .policy: "a policy-map"
    case .policyClass: "a class of a policy-map"
    case .networkObject, .serviceObject: "an object"
    case .networkGroup, .serviceGroup, .protocolGroup: "an object-group"
    default: "this block"
    }
  }
}
