import Foundation
import Primitives
import Reassembly
import Reports
import Testing

@testable import Replay

private let tshark = Programs.find("tshark")

@Suite struct TSharkTests {
  /// What `-z follow` prints of one stream: the sockets of both nodes and their bytes.
  private struct Followed {
    var nodes: [String] = []
    var bytes: [[UInt8]] = [[], []]

    init(_ text: String) {
      for line in text.split(separator: "\n") {
        if line.hasPrefix("Node ") {
          nodes.append(String(line.split(separator: " ", maxSplits: 2).last ?? ""))
        } else if let first = line.utf8.first,
          first == 9
            || line.utf8.allSatisfy({ ($0 | 32) >= 97 && ($0 | 32) <= 102 || $0 >= 48 && $0 <= 57 })
        {
          bytes[first == 9 ? 1 : 0] += hex(line.drop { $0 == "\t" })
        }
      }
    }

    private func hex(_ text: Substring) -> [UInt8] {
      let digits = Array(text.utf8).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
      return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
      }
    }
  }

  @Test(
    "the streams of the repository's captures equal what tshark follows",
    .enabled(if: tshark != nil, "tshark is not installed"))
  func streams() throws {
    let program = try #require(tshark)
    let captures = try repositoryCaptures()
    #expect(captures.count > 20)
    let policy = try loadPolicy()
    for (folder, path) in captures {
      let streams = try Programs.run(
        program, ["-n", "-r", path, "-Y", "tcp.port==25", "-T", "fields", "-e", "tcp.stream"]
      ).text.split(separator: "\n").compactMap { Int($0) }
      let directory = try TemporaryFolder()
      var options = AnalysisOptions()
      options.reassembly.checksums = .none
      options.extractDirectory = directory.path
      let records = try sessions([path], policy: policy, options: options)
      #expect(records.count == Set(streams).count, "\(folder)")
      for stream in Set(streams).sorted() {
        let followed = Followed(
          try Programs.run(program, ["-n", "-r", path, "-q", "-z", "follow,tcp,raw,\(stream)"]).text
        )
        guard
          let record = records.first(where: {
            followed.nodes.contains("\($0.client)") || followed.nodes.contains(spelled($0))
          })
        else {
          Issue.record("\(folder): no session of stream \(stream) \(followed.nodes)")
          continue
        }
        // A stream whose frames the snap length cut has holes that tshark prints as text.
        if record.clientStream.missing + record.serverStream.missing > 0 { continue }
        let name =
          "\(directory.path)/\(record.id).\(record.client.address)_\(record.client.port)"
          + "-\(record.server.address)_\(record.server.port)"
        let isClientFirst =
          followed.nodes.first == "\(record.client)" || followed.nodes.first == spelled(record)
        let client = try Data(contentsOf: URL(filePath: name + ".client.before"))
        let server = try Data(contentsOf: URL(filePath: name + ".server.before"))
        #expect(
          client == Data(followed.bytes[isClientFirst ? 0 : 1]), "\(folder) stream \(stream) client"
        )
        #expect(
          server == Data(followed.bytes[isClientFirst ? 1 : 0]), "\(folder) stream \(stream) server"
        )
      }
    }
  }

  /// tshark 4.0 prints IPv6 sockets with and without brackets.
  private func spelled(_ record: SessionRecord) -> String {
    "\(record.client.address):\(record.client.port)"
  }
}
