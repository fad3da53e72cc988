import Testing

@testable import Reports

struct CountersReportTests {
  private func text(_ counters: [CountersRecord]) -> String {
    var summary = Samples.summary([:])
    summary.counters = counters
    var report = CountersReport()
    report.summary(summary)
    return String(decoding: report.takeOutput(), as: UTF8.self)
  }

  @Test(
    "the head line is that of the generation (H01, H03, H04)",
    arguments: [
      (CountersRecord.Layout.plain, "packet 54698280, drop 2676, reset-drop 0"),
      (.lockFail, "packet 54698280, lock fail 0, drop 2676, reset-drop 0"),
      (
        .packetRate,
        "packet 54698280, lock fail 0, drop 2676, reset-drop 0, 5-min-pkt-rate 0 pkts/sec, "
          + "v6-fail-close 0 sctp-drop-override 0"
      ),
    ])
  func heads(_ layout: CountersRecord.Layout, _ counts: String) {
    var counters = Samples.counters(layout)
    counters.resetDrops = 0
    counters.lines.remove(at: 1)
    #expect(
      text([counters]) == """
        Global policy:
          Service-policy: global_policy
            Class-map: inspection_default
              Inspect: esmtp _default_esmtp_map, \(counts)
                mask-banner, count 278499
                match cmd line length gt 512
                  drop-connection log, packet 0
                match ehlo-reply-parameter others
                  mask, packet 144526

        """)
  }

  @Test("classes of one service-policy stand under one head")
  func classes() {
    var first = Samples.counters(.plain)
    first.lines = []
    var second = first
    second.className = "mail"
    #expect(
      text([first, second]) == """
        Global policy:
          Service-policy: global_policy
            Class-map: inspection_default
              Inspect: esmtp _default_esmtp_map, packet 54698280, drop 2676, reset-drop 1
            Class-map: mail
              Inspect: esmtp _default_esmtp_map, packet 54698280, drop 2676, reset-drop 1

        """)
  }

  @Test("what no device prints is behind an exclamation mark")
  func ours() {
    #expect(text([]) == "! nothing is inspected\n")
    var counters = CountersRecord(layout: .plain)
    #expect(text([counters]).hasPrefix("! fixup protocol smtp has no such output; "))
    #expect(text([counters]).hasSuffix("Inspect: esmtp, packet 0, drop 0, reset-drop 0\n"))
    counters.mapName = "m"
    #expect(text([counters]).hasPrefix("! no service-policy is configured; "))
    #expect(
      text([Samples.counters(.plain)]).contains(
        "        mail-relay example.com action log, count 3  ! line of this tool\n"))
  }
}
