import ESMTPInspection
import Primitives
import Testing

@testable import Reports

struct JSONReportTests {
  private func line(_ session: SessionRecord) -> String {
    var report = JSONReport()
    report.session(session)
    return String(decoding: report.takeOutput(), as: UTF8.self)
  }

  @Test("a session without anything is null, empty or zero throughout")
  func empty() {
    #expect(
      line(Samples.untouched)
        == #"{"record":"session","id":"1","community_id":"1:BBBBBBBBBBBBBBBBBBBBBBBBBBB=","#
        + #""client":{"address":"2001:db8::7","port":50000},"#
        + #""server":{"address":"2001:db8::19","port":25},"first_frame":1,"last_frame":9,"#
        + #""start":"2014-08-14T11:04:31.262345678Z","end":"2014-08-14T11:04:31.361111102Z","#
        + #""verdict":"untouched","coverage":"full","coverage_notes":[],"class":null,"map":null,"#
        + #""client_stream":{"bytes":0,"missing":0,"sha256":null},"#
        + #""server_stream":{"bytes":0,"missing":0,"sha256":null},"messages":[],"divergence":null,"#
        + #""events":[],"omitted":{},"omitted_messages":0,"roles_known":false,"#
        + #""closing":"end-of-capture","chain":[],"policy_reason":"","#
        + #""real_client":null,"real_server":null,"outcome":"unknown","outcome_frame":null,"#
        + #""outcome_rule":null,"outcome_match":null,"outcome_source":null,"outcome_basis":"recorded","#
        + #""outcome_reason":"no mail was seen in it","corroboration":[],"trouble":[],"#
        + #""display_filter":"ipv6.addr == 2001:db8::7 && ipv6.addr == 2001:db8::19 "#
        + #"&& tcp.port == 50000 && tcp.port == 25"#
        + #" && frame.time_epoch >= 1408014271.262345678 && frame.time_epoch <= 1408014271.361111102"}"#
        + "\n")
  }

  @Test("each session has its own decision, whatever the one before it had")
  func decisions() {
    let decision = { (text: String) in
      DecisionRecord(
        chain: [ChainStep(text: text, source: SourceLine(file: "p", line: 3))], reason: "r \(text)")
    }
    var report = JSONReport()
    var expected: [String] = []
    for text in ["a", "a", "\"b\"", "", "a"] {
      var session = Samples.untouched
      session.decision = text.isEmpty ? DecisionRecord() : decision(text)
      report.session(session)
      let shown = text.replacing("\"", with: "\\\"")
      expected.append(
        text.isEmpty
          ? #","chain":[],"policy_reason":"","real_client":"#
          : #","chain":[{"text":"\#(shown)","source":"p:3"}],"policy_reason":"r \#(shown)","real_client":"#
      )
    }
    let lines = String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == expected.count)
    for (line, part) in zip(lines, expected) { #expect(line.contains(part), "\(line)") }
  }

  @Test("log lines are one string with line feeds, bytes keep their escapes")
  func strings() {
    var session = Samples.masked
    session.events[0].event.log = ["one \"1\"", #"two \x0d"#]
    session.events[0].event.before = Array("a\r\n\\\"".utf8)
    let text = line(session)
    #expect(text.contains(##""log":"one \"1\"\ntwo \\x0d""##))
    #expect(text.contains(##""before":"a\\r\\n\\\\\"""##))
    #expect(text.contains(#""source":"running.cfg:412""#))
  }

  @Test("numbers are written whole", arguments: [0, 1, -1, 10, Int.max, .min])
  func numbers(value: Int) {
    var out: [UInt8] = [65]
    appendDecimal(value, to: &out)
    #expect(String(decoding: out, as: UTF8.self) == "A\(value)")
  }
}
