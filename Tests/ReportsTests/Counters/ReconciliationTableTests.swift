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

  @Test("where all agree the table says so")
  func agreement() {
    let table = ReconciliationTable(
      file: "f", sections: [.init(title: "t", rows: [.init("packet", predicted: 1, real: 1)])])
    #expect(String(decoding: table.text, as: UTF8.self).hasSuffix("\n\nall 1 counters agree\n"))
  }

  @Test("no byte of a file name or a statement is unescaped", arguments: HostileBytes.corpus)
  func hostile(bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let table = ReconciliationTable(
      file: text,
      sections: [.init(title: text, rows: [.init(text, predicted: .min, real: .max)])])
    #expect(table.text.allSatisfy { $0 == 10 || $0 >= 0x20 && $0 < 0x7F })
    #expect(table.text.filter { $0 == 10 }.count == 7)
  }
}
