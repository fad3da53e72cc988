import ASAPolicy
import Primitives
import Testing

struct ShowServicePolicyTests {
  private func read(_ text: String) throws -> ShowServicePolicy {
    try ShowServicePolicy(PolicyText(name: "show.txt", text: text))
  }

  /// `TEXT [ACTION] = COUNT` of the lines of a block.
  private func lines(_ block: ShowServicePolicy.Block) -> [String] {
    block.lines.map { line in
      line.text + (line.action.isEmpty ? "" : " [\(line.action)]") + " = \(line.count)"
    }
  }

  private static let head = """
    Global policy:
      Service-policy: global_policy
        Class-map: inspection_default

    """

  private static let body = """
            mask-banner, count 278499
            match cmd line length gt 512
              drop-connection log, packet 0
            match cmd RCPT count gt 100
              drop-connection log, packet 760
            match body line length gt 998
              log, packet 4954
            match header line length gt 998
              drop-connection log, packet 380
            match sender-address length gt 320
              drop-connection log, packet 0
            match MIME filename length gt 255
              drop-connection log, packet 0
            match ehlo-reply-parameter others
              mask, packet 144526

    """

  private static let expected = [
    "mask-banner = 278499", "cmd line length gt 512 [drop-connection log] = 0",
    "cmd RCPT count gt 100 [drop-connection log] = 760", "body line length gt 998 [log] = 4954",
    "header line length gt 998 [drop-connection log] = 380",
    "sender-address length gt 320 [drop-connection log] = 0",
    "MIME filename length gt 255 [drop-connection log] = 0",
    "ehlo-reply-parameter others [mask] = 144526",
  ]

  @Test("H01: the whole block of the 7.x and 8.x layout")
  func plain() throws {
    let show = try read(
      Self.head
        + "      Inspect: esmtp _default_esmtp_map, packet 54698280, drop 2676, reset-drop 0\n"
        + Self.body)
    let block = try #require(show.blocks.first)
    #expect(show.blocks.count == 1)
    #expect(block.layout == .plain)
    #expect(block.interface == nil)
    #expect(block.servicePolicy == "global_policy")
    #expect(block.className == "inspection_default")
    #expect(block.mapName == "_default_esmtp_map")
    #expect([block.packets, block.drops, block.resetDrops] == [54_698_280, 2676, 0])
    #expect(block.lockFails == nil)
    #expect(block.line == 4)
    #expect(lines(block) == Self.expected)
    #expect(block.lines.map(\.line) == [5, 6, 8, 10, 12, 14, 16, 18])
  }

  @Test(
    "H03, H04: the head lines of later generations",
    arguments: [
      (
        "Inspect: esmtp _default_esmtp_map, packet 96716502, lock fail 7, drop 25, reset-drop 0",
        ShowServicePolicy.Layout.lockFail, 96_716_502, 7, 25
      ),
      (
        "Inspect: esmtp _default_esmtp_map, packet 0, lock fail 0, drop 0, reset-drop 0, "
          + "5-min-pkt-rate 0 pkts/sec, v6-fail-close 0 sctp-drop-override 0",
        .packetRate, 0, 0, 0
      ),
    ])
  func heads(
    _ line: String, _ layout: ShowServicePolicy.Layout, _ packets: Int, _ lockFails: Int,
    _ drops: Int
  ) throws {
    let block = try #require(try read(line + "\n" + Self.body).blocks.first)
    #expect(block.layout == layout)
    #expect([block.packets, block.lockFails, block.drops] == [packets, lockFails, drops])
    #expect(block.resetDrops == 0)
    #expect(block.servicePolicy == nil)
    #expect(lines(block) == Self.expected)
  }

