import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

/// Boundaries of what was sent again.
@Suite struct AcknowledgedCutsTests {
  private typealias Flags = CaptureBuilder.Flags
  private let client = (host: UInt8(1), port: UInt16(40112))
  private let server = (host: UInt8(2), port: UInt16(25))

  /// EHLO in one segment, which gets no answer, and again in two.
  private func recut(isAcknowledgedBefore: Bool) -> CaptureBuilder {
    var builder = CaptureBuilder()
    let command = Array("EHLO a.example.net\r\n".utf8)
    let greeting = Array("220 mx.example.com ESMTP\r\n".utf8)
    let answer = Array("250 mx.example.com\r\n".utf8)
    builder.frame(from: client, to: server, sequence: 1000, flags: Flags.syn)
    builder.frame(
      from: server, to: client, sequence: 9000, acknowledgment: 1001,
      flags: Flags.syn | Flags.ack)
    builder.frame(
      from: client, to: server, sequence: 1001, acknowledgment: 9001, flags: Flags.ack)
    builder.frame(
      from: server, to: client, sequence: 9001, acknowledgment: 1001, flags: Flags.ack,
      payload: greeting)
    let next = 9001 + UInt32(greeting.count)
    let send = { (builder: inout CaptureBuilder, range: Range<Int>) in
      builder.frame(
        from: self.client, to: self.server, sequence: 1001 + UInt32(range.lowerBound),
        acknowledgment: next, flags: Flags.ack, payload: Array(command[range]))
    }
    send(&builder, 0..<command.count)
    if isAcknowledgedBefore {
      builder.frame(
        from: server, to: client, sequence: next, acknowledgment: 1001 + UInt32(command.count),
        flags: Flags.ack)
    }
    send(&builder, 0..<2)
    send(&builder, 2..<command.count)
    builder.frame(
      from: server, to: client, sequence: next, acknowledgment: 1001 + UInt32(command.count),
      flags: Flags.ack, payload: answer)
    return builder
  }

  private func row(_ builder: CaptureBuilder) throws -> StressRow {
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    let policy = try loadPolicy()
    let session = try #require(try sessions([path], policy: policy).first)
    var run = StressRun(
      policy: policy, options: AnalysisOptions(), session: session, seed: 1, randomTrials: 0)
    try run.read(.file(path), filter: nil)
    let record = try #require(try run.finish(capturesIn: nil))
    return try #require(record.rows.first { $0.name == "as acknowledged" })
  }

  @Test("segments that were sent again before an acknowledgment count as they were sent again")
  func later() throws {
    let row = try row(recut(isAcknowledgedBefore: false))
    #expect(row.trials == 1)
    #expect(row.changed == 1)
    #expect(row.decisions.first?.decision.rules.contains(.unknownCommand) == true)
  }

  @Test("those that were acknowledged stay as they were")
  func earlier() throws {
    let row = try row(recut(isAcknowledgedBefore: true))
    #expect(row.trials == 0)
    #expect(row.note == "nothing was sent again with other boundaries")
  }
}
