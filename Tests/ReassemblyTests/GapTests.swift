import Packets
import Primitives
import Testing

@testable import Reassembly

private let second: Int64 = 1_000_000_000

@Suite struct GapTests {
  @Test(arguments: 0..<12)
  func `case 11: an acknowledged missing byte is a gap of one byte`(_ missing: Int) {
    let text = Array("EHLO mx\r\nQU".utf8.map { Character(UnicodeScalar($0)) })
    var feed = Feed()
    feed.handshake()
    for (offset, character) in text.enumerated() where offset != missing {
      feed.data(.client, offset, String(character))
    }
    feed.bare(.server, 0, ack: 11)
    feed.data(.server, 0, "250 ok\r\n", ack: 11, after: second)
    feed.data(.client, 11, "IT\r\n", ack: 8)
    feed.finish()
    var expected = text.map(String.init)
    if missing < 11 { expected[missing] = "[missing 1]" }
    #expect(feed.text(.client) == expected.joined() + "IT\r\n")
    #expect(feed.text(.server) == "250 ok\r\n")
    #expect(!feed.events.contains { $0.hasPrefix("reorder") })
  }

  @Test func `a hole that nobody acknowledged is a gap at the end alone`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 3, "def")
    feed.bare(.server, 0, ack: 0, after: 3600 * second / 2)
    #expect(feed.text(.client) == "")
    feed.finish()
    #expect(feed.text(.client) == "[missing 3]def")
  }

  @Test(arguments: [100, 5_000_000])
  func `whatever was not captured is a gap where it is acknowledged`(_ missing: Int) {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "DATA\r\n")
    feed.data(.server, 0, "250 ok\r\n", ack: 6 + missing)
    feed.data(.client, 6 + missing, "QUIT\r\n", ack: 8)
    feed.finish()
    #expect(feed.text(.client) == "DATA\r\n[missing \(missing)]QUIT\r\n")
    #expect(feed.text(.server) == "250 ok\r\n")
  }

  @Test(arguments: [
    (-200_000, 1_000_000_000), (-200_000, 100), (100_000, 1_000_000), (100_000, 100),
    (1_500_000_000, 100), (0, 854_012_346),
  ])
  func `what a segment of another connection acknowledges is no gap`(_ offset: Int, _ ack: Int) {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "NOOP\r\n")
    feed.bare(.server, offset, ack: ack)
    feed.data(.server, 0, "250 ok\r\n", ack: 6)
    feed.data(.client, 6, "QUIT\r\n", ack: 8)
    feed.finish()
    #expect(feed.text(.client) == "NOOP\r\nQUIT\r\n")
    #expect(feed.text(.server) == "250 ok\r\n")
  }

  @Test func `bytes that are far ahead of their stream acknowledge no gap`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "NOOP\r\n")
    feed.data(.server, 100_000, "250 zzz\r\n", ack: 4_000)
    feed.data(.server, 0, "250 ok\r\n", ack: 6, after: second)
    feed.data(.client, 6, "QUIT\r\n", ack: 8, after: second)
    feed.bare(.server, 8, ack: 12, after: second)
    feed.finish()
    #expect(feed.text(.client) == "NOOP\r\nQUIT\r\n")
    #expect(feed.text(.server).hasPrefix("250 ok\r\n"))
  }

  @Test(arguments: [10, 50_000])
  func `case 12: a gap filled late gives the same, whatever other connections do`(_ noise: Int) {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "MAIL ")
    feed.data(.client, 9, "FROM")
    let mine = feed.client
    feed.client = Socket(address: IPAddress(v4: 0xC000_0299), port: 555)
    feed.handshake()
    for offset in 0..<noise { feed.data(.client, offset, "n", after: 10 * second / 50_000) }
    feed.client = mine
    feed.data(.client, 5, "xxxx", after: 10 * second)
    #expect(feed.text(.client) == "MAIL xxxxFROM")
    #expect(feed.text(.client, 2).utf8.count == noise)
    #expect(feed.events == ["opened 1", "opened 2", "reorder-queue client 5"])
  }

  @Test func `an ACK recorded before its data makes no gap, and its own data waits`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "EHLO a\r\n", ack: 8)
    feed.data(.server, 0, "220 mx\r\n")
    #expect(feed.order == ["s:220 mx\r\n@5", "c:EHLO a\r\n@4"])
  }

  @Test func `an acknowledged hole becomes a gap after ten milliseconds or eight frames`() {
    var byTime = Feed()
    byTime.handshake()
    byTime.bare(.server, 0, ack: 0)
    byTime.bare(.server, 0, ack: 5)
    byTime.bare(.server, 0, ack: 5, after: 9_000_000)
    #expect(byTime.text(.client) == "")
    byTime.bare(.server, 0, ack: 5, after: 1_000_000)
    #expect(byTime.text(.client) == "[missing 5]")
    var byFrames = Feed()
    byFrames.handshake()
    byFrames.bare(.server, 0, ack: 5)
    for _ in 0..<7 { byFrames.bare(.server, 0, ack: 5) }
    #expect(byFrames.text(.client) == "")
    byFrames.bare(.server, 0, ack: 5)
    #expect(byFrames.text(.client) == "[missing 5]")
  }

  /// Every choice of one to three frames to lose of those of a dialogue that came in order.
  @Test(arguments: [1, 2, 3], [1_000, 20_000_000] as [Int64])
  func `holes of the capture are no disorder on the wire`(_ count: Int, _ pause: Int64) {
    let frames = 24
    var lost = Array(0..<count)
    while true {
      var feed = Feed()
      feed.handshake()
      var ends = [0, 0]
      for index in 0..<frames {
        // Two commands at a time, and an answer to each.
        let side = index / 2 % 2
        if !lost.contains(index) {
          feed.data(
            side == 0 ? .server : .client, ends[side], "NOOP\r\n", ack: ends[1 - side],
            after: pause)
        }
        ends[side] += 6
      }
      feed.finish()
      #expect(!feed.events.contains { $0.hasPrefix("reorder") }, "\(lost)")
      guard let place = lost.indices.last(where: { lost[$0] < frames - count + $0 }) else { break }
      lost[place] += 1
      for next in lost.indices where next > place { lost[next] = lost[next - 1] + 1 }
    }
  }

  @Test func `a missing reply is a gap before the command that answers it`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.server, 0, "220 mx\r\n")
    feed.data(.client, 0, "EHLO a\r\n", ack: 8)
    feed.data(.client, 8, "MAIL\r\n", ack: 20)
    feed.data(.server, 20, "250 ok\r\n", ack: 14, after: second)
    #expect(
      feed.order == [
        "s:220 mx\r\n@4", "c:EHLO a\r\n@5", "s:[missing 12]@7", "c:MAIL\r\n@6", "s:250 ok\r\n@7",
      ])
  }

  @Test(arguments: [1_000, 4_000_000, 20_000_000] as [Int64])
  func `replies missing in a row are as many gaps, each before the command that follows it`(
    _ pause: Int64
  ) {
    let turns = ["220 mx\r\n", "EHLO a\r\n", "?", "MAIL\r\n", "?", "RCPT\r\n", "?", "DATA\r\n"]
    var feed = Feed()
    feed.handshake()
    var ends = [0, 0]
    for (index, text) in (turns + ["354 go\r\n", "body\r\n.\r\n", "250 ok\r\n"]).enumerated() {
      let side = 1 - index % 2
      let isLost = text == "?"
      if !isLost {
        feed.data(
          side == 0 ? .client : .server, ends[side], text, ack: ends[1 - side], after: pause)
      }
      ends[side] += isLost ? 8 : text.utf8.count
    }
    feed.finish()
    #expect(
      feed.order.map { $0.prefix { $0 != "@" } } == [
        "s:220 mx\r\n", "c:EHLO a\r\n", "s:[missing 8]", "c:MAIL\r\n", "s:[missing 8]",
        "c:RCPT\r\n", "s:[missing 8]", "c:DATA\r\n", "s:354 go\r\n", "c:body\r\n.\r\n",
        "s:250 ok\r\n",
      ])
  }

  @Test func `segments that come behind the gap that was made of them are counted, copies are not`()
  {
    var feed = Feed()
    feed.handshake()
    feed.data(.server, 0, "220 mx\r\n")
    for (index, ack) in [20, 30, 40].enumerated() {
      feed.data(.client, 6 * index, "NOOP\r\n", ack: ack, after: second)
      feed.bare(.client, 6 * index + 6, ack: ack, after: second)
    }
    #expect(feed.text(.server) == "220 mx\r\n[missing 12][missing 10][missing 10]")
    #expect(feed.reassembler.counters.fillingGaps == 0)
    feed.data(.client, 0, "NOOP\r\n", ack: 20)
    feed.data(.server, 0, "220 mx\r\n", ack: 18)
    #expect(feed.reassembler.counters.fillingGaps == 0)
    for (start, end) in [(8, 20), (20, 30), (30, 40), (30, 40)] {
      feed.data(.server, start, String(repeating: "x", count: end - start), ack: 18)
    }
    #expect(feed.reassembler.counters.fillingGaps == 3)
  }

  @Test(arguments: 0..<38, [0, 20 * 1_000_000])
  func `a missing byte of a reply hurries none of those that follow it`(
    _ missing: Int, _ pause: Int64
  ) {
    // Each reply comes in two segments, at the least.
    let exchange = [
      ("220 ", "mx\r\n", "EHLO a\r\n"), ("250-mx\r\n", "250 HELP\r\n", "MAIL\r\n"),
      ("25", "0 ok\r\n", "DATA\r\n"), ("354 ", "go\r\n", "body\r\n.\r\n"),
    ]
    var feed = Feed()
    feed.handshake()
    var (sent, answered) = (0, 0)
    func reply(_ text: String, _ feed: inout Feed) {
      let bytes = Array(text.utf8)
      let place = missing - sent
      let parts =
        bytes.indices.contains(place) ? [0..<place, place + 1..<bytes.count] : [bytes.indices]
      for part in parts where !part.isEmpty {
        feed.data(
          .server, sent + part.lowerBound, String(decoding: bytes[part], as: UTF8.self),
          ack: answered, after: 1_000 + pause)
      }
      sent += bytes.count
    }
    for (first, second, command) in exchange {
      reply(first, &feed)
      reply(second, &feed)
      feed.data(.client, answered, command, ack: sent, after: 1_000 + pause)
      answered += command.utf8.count
    }
    feed.finish()
    let whole = exchange.map { [$0 + $1, $2] }.joined()
    // What each side has sent before the other's turn, a byte less for the missing one.
    var turns: [String] = []
    for item in feed.order where !item.contains("missing") {
      let text = item.dropFirst(2).prefix { $0 != "@" }
      if turns.isEmpty || (turns.count % 2 == 1) != item.hasPrefix("s:") { turns.append("") }
      turns[turns.count - 1] += text
    }
    #expect(turns.count == whole.count)
    #expect(zip(turns, whole).allSatisfy { $1.utf8.count - $0.utf8.count <= 1 })
  }

  @Test(arguments: [false, true])
  func
    `a reply comes behind the hole that it acknowledges, be the connection over before it is due`(
      _ isReset: Bool
    )
  {
    var feed = Feed()
    feed.handshake()
    feed.send(Sent(text: "body\r\n.\r\n", cut: 5))
    feed.data(.server, 0, "250 ok\r\n", ack: 9)
    feed.data(.client, 9, "QUIT\r\n", ack: 8)
    feed.data(.server, 8, "221 bye\r\n", ack: 15)
    if isReset { feed.bare(.client, 15, ack: 17, [.rst, .ack]) }
    feed.finish()
    #expect(
      feed.order == [
        "c:body@4", "c:[snapped 5]@4", "s:250 ok\r\n@5", "c:QUIT\r\n@6", "s:221 bye\r\n@7",
      ])
  }

  @Test func `case 16: a full copy fills what the snap length cut`() {
    var feed = Feed()
    feed.handshake()
    feed.send(Sent(text: "MAIL FROM:<a>\r\n", cut: 9))
    #expect(feed.text(.client) == "MAIL F")
    feed.data(.client, 0, "MAIL FROM:<a>\r\n")
    #expect(feed.order == ["c:MAIL F@4", "c:ROM:<a>\r\n@5"])
    #expect(feed.events == ["opened 1"])
  }

  @Test(arguments: [0, 6, 15])
  func `case 16: what nobody sends again is a snapped gap`(_ kept: Int) {
    let line = "MAIL FROM:<a>\r\n"
    var feed = Feed()
    feed.handshake()
    feed.send(Sent(text: line, cut: 15 - kept))
    feed.data(.server, 0, "250 ok\r\n", ack: 15)
    feed.send(Sent(offset: 15, acknowledges: 8, text: line, cut: 15 - kept), after: second)
    feed.finish()
    let one = String(line.prefix(kept)) + (kept == 15 ? "" : "[snapped \(15 - kept)]")
    #expect(feed.text(.client) == one + one)
    #expect(feed.text(.server) == "250 ok\r\n")
    // A gap is told at the frame that was cut, not at the one that shows the hole; where nothing of
    // the next frame stands between two of them, they are one, from the first frame on.
    let gaps = feed.order.filter { $0.contains("snapped") }
    #expect(
      gaps.map { $0.suffix(2) } == (kept == 15 ? [] : kept == 0 ? ["@4", "@4"] : ["@4", "@6"]))
  }

  @Test func `where the other side is missing a hole ends with more than reordering explains`() {
    var feed = Feed()
    feed.send(Sent(acknowledges: nil, bits: .syn))
    feed.bare(.client, 0, ack: 0)
    feed.data(.client, 0, "EHLO a\r\n", ack: 100)
    for index in 0..<3 { feed.data(.client, 10 + index, "x", ack: 200) }
    #expect(feed.text(.client) == "EHLO a\r\n")
    feed.data(.client, 13, "x", ack: 300)
    #expect(feed.text(.client) == "EHLO a\r\n[missing 2]xxxx")
    feed.finish()
    #expect(feed.text(.server) == "")
    #expect(feed.events == ["opened 1", "closed 1 endOfCapture"])
    #expect(feed.reassembler.counters.connections == 1)
  }

  @Test(arguments: [(3, false), (4, true)])
  func `more than three reordered segments are said once`(_ count: Int, _ isSaid: Bool) {
    var feed = Feed()
    feed.handshake()
    for index in 0..<count { feed.data(.client, 1 + index, "x") }
    feed.data(.client, 0, "y")
    #expect(feed.events.filter { $0.hasPrefix("reorder") }.count == (isSaid ? 1 : 0))
    #expect(feed.text(.client) == "y" + String(repeating: "x", count: count))
  }

  @Test func `bytes and segments that wait are bounded for each direction and for the run`() {
    var bySegments = Feed { $0.queuedSegments = 4 }
    bySegments.handshake()
    for index in 0..<5 { bySegments.data(.client, 2 + 2 * index, "x") }
    #expect(bySegments.text(.client).hasPrefix("[missing 2]x"))
    #expect(bySegments.reassembler.counters.hits(of: .queuedSegments) == 1)
    var byBytes = Feed { $0.queuedBytes = 9 }
    byBytes.handshake()
    byBytes.data(.client, 1, "0123456789")
    #expect(byBytes.text(.client) == "[missing 1]0123456789")
    #expect(byBytes.events.contains("bound queued-bytes"))
    let each = MemoryLayout<Backlog>.stride + ReassemblyOptions.queueOverhead + 1
    var byTotal = Feed { $0.queuedTotal = 2 * each }
    for port in 1...3 {
      byTotal.client = Socket(address: byTotal.client.address, port: UInt16(port))
      byTotal.handshake()
      byTotal.data(.client, 1, "x")
    }
    #expect(byTotal.text(.client, 1) == "[missing 1]x")
    #expect(byTotal.text(.client, 2) == "")
    #expect(byTotal.reassembler.backlogs.total == 2 * each)
    #expect(byTotal.events.contains("bound queued-total"))
    byTotal.finish()
    #expect(byTotal.reassembler.backlogs.total == 0)
  }
}
