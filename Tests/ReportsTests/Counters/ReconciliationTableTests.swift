import Testing

@testable import Reports

struct ReconciliationTableTests {
  @Test("a line a counter, aligned, with a mark where they differ")
  func table() {
    let table = ReconciliationTable(
      file: "show.txt",
      sections: [
        .init(
          title: "inspect esmtp _default_esmtp_map, class inspection_default",
          rows: [
            .init("packet", predicted: 32, real: 54_698_280), .init("drop", predicted: 0, real: 0),
            .init("match cmd line length gt 512", predicted: 1, real: nil),
            .init("allow-tls", predicted: nil, real: 7),
          ])
      ])
    #expect(
      String(decoding: table.text, as: UTF8.self) == """
        Counters predicted for this capture against show.txt

        inspect esmtp _default_esmtp_map, class inspection_default
                                         predicted          real
          packet                                32      54698280  differs
          drop                                   0             0
          match cmd line length gt 512           1             -  only predicted
          allow-tls                              -             7  only real

        3 of 4 counters differ or stand on one side alone

        """)
  }

  @Test("lines keep to 80 columns, however long the names are")
  func width() {
    let name = "match header line length gt 998 of a map with a name that is long enough"
    let table = ReconciliationTable(
      file: "f",
      sections: [
        .init(
          title:
            "inspect esmtp _default_esmtp_map, class inspection_default, service-policy global_policy global",
          rows: [
            .init(name, predicted: 1, real: nil), .init("packet", predicted: 1, real: 1),
            .init("match cmd line length gt 512 drop-connection log", predicted: 2, real: nil),
          ])
      ])
    let text = String(decoding: table.text, as: UTF8.self)
    #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
    #expect(text.contains("class inspection_default,\n  service-policy global_policy global\n"))
    #expect(text.contains("  \(name)\n"))
    #expect(text.ranges(of: "only predicted").count == 2)
  }

  @Test("where all agree the table says so")
  func agreement() {
    let table = ReconciliationTable(
      file: "f", sections: [.init(title: "t", rows: [.init("packet", predicted: 1, real: 1)])])
    #expect(String(decoding: table.text, as: UTF8.self).hasSuffix("\n\nall 1 counters agree\n"))
  }

  @Test("no byte of a file name or a statement is unescaped", arguments: HostileBytes.corpus)
  func hostile(bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    func table(_ text: String) -> [UInt8] {
      ReconciliationTable(
        file: text,
        sections: [.init(title: text, rows: [.init(text, predicted: .min, real: .max)])]
      ).text
    }
    #expect(table(text).allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
    #expect(table(text) == table(Escape.text(text)))
  }
}
