import Packets
import Primitives
import Testing

@testable import Reassembly

private let second: Int64 = 1_000_000_000

@Suite struct SharpCaseTests {
  @Test func `case 1: a retransmission with other boundaries gives only its new tail`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "EHLO ")
    feed.data(.client, 0, "EHLO mx.example")
    feed.data(.client, 3, "O mx.example.net\r\n")
    #expect(feed.text(.client) == "EHLO mx.example.net\r\n")
    #expect(feed.order == ["c:EHLO @4", "c:mx.example@5", "c:.net\r\n@6"])
    #expect(feed.events == ["opened 1"])
  }

  @Test func `case 2: a zero-window probe counts once and a keep-alive never`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "NOOP")
    feed.bare(.server, 0, ack: 4)
    feed.data(.client, 4, "\r")
    feed.data(.client, 4, "\r", after: second)
    feed.data(.client, 4, "\r\nQUIT", after: second)
    feed.bare(.server, 0, ack: 10)
    feed.bare(.client, 9, ack: 0, after: 60 * second)
    feed.data(.client, 9, "\0", after: 60 * second)
    feed.bare(.server, 0, ack: 10)
    feed.data(.client, 10, "\r\n")
    feed.finish()
    #expect(feed.text(.client) == "NOOP\r\nQUIT\r\n")
    #expect(feed.events == ["opened 1", "closed 1 endOfCapture"])
  }

  @Test func `case 2: a keep-alive byte does not fill the last byte of a hole`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "NOOP\r\n")
    feed.bare(.server, 0, ack: 16)
    feed.data(.client, 15, "\0", after: 60 * second)
    feed.finish()
    #expect(feed.text(.client) == "NOOP\r\n[missing 10]")
  }

  @Test(arguments: OverlapPolicy.allCases)
  func `case 4: other bytes below the acknowledged edge never enter`(_ policy: OverlapPolicy) {
    var feed = Feed { $0.overlap = policy }
    feed.handshake()
    feed.data(.client, 0, "RCPT TO:<a@example.net>\r\n")
    feed.bare(.server, 0, ack: 25)
    feed.data(.client, 0, "RCPT TO:<b@example.net>\r\n")
    feed.finish()
    #expect(feed.text(.client) == "RCPT TO:<a@example.net>\r\n")
    #expect(feed.events.filter { $0.hasPrefix("conflict") } == ["conflict client 0 +25 below"])
  }

  @Test(
    "a copy of bytes that were handed out is compared byte by byte",
    arguments: [
      // A part at the start, in the middle, at the end, and beyond both.
      (0, "rcpt", "0 +4"), (9, "bob..", "9 +5"), (25, "X>", "25 +2"),
      (27, "\r\n", nil), (9, "alice", nil),
      // Words that changed places, whose sum is the same.
      (0, "RCPT TO:<aceli@example.net>\r\n", "0 +29"),
      (0, "PTRC TO:<alice@example.net>\r\n", "0 +29"),
    ] as [(Int, String, String?)])
  func partialCopies(_ offset: Int, _ text: String, _ place: String?) {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "RCPT TO:<alice@example.net>\r\n")
    feed.bare(.server, 0, ack: 29)
    feed.data(.client, offset, text)
    feed.finish()
    let found = feed.events.filter { $0.hasPrefix("conflict") }
    #expect(found == (place.map { ["conflict client \($0) below"] } ?? []))
    #expect(feed.text(.client) == "RCPT TO:<alice@example.net>\r\n")
  }

  @Test func `a copy that holds parts of several segments is compared with each`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "MAIL FROM:<a@example.net>\r\n")
    feed.data(.client, 27, "RCPT TO:<b@example.net>\r\n")
    feed.data(.client, 52, "DATA\r\n")
    feed.bare(.server, 0, ack: 58)
    feed.data(.client, 20, ".net>\r\nRCPT TO:<b@example.net>\r\nDA")
    #expect(!feed.events.contains { $0.hasPrefix("conflict") })
    feed.data(.client, 20, ".org>\r\nRCPT TO:<b@example.net>\r\nDO")
    #expect(
      feed.events.filter { $0.hasPrefix("conflict") } == ["conflict client 20 +34 below"])
  }

  @Test("of more bytes than are kept the sum is still known")
  func longCopies() {
    var feed = Feed()
    feed.handshake()
    let long = String(repeating: "x", count: RecentBytes.longest)
    feed.data(.client, 0, "EHLO a\r\n")
    for part in 0..<3 { feed.data(.client, 8 + part * long.utf8.count, long) }
    let end = 8 + 3 * long.utf8.count
    feed.bare(.server, 0, ack: end)
    feed.data(.client, 0, "EHLO b\r\n")
    feed.data(.client, 5, "c")
    feed.data(.client, end - 3, "xyx")
    #expect(
      feed.events.filter { $0.hasPrefix("conflict") } == [
        "conflict client 0 +8 below", "conflict client \(end - 3) +3 below",
      ])
  }

  @Test(arguments: [(OverlapPolicy.first, "abcdef"), (.last, "aXYdef")])
  func `overlapping bytes that wait follow the policy`(_ policy: OverlapPolicy, _ text: String) {
    var feed = Feed { $0.overlap = policy }
    feed.handshake()
    feed.data(.client, 1, "bcdef")
    feed.data(.client, 0, "aXYd")
    feed.bare(.server, 0, ack: 6)
    feed.finish()
    #expect(feed.text(.client) == text)
    #expect(feed.events.contains("conflict client 1 +2"))
  }

  @Test func `the last copy of bytes in order wins until they are acknowledged`() {
    var feed = Feed { $0.overlap = .last }
    feed.handshake()
    feed.data(.client, 0, "abcdef")
    feed.data(.client, 2, "XY")
    feed.bare(.server, 0, ack: 6)
    #expect(feed.text(.client) == "abXYef")
    #expect(feed.order == ["c:ab@4", "c:XY@5", "c:ef@4"])
  }

  @Test func `case 5: the wrap is inside an EHLO keyword and an RST is exact behind it`() {
    var feed = Feed()
    feed.serverInitial = 0xFFFF_FFF0
    feed.clientInitial = 0xFFFF_FFFE
    feed.handshake()
    feed.data(.server, 0, "250-mx\r\n250-STAR")
    feed.data(.server, 16, "TTLS\r\n250 HELP\r\n", ack: 0)
    feed.bare(.client, 0, ack: 32)
    #expect(feed.text(.server) == "250-mx\r\n250-STARTTLS\r\n250 HELP\r\n")
    let connection = feed.reassembler.connection(0)
    #expect(connection.offset(of: SequenceNumber(0xFFFF_FFFF), sender: .server) == 14)
    #expect(connection.offset(of: SequenceNumber(5), sender: .server) == 20)
    #expect(connection.offset(of: SequenceNumber(0xFFFF_FFF0), sender: .server) == nil)
    feed.bare(.server, 31, ack: 0, .rst)
    #expect(feed.events == ["opened 1"])
    feed.bare(.server, 32, ack: 0, .rst)
    #expect(feed.events == ["opened 1", "closed 1 reset"])
  }

  @Test func `case 6: data with the SYN waits for the SYN-ACK`() {
    var feed = Feed()
    feed.send(Sent(acknowledges: nil, bits: .syn, text: "EHLO a\r\n"))
    #expect(feed.text(.client) == "")
    feed.send(Sent(sender: .server, acknowledges: 8, bits: [.syn, .ack]))
    #expect(feed.text(.client) == "EHLO a\r\n")
    feed.bare(.client, 8, ack: 0)
    feed.data(.client, 8, "QUIT\r\n")
    #expect(feed.text(.client) == "EHLO a\r\nQUIT\r\n")
    #expect(feed.reassembler.connection(0).hasHandshake)
  }

  @Test(arguments: [UInt32(1000), 70000])
  func `case 6: of two SYNs the acknowledged one counts`(_ chosen: UInt32) {
    var feed = Feed()
    feed.clientInitial = 1000
    feed.send(Sent(acknowledges: nil, bits: .syn))
    feed.clientInitial = 70000
    feed.send(Sent(acknowledges: nil, bits: .syn))
    feed.clientInitial = chosen
    feed.send(Sent(sender: .server, bits: [.syn, .ack]))
    feed.bare(.client, 0, ack: 0)
    feed.data(.client, 0, "QUIT\r\n")
    feed.finish()
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.events == ["opened 1", "closed 1 endOfCapture"])
  }

  @Test(arguments: [(-1, false), (0, true), (1, false), (500, false), (90_000, false)])
  func `case 7: only the exact RST ends the connection`(_ distance: Int, _ ends: Bool) {
    for sender in Sender.allCases {
      var feed = Feed()
      feed.handshake()
      feed.data(.server, 0, "220 mx\r\n")
      feed.data(.client, 0, "QUIT\r\n", ack: 8)
      feed.bare(sender, (sender == .client ? 6 : 8) + distance, ack: 0, .rst)
      #expect(feed.events.contains("closed 1 reset") == ends)
      #expect(feed.reassembler.counters.inexactResets == (ends ? 0 : 1))
    }
  }

  @Test func `case 7: an RST that answers a SYN must acknowledge it`() {
    var feed = Feed()
    feed.send(Sent(acknowledges: nil, bits: .syn))
    feed.send(Sent(sender: .server, acknowledges: 5000, bits: [.rst, .ack]))
    #expect(feed.events == ["opened 1"])
    feed.send(Sent(sender: .server, acknowledges: 0, bits: [.rst, .ack]))
    #expect(feed.events == ["opened 1", "closed 1 reset"])
  }

  @Test func `case 7: beyond a hole an RST is exact where the hole is acknowledged`() {
    for isAcknowledged in [false, true] {
      var feed = Feed()
      feed.handshake()
      feed.data(.client, 4, "QUIT\r\n")
      feed.bare(.server, 0, ack: isAcknowledged ? 10 : 0)
      feed.bare(.client, 10, ack: 0, .rst)
      #expect(feed.events.contains("closed 1 reset") == isAcknowledged)
    }
  }

  @Test func `an RST behind both FINs does not make an orderly end a reset`() {
    var feed = Feed()
    feed.handshake()
    feed.bare(.client, 0, ack: 0, [.fin, .ack])
    feed.bare(.server, 0, ack: 0, [.fin, .ack])
    feed.bare(.client, 1, ack: 0, .rst)
    #expect(feed.events.last == "closed 1 fin")
  }

  @Test func `case 8: a FIN before the last data ends the stream where it stands`() {
    var feed = Feed()
    feed.handshake()
    feed.bare(.client, 6, ack: 0, [.fin, .ack])
    #expect(feed.events == ["opened 1"])
    feed.data(.client, 0, "QUIT\r\n")
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.events == ["opened 1", "finished client 6"])
    feed.send(Sent(offset: 0, bits: [.fin, .ack], text: "QUIT\r\n"))
    feed.data(.client, 6, "more")
    feed.data(.client, 7, "MAIL")
    feed.data(.server, 0, "221 bye\r\n", ack: 7)
    feed.bare(.server, 9, ack: 7, [.fin, .ack])
    #expect(!feed.events.contains("closed 1 fin"))
    feed.bare(.client, 7, ack: 10)
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.text(.server) == "221 bye\r\n")
    #expect(
      feed.events == [
        "opened 1", "finished client 6", "after-fin client 6 +4", "after-fin client 7 +4",
        "finished server 9", "closed 1 fin",
      ])
  }

  @Test(arguments: [false, true])
  func `case 9: a tuple used again at once gives two sessions`(_ stamped: Bool) {
    var feed = Feed()
    let stamp = { (value: UInt32) in stamped ? value : nil }
    feed.handshake(timestamp: stamp(100))
    feed.data(.server, 0, "220 old\r\n")
    feed.data(.client, 0, "EHLO old\r\n", ack: 9)
    feed.clientInitial = 500_000_000
    feed.serverInitial = 800_000_000
    feed.handshake(timestamp: stamp(200))
    feed.data(.server, 0, "220 new\r\n")
    feed.clientInitial = 1000
    feed.serverInitial = 9000
    feed.send(Sent(acknowledges: nil, bits: .syn, timestamp: stamp(100)))
    feed.send(Sent(text: "EHLO OLD\r\n", timestamp: stamp(150)))
    feed.send(Sent(sender: .server, acknowledges: 10, text: "220 OLD\r\n", timestamp: stamp(150)))
    feed.bare(.server, 9, ack: 10)
    feed.clientInitial = 500_000_000
    feed.serverInitial = 800_000_000
    feed.data(.client, 0, "EHLO new\r\n", ack: 9)
    feed.finish()
    #expect(feed.text(.client, 1) == "EHLO old\r\n")
    #expect(feed.text(.server, 1) == "220 old\r\n")
    #expect(feed.text(.client, 2) == "EHLO new\r\n")
    #expect(feed.text(.server, 2) == "220 new\r\n")
    #expect(
      feed.events == ["opened 1", "closed 1 reused", "opened 2", "closed 2 endOfCapture"])
    #expect(feed.reassembler.counters.late == 4)
  }

  @Test(arguments: [30, 500, 70_000, 2_000_000] as [UInt32])
  func `case 9: nothing is mixed where the numbers run into those of the connection before`(
    _ below: UInt32
  ) {
    var feed = Feed()
    let old = [
      ("220 old\r\n", "EHLO old\r\n"), ("250 old\r\n", "MAIL old\r\n"),
      ("250 Old\r\n", "QUIT\r\n"),
    ]
    func dialogue(_ turns: [(String, String)], _ feed: inout Feed, late: Bool) {
      var (server, client) = (0, 0)
      for (reply, command) in turns {
        feed.data(.server, server, reply, ack: client)
        server += reply.utf8.count
        feed.data(.client, client, command, ack: server)
        client += command.utf8.count
        guard late else { continue }
        let (first, second) = (feed.clientInitial, feed.serverInitial)
        (feed.clientInitial, feed.serverInitial) = (10_000_000, 20_000_000)
        feed.data(.server, 0, old[0].0, ack: 0)
        feed.data(.client, 0, old[0].1, ack: 9)
        feed.data(.server, 9, old[1].0, ack: 10)
        feed.data(.client, 10, old[1].1, ack: 18)
        (feed.clientInitial, feed.serverInitial) = (first, second)
      }
    }
    (feed.clientInitial, feed.serverInitial) = (10_000_000, 20_000_000)
    feed.handshake()
    dialogue(old, &feed, late: false)
    (feed.clientInitial, feed.serverInitial) = (10_000_000 - below, 20_000_000 - below)
    feed.handshake()
    dialogue([("220 new mx\r\n", "HELO new mx\r\n")], &feed, late: true)
    feed.finish()
    #expect(feed.text(.client, 2) == "HELO new mx\r\n")
    #expect(feed.text(.server, 2) == "220 new mx\r\n")
  }

  @Test func `case 9: late segments of a closed connection open no session`() {
    var feed = Feed()
    feed.handshake()
    feed.bare(.client, 0, ack: 0, [.fin, .ack])
    feed.bare(.server, 0, ack: 1, [.fin, .ack])
    feed.bare(.client, 1, ack: 1)
    feed.bare(.client, 1, ack: 1)
    feed.data(.server, 0, "x", ack: 1)
    feed.finish()
    #expect(feed.reassembler.counters.late == 2)
    feed.clientInitial = 2_000_000
    feed.send(Sent(acknowledges: nil, bits: .syn))
    #expect(
      feed.events == [
        "opened 1", "finished client 0", "finished server 0", "closed 1 fin", "opened 2",
      ])
  }

  @Test(arguments: ["220 mx\r\n", "554 no\r\n", "421-busy\r\n"])
  func `case 10: with port 25 on both sides the side that greets is the server`(_ text: String) {
    var feed = Feed()
    feed.client = Socket(address: IPAddress(v4: 0xC000_0207), port: 25)
    feed.data(.client, 0, "EHLO a\r\n")
    #expect(feed.events == [])
    feed.data(.server, 0, text, ack: 8)
    feed.data(.client, 8, "250 I am no server\r\n", ack: text.utf8.count)
    #expect(feed.events == ["opened 1"])
    #expect(feed.reassembler.connection(0).client == feed.client)
    #expect(feed.reassembler.connection(0).rolesAreKnown)
    #expect(feed.order.first == "c:EHLO a\r\n@1")
    #expect(feed.text(.server) == text)
    // The other way round the first frame is the server's.
    var other = Feed()
    other.client = feed.client
    other.data(.server, 0, String(text.prefix(2)))
    other.data(.server, 2, String(text.dropFirst(2)))
    #expect(other.events == ["opened 1"])
    #expect(other.reassembler.connection(0).client == feed.client)
    #expect(other.reassembler.owner == Reassembler.Owner(connection: 0, sender: .server))
  }

  @Test func `case 10: where nobody greets the roles are said to be unknown`() {
    var feed = Feed { $0.undecidedSegments = 2 }
    feed.client = Socket(address: IPAddress(v4: 0xC000_0207), port: 25)
    feed.bare(.server, 0, ack: 0)
    feed.data(.client, 0, "one")
    feed.data(.client, 3, "two")
    feed.data(.client, 6, "three")
    #expect(feed.events == ["bound undecided-segments", "opened 1"])
    #expect(!feed.reassembler.connection(0).rolesAreKnown)
    #expect(feed.text(.client) == "onetwothree")
    feed.data(.server, 0, "220 too late\r\n")
    #expect(feed.text(.server) == "220 too late\r\n")
  }

  @Test func `a keep-alive as the first frame of a capture starts no stream`() {
    var feed = Feed()
    feed.bare(.server, 50, ack: 100)
    feed.data(.client, 99, "\0", ack: 50)
    feed.data(.client, 100, "NOOP\r\n", ack: 50)
    feed.data(.server, 50, "250 ok\r\n", ack: 106)
    feed.finish()
    #expect(feed.text(.client) == "NOOP\r\n")
    #expect(feed.text(.server) == "250 ok\r\n")
    #expect(feed.reassembler.counters.connections == 1)
  }

  @Test func `sequence numbers give stream offsets for every later copy`() {
    var feed = Feed()
    feed.clientInitial = 0xFFFF_FFF0
    feed.handshake()
    feed.data(.client, 0, "EHLO a\r\nMAIL FROM:<a>\r\n")
    feed.bare(.client, 23, ack: 0, [.fin, .ack])
    let connection = feed.reassembler.connection(0)
    for offset in 0..<23 {
      let number = SequenceNumber(0xFFFF_FFF1) + offset
      #expect(connection.offset(of: number, sender: .client) == UInt64(offset))
    }
    #expect(connection.offset(of: SequenceNumber(0xFFFF_FFF0), sender: .client) == nil)
    #expect(connection.receiveNext(of: .client) == SequenceNumber(0xFFFF_FFF1) + 24)
    #expect(connection.initialSequenceNumber(of: .client) == SequenceNumber(0xFFFF_FFF0))
    #expect(connection.maximumSegmentSize(of: .server) == 1460)
  }
}
