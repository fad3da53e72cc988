import Testing

@testable import ASAPolicy

@Suite("abbreviations")
struct AbbreviationTests {
  @Test("words in full and as people type them say the same")
  func same() throws {
    let typed = """
      asa version 9.1(2)
      int g0
       namei outside
       sec 0
       ip add 192.0.2.1 255.255.255.0
       no shut
      object net mail
       ho 10.0.0.25
      object-g net hosts
       net host 10.0.0.26
      access-l a ext perm tcp any object mail eq smtp
      class-m cc
       mat acc a
      class-m type reg match-any rc
       mat reg r
      regex r abc
      pol ty ins esm own
       par
        mask-b
        allow act log
        special act drop log
        mail-r example.com act drop-c l
       mat cmd li le gt 500
        drop-c l
       mat n sender reg class rc
        res l
       mat ehlo oth
        mas l
      policy-m global_policy
       cl cc
        insp esm own
        set conn conn 5 emb 6
        set conn timeo emb 0:0:9
        set conn adv tcp-s
      service-p global_policy glob

      """
    let full = """
      ASA Version 9.1(2)
      interface g0
       nameif outside
       security-level 0
       ip address 192.0.2.1 255.255.255.0
      object network mail
       host 10.0.0.25
      object-group network hosts
       network-object host 10.0.0.26
      access-list a extended permit tcp any object mail eq smtp
      class-map cc
       match access-list a
      class-map type regex match-any rc
       match regex r
      regex r abc
      policy-map type inspect esmtp own
       parameters
        mask-banner
        allow-tls action log
        special-character action drop-connection log
        mail-relay example.com action drop-connection log
       match cmd line length gt 500
        drop-connection log
       match not sender-address regex class rc
        reset log
       match ehlo-reply-parameter others
        mask log
      policy-map global_policy
       class cc
        inspect esmtp own
        set connection conn-max 5 embryonic-conn-max 6
        set connection timeout embryonic 0:0:9
        set connection advanced-options tcp-state-bypass
      service-policy global_policy global

      """
    #expect(diagnostics(typed) == [])
    let shown = try policy(typed).text
    #expect(
      shown.replacing("extended perm tcp", with: "extended permit tcp") == (try policy(full).text))
  }

  @Test(
    "a word that is none of those that can stand here is refused",
    arguments: [
      ("set connection conn-mx 50", "18: error: \"conn-mx\" is not known here"),
      ("set connection timeout embrionic 0:0:5", "26: error: \"embrionic\" is not known here"),
      ("inspect esmtpp", "11: error: \"esmtpp\" is not a protocol that is inspected"),
    ])
  func refused(_ line: String, _ expected: String) {
    let text = "policy-map global_policy\n class inspection_default\n  \(line)\n"
    #expect(diagnostics(text).contains("3:" + expected), "\(diagnostics(text))")
  }

  @Test(
    "a kind of object or group that is none",
    arguments: [
      ("object netwrok mail", "1:8: error: \"netwrok\" is not a kind of object"),
      ("object-group servce mail", "1:14: error: \"servce\" is not a kind of object"),
      (
        "object-group service mail tpc",
        "1:27: error: \"tpc\" is not \"tcp\", \"udp\" or \"tcp-udp\""
      ),
    ])
  func kinds(_ line: String, _ expected: String) {
    #expect(diagnostics(line + "\n").contains(expected), "\(diagnostics(line))")
  }

  @Test("a head is found by each start of it that no other has")
  func heads() {
    let heads = Heads.understood + Heads.others
    #expect(Set(heads).count == heads.count)
    for head in heads {
      for length in 0...head.utf8.count {
        let word = String(head.prefix(length))
        let found = length < 2 ? nil : Keyword.find(word, in: heads)
        #expect(Heads.find(word) == found)
      }
      #expect(Heads.find(head + "x") == (heads.contains(head + "x") ? head + "x" : nil))
    }
    #expect(Heads.find("~~") == nil && Heads.find("zz") == nil && Heads.find("AAA") == nil)
  }
}
