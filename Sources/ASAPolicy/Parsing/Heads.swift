import Primitives

/// The words with which statements start.
enum Heads {
  /// The statements that are read.
  static let understood = [
    "access-list", "asa", "class-map", "clear", "clock", "fixup", "fwsm", "hostname", "interface",
    "ip", "ipv6", "name", "nameif", "nat", "ngfw", "object", "object-group", "pix", "policy-map",
    "regex", "route", "service", "service-policy", "static", "tcp-map", "time-range", "timeout",
  ]

  /// Other statements of the device: an abbreviation must not be one of these, too, and `policy
  /// check -v` names the ones that it passed over by these words alone.
  static let others = [
    "aaa", "aaa-server", "access-group", "admin-context", "alias", "allocate-interface", "arp",
    "asdm", "auth-prompt", "auto-update", "banner", "boot", "ca", "call-home", "capture",
    "certificate",
    "changeto", "class", "cluster", "command-alias", "conduit", "config-url", "configure",
    "console", "context", "copy", "crypto", "ctl-file", "ctl-provider", "cts", "ddns", "debug",
    "default-domain", "description", "dhcp", "dhcp-client", "dhcpd", "dhcprelay", "disable", "dns",
    "dns-group", "domain-name", "dynamic-access-policy-record", "dynamic-filter",
    "dynamic-map", "enable", "established", "event", "failover", "file", "filter", "firewall",
    "flow-export", "fragment", "ftp", "ftp-map", "global", "group", "group-policy", "gtp-map",
    "h225-map",
    "hpm", "http", "http-map", "icmp", "igmp", "imap4s", "isakmp", "jumbo-frame", "key", "kron",
    "l2tp", "ldap", "license-server", "local-host", "logging", "logout", "mac", "mac-address",
    "mac-address-table", "mac-list", "management-access", "map", "max-failed-login-attempts",
    "media-termination", "mfib", "mgcp-map", "mode", "monitor-interface", "more", "mount",
    "mroute", "mtu", "multicast-routing", "names", "nat-control", "nat-rewrite", "no-proxy-arp",
    "ntp", "outbound", "pager", "passwd", "password", "password-policy", "phone-proxy", "pim",
    "ping", "pop3s", "prefix-list", "priority-queue", "privilege", "prompt", "quota", "reload",
    "rip", "route-map", "router", "same-security-traffic", "scansafe", "security-group",
    "security-level", "setup", "show", "shun", "sip-map", "sla", "smart-tunnel",
    "smtp-server", "smtps", "snmp", "snmp-map", "snmp-server", "speed", "ssh", "ssl",
    "sunrpc-server",
    "sysopt", "telnet", "terminal", "test", "tftp-server", "threat-detection",
    "tls-proxy", "track", "traceroute", "translate", "tunnel-group",
    "tunnel-group-map", "uauth", "undebug", "url-block", "url-cache", "url-list", "url-server",
    "user", "user-identity", "username", "virtual", "vpdn", "vpn", "vpn-addr-assign",
    "vpn-sessiondb",
    "vpnclient", "vpnsetup", "wccp", "webvpn", "who", "write", "xlate", "zone",
    "zonelabs-integrity",
  ]

  /// Heads that stand in a block, too, and open none of their own.
  static let inner: Set<String> = [
    "description", "ip", "ipv6", "mac-address", "security-level", "speed",
  ]

  private static let all = Set(understood + others)
  private static let sorted = (understood + others).sorted {
    $0.utf8.lexicographicallyPrecedes($1.utf8)
  }

  /// The head that a word is or abbreviates without ambiguity.
  static func find(_ word: String) -> String? {
    if all.contains(word) { return word }
    guard word.utf8.count > 1 else { return nil }
    // Every line that is not read asks: those that it may abbreviate stand together.
    let first = sorted.partitioningIndex { !$0.utf8.lexicographicallyPrecedes(word.utf8) }
    let candidates = sorted[first...].prefix(2).filter { $0.utf8.starts(with: word.utf8) }
    return candidates.count == 1 ? candidates[0] : nil
  }

  /// The statement that carries a policy and that a word nearly is.
  static func near(_ word: String) -> String? {
    let length = word.utf8.count
    guard length > 6, length < 20, find(word) == nil, !labels.contains(word) else { return nil }
    let bytes = Array(word.utf8)
    return ["access-list", "class-map", "object-group", "policy-map", "service-policy"].first {
      abs($0.utf8.count - length) <= 2 && Keyword.distance(bytes, Array($0.utf8)) <= 2
    }
  }

  /// What counters are printed below.
  private static let labels: Set<String> = ["class-map:", "service-policy:"]

  /// Whether a word starts a statement that gives something a name, or nearly does.
  static func defines(_ word: String) -> Bool {
    switch find(word) ?? near(word) {
    case "access-list", "class-map", "name", "object", "object-group", "policy-map", "regex",
      "tcp-map", "time-range":
      true
    default: false
    }
  }

  /// Whether a word is a command that a person types to see something: it is no statement, and the
  /// device stays where it is.
  static func isTyped(_ word: String) -> Bool {
    guard let head = find(word) else { return ["sh", "wr", "help", "?"].contains(word) }
    return typed.contains(head)
  }

  private static let typed: Set<String> = [
    "clear", "configure", "copy", "debug", "enable", "more", "pager", "ping", "show", "terminal",
    "test", "traceroute", "undebug", "who", "write",
  ]

  /// A word of a block that a token is or abbreviates; the head of another statement is none.
  static func blockWord(_ token: Token, _ words: [String]) -> String? {
    if words.contains(token.word) { return token.word }
    return all.contains(token.word) ? nil : Keyword.find(token.word, in: words)
  }

  /// Whether a head opens no block whose prompt one of ours has, too.
  static func opensNone(_ head: String) -> Bool {
    inner.contains(head) || !understood.contains(head)
  }

  /// Whether a word starts a statement of the device that is not read.
  static func isOther(_ word: String) -> Bool { all.contains(word) && !understood.contains(word) }
}
