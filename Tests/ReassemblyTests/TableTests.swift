import Primitives
import Testing

@testable import Packets
@testable import Reassembly

private let second: Int64 = 1_000_000_000

@Suite struct TableTests {
  @Test func `case 19: equal frames count once, retransmissions without identification twice`() {
    var feed = Feed()
    feed.handshake()
    let sent = Sent(bits: [.ack, .psh], text: "NOOP\r\n", identification: 7)
    feed.send(sent)
    var twin = sent
    twin.timeToLive = 63
    feed.send(twin)
    feed.send(twin, after: second)
    feed.send(Sent(sender: .server, acknowledges: 6, identification: 9))
    feed.send(Sent(sender: .server, acknowledges: 6, identification: 9, timeToLive: 1))
    feed.send(Sent(offset: 6, bits: [.ack, .psh], text: "NOOP\r\n"))
    feed.send(Sent(offset: 6, bits: [.ack, .psh], text: "NOOP\r\n"), after: 5_000_000)
    feed.send(Sent(offset: 30, bits: [.ack, .psh], text: "QUIT\r\n", identification: 8))
    feed.send(Sent(offset: 30, bits: [.ack, .psh], text: "QUIT\r\n", identification: 8))
    #expect(feed.events == ["opened 1", "duplicate", "duplicate", "duplicate"])
    #expect(feed.reassembler.counters.duplicates == 3)
    #expect(feed.reassembler.connection(0).frames(of: .client) == 7)
    #expect(feed.reassembler.connection(0).frames(of: .server) == 2)
    #expect(feed.text(.client) == "NOOP\r\nNOOP\r\n")
  }

