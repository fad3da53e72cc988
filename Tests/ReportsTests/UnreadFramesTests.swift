import Testing

@testable import Reports

/// What reports say of frames that could not be read.
@Suite struct UnreadFramesTests {
  private static let packets: [(name: String, count: Int)] = [
    ("malformed", 22), ("headers_cut", 21), ("encapsulated", 9), ("datagrams_overlapping", 2),
    ("datagrams_lost", 1),
  ]

  private func report(_ form: ReportForm, _ packets: [(name: String, count: Int)]) -> String {
    var writer = ReportWriter(form)
    writer.run(Samples.run)
    var summary = Samples.summary([.untouched: 1])
    (summary.coverage, summary.reasons, summary.packets) = ([(.full, 1)], [], packets)
    (summary.rules, summary.bounds) = ([], [])
    writer.summary(summary)
    return String(decoding: writer.takeOutput(), as: UTF8.self)
  }

  private func words(_ text: String) -> String {
    text.lowercased().split { $0.isWhitespace }.joined(separator: " ")
  }

  @Test("each reason has a row and what to do")
  func rows() {
    let text = report(.text, Self.packets).split { $0.isWhitespace }.joined(separator: " ")
    for part in [
      "cut-headers 21 frames that are cut before the end of the TCP header; capture with a larger "
        + "snap length (tcpdump -s)",
      "malformed 1 frame that has a header that contradicts itself",
      "encapsulated 9 frames that are in a tunnel or a form that is not followed (IP in IP, GRE, ESP, "
        + "VXLAN and others); capture what is inside",
      "overlapping 2 datagrams that are dropped because fragments overlap (RFC 5722)",
      "fragments-lost 1 datagram that lacks fragments",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("no form says that nothing was left out", arguments: [ReportForm.text, .markdown, .html])
  func forms(_ form: ReportForm) {
    #expect(words(report(form, [])).contains("knows of was left out"))
    for packet in Self.packets where packet.name != "headers_cut" {
      #expect(!words(report(form, [packet])).contains("knows of was left out"), "\(packet.name)")
    }
  }

  @Test("other counts of packets are nothing to mention")
  func others() {
    #expect(UnreadFrames(packets: [("frames", 7), ("datagrams_expired", 1)]).parts.isEmpty)
  }
}
