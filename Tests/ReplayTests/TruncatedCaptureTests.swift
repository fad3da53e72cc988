import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

/// A capture that ends anywhere: nothing is lost that was computed.
@Suite struct TruncatedCaptureTests {
  private struct Told: Equatable {
    var status: Int
    var messages: [String]
    /// The records of sessions.
    var sessions: [String]
    /// The frames of the capture that were read.
    var frames: Int
    /// The records without what was looked at.
    var decisions: [String] {
      sessions.map {
        $0.replacing(/"coverage":"[a-z]+","coverage_notes":\[[^\]]*\],/, with: "")
      }
    }
  }

  @Test("at every byte a capture tells what its whole frames do, and how much is missing")
  func everywhere() throws {
    let capture = try repositoryCaptures().first { $0.path.hasSuffix("/chunking.pcap") }
    let path = try #require(capture?.path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let (folder, policy) = (try TemporaryFolder(), try loadPolicy())
    func told(_ count: Int) throws -> Told {
      let input = try folder.write(Array(bytes.prefix(count)), as: "c.pcap")
      return try self.told(input, folder, policy)
    }
    var (end, frames, last) = (24, 0, try told(24))
    // The FINs, of which the second one ends the session.
    var ends = 0
    for cut in 0..<24 {
      let head = try told(cut)
      #expect(head.status == 2 && head.sessions.isEmpty && head.messages.count == 1, "\(cut)")
    }
    while end < bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[end + 8 + $1]) << (8 * $1) }
      for cut in end + 1..<end + 16 + length {
        let told = try told(cut)
        #expect(told.status == 3, "\(cut)")
        // How much there is of a session that is open there is known of whole captures alone.
        #expect(told.decisions == last.decisions, "\(cut)")
        let isOpen = frames > 0 && ends < 2
        #expect(told.sessions.contains { $0.contains("read-in-part") } == isOpen, "\(cut)")
        #expect(told.frames == frames, "\(cut)")
        #expect(told.messages.count == 1, "\(cut)")
        #expect(
          told.messages.first?.contains("frame \(frames + 1): the capture is cut short") == true)
      }
      // Behind the headers of the record, of Ethernet and of IPv4.
      ends += Int(bytes[end + 16 + 14 + 20 + 13] & CaptureBuilder.Flags.fin)
      (end, frames) = (end + 16 + length, frames + 1)
      last = try told(end)
      #expect(last.messages == [] && last.frames == frames, "\(end)")
    }
    #expect(end == bytes.count)
    #expect(last.status == 0 && last.sessions.count == 1)
  }

  private func told(
    _ path: String, _ folder: TemporaryFolder, _ policy: LoadedPolicy
  ) throws -> Told {
    var options = AnalysisOptions()
    options.jobs = 1
    let output = "\(folder.path)/report"
    var run = try AnalysisRun(
      analysis: Analysis(policy: policy, options: options), report: ReportWriter(.json),
      run: RunRecord(
        version: "0", profile: policy.profile.name, policyFiles: [], statement: nil, source: nil,
        className: nil, ports: options.ports, checksums: "auto", afterDivergence: "stop"),
      output: OutputFile(path: output), gate: AnalysisRun.Gate(failOn: .dropped))
    try run.read(.file(path), filter: nil) { _ in }
    let messages = run.messages
    let outcome = try run.finish()
    let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
    #expect(lines.last?.hasPrefix("{\"record\":\"summary\"") == true)
    let capture = try #require(lines.first { $0.hasPrefix("{\"record\":\"capture\"") })
    let frames = try #require(capture.firstRange(of: "\"frames\":")).upperBound
    return Told(
      status: outcome.status, messages: messages,
      sessions: lines.filter { $0.hasPrefix("{\"record\":\"session\"") }.map { String($0) },
      frames: Int(capture[frames...].prefix { $0.isNumber }) ?? -1)
  }
}
