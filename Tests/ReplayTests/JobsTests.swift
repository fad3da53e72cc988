import ASAPolicy
import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

/// Nothing that is reported depends on how many threads work.
@Suite struct JobsTests {
  private func report(
    _ inputs: [CaptureInput], _ form: ReportForm, jobs: Int, folder: TemporaryFolder
  ) throws -> (report: Data, status: Int, messages: [String]) {
    let policy = try loadPolicy()
    var options = AnalysisOptions()
    options.jobs = jobs
    let path = "\(folder.path)/report-\(jobs)"
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: options), report: ReportWriter(form),
      run: RunRecord(
        version: "0", profile: policy.profile.name, policyFiles: [], statement: nil, source: nil,
        className: nil, ports: options.ports, checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: path), gate: AnalysisRun.Gate(failOn: .dropped))
    for input in inputs { try run.read(input, filter: nil) { _ in } }
    let messages = run.messages
    let outcome = try run.finish()
    return (try Data(contentsOf: URL(filePath: path)), outcome.status, messages)
  }

  @Test("one thread and several write the same report", arguments: ReportForm.allCases)
  func sameReport(form: ReportForm) throws {
    let folder = try TemporaryFolder()
    // One that is cut, and one that is not there.
    let whole = try Data(contentsOf: URL(filePath: try repositoryCaptures()[0].path))
    let cut = try folder.write(Array(whole.dropLast(9)), as: "cut.pcap")
    let paths = try repositoryCaptures().map(\.path) + [cut, "\(folder.path)/none.pcap"]
    let inputs = paths.map(CaptureInput.file)
    let one = try report(inputs, form, jobs: 1, folder: folder)
    let two = try report(inputs, form, jobs: 2, folder: folder)
    #expect(one.report == two.report)
    #expect(one.status == two.status)
    #expect(one.messages == two.messages)
    #expect(one.messages.count == 2)
    #expect(!one.report.isEmpty)
  }

  @Test("frames that are common, are not, and are damaged, in more bytes than are read at once")
  func sameOfAllFrames() throws {
    var generator = SplitMix64(seed: 11)
    var builder = CaptureBuilder()
    for number in 0..<600 {
      let body = String(repeating: "A line of the message.\r\n", count: number % 90)
      builder.session(
        client: (1, UInt16(10_000 + number)), server: (2, number % 5 == 0 ? 80 : 25),
        [
          ("S", "220 mx.example.org ESMTP\r\n"), ("C", "EHLO client\r\n"),
          ("S", "250-mx.example.org\r\n250-STARTTLS\r\n250 SIZE\r\n"),
          ("C", "MAIL FROM:<a@example.org>\r\n"), ("S", "250 ok\r\n"),
          ("C", "RCPT TO:<b@example.org>\r\n"), ("S", "250 ok\r\n"),
          ("C", "DATA\r\n"), ("S", "354 go\r\n"), ("C", "Subject: x\r\n\r\n\(body).\r\n"),
          ("S", "250 queued\r\n"), ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
        ])
    }
    var frames = WrittenFrame.all(builder.bytes)
    for index in frames.indices {
      switch generator.next() % 12 {
      case 0: frames[index].bytes.insert(contentsOf: [0x81, 0, 0, 5], at: 12)
      case 1: frames[index].bytes.removeLast(Int(generator.next() % 30))
      case 2:
        let place = Int(generator.next() % UInt64(frames[index].bytes.count))
        frames[index].bytes[place] ^= 1 << UInt8(generator.next() % 8)
      case 3: frames[index].bytes.replaceSubrange(12..<14, with: [8, 6])
      default: break
      }
      frames[index].originalLength = max(
        frames[index].originalLength, frames[index].bytes.count)
    }
    let capture = WrittenFrame.capture(frames, like: builder.bytes)
    #expect(capture.count > 2 * 262_144)
    let folder = try TemporaryFolder()
    let inputs = [CaptureInput.file(try folder.write(capture, as: "all.pcap"))]
    let one = try report(inputs, .json, jobs: 1, folder: folder)
    let two = try report(inputs, .json, jobs: 2, folder: folder)
    #expect(one.report == two.report)
    #expect(one.report.count > 100_000)
  }
}
