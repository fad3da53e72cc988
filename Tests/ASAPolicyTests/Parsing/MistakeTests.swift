import ASAPolicy
import Testing

@Suite("mistakes and doubts, word for word")
struct MistakeTests {
  @Test(
    "errors of a line of an access list that a class uses",
    arguments: [
      (
        "access-list a extended permti tcp any any",
        "1:24: error: \"permti\" is not \"permit\", \"deny\" or \"remark\""
      ),
      ("access-list a extended permit tpc any any", "1:31: error: \"tpc\" is not a protocol"),
      (
        "access-list a extended permit tcp any 10.0.0.300 255.0.0.0",
        "1:39: error: \"10.0.0.300\" is not an address"
      ),
      (
        "access-list a extended permit tcp any 10.0.0.3",
        "1:47: error: the line ends where a mask is due"
      ),
      (
        "access-list a extended permit tcp any",
        "1:38: error: the line ends where an address is due"
      ),
      (
        "access-list a extended permit tcp any any eq 70000",
        "1:46: error: 70000 is not between 0 and 65535"
      ),
      (
        "access-list a extended permit tcp any any eq 25 lgo",
        "1:49: error: \"lgo\" is not known in an access list"
      ),
      (
        "access-list a extended permit tcp any 2001:db8::/129",
        "1:39: error: \"2001:db8::/129\" is not a prefix"
      ),
    ])
  func accessListErrors(_ line: String, _ expected: String) {
    let text = ClassificationTests.one(line)
    #expect(diagnostics(text).filter { $0.contains(": error: ") } == [expected])
  }

  @Test(
    "errors of a single line",
    arguments: [
      (
        "class-map class-default\n match port tcp eq 25",
        "2:2: error: \"class-default\" is the device's own and takes everything; give this \"match\" to a class of another name"
      ),
      (
        "class-map type inspect esmtp x",
        "1:24: error: there is no class-map of type inspect esmtp; type its \"match\" lines into the policy-map"
      ),
      ("class-map c\n match port tcp eq", "2:19: error: the line ends where a port is due"),
      (
        "class-map c\n match acess-list a",
        "2:8: error: \"acess-list\" is not a criterion of a class-map"
      ),
      (
        "class-map c\n match any\n match port tcp eq 25",
        "3:8: error: class \"c\" has a \"match\" already; a class takes one, and \"default-inspection-traffic\" one access list beside it"
      ),
      (
        "policy-map type inspect esmpt m",
        "1:25: error: \"esmpt\" is not a protocol that is inspected"
      ),
      ("policy-map type inspct esmtp m", "1:17: error: \"inspct\" is not a type of policy-map"),
      (
        "policy-map type inspect esmtp m\n match cmd verb EXPN",
        "2:17: error: \"EXPN\" is not one of AUTH, DATA, EHLO, ETRN, HELO, HELP, MAIL, NOOP, QUIT, RCPT, RSET, SAML, SEND, SOML, VRFY"
      ),
      (
        "policy-map type inspect esmtp m\n match cmd line length lt 5",
        "2:24: error: \"lt\" is not \"gt\""
      ),
      ("policy-map type inspect esmtp m\n match body length gt 0", "2:23: error: 0 is less than 1"),
      (
        "policy-map type inspect esmtp m\n match cmd RCPT count gt 5 6",
        "2:28: error: \"6\" is more than the statement takes"
      ),
      (
        "policy-map type inspect esmtp m\n match cmd verb DATA\n  drop-conection",
        "3:3: error: \"drop-conection\" is not known in an esmtp inspection map"
      ),
      (
        "policy-map type inspect esmtp m\n match sender-address regex r\n  log",
        "2:29: error: there is no regex \"r\""
      ),
      (
        "policy-map type inspect esmtp m\n match sender-address regex class r\n  log",
        "2:35: error: there is no class-map type regex \"r\""
      ),
      (
        "regex r a(b\npolicy-map type inspect esmtp m\n match sender-address regex r\n  log",
        "1:10: error: no \")\" for this \"(\"; write \"\\(\""
      ),
      (
        "policy-map type inspect esmtp m\n parameters\n  mail-relay example.com drop",
        "3:26: error: \"drop\" is not \"action\""
      ),
      (
        "policy-map type inspect esmtp m\n parameters\n  allow-tls action reset",
        "3:20: error: \"reset\" is not \"log\""
      ),
      (
        "policy-map global_policy\n class inspection_default\n  inspect esmpt",
        "3:11: error: \"esmpt\" is not a protocol that is inspected"
      ),
      (
        "policy-map global_policy\n class nosuch\n  inspect esmtp",
        "2:8: error: there is no class-map \"nosuch\""
      ),
      ("service-policy nosuch global", "1:16: error: there is no policy-map \"nosuch\""),
      (
        "service-policy global_policy globl",
        "1:30: error: \"globl\" is not \"global\" or \"interface\""
      ),
      ("polcy-map global_policy", "1:1: error: \"polcy-map\" is no statement"),
      ("fixup protocol smtp abc", "1:21: error: \"abc\" is not a port"),
      (
        "regex r \u{201C}abc\u{201D}",
        "1:9: error: a typographic quote stands here; type the plain one of the keyboard"
      ),
      (
        "class-map\u{A0}c",
        "1:10: error: a no-break space stands here; type the plain one of the keyboard"
      ),
    ])
  func errors(_ text: String, _ expected: String) {
    let found = diagnostics(text + "\n").filter { $0.contains(": error: ") }
    #expect(found == [expected])
  }

