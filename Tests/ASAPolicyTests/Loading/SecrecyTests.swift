import ASAPolicy
import Testing

/// Policies hold secrets beside what bears on mail; nothing of those lines is ever told.
@Suite("lines that are none of ours are never printed")
struct SecrecyTests {
  private static let secret = "HuNtEr2XyZ"

  private static let lines = """
    enable password %s encrypted
    passwd %s encrypted
    username admin password %s encrypted privilege 15
    username admin nopassword %s
    snmp-server community %s
    snmp-server host inside 10.0.0.5 community %s version 2c
    snmp-server user u g v3 auth sha %s priv aes 128 %s
    key %s
    key 1 md5 %s
    ikev1 pre-shared-key %s
    pre-shared-key %s
    ikev2 remote-authentication pre-shared-key %s
    isakmp key %s address 192.0.2.4
    crypto isakmp key %s address 192.0.2.4
    ldap-login-password %s
    ldap-login-dn cn=%s
    server-key %s
    radius-common-pw %s
    ntp authentication-key 1 md5 %s
    failover key %s
    failover ipsec pre-shared-key %s
    ospf message-digest-key 1 md5 %s
    ospf authentication-key %s
    neighbor 192.0.2.1 password %s
    vpdn username u password %s
    aaa-server x (inside) host 10.0.0.1 %s timeout 10
    password %s
    passphrase %s
    secret %s
    banner motd %s
    banner login %s policy-map x
    url-server (inside) vendor websense host 192.0.2.1 %s
    smtp-server %s
    domain-name %s
    crypto ca trustpoint %s
    enrollment url http://%s/
    asdm history %s
    email admin@%s.example
    phone-proxy %s
    tunnel-group %s type ipsec-l2l
    webvpn-password %s
    group-policy %s internal
    logging mail %s
    aaa authentication secure-http-client %s
    ssh key-exchange group %s
    %s
    : %s
    ! %s
    """.split(separator: "\n").map(String.init)

  private static let configuration = """
    ASA Version 9.1(2)
    interface g0
     nameif outside
     ip address 192.0.2.1 255.255.255.0
    object network o
     host 10.0.0.1
    object-group network g
     network-object host 10.0.0.1
    object-group service s tcp
     port-object eq smtp
    access-list a extended permit tcp any object o eq smtp
    class-map c
     match access-list a
    class-map type regex match-any rc
     match regex r
    regex r abc
    tcp-map t
     queue-limit 5
    time-range tr
     periodic daily 8:00 to 9:00
    policy-map type inspect esmtp mm
     parameters
      no mask-banner
     match cmd line length gt 5
      log
    policy-map global_policy
     class c
      inspect esmtp mm
      set connection conn-max 5
    service-policy global_policy global
    """.split(separator: "\n").map(String.init)

  /// Everything that a text makes the library say.
  private func said(_ text: String) throws -> String {
    let (policy, diagnostics) = LoadedPolicy.load([PolicyText(name: "p", text: text)])
    var said = diagnostics.map { $0.description + ($0.remedy ?? "") }.joined(separator: "\n")
    guard let policy else { return said }
    let session = try SessionQuestion("tcp 203.0.113.7:4000 10.0.0.1:25")
    said += policy.text + "\(policy.explanation)" + "\(policy.explanation(of: session))"
    let answer = policy.classify(client: session.client, server: session.server, time: 0)
    return said + answer.reason + answer.chain.map(\.text).joined()
  }

  @Test("anywhere in a configuration, at any indentation", arguments: lines)
  func anywhere(_ line: String) throws {
    let secret = line.replacing("%s", with: Self.secret)
    for place in 1...Self.configuration.count {
      for indent in 0...3 {
        var lines = Self.configuration
        lines.insert(String(repeating: " ", count: indent) + secret, at: place)
        let said = try said(lines.joined(separator: "\n") + "\n")
        // The first word of a line is named where it must be one of ours.
        let isWordItself = line == "%s"
        #expect(
          isWordItself || !said.contains(Self.secret), "behind line \(place), indent \(indent)")
      }
    }
  }
}
