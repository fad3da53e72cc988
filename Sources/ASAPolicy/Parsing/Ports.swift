/// The port and protocol names that the device knows (evidence 6.1).
enum PortNames {
  static let ports: [String: UInt16] = [
    "aol": 5190, "bgp": 179, "biff": 512, "bootpc": 68, "bootps": 67, "chargen": 19, "cifs": 3020,
    "citrix-ica": 1494, "cmd": 514, "connected-apps-ldap": 389, "connected-apps-ldaps": 636,
    "connected-apps-radius": 1645, "connected-apps-radius-acct": 1646, "connected-apps-tacacs": 49,
    "ctiqbe": 2748, "daytime": 13, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7,
    "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70, "h323": 1720,
    "hostname": 101, "http": 80, "https": 443, "ident": 113, "imap4": 143, "irc": 194,
    "isakmp": 500, "kerberos": 750, "klogin": 543, "kshell": 544, "ldap": 389, "ldaps": 636,
    "login": 513, "lotusnotes": 1352, "lpd": 515, "mobile-ip": 434, "nameserver": 42,
    "netbios-dgm": 138, "netbios-ns": 137, "netbios-ssn": 139, "nfs": 2049, "nntp": 119,
    "non500-isakmp": 4500, "ntp": 123, "pcanywhere-data": 5631, "pcanywhere-status": 5632,
    "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "pptp": 1723, "radius": 1645,
    "radius-acct": 1646, "rip": 520, "rsh": 514, "rtsp": 554, "secureid-udp": 5510, "sip": 5060,
    "smtp": 25, "snmp": 161, "snmptrap": 162, "sqlnet": 1521, "ssh": 22, "sunrpc": 111,
    "syslog": 514, "tacacs": 49, "talk": 517, "telnet": 23, "tftp": 69, "time": 37, "uucp": 540,
    "vxlan": 4789, "who": 513, "whois": 43, "www": 80, "xdmcp": 177,
  ]

  /// Protocols other than `tcp` and `ip`.
  static let otherProtocols: Set<String> = [
    "ah", "ahp", "eigrp", "esp", "gre", "icmp", "icmp6", "igmp", "igrp", "ipinip", "ipsec", "nos",
    "ospf", "pcp", "pim", "pptp", "sctp", "snp", "udp",
  ]
}

extension Cursor {
  /// A port number or name.
  mutating func port() throws(Problem) -> UInt16 {
    let token = try next("a port")
    if let number = Keyword.number(token.text) {
      guard let port = UInt16(exactly: number) else {
        throw Problem(offset: token.offset, message: "\(token.text) is not between 0 and 65535")
      }
      return port
    }
    guard let port = PortNames.ports[token.word] else {
      throw Problem(
        offset: token.offset, message: "\"\(token.text)\" is not a port",
        suggestion: Keyword.nearest(token.word, in: PortNames.ports.keys.sorted()))
    }
    return port
  }

  /// `eq`, `neq`, `lt`, `gt`, `range` and ports; nil where none of these words is next.
  mutating func portOperation() throws(Problem) -> PortSpec? {
    guard let word = peek?.word else { return nil }
    switch word {
    case "eq":
      index += 1
      let port = try port()
      return .range(port, port)
    case "neq":
      index += 1
      return .except(try port())
    case "lt":
      index += 1
      let port = try port()
      return port == 0 ? PortSpec.none : .range(0, port - 1)
    case "gt":
      index += 1
      let port = try port()
      return port == .max ? PortSpec.none : .range(port + 1, .max)
    case "range":
      index += 1
      let (low, high) = try portRange()
      return .range(low, high)
    default: return nil
    }
  }

  /// Two ports, in either order as the device takes them.
  mutating func portRange() throws(Problem) -> (low: UInt16, high: UInt16) {
    let first = try port()
    let second = try port()
    return (min(first, second), max(first, second))
  }

  /// `PORT[-PORT]`.
  mutating func dashedPorts() throws(Problem) -> ClosedRange<UInt16> {
    let token = try next("a port")
    let parts = token.text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let ports = parts.compactMap { PortNames.ports[String($0)] ?? UInt16($0) }
    guard ports.count == parts.count, let low = ports.first, let high = ports.last else {
      throw Problem(offset: token.offset, message: "\"\(token.text)\" is not a port")
    }
    return min(low, high)...max(low, high)
  }
}