  @Test(
    "H02: as documents print it",
    arguments: [
      // Criterion and action in one line.
      """
      Inspect: esmtp _default_esmtp_map, packet 104468, drop 0, reset-drop 0
      mask-banner, count 639
      match header line length gt 998 drop-connection log, packet 41
      match ehlo-reply-parameter others mask, packet 2555
      """,
      // Remarks behind the criteria, in the words of the actions.
      """
      Inspect: esmtp _default_esmtp_map, packet 104468, drop 0, reset-drop 0
      mask-banner, count 639     obfuscate the banner, count them, mask, packet by packet
      match header line length gt 998    log, or drop if a header line > 998 log
      drop-connection log, packet 41
      match ehlo-reply-parameter others   (mask every match of the others)
      mask, packet 2555   <- half the banners
      """,
      // Slashes and colons instead of lines.
      """
      Inspect: esmtp _default_esmtp_map, packet 104468, drop 0, reset-drop 0 / mask-banner, \
      count 639 / match header line length gt 998: drop-connection log, packet 41 / match \
      ehlo-reply-parameter others: mask, packet 2555
      """,
      // Wrapped by a terminal, in the middle of words and numbers.
      """
      Inspect: esmtp _default_esmtp_map, packet 104
      468, drop 0, reset-dr
      op 0
      mask-banner,
      count 639
      match header line
      length gt 998 drop-connection
      log, packet
      41
      match ehlo-reply-parameter others
      mask, packet 2555
      """,
      // Prompts, page breaks, Windows line ends, other inspections around it.
      "asa# show service-policy\r\nGlobal policy:\r\n  Service-policy: p\r\n"
        + "      Inspect: dns m, packet 9, drop 1, reset-drop 0\r\n        match x, packet 3\r\n"
        + "      Inspect: esmtp _default_esmtp_map, packet 104468, drop 0, reset-drop 0\r\n"
        + "        mask-banner, count 639\r\n<--- More --->\r              \r"
        + "        match header line length gt 998\r\n          drop-connection log, packet 41\r\n"
        + "        match ehlo-reply-parameter others\r\n          mask, packet 2555\r\n"
        + "      Inspect: sip , packet 5, drop 0, reset-drop 0\r\n"
        + "               tcp-proxy: bytes in buffer 0, bytes dropped 0\r\nasa#\r\n",
      // Letters of another case.
      """
      INSPECT: ESMTP _default_esmtp_map, PACKET 104468, DROP 0, RESET-DROP 0
      MASK-BANNER, COUNT 639
      MATCH HEADER LINE LENGTH GT 998
      DROP-CONNECTION LOG, PACKET 41
      match EHLO-reply-parameter others
      mask, packet 2555
      """,
    ])
  func documents(_ text: String) throws {
    let show = try read(text)
    #expect(show.blocks.count == 1)
    let block = try #require(show.blocks.first)
    #expect([block.packets, block.drops, block.resetDrops] == [104_468, 0, 0])
    #expect(block.mapName == "_default_esmtp_map")
    #expect(
      lines(block) == [
        "mask-banner = 639", "header line length gt 998 [drop-connection log] = 41",
        "ehlo-reply-parameter others [mask] = 2555",
      ])
  }

  @Test("every criterion, argument and action is read")
  func criteria() throws {
    let show = try read(
      """
      Interface outside:
        Service-policy: outside_policy
          Class-map: mail
            Inspect: esmtp strict, packet 1, drop 2, reset-drop 3
              mail-relay example.com action drop-connection log, count 4
              special-character action log, count 5
              allow-tls action log, count 6
              match not cmd verb mail RCPT
                rate-limit 12 log, packet 7
              match mime filetype regex class exes
                reset, packet 8
              match sender-address regex black
                drop-connection, packet 9
              match mime encoding base64 8bit
                log, packet 10
              match ehlo-reply-parameter binaryname size
                mask log, packet 11
      Interface inside:
        Service-policy: inside_policy
            Inspect: esmtp, packet 20, drop 0
      """)
    let block = try #require(show.blocks.first)
    #expect(block.interface == "outside")
    #expect(block.servicePolicy == "outside_policy")
    #expect(block.className == "mail")
    #expect(
      lines(block) == [
        "mail-relay = 4", "special-character = 5", "allow-tls = 6",
        "not cmd verb MAIL RCPT [rate-limit 12 log] = 7",
        "MIME filetype regex class exes [reset] = 8",
        "sender-address regex black [drop-connection] = 9", "MIME encoding base64 8bit [log] = 10",
        "ehlo-reply-parameter binarymime size [mask log] = 11",
      ])
    let last = try #require(show.blocks.last)
    #expect(last.interface == "inside")
    #expect(last.className == nil)
    #expect(last.mapName == nil)
    #expect(last.resetDrops == nil)
    #expect(last.packets == 20)
  }

  @Test(
    "what cannot be read is told with its line",
    arguments: [
      (
        "",
        "show.txt: error: there is no 'Inspect: esmtp' in it; paste the output of "
          + "'show service-policy inspect esmtp'"
      ),
      (
        "\nInspect: esmtp m, drop 1\n",
        "show.txt:2: error: the line 'Inspect: esmtp' has no packet count; paste it whole"
      ),
      ("Inspect: esmtp m,\npacket x\n", "show.txt:2: error: a number is due behind 'packet'"),
      (
        "Inspect: esmtp m, packet 1234567890123456789, drop 0\n",
        "show.txt:1: error: '1234567890123456789' is no count"
      ),
      (
        "Inspect: esmtp m, packet 1\nmatch cmd line length gt 512\nlog, packet\n",
        "show.txt:3: error: a number is due behind 'packet'"
      ),
      (
        "Inspect: esmtp m, packet 1\n\nmatch cmd line length gt 512\n"
          + "match body line length gt 998\nlog, packet 1\n",
        "show.txt:3: error: 'match cmd line length gt 512' has no line with its actions and a "
          + "packet count"
      ),
      (
        "Inspect: esmtp m, packet 1\nmask-banner, count many\n",
        "show.txt:2: error: a number is due behind 'count'"
      ),
    ])
  func failures(_ text: String, _ message: String) throws {
    let failure = #expect(throws: ShowServicePolicy.Failure.self) { try read(text) }
    #expect(failure?.description == message)
  }

  @Test("a text cut anywhere, or with any byte changed, gives blocks or a line")
  func cuts() {
    let text = Array(
      (Self.head + "      Inspect: esmtp _default_esmtp_map, packet 5, drop 2, reset-drop 0\n"
        + Self.body).utf8)
    var generator = SplitMix64(seed: 1)
    for end in 0...text.count {
      var changed = Array(text[..<end])
      check(changed)
      guard end > 0 else { continue }
      changed[Int.random(in: 0..<end, using: &generator)] = .random(in: 0...255, using: &generator)
      check(changed)
    }
  }

  private func check(_ bytes: [UInt8]) {
    do throws(ShowServicePolicy.Failure) {
      let show = try ShowServicePolicy(
        PolicyText(name: "s", text: String(decoding: bytes, as: UTF8.self)))
      #expect(show.blocks.allSatisfy { $0.packets >= 0 && $0.line > 0 })
    } catch {
      let lines = bytes.filter { $0 == 10 }.count + 1
      #expect((0...lines).contains(error.line))
    }
  }

  @Test("a large text of half matches is read in linear time", .timeLimit(.minutes(10)))
  func large() throws {
    let text =
      "Inspect: esmtp m, packet 1\nmatch cmd line length gt 1\n"
      + String(repeating: "match log mask, packet packet log, count <--- More ---> ", count: 20_000)
    #expect(throws: ShowServicePolicy.Failure.self) { try read(text) }
    let blocks = String(repeating: "Inspect: esmtp m, packet 1\n", count: 20_000)
    #expect(try read(blocks).blocks.count == 20_000)
  }

  @Test(
    "a block ends where the text goes on with something else",
    arguments: [
      "------------------ show running-config ------------------\n",
      "policy-map type inspect esmtp own\n", "class-map c\n",
      "fw# show running-config policy-map\n", "fw/act(config)# \n", "fw> \n",
    ])
  func otherTexts(_ line: String) throws {
    let head =
      Self.head + "      Inspect: esmtp _default_esmtp_map, packet 5, drop 2, reset-drop 0\n"
    let behind = "policy-map type inspect esmtp own\n match cmd line length gt 3\n  reset\n"
    let show = try read(head + Self.body + line + " match cmd line length gt 3\n" + behind)
    #expect(show.blocks.map(lines) == [Self.expected])
  }
}
