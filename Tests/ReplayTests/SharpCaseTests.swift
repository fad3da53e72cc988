import ESMTPInspection
import Foundation
import Primitives
import Reports
import Testing

@testable import Replay

/// Cases that once broke other tools, from the frame to the record.
@Suite struct SharpCaseTests {
  static let dialogue: [(Character, String)] = [
    ("S", "220 mx\r\n"), ("C", "EHLO c\r\n"), ("S", "250-mx\r\n250-STARTTLS\r\n250 HELP\r\n"),
    ("C", "QUIT\r\n"), ("S", "221 bye\r\n"),
  ]

  @Test("case 5: sequence numbers that wrap inside a keyword leave the mask where it belongs")
  func wrap() throws {
    for back in UInt32(1)..<45 {
      var builder = CaptureBuilder()
      builder.session(Self.dialogue, initial: (0 &- back, 0 &- back))
      let folder = try TemporaryFolder()
      var options = AnalysisOptions()
      options.extractDirectory = folder.path
      let path = try folder.write(builder.bytes, as: "a.pcap")
      let records = try sessions([path], policy: loadPolicy(), options: options)
      #expect(records.map(\.clientStream.missing) == [0])
      let after = try Data(
        contentsOf: URL(filePath: folder.path + "/1.10.0.0.1_40112-10.0.0.2_25.server.after"))
      #expect(
        String(decoding: after, as: UTF8.self)
          == "220 **\r\n250-mx\r\n250-XXXXXXXA\r\n250 XXXB\r\n221 bye\r\n", "\(back)")
    }
  }

  @Test("case 12: one file, and the same cut into three, give the same sessions")
  func rotated() throws {
    var builder = CaptureBuilder()
    builder.session(client: (1, 1001), Self.dialogue, isOpen: true)
    builder.session(client: (1, 1002), AnalysisTests.delivery)
    builder.session(client: (1, 1003), Self.dialogue)
    let folder = try TemporaryFolder()
    let policy = try loadPolicy()
    let whole = try sessions([folder.write(builder.bytes, as: "a.pcap")], policy: policy)
    let frames = Self.frames(builder.bytes)
    for first in stride(from: 1, to: frames.count - 1, by: 7) {
      for second in stride(from: first + 1, to: frames.count, by: 11) {
        let paths = try [0..<first, first..<second, second..<frames.count].enumerated().map {
          try folder.write(
            Array(builder.bytes[..<24]) + frames[$1].flatMap { $0 }, as: "\($0).pcap")
        }
        let cut = try sessions(paths, policy: policy)
        #expect(json(cut) == json(whole))
      }
    }
  }

  @Test("case 18: a greeting whose second line comes 20,000 frames later is one greeting")
  func lateLine() throws {
    var builder = CaptureBuilder()
    let client: (host: UInt8, port: UInt16) = (1, 40112)
    let server: (host: UInt8, port: UInt16) = (2, 25)
    let ack = CaptureBuilder.Flags.ack
    builder.frame(from: client, to: server, sequence: 1, flags: CaptureBuilder.Flags.syn)
    builder.frame(
      from: server, to: client, sequence: 1, acknowledgment: 2,
      flags: CaptureBuilder.Flags.syn | ack)
    builder.frame(
      from: server, to: client, sequence: 2, acknowledgment: 2, flags: ack,
      payload: Array("220-one\r\n".utf8))
    for number in UInt32(0)..<20_000 {
      builder.frame(
        from: (9, 999), to: (8, 25), sequence: 5 &+ number, flags: ack, payload: [120], after: 300)
    }
    builder.frame(
      from: server, to: client, sequence: 11, acknowledgment: 2, flags: ack,
      payload: Array("220 two\r\n".utf8))
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    let record = try #require(try sessions([path], policy: loadPolicy()).first)
    #expect(record.events.map(\.event.rule) == [.maskBanner, .bannerBroken])
    #expect(record.events.first?.event.moment.frame == 3)
    #expect(record.last.frame == 20_004)
  }

  @Test("case 20: time stamps that run backwards change nothing but the times")
  func backwards() throws {
    var builder = CaptureBuilder()
    builder.session(AnalysisTests.delivery)
    var frames = Self.frames(builder.bytes)
    for index in frames.indices {
      let seconds = UInt32(1_400_000_000 - index)
      for byte in 0..<4 { frames[index][byte] = UInt8(truncatingIfNeeded: seconds >> (8 * byte)) }
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(builder.bytes[..<24]) + frames.flatMap { $0 }, as: "a.pcap")
    let record = try #require(try sessions([path], policy: loadPolicy()).first)
    #expect(record.coverage == .full)
    #expect(record.verdict == .masked)
    #expect(record.messages.count == 1)
  }

  /// The frames of a classic capture with their headers.
  private static func frames(_ bytes: [UInt8]) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var start = 24
    while start + 16 <= bytes.count {
      let length = (0..<4).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
      frames.append(Array(bytes[start..<start + 16 + length]))
      start += 16 + length
    }
    return frames
  }

  private func json(_ records: [SessionRecord]) -> [UInt8] {
    var report = JSONReport()
    for record in records { report.session(record) }
    return report.takeOutput()
  }
}
