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
