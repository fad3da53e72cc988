import CaptureFiles
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

  /// The numbers of the frames that a display filter lets through.
  private func frames(_ path: String, _ filter: String) throws -> [Int] {
    let program = try #require(tshark)
    return try Programs.run(
      program, ["-n", "-r", path, "-Y", filter, "-T", "fields", "-e", "frame.number"]
    ).text.split(separator: "\n").compactMap { Int($0) }
  }

  /// The frames of a session, as `--carve` would write them.
  private func carved(_ path: String, _ session: SessionRecord) throws -> [Int] {
    let policy = try loadPolicy()
    var options = AnalysisOptions()
    options.selection = try SessionSelection("id=\(session.id)")
    let traffic = try SelectedTraffic(
      in: [.file(path)], filter: nil, policy: policy, options: options)
    return (1...1_000).filter { traffic.frames.contains($0) }
  }

  @Test(
    "the display filter of a session shows its frames alone, where its sockets are used again too",
    .enabled(if: tshark != nil, "tshark is not installed"))
  func displayFilter() throws {
    let dialogue: [(Character, String)] = [
      ("S", "220 mx ESMTP\r\n"), ("C", "EHLO a\r\n"), ("S", "250 mx\r\n"), ("C", "QUIT\r\n"),
      ("S", "221 bye\r\n"),
    ]
    var builder = CaptureBuilder()
    for round in UInt32(0)..<3 {
      builder.session(dialogue, initial: (1_000 + round * 100_000, 9_000 + round * 300_000))
      builder.session(client: (7, 40_113 + UInt16(round)), dialogue)
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "again.pcap")
    let records = try sessions([path], policy: loadPolicy())
    #expect(records.count == 6)
    #expect(Set(records.map { "\($0.client)" }).count == 4)
    for record in records {
      let expected = try carved(path, record)
      #expect(expected.count == 16)
      #expect(try frames(path, record.displayFilter) == expected, "session \(record.id)")
    }
    for name in ["long-header-line", "ipv6", "lossy-link", "reordering-link", "exim-plain"] {
      for (folder, path) in try repositoryCaptures() where folder == name {
        for record in try sessions([path], policy: loadPolicy()) {
          #expect(try frames(path, record.displayFilter) == carved(path, record), "\(folder)")
        }
      }
    }
  }

  /// tshark 4.0 prints IPv6 sockets with and without brackets.
  private func spelled(_ record: SessionRecord) -> String {
    "\(record.client.address):\(record.client.port)"
  }
}
