import ASAPolicy
import ESMTPInspection
import Testing

@Suite("what a mistake looks like")
struct DiagnosticTests {
  private func printed(_ text: String) -> [String] {
    LoadedPolicy.load([PolicyText(name: "asa.cfg", text: text)], profile: nil).diagnostics
      .filter { $0.severity == .error }.map(\.description)
  }

  @Test("place, line, caret and the word that was meant")
  func caret() {
    #expect(
      printed(ClassificationTests.one("access-list a extended permit tcp any any eq smpt")) == [
        """
        asa.cfg:1:46: error: "smpt" is not a port
        access-list a extended permit tcp any any eq smpt
                                                     ^
                                                     did you mean "smtp"?
        """
      ])
  }

  @Test("tabs stay below tabs, and control characters never reach a terminal")
  func tabs() {
    #expect(
      printed("class-map c\n\tmatch\tport tcp eq \u{1B}[31m\n") == [
        "asa.cfg:2:21: error: \"[31m\" is not a port\n\tmatch\tport tcp eq ?[31m\n\t     \t             ^"
      ])
  }

  @Test("a word without end is cut in the message, too, and the rest of the message stays")
  func endless() {
    let word = String(repeating: "9", count: 60_000)
    let line = "access-list a extended permit tcp any any eq \(word)"
    let text = printed(ClassificationTests.one(line)).first ?? ""
    #expect(text.utf8.count < 2000)
    #expect(text.contains("999…999"))
    #expect(text.contains("is not a port\n"))
  }

  @Test("columns count characters, not bytes")
  func columns() {
    #expect(
      printed("class-map é\n match port tcp eq é\n").first?.hasPrefix("asa.cfg:2:20: error")
        ?? false)
    #expect(
      printed(
        "regex é \"(\"\npolicy-map type inspect esmtp m\n match sender-address regex é\n  log\n"
      )
      .first?.hasPrefix("asa.cfg:1:10: error") ?? false)
  }

  @Test("all mistakes of a text come in one run, in the order of its lines")
  func all() {
    let text = """
      policy-map type inspect esmtp m
       match cmd line lenght gt 5
        log
       match cmd line length gt x
       parameters
        mask-baner
      policy-map global_policy
       class inspection_default
        inspect esmtp n

      """
    #expect(
      diagnostics(text) == [
        "2:17: error: \"lenght\" is not \"length\"",
        "4:27: error: \"x\" is not a number of bytes",
        "6:3: error: \"mask-baner\" is not known in the parameters of an esmtp inspection map",
        "9:17: error: there is no policy-map type inspect esmtp \"n\"",
      ])
  }

  @Test("lines that are none of ours are never printed")
  func secrets() {
    let text = """
      ASA Version 9.1(2)
      username admin password hunter2 encrypted
      snmp-server community s3cret
      tunnel-group 203.0.113.1 ipsec-attributes
       ikev1 pre-shared-key k3y
      aaa-server x protocol radius
       key t0psecret
       match secret
      crypto ca certificate chain x
       certificate 01
          308202d4 3082023d a0030201 policy-map class-map
        quit
      class-map c
       match prot tcp eq 25
       key of the class-map

      """
    let (policy, found) = LoadedPolicy.load([PolicyText(name: "p", text: text)], profile: nil)
    #expect(policy == nil)
    for word in ["hunter2", "s3cret", "k3y", "t0psecret", "308202d4"] {
      #expect(!found.contains { $0.description.contains(word) })
    }
    #expect(found.map(\.source.line).filter { $0 < 13 } == [])
  }
}
