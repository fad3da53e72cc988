import CaptureFiles
import Primitives
import Reports
import Testing

@testable import Replay

/// Sessions whose times run backwards.
@Suite struct BackwardTimesTests {
  /// The times of the frames of a handshake and two segments, in seconds behind that of the first one, and
  /// whether one lies outside those of the first and the last.
  private static let times: [(seconds: [Int64], isOutside: Bool)] = [
    ([0, 1, 2, 3, 4], false), ([0, 2, 1, 3, 4], false), ([0, 1, -1, 3, 4], true),
    ([0, 1, 2, 9, 4], true), ([0, 9, 2, 9, 9], false), ([0, 1, 2, -3, -4], true),
  ]

  @Test("a frame outside the times of the first and the last one", arguments: times.indices)
  func outside(_ index: Int) throws {
    let maker = PacketMaker()
    let frames =
      maker.handshake + [
        maker.data(.server, at: 0, "220 m\r\n"),
        maker.data(.client, at: 0, "QUIT\r\n", acknowledging: 7),
      ]
    var list = FrameList()
    for frame in frames { list.add(frame) }
    var written = WrittenFrame.all(list.bytes)
    for (place, seconds) in Self.times[index].seconds.enumerated() {
      written[place].seconds = UInt32(1_400_000_000 + seconds)
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(WrittenFrame.capture(written, like: list.bytes), as: "a.pcap")
    let found = try sessions([path], policy: loadPolicy())
    #expect(found.count == 1)
    #expect(found.first?.hasTimesOutside == Self.times[index].isOutside)
  }

  @Test("directions that are recorded apart and read one after the other are told of")
  func directions() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    list.add(maker.data(.server, at: 0, "220 m\r\n"))
    list.add(maker.data(.client, at: 0, "QUIT\r\n", acknowledging: 7))
    list.add(maker.data(.server, at: 7, "221 m\r\n", acknowledging: 6))
    let folder = try TemporaryFolder()
    let sides = try [true, false].map {
      try folder.write(
        WrittenFrame.side(ofClient: $0, list.bytes), as: $0 ? "client.pcap" : "server.pcap")
    }
    for paths in [sides, sides.reversed()] {
      let reading = SessionReading(try loadPolicy(), AnalysisOptions())
      for path in paths { _ = try reading.read(.file(path), filter: nil) { _ in } }
      try reading.finish { _ in }
      #expect(
        reading.messages.contains { $0.contains("was recorded at the same time as") },
        "\(reading.messages)")
    }
  }

  /// Two interfaces whose times lie as far apart as nanoseconds tell, one before 1970.
  private static let ages =
    Pcapng.section + Pcapng.interface(offset: -(1 << 33)) + Pcapng.interface(offset: 1 << 33)

  /// A policy under which no time ends a connection.
  private static let patient = """
    timeout conn 0
    policy-map global_policy
     class inspection_default
      inspect esmtp
    service-policy global_policy global
    """

  @Test("times too far apart for a number of nanoseconds are as far apart as there is")
  func farApart() throws {
    let maker = PacketMaker()
    var list = FrameList()
    for frame in maker.handshake { list.add(frame) }
    let silent = WrittenFrame.all(list.bytes)
    list.add(maker.data(.server, at: 0, "220 m\r\n"))
    var (client, server) = (0, 7)
    for (line, reply) in [
      ("HELO a\r\n", "250 m\r\n"), ("MAIL FROM:<a@b>\r\n", "250 m\r\n"),
      ("RCPT TO:<a@b>\r\n", "250 m\r\n"), ("DATA\r\n", "354 m\r\n"), ("Subject: x\r\n", ""),
    ] {
      list.add(maker.data(.client, at: client, line, acknowledging: server))
      client += line.utf8.count
      if reply.isEmpty { continue }
      list.add(maker.data(.server, at: server, reply, acknowledging: client))
      server += reply.utf8.count
    }
    let folder = try TemporaryFolder()
    for (frames, last) in [
      (silent, maker.data(.client, at: 0, "", flags: 0x10)),
      (
        WrittenFrame.all(list.bytes),
        maker.data(.server, at: server, "421 m\r\n", acknowledging: client)
      ),
    ] {
      var capture = Self.ages
      for (place, frame) in frames.enumerated() {
        capture += Pcapng.packet(frame.bytes, at: UInt64(place))
      }
      capture += Pcapng.packet(last, at: 0, interface: 1)
      let path = try folder.write(capture, as: "a.pcapng")
      let found = try sessions([path], policy: loadPolicy(Self.patient))
      #expect(found.map(\.last.frame) == [frames.count + 1])
      #expect(found.map(\.first.time) == [-(1 << 33) * 1_000_000_000])
    }
  }
}
