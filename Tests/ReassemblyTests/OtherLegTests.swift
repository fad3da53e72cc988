import Primitives
import Testing

@testable import Packets
@testable import Reassembly

/// Two places of capture beside a firewall that draws sequence numbers anew and translates nothing.
@Suite struct OtherLegTests {
  /// What tells that two SYNs are one.
  struct Mark: Sendable {
    var identification: UInt16
    var timestamp: UInt32?
  }

  /// A dialogue with each of its segments on both legs; the client's words differ by leg.
  private func dialogue(_ first: Mark, _ second: Mark, apart: Int64 = 100_000) -> Feed {
    var feed = Feed()
    func both(_ feed: inout Feed, _ sent: Sent, _ words: (String, String) = ("", "")) {
      for (mark, leg) in [(first, UInt32(0)), (second, 1)] {
        (feed.clientInitial, feed.serverInitial) = (1000 + leg * 1_000_000, 9000 + leg * 77_000_000)
        var sent = sent
        sent.text = leg == 0 ? words.0 : words.1
        if sent.bits == .syn {
          (sent.identification, sent.timestamp) = (mark.identification, mark.timestamp)
        }
        feed.send(sent, after: leg == 0 ? 10_000_000 : apart)
      }
    }
    both(&feed, Sent(acknowledges: nil, bits: .syn))
    both(&feed, Sent(sender: .server, bits: [.syn, .ack]))
    both(&feed, Sent())
    both(&feed, Sent(sender: .server, bits: [.ack, .psh]), ("220 mx\r\n", "220 **\r\n"))
    both(&feed, Sent(acknowledges: 8, bits: [.ack, .psh]), ("EXPN\r\n", "XXXX\r\n"))
    both(&feed, Sent(sender: .server, offset: 8, acknowledges: 6, bits: [.ack, .fin]))
    both(&feed, Sent(offset: 6, acknowledges: 9, bits: [.ack, .fin]))
    both(&feed, Sent(sender: .server, offset: 9, acknowledges: 7))
    feed.finish()
    return feed
  }

