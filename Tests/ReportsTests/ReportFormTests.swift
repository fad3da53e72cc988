import Testing

@testable import Reports

struct ReportFormTests {
  @Test("each form writes what its report writes", arguments: ReportForm.allCases)
  func forms(form: ReportForm) {
    let output = Samples.report(form)
    switch form {
    case .text: #expect(output.starts(with: "esmtp-replay 1.0.0".utf8))
    case .json: #expect(output.starts(with: #"{"record":"run","schema":"esmtp-replay/1""#.utf8))
    case .html: #expect(output.starts(with: "<!DOCTYPE html>\n<html lang=\"en\">\n".utf8))
    case .markdown: #expect(output.starts(with: "# ESMTP inspection report\n".utf8))
    case .sarif:
      #expect(output.starts(with: #"{"$schema":"https://docs.oasis-open.org/sarif/"#.utf8))
    case .junit: #expect(output.starts(with: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8))
    case .tap: #expect(output.starts(with: "TAP version 14\n".utf8))
    case .syslog: #expect(output.starts(with: "Aug 14 2014 11:04:31: %ASA-6-302013: Built ".utf8))
    case .counters: #expect(output.starts(with: "Global policy:\n  Service-policy: ".utf8))
    }
    #expect(!form.summary.isEmpty && !form.summary.hasSuffix("."))
  }

  @Test("output is handed out once and in order", arguments: ReportForm.allCases)
  func draining(form: ReportForm) {
    var writer = ReportWriter(form)
    var output: [UInt8] = []
    writer.run(Samples.run)
    output += writer.takeOutput()
    for capture in Samples.captures {
      writer.capture(capture)
      output += writer.takeOutput()
    }
    for session in [Samples.untouched, Samples.dropped, Samples.masked] {
      writer.session(session)
      output += writer.takeOutput()
    }
    writer.summary(Samples.total)
    output += writer.takeOutput()
    #expect(output == Samples.report(form))
    #expect(writer.takeOutput().isEmpty)
  }
}
