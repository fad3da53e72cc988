import ASAPolicy
import Reports
import Testing

@testable import Replay

@Suite struct ReconciliationTests {
  private func record(
    _ map: String, policy: String? = "global_policy", interface: String? = nil,
    name: String = "inspection_default", lines: [CountersRecord.Line] = []
  ) -> CountersRecord {
    CountersRecord(
      layout: .plain, interface: interface, servicePolicy: policy, className: name, mapName: map,
      lines: lines)
  }

  private func table(_ predicted: [CountersRecord], _ shown: String) throws -> [String] {
    let show = try ShowServicePolicy(PolicyText(name: "s", text: shown))
    return Reconciliation(shown: show, file: "s", isAlone: false).table(predicted).sections.flatMap
    {
      section in
      [section.title]
        + section.rows.map {
          "\($0.name): \($0.predicted.map(String.init) ?? "-") "
            + "\($0.real.map(String.init) ?? "-") \($0.mark ?? "")"
        }
    }
  }

  @Test("criteria are paired by their words, and what is left stands behind")
  func criteria() throws {
    let lines: [CountersRecord.Line] = [
      .init(text: "mask-banner", kind: .parameter, count: 3),
      .init(text: "mail-relay example.com action log", kind: .toolParameter, count: 1),
      .init(text: "cmd verb MAIL RCPT", kind: .match(action: "log"), count: 2),
      .init(text: "cmd line length gt 512", kind: .match(action: "log"), count: 5),
    ]
    #expect(
      try table(
        [record("m", lines: lines)],
        """
        Inspect: esmtp m, packet 9, drop 0, reset-drop 0
          mask-banner, count 3
          mail-relay example.com action log, count 4
          match cmd verb RCPT MAIL
            reset log, packet 2
          match header line length gt 998
            log, packet 7
        """) == [
          "inspect esmtp m, class inspection_default, service-policy global_policy global",
          "packet: 0 9 differs", "drop: 0 0 ", "reset-drop: 0 0 ", "mask-banner: 3 3 ",
          "mail-relay example.com action log: 1 4 differs",
          "match cmd verb MAIL RCPT (log here, reset log there): 2 2 ",
          "match cmd line length gt 512: 5 - only predicted",
          "match header line length gt 998, log: - 7 only real",
        ])
  }

  @Test("blocks are paired by place, then by map, then by being the last")
  func blocks() throws {
    let shown = """
      Interface outside:
        Service-policy: p
          Class-map: a
            Inspect: esmtp m, packet 1, drop 0, reset-drop 0
          Class-map: b
            Inspect: esmtp m, packet 2, drop 0, reset-drop 0
          Class-map: c
            Inspect: esmtp n, packet 3, drop 0, reset-drop 0
          Class-map: d
            Inspect: esmtp o, packet 4, drop 0, reset-drop 0
      """
    let predicted = [
      record("x", policy: "p", name: "z"), record("n", policy: "q", name: "y"),
      record("m", policy: "p", interface: "outside", name: "b"),
      record("m", policy: "p", interface: "outside", name: "a"),
    ]
    let rows = try table(predicted, shown).filter { $0.hasPrefix("packet") || $0.contains("names") }
    #expect(
      rows == [
        "inspect esmtp x, class z, service-policy p interface outside (the device names map o)",
        "packet: 0 4 differs", "packet: 0 3 differs", "packet: 0 2 differs", "packet: 0 1 differs",
      ])
  }

  @Test("a block without a partner is listed whole")
  func alone() throws {
    #expect(
      try table([], "Inspect: esmtp m, packet 2, drop 1\nmask-banner, count 3\n") == [
        "inspect esmtp m", "packet: - 2 only real", "drop: - 1 only real",
        "mask-banner: - 3 only real",
      ])
    #expect(try table([record("m")], "Inspect: esmtp m, packet 0, drop 0\n").count == 3)
  }
}