  @Test(
    "two SYNs with one mark and two numbers are two legs, each with its own bytes",
    arguments: [
      (Mark(identification: 7), Mark(identification: 7)),
      (Mark(identification: 7, timestamp: 5), Mark(identification: 7, timestamp: 5)),
      (Mark(identification: 0, timestamp: 5), Mark(identification: 0, timestamp: 5)),
      // A firewall that takes options away.
      (Mark(identification: 7, timestamp: 5), Mark(identification: 7)),
    ])
  func legs(_ first: Mark, _ second: Mark) {
    let feed = dialogue(first, second)
    #expect(feed.text(.server, 1) == "220 mx\r\n")
    #expect(feed.text(.server, 2) == "220 **\r\n")
    #expect(feed.text(.client, 1) == "EXPN\r\n")
    #expect(feed.text(.client, 2) == "XXXX\r\n")
    #expect(
      feed.events.filter { !$0.hasPrefix("finished") } == [
        "opened 1", "opened 2", "closed 1 fin", "closed 2 fin",
      ])
    #expect(earlierLegs(feed) == [nil, 1])
  }

  /// What a firewall adds to the numbers of the client and of the server.
  static let shifts: [(client: UInt32, server: UInt32)] = [
    (1_000_000, 77_000_000), (0, 77_000_000), (0, 854_000_000), (0, 3_000_000_000), (1_000_000, 0),
    (4_000_000_000, 0), (777_777_000, 888_888_000),
  ]

  private static let exchange: [(Sent, words: (String, String))] = [
    (Sent(acknowledges: nil, bits: .syn), ("", "")),
    (Sent(sender: .server, bits: [.syn, .ack]), ("", "")),
    (Sent(), ("", "")),
    (Sent(sender: .server, bits: [.ack, .psh]), ("220 mx\r\n", "220 **\r\n")),
    (Sent(acknowledges: 8, bits: [.ack, .psh]), ("EXPN\r\n", "XXXX\r\n")),
    (Sent(sender: .server, offset: 8, acknowledges: 6), ("", "")),
    (
      Sent(sender: .server, offset: 8, acknowledges: 6, bits: [.ack, .psh]), ("502\r\n", "500\r\n")
    ),
    (Sent(offset: 6, acknowledges: 13, bits: [.ack, .psh]), ("QUIT\r\n", "NOOP\r\n")),
    (Sent(sender: .server, offset: 13, acknowledges: 12, bits: [.ack, .fin]), ("", "")),
    (Sent(offset: 12, acknowledges: 14, bits: [.ack, .fin]), ("", "")),
    (Sent(sender: .server, offset: 14, acknowledges: 13), ("", "")),
  ]

  /// The exchange on both legs, from one of its segments on; each leg may be captured from another on.
  private func exchange(_ shift: (client: UInt32, server: UInt32), from starts: (Int, Int)) -> Feed
  {
    var feed = Feed()
    for (index, (sent, words)) in Self.exchange.enumerated() {
      // The leg of the sender has it first.
      let isClient = sent.sender == .client
      for leg in isClient ? [1, 0] : [0, 1] where index >= (leg == 0 ? starts.0 : starts.1) {
        feed.clientInitial = 1000 &+ UInt32(leg) &* shift.client
        feed.serverInitial = 9000 &+ UInt32(leg) &* shift.server
        var sent = sent
        sent.text = leg == 0 ? words.0 : words.1
        sent.identification = UInt16((isClient ? 100 : 700) + index)
        feed.send(sent, after: leg == (isClient ? 1 : 0) ? 10_000_000 : 300_000)
      }
    }
    feed.finish()
    return feed
  }

  @Test(
    "legs are told apart whichever numbers are drawn anew and wherever the capture starts",
    arguments: shifts, 0..<8)
  func shifted(_ shift: (client: UInt32, server: UInt32), _ start: Int) {
    let feed = exchange(shift, from: (start, start))
    // Of two SYNs with one number the second is a copy; the answers are the first that differ.
    let isAnswerFirst = start == 0 && shift.client == 0
    let isServerFirst = Self.exchange[isAnswerFirst ? 1 : start].0.sender == .server
    for leg in 0..<2 {
      let number = (leg == 0) == isServerFirst ? 1 : 2
      for sender in [Sender.client, .server] {
        let all = Self.exchange[start...].filter { $0.0.sender == sender }
        let text = all.map { leg == 0 ? $0.words.0 : $0.words.1 }.joined()
        #expect(feed.text(sender, number) == text, "leg \(leg) \(sender)")
      }
    }
    #expect(earlierLegs(feed) == [nil, 1])
    #expect(feed.reassembler.counters.strays == 0)
  }

  // From a segment on that is captured on the first leg before.
  @Test(
    "a leg that is captured later than the other is told from it", arguments: shifts, [1, 3, 5, 6])
  func later(_ shift: (client: UInt32, server: UInt32), _ start: Int) {
    let feed = exchange(shift, from: (0, start))
    #expect(feed.text(.server, 1) == "220 mx\r\n502\r\n")
    #expect(feed.text(.client, 1) == "EXPN\r\nQUIT\r\n")
    #expect(earlierLegs(feed) == [nil, 1])
    #expect(feed.reassembler.counters.strays == 0)
  }

  /// The number of the earlier leg of each connection.
  private func earlierLegs(_ feed: borrowing Feed) -> [Int?] {
    var numbers: [Int?] = []
    for slot in feed.reassembler.table.connections.indices {
      numbers.append(feed.reassembler.table.connections[slot].earlierLegNumber)
    }
    return numbers
  }

  static let strangers: [(Mark, Mark, apart: Int64)] = [
    (Mark(identification: 0), Mark(identification: 0), 100_000),
    (Mark(identification: 7), Mark(identification: 8), 100_000),
    (Mark(identification: 7, timestamp: 5), Mark(identification: 7, timestamp: 6), 100_000),
    (Mark(identification: 7), Mark(identification: 7), 50_000_000),
  ]

  @Test(
    "two SYNs without a mark, with others, or far apart are one connection or one after the other",
    arguments: strangers)
  func areStrangers(_ first: Mark, _ second: Mark, _ apart: Int64) {
    let feed = dialogue(first, second, apart: apart)
    #expect(earlierLegs(feed).allSatisfy { $0 == nil })
  }

  @Test("a leg that is forgotten leaves the other as it is")
  func forgotten() {
    var feed = Feed { $0.closedConnections = 0 }
    let numbers = [(UInt32(1000), UInt32(9000)), (5_000_000, 7_000_000)]
    for (own, peer) in numbers {
      (feed.clientInitial, feed.serverInitial) = (own, peer)
      feed.send(Sent(acknowledges: nil, bits: .syn, identification: 7))
    }
    for (own, peer) in numbers {
      (feed.clientInitial, feed.serverInitial) = (own, peer)
      feed.send(Sent(sender: .server, bits: [.syn, .ack]))
      feed.bare(.client, 0, ack: 0)
    }
    (feed.clientInitial, feed.serverInitial) = numbers[0]
    feed.bare(.client, 0, ack: 0, [.rst])
    (feed.clientInitial, feed.serverInitial) = numbers[1]
    feed.data(.client, 0, "QUIT\r\n")
    feed.finish()
    #expect(feed.text(.client, 2) == "QUIT\r\n")
    #expect(
      feed.events == ["opened 1", "opened 2", "closed 1 reset", "closed 2 endOfCapture"])
  }
}