  @Test(
    "without an identification a second capture has another time to live or comes too soon to be sent again",
    arguments: [
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 63, "NOOP\r\n", 1_000, true),
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 63, "NOOP\r\n", 5_000_000, true),
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 64, "NOOP\r\n", 1_000, true),
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 64, "NOOP\r\n", 5_000_000, false),
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 63, "NOOP\r\n", second, false),
      // Other bytes are what somebody sends to deceive.
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 63, "QUIT\r\n", 1_000, false),
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 64, "QUIT\r\n", 1_000, false),
      // The words have changed places: the sum is the same.
      (Sent(bits: [.ack, .psh], text: "NOOP\r\n"), 64, "OPNO\r\n", 1_000, false),
      // Nobody counts how often an ACK comes; a FIN is sent again as late as bytes are.
      (Sent(), 63, "", 1_000, true), (Sent(), 64, "", 1_000, false),
      (Sent(bits: [.ack, .fin]), 64, "", 1_000, true),
      (Sent(bits: [.ack, .fin]), 64, "", 5_000_000, false),
    ] as [(Sent, UInt8, String, Int64, Bool)])
  func unnumbered(
    _ sent: Sent, _ timeToLive: UInt8, _ text: String, _ pause: Int64, _ isTwin: Bool
  ) {
    var feed = Feed()
    feed.handshake()
    feed.data(.server, 0, "220 mx\r\n")
    feed.send(sent)
    var copy = sent
    (copy.timeToLive, copy.text) = (timeToLive, text)
    feed.send(copy, after: pause)
    #expect(feed.reassembler.counters.duplicates == (isTwin ? 1 : 0))
    let differs = text != sent.text
    #expect(feed.events.contains { $0.hasPrefix("conflict") } == differs)
  }

  @Test(arguments: [0, 8])
  func `a copy with the same identification and other bytes is none, be they handed out or not`(
    _ offset: Int
  ) {
    var feed = Feed()
    feed.handshake()
    feed.send(Sent(offset: offset, text: "MAIL FROM:<a@b>\r\n", identification: 7))
    feed.send(Sent(offset: offset, text: "MAIL FROM:<z@b>\r\n", identification: 7))
    feed.send(Sent(offset: offset, text: "MAIL FROM:<a@b>\r\n", identification: 7))
    #expect(feed.reassembler.counters.duplicates == 1)
    #expect(feed.events.contains { $0.hasPrefix("conflict") })
  }

  @Test func `case 20: a SYN-ACK before its SYN and time that runs backwards are one flow`() {
    var feed = Feed()
    feed.send(Sent(sender: .server, bits: [.syn, .ack]))
    feed.send(Sent(acknowledges: nil, bits: .syn), after: -second)
    feed.bare(.client, 0, ack: 0, after: -second)
    feed.data(.server, 0, "220 mx\r\n", after: -3600 * second * 3)
    feed.advance(by: 3600 * second)
    #expect(feed.events == ["opened 1"])
    #expect(feed.text(.server) == "220 mx\r\n")
    #expect(feed.reassembler.connection(0).client == feed.client)
    #expect(feed.reassembler.connection(0).hasHandshake)
  }

  @Test func `the end of a flood moves no list of what is still open`() {
    var feed = Feed()
    let count = 300
    for port in 0..<count {
      feed.client = Socket(address: feed.client.address, port: UInt16(2000 + port))
      feed.send(Sent(acknowledges: nil, bits: .syn))
    }
    let end = Moment(frame: count + 1, time: feed.time)
    var isOpen = feed.reassembler.finishNext(at: end)
    let first = feed.reassembler.finishing.map(address)
    var order: [Int] = []
    while isOpen {
      let place = feed.reassembler.finishing.map(address)
      #expect(place == first)
      order.append(feed.reassembler.connection(feed.reassembler.steps[0].connection).number)
      isOpen = feed.reassembler.finishNext(at: end)
    }
    #expect(order == Array(1...count))
  }

  @Test func `an idle hour ends a connection at the first frame behind it`() {
    var feed = Feed()
    feed.handshake()
    feed.data(.client, 0, "a", after: second / 2)
    let busy = feed.client
    feed.client = Socket(address: busy.address, port: 7)
    feed.handshake()
    feed.client = busy
    feed.data(.client, 1, "b", after: second)
    feed.advance(by: 3600 * second - second)
    #expect(feed.events == ["opened 1", "opened 2"])
    feed.advance(by: second - 1)
    #expect(feed.events == ["opened 1", "opened 2", "closed 2 timeout"])
    feed.advance(by: 1)
    #expect(feed.events.count == 3)
    feed.advance(by: 1)
    #expect(feed.events == ["opened 1", "opened 2", "closed 2 timeout", "closed 1 timeout"])
    #expect(feed.reassembler.nextExpiry == .max)
    feed.data(.client, 2, "c")
    let slot = feed.reassembler.owner?.connection ?? 0
    #expect(feed.reassembler.connection(slot).isMidstream)
  }

  @Test func `a flood of half-open connections stays in the bound and spares established ones`() {
    var feed = Feed { $0.connections = 100 }
    feed.handshake()
    let good = feed.client
    for port in 0..<20_000 {
      feed.client = Socket(address: IPAddress(v4: UInt32(port)), port: UInt16(port))
      feed.send(Sent(acknowledges: nil, bits: .syn))
    }
    feed.client = good
    feed.data(.client, 0, "QUIT\r\n")
    #expect(feed.text(.client) == "QUIT\r\n")
    #expect(feed.reassembler.table.openCount == 100)
    #expect(feed.reassembler.table.connections.count <= 102)
    #expect(feed.reassembler.counters.hits(of: .connections) == 19_901)
    #expect(MemoryLayout<Connection>.stride <= 232)
    feed.finish()
    #expect(feed.reassembler.table.openCount == 0)
  }

  @Test func `the index finds what was put in, whatever was taken out`() {
    var generator = SplitMix64(seed: 11)
    var table = ConnectionTable(limit: 8192)
    var model: [UInt16: Int] = [:]
    let server = Socket(address: IPAddress(v6High: 1, low: 2), port: 25)
    for _ in 0..<20_000 {
      let port = UInt16.random(in: 0..<700, using: &generator)
      let client = Socket(address: IPAddress(v4: 7), port: port)
      let hash = table.hash(client, server)
      #expect(hash == table.hash(server, client))
      let found = table.find(server, client)
      #expect(found?.slot == model[port])
      #expect(found?.sender == model[port].map { _ in .server })
      if let slot = model[port] {
        table.remove(slot)
        model[port] = nil
        if Bool.random(using: &generator) { table.reclaim() }
      } else {
        var connection = Connection(
          client: client, server: server, first: Moment(frame: 1, time: 0), number: 1)
        connection.hash = hash
        model[port] = table.insert(connection, list: .established)
      }
      #expect(table.openCount == model.count)
    }
  }

  @Test func `what is put back in a list stands where it would have been put one by one`() {
    var generator = SplitMix64(seed: 3)
    for round in 0..<200 {
      var table = ConnectionTable(limit: 64)
      // By slot: when it was put in the list, and when it was seen last.
      var model: [(slot: Int, listed: Int64, seen: Int64)] = []
      var time: Int64 = 0
      for number in 1...Int.random(in: 1...40, using: &generator) {
        time += Int64.random(in: 0...300, using: &generator)
        let client = Socket(address: IPAddress(v4: 7), port: UInt16(number))
        let server = Socket(address: IPAddress(v4: 8), port: 25)
        var connection = Connection(
          client: client, server: server, first: Moment(frame: 1, time: time), number: number)
        connection.hash = table.hash(client, server)
        let slot = table.insert(connection, list: .established)
        let seen =
          time + (Bool.random(using: &generator) ? .random(in: 0...2000, using: &generator) : 0)
        table.connections[slot].listTime = time
        table.connections[slot].lastTime = seen
        model.append((slot, time, seen))
      }
      let span = Int64(round % 5 * 400)
      table.relist(.established, within: span)
      let end = model[0].listed + span
      let late = model.filter { $0.listed <= end && $0.seen > $0.listed }
      model.removeAll { $0.listed <= end && $0.seen > $0.listed }
      for entry in late.sorted(by: { $0.seen < $1.seen }) {
        let place = model.lastIndex { $0.listed <= entry.seen }.map { $0 + 1 } ?? 0
        model.insert((entry.slot, entry.seen, entry.seen), at: place)
      }
      var listed: [Int] = []
      var backwards: [Int] = []
      var next = table.head(of: .established) ?? -1
      while next >= 0, listed.count <= model.count {
        listed.append(next)
        backwards.append(Int(table.connections[next].previous))
        #expect(table.connections[next].list == .established)
        next = Int(table.connections[next].next)
      }
      #expect(listed == model.map(\.slot))
      #expect(backwards == [-1] + listed.dropLast())
      #expect(listed.map { table.connections[$0].listTime } == model.map(\.listed))
    }
  }

  @Test func `the end of the capture closes what is open in order of first frames`() {
    var feed = Feed()
    for port in [5, 3, 9] {
      feed.client = Socket(address: feed.client.address, port: UInt16(port))
      feed.handshake()
    }
    feed.bare(.client, 0, ack: 0, .rst)
    feed.finish()
    #expect(
      feed.events.suffix(3) == ["closed 3 reset", "closed 1 endOfCapture", "closed 2 endOfCapture"])
  }

  @Test func `an RST that belongs to nothing opens nothing`() {
    var feed = Feed()
    feed.bare(.client, 0, ack: 0, .rst)
    #expect(feed.events == [])
    #expect(feed.reassembler.counters.late == 1)
    #expect(feed.reassembler.owner == nil)
  }

  @Test func `a time that runs back is no silence, neither before the frame nor behind it`() {
    var feed = Feed()
    feed.handshake()
    var silences: [Int64] = []
    for (offset, pause) in [second, -feed.time, feed.time + 2 * second, second].enumerated() {
      feed.data(.client, offset, "x", after: pause)
      silences.append(feed.reassembler.silence)
    }
    #expect(silences[0] == second && silences[1] < 0)
    // The second frame brings no time.
    #expect(silences.suffix(2) == [2 * second, second])
  }
}

/// Where the elements of an array lie: another place means that all of them were copied.
private func address(_ array: [Int]) -> UInt {
  unsafe array.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
}
