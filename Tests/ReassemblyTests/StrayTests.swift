import Primitives
import Testing

@testable import Packets
@testable import Reassembly

private let second: Int64 = 1_000_000_000

/// Segments of no stream that is known.
@Suite struct StrayTests {
  private enum End { case fin, reset }

  /// A whole connection, as far as its client and, where `isTwoSided`, its server were captured.
  private func first(_ end: End, isTwoSided: Bool = true, timestamp: UInt32? = nil) -> [Sent] {
    var sent = [
      Sent(acknowledges: nil, bits: .syn, timestamp: timestamp),
      Sent(sender: .server, bits: [.syn, .ack], timestamp: timestamp), Sent(),
      Sent(sender: .server, text: "220 one\r\n"), Sent(acknowledges: 9, text: "EHLO a\r\n"),
    ]
    switch end {
    case .fin:
      sent += [
        Sent(offset: 8, acknowledges: 9, bits: [.fin, .ack]),
        Sent(sender: .server, offset: 9, acknowledges: 9, bits: [.fin, .ack]),
        Sent(offset: 9, acknowledges: 10),
      ]
    case .reset: sent.append(Sent(offset: 8, acknowledges: 9, bits: [.rst, .ack]))
    }
    return sent.filter { isTwoSided || $0.sender == .client }
  }

  private static let next: [Sent] = [
    Sent(), Sent(sender: .server, text: "220 two\r\n"),
    Sent(acknowledges: 9, text: "EHLO b\r\n"),
    Sent(sender: .server, offset: 9, acknowledges: 8, text: "250 b\r\n"),
  ]

  @Test(arguments: [true, false], [1, 239] as [Int64])
  func `numbers that a connection has not used open another, whose SYN was not captured`(
    _ isFIN: Bool, _ seconds: Int64
  ) {
    var feed = Feed()
    for sent in first(isFIN ? .fin : .reset) { feed.send(sent) }
    (feed.clientInitial, feed.serverInitial) = (3_000_000_000, 2_000_000_000)
    feed.time += seconds * second
    for sent in Self.next { feed.send(sent) }
    feed.finish()
    #expect(feed.text(.client, 1) == "EHLO a\r\n")
    #expect(feed.text(.client, 2) == "EHLO b\r\n")
    #expect(feed.text(.server, 2) == "220 two\r\n250 b\r\n")
    #expect(feed.reassembler.counters.late == 1)
    #expect(feed.reassembler.counters.strays == 0)
  }

  @Test func `the same where one side was captured, which has ended`() {
    var feed = Feed()
    for sent in first(.fin, isTwoSided: false) { feed.send(sent) }
    (feed.clientInitial, feed.serverInitial) = (3_000_000_000, 2_000_000_000)
    for sent in Self.next where sent.sender == .client { feed.send(sent, after: second) }
    feed.finish()
    #expect(feed.text(.client, 2) == "EHLO b\r\n")
    #expect(
      feed.events == [
        "opened 1", "finished client 8", "closed 1 reused", "opened 2", "closed 2 endOfCapture",
      ])
  }

  @Test
  func `what goes on behind an RST opens nothing, and is counted, copies of old bytes are not`() {
    var feed = Feed()
    for sent in first(.reset) { feed.send(sent) }
    feed.data(.server, 0, "220 one\r\n")
    #expect(feed.reassembler.counters.strays == 0)
    // However far it goes.
    for index in 0..<100 {
      feed.send(
        Sent(
          offset: 8 + 1_000 * index, acknowledges: 9,
          payloadBytes: [UInt8](repeating: 65, count: 1_000)))
    }
    feed.data(.server, 9, "250 a\r\n", ack: 100_008)
    feed.finish()
    #expect(feed.events == ["opened 1", "closed 1 reset"])
    #expect(feed.reassembler.counters.strays == 101)
    #expect(feed.reassembler.counters.late == 102)
  }

  @Test(arguments: [(50, 1), (150, 2)] as [(UInt32, Int)])
  func `an older time stamp is of an older connection`(_ value: UInt32, _ connections: Int) {
    var feed = Feed()
    for sent in first(.reset, timestamp: 100) { feed.send(sent) }
    (feed.clientInitial, feed.serverInitial) = (3_000_000_000, 2_000_000_000)
    feed.send(Sent(acknowledges: 9, text: "EHLO b\r\n", timestamp: value))
    #expect(feed.reassembler.counters.connections == connections)
    #expect(feed.reassembler.counters.strays == 2 - connections)
  }

  @Test func `a damaged number opens nothing`() {
    var feed = Feed()
    for var sent in first(.reset) {
      sent.checksum = .right
      feed.send(sent)
    }
    (feed.clientInitial, feed.serverInitial) = (3_000_000_000, 2_000_000_000)
    feed.send(Sent(acknowledges: 9, text: "EHLO b\r\n", checksum: .wrong))
    #expect(feed.events == ["opened 1", "closed 1 reset"])
    #expect(feed.reassembler.counters.strays == 1)
  }

  @Test(arguments: [[], [.psh], [.fin, .psh, .urg]] as [ControlBits])
  func `bytes without ACK are of no stream`(_ bits: ControlBits) {
    var feed = Feed()
    feed.send(Sent(acknowledges: nil, bits: bits, text: "NOOP\r\n"))
    #expect(feed.events == [])
    feed.handshake()
    feed.send(Sent(acknowledges: nil, bits: bits, text: "NOOP\r\n"))
    feed.data(.client, 0, "QUIT\r\n")
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.reassembler.counters.strays == 2)
  }

  @Test func `bytes before the start of a stream and out of its reach are counted`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, -300, "NOOP\r\n")
    feed.data(.client, 1_500_000_000, "NOOP\r\n")
    feed.data(.client, 0, "QUIT\r\n")
    feed.finish()
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.reassembler.counters.strays == 2)
  }
}