  @Test("one mistake is one message: what hangs on it is not told again")
  func cascades() {
    #expect(
      diagnostics(
        """
        policy-map type inspect esmtp strict
         match cmd line lenght gt 512
          drop-conection log
          log
         match body length gt 5
          log
        policy-map global_policy
         class inspection_default
          inspect esmtp strickt

        """) == [
          "2:17: error: \"lenght\" is not \"length\"",
          "3:3: error: \"drop-conection\" is not known in an esmtp inspection map",
          "9:17: error: there is no policy-map type inspect esmtp \"strickt\"",
        ])
  }

  /// The default policy with one more map `m`, which is used.
  private func used(_ map: String) -> String {
    "policy-map type inspect esmtp m\n" + map
      + "policy-map global_policy\n class inspection_default\n  no inspect esmtp\n  inspect esmtp m\n"
  }

  @Test(
    "doubts about a map",
    arguments: [
      (
        " match body length gt 5\n  mask\n",
        "3:3: warning: \"match body length\" does not take \"mask\", treated as \"log\"; only \"cmd verb\" and \"ehlo-reply-parameter\" take it"
      ),
      (
        " match cmd line length gt 5\n  rate-limit 7\n",
        "3:3: warning: \"rate-limit\" is meant for \"match cmd verb\"; what it does here is not documented"
      ),
      (
        " match cmd line length gt 5\n",
        "2:2: warning: \"match cmd line length gt 5\" has no action and does nothing"
      ),
      (
        " match cmd line length gt 5000000000\n  log\n",
        "2:27: warning: 5000000000 is above 2147483647, the most that a device takes"
      ),
      (
        " match cmd line length gt 5\n  reset\n match cmd line length gt 9\n  log\n",
        "4:24: warning: an earlier match ends the session above 5 already; this one is never reached"
      ),
      (
        " match cmd verb VRFY HELP\n  reset\n match cmd verb HELP\n  log\n",
        "4:17: warning: earlier matches end the session for all of these already; this one is never reached"
      ),
      (
        " match cmd verb VRFY\n  drop\n",
        "3:3: warning: \"drop\" is no action of esmtp, taken as \"drop-connection\"; type \"drop-connection\""
      ),
    ])
  func maps(_ map: String, _ expected: String) {
    #expect(diagnostics(used(map)) == [expected])
  }

  @Test("a map without doubts is silent")
  func silent() {
    let map = """
       match cmd line length gt 9
        reset log
       match cmd line length gt 5
        log
       match not cmd verb MAIL
        mask log
       match ehlo-reply-parameter others binaryname
        mask
       match cmd verb VRFY
        rate-limit 10
       parameters
        no mask-banner

      """
    #expect(diagnostics(used(map)) == [])
  }

  @Test("doubts about classes")
  func classes() {
    let text = """
      access-list a extended permit tcp any host 192.0.2.1 eq 25
      class-map a
       match address a
      class-map b
       match port tcp eq 25
      class-map never
       match any
      class-map empty
      policy-map p
       class a
        no inspect esmtp
       class empty
        inspect esmtp
       class class-default
        inspect esmtp
       class b
        inspect esmtp
      policy-map unapplied
       class b
        inspect esmtp
      service-policy p global

      """
    #expect(
      diagnostics(text) == [
        "1:1: warning: access list \"a\" permits 192.0.2.1 as a server alone; mail that it sends is still inspected",
        "3:8: warning: \"match address\" is no statement of a class-map, taken as \"match access-list\"; type \"match access-list\"",
        "6:1: warning: no policy-map uses class \"never\"",
        "8:1: warning: class \"empty\" has no \"match\" and takes nothing",
        "11:3: warning: class \"a\" never held \"inspect esmtp\", and a device may not store this line; to be sure, give \"inspect esmtp\" to a class whose access list denies these hosts and permits the rest, and take it from inspection_default",
        "18:1: warning: no service-policy applies policy-map \"unapplied\"",
      ])
  }

  @Test("a wildcard where a device takes a netmask")
  func wildcard() {
    #expect(
      diagnostics("ASA Version 9.1(2)\naccess-list a permit tcp any 10.0.0.0 0.0.0.255\n") == [
        "2:39: warning: 0.0.0.255 reads like a wildcard; a device takes netmasks, such as 255.255.255.0"
      ])
  }

  @Test("a class that nothing reaches")
  func unreached() {
    let text = """
      class-map a
       match any
      class-map b
       match port tcp eq 25
      policy-map p
       class a
        inspect esmtp
       class b
        inspect esmtp
      service-policy p global

      """
    #expect(
      diagnostics(text) == [
        "8:2: warning: class \"a\" takes everything that class \"b\" would; nothing reaches this one"
      ])
  }

  @Test("a host that the global policy exempts and an interface's still inspects")
  func exemptAndInspected() {
    let text = """
      access-list a extended permit tcp any any
      class-map a
       match access-list a
      policy-map g
       class a
        no inspect esmtp
      policy-map o
       class inspection_default
        inspect esmtp
      service-policy g global
      service-policy o interface outside

      """
    #expect(
      diagnostics(text).contains(
        "6:3: warning: policy-map \"o\" of interface \"outside\" is tried first and still inspects what this class exempts"
      ))
  }

  @Test("a name that changes its value")
  func redefinitions() {
    let text = """
      name 192.0.2.1 mail
      name 192.0.2.2 mail
      regex r abc
      regex r abc
      regex r abd
      object network o
       host 192.0.2.1
      object network o
       host 192.0.2.2
      object network o
       host 192.0.2.2
      policy-map global_policy
       class inspection_default
        inspect esmtp

      """
    #expect(
      diagnostics(text) == [
        "2:16: warning: name \"mail\" was given to 192.0.2.1 above; this definition holds",
        "5:7: warning: regex \"r\" was defined otherwise above; this definition holds",
        "9:2: warning: object \"o\" was defined otherwise above; this definition holds",
      ])
  }

  @Test("undefined names that do not bear on the inspection are warnings")
  func elsewhere() {
    let text = """
      ASA Version 9.1(2)
      access-list unused extended permit tcp object nosuch any
      class-map c
       match access-list gone
      policy-map p
       class c
        inspect http
       class nosuch
        police output 100000
      regex bad a{2,3}

      """
    #expect(
      diagnostics(text) == [
        "2:47: warning: there is no object network \"nosuch\"",
        "4:20: warning: there is no access-list \"gone\"",
        "8:8: warning: there is no class-map \"nosuch\"",
        "10:12: warning: only \"{x}\" and \"{x,}\" repeat; write \"\\{\"",
      ])
  }

  @Test("groups that hold themselves, and groups that stand too deep")
  func groups() {
    let circle = """
      object-group network a
       group-object b
      object-group network b
       group-object a
      access-list l extended permit tcp object-group a any
      class-map c
       match access-list l
      policy-map p
       class c
        inspect esmtp
      service-policy p global

      """
    #expect(diagnostics(circle) == ["4:15: error: object-group \"a\" holds itself"])
    var deep = ""
    for level in 0..<100 {
      deep += "object-group network g\(level)\n group-object g\(level + 1)\n"
    }
    deep += "object-group network g100\n network-object host 192.0.2.1\n"
    let text = deep + circle.replacing("object-group a any", with: "object-group g0 any")
    #expect(
      diagnostics(text).filter { $0.contains("error") } == [
        "128:15: error: object-groups stand more than 64 deep in each other"
      ])
  }
}
