import Foundation
import Reassembly
import Reports
import Testing

@testable import Replay

/// Captures of public projects, where the folder with them is named by `ESMTP_REPLAY_SHARED`.
private let shared = ProcessInfo.processInfo.environment["ESMTP_REPLAY_SHARED"]

/// What a correct reassembler finds in one connection.
private struct Fact: Decodable {
  var client: String
  var server: String
  var c2s_bytes: UInt64
  var s2c_bytes: UInt64
  var c2s_sha256: String
  var s2c_sha256: String
  var port25: Bool
  var starttls: Bool
  var c2s_gap_bytes: UInt64?
}

@Suite struct SharedCaptureTests {
  @Test(
    "streams of public captures equal what another reassembler finds",
    .enabled(if: shared != nil, "ESMTP_REPLAY_SHARED names no folder with captures"))
  func facts() throws {
    let folder = (shared ?? "") + "/captures"
    let data = try Data(contentsOf: URL(filePath: folder + "/facts.json"))
    let facts = try JSONDecoder().decode([String: [Fact]].self, from: data)
    #expect(facts.count > 10)
    var options = AnalysisOptions()
    options.reassembly.checksums = .none
    options.hashesStreams = true
    let policy = try loadPolicy()
    for (name, wanted) in facts {
      let records = try sessions(["\(folder)/\(name)"], policy: policy, options: options)
      let expected = wanted.filter(\.port25)
      #expect(records.count == expected.count, "\(name)")
      for fact in expected {
        guard let record = records.first(where: { "\($0.client)" == fact.client }) else {
          Issue.record("\(name): no session of \(fact.client)")
          continue
        }
        #expect("\(record.server)" == fact.server, "\(name)")
        #expect(record.clientStream.bytes == fact.c2s_bytes, "\(name)")
        #expect(record.serverStream.bytes == fact.s2c_bytes, "\(name)")
        #expect(record.clientStream.sha256 == fact.c2s_sha256, "\(name)")
        #expect(record.serverStream.sha256 == fact.s2c_sha256, "\(name)")
        #expect(record.clientStream.missing == fact.c2s_gap_bytes ?? 0, "\(name)")
      }
    }
  }
}
