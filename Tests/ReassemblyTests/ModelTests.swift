import Primitives
import Testing

@testable import Packets
@testable import Reassembly

/// The obviously correct reassembler: every byte at its offset, the first copy stays.
private struct Model {
  var bytes: [UInt8?]

  mutating func take(_ offset: Int, _ new: ArraySlice<UInt8>) {
    for (index, byte) in new.enumerated() where bytes[offset + index] == nil {
      bytes[offset + index] = byte
    }
  }

  /// The stream up to the last byte that is known, holes as `?`.
  var text: String {
    let end = (bytes.lastIndex { $0 != nil } ?? -1) + 1
    return String(decoding: bytes[..<end].map { $0 ?? UInt8(ascii: "?") }, as: UTF8.self)
  }
}

@Suite struct ModelTests {
  private static let length = 300

  /// Any cuts, orders, overlaps and repetitions, near the wrap of the sequence numbers. Copies
  /// differ only among bytes that still wait; what was handed out is sent again unchanged.
  @Test(arguments: 0..<300)
  func `random segments give what the model gives`(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let stream = (0..<ModelTests.length).map { _ in UInt8.random(in: 97...122, using: &generator) }
    var feed = Feed { $0.overlap = .first }
    feed.clientInitial = 0xFFFF_FFFF &- UInt32.random(in: 0..<320, using: &generator)
    feed.serverInitial = 0xFFFF_FFF0
    feed.handshake()
    var model = Model(bytes: [UInt8?](repeating: nil, count: ModelTests.length))
    let differs = Bool.random(using: &generator)
    for _ in 0..<Int.random(in: 1..<60, using: &generator) {
      let lower = Int.random(in: 0..<ModelTests.length, using: &generator)
      let upper = min(ModelTests.length, lower + Int.random(in: 1..<40, using: &generator))
      var part = stream[lower..<upper]
      if differs, Bool.random(using: &generator) {
        part[Int.random(in: lower..<upper, using: &generator)] = UInt8(ascii: "!")
      }
      // One byte in front of what is awaited is a keep-alive, whatever it holds.
      let next = feed.reassembler.connection(0).nextOffset(of: .client)
      guard upper - lower > 1 || lower >= next else { continue }
      let isProbe = upper - lower == 1
      if isProbe, model.bytes[lower] != nil { continue }
      model.take(lower, part)
      feed.send(Sent(offset: lower, payloadBytes: Array(part)))
    }
    feed.finish()
    #expect(holes(feed.text(.client)) == model.text, "seed \(seed)")
    let conflicts = feed.events.contains { $0.hasPrefix("conflict") }
    if conflicts { #expect(differs, "seed \(seed)") }
  }

  /// Losses that the other side acknowledges, at random times, in both directions: what comes out is
  /// the stream with gaps exactly where no frame had the bytes.
  @Test(arguments: 0..<300)
  func `random losses become gaps and nothing else is lost`(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed) &+ 1_000_000)
    var feed = Feed()
    feed.clientInitial = 0xFFFF_FF80
    feed.handshake()
    var models = [[UInt8?]](repeating: [], count: 2)
    for _ in 0..<Int.random(in: 1..<80, using: &generator) {
      let side = Int.random(in: 0...1, using: &generator)
      let length = Int.random(in: 2..<20, using: &generator)
      let bytes = (0..<length).map { _ in UInt8.random(in: 97...122, using: &generator) }
      let isLost = Int.random(in: 0..<5, using: &generator) == 0
      let offset = models[side].count
      models[side] += isLost ? [UInt8?](repeating: nil, count: length) : bytes.map { $0 }
      if isLost { continue }
      feed.send(
        Sent(
          sender: side == 0 ? .client : .server, offset: offset,
          acknowledges: models[1 - side].count, payloadBytes: bytes),
        after: Int64.random(in: 0..<6_000_000, using: &generator))
    }
    feed.finish()
    for (side, sender) in Sender.allCases.enumerated() {
      let model = Model(bytes: models[side])
      let text = holes(feed.text(sender))
      #expect(text.hasPrefix(model.text), "seed \(seed)")
      #expect(text.dropFirst(model.text.count).allSatisfy { $0 == "?" }, "seed \(seed)")
    }
    #expect(!feed.events.contains { $0.hasPrefix("conflict") || $0.hasPrefix("bound") })
    #expect(feed.reassembler.backlogs.total == 0)
  }

  /// Two hosts that speak in turn, with any turns missing, those of one side or of both, at any pace: what
  /// is handed out is handed out in its turn, with the gaps between it.
  @Test(arguments: 0..<600)
  func `losses keep the turns of a dialogue`(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed) &+ 3_000_000)
    var feed = Feed()
    feed.serverInitial = 0xFFFF_FF80
    feed.handshake()
    let pause: [Int64] = [1_000, 2_000_000, 6_000_000, 30_000_000]
    let step = pause[seed % 4]
    let lossy = [[0], [1], [0, 1]][seed % 3]
    let acknowledgesApart = Bool.random(using: &generator)
    let turns = Int.random(in: 2..<50, using: &generator)
    var ends = [0, 0]
    var expected: [String] = []
    for turn in 0..<turns {
      let side = 1 - turn % 2
      let length = Int.random(in: 2..<9, using: &generator)
      let isLost = lossy.contains(side) && Int.random(in: 0..<3, using: &generator) == 0
      if !isLost {
        let bytes = [UInt8](repeating: UInt8(97 + turn % 26), count: length)
        feed.send(
          Sent(
            sender: side == 0 ? .client : .server, offset: ends[side],
            acknowledges: ends[1 - side], payloadBytes: bytes), after: step)
        let text = String(decoding: bytes, as: UTF8.self)
        expected.append("\(side == 0 ? "c" : "s") \(text) behind \(ends[1 - side])")
      }
      ends[side] += length
      if acknowledgesApart {
        feed.bare(side == 0 ? .server : .client, ends[1 - side], ack: ends[side], after: step)
      }
    }
    feed.finish()
    var passed = (client: 0, server: 0)
    var found: [String] = []
    for item in feed.order {
      let text = item.dropFirst(2).prefix { $0 != "@" }
      let length = holes(String(text)).utf8.count
      let isGap = text.hasPrefix("[")
      if item.hasPrefix("c") {
        if !isGap { found.append("c \(text) behind \(passed.server)") }
        passed.client += length
      } else {
        if !isGap { found.append("s \(text) behind \(passed.client)") }
        passed.server += length
      }
    }
    if lossy.count == 1 { #expect(found == expected, "seed \(seed)") }
    // Where both sides lost bytes one after the other, nobody tells how much of each came first.
    #expect(found.map { $0.prefix(3) } == expected.map { $0.prefix(3) }, "seed \(seed)")
  }

  /// Any segments at all, most of them nonsense: nothing traps, every slot is closed, every offset
  /// of a stream comes once and in order, and the memory is given back.
  @Test(arguments: 0..<200)
  func `hostile segments keep the order of steps`(_ seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed) &+ 2_000_000)
    var feed = Feed(ports: seed % 2 == 0 ? [25] : [25, 40112]) {
      $0.overlap = seed % 3 == 0 ? .last : .first
      $0.checksums = ChecksumPolicy.allCases[seed % 3]
      $0.connections = 3
      $0.queuedTotal = 2000
      $0.queuedSegments = 6
      $0.closedConnections = 2
    }
    var next: [Int: (client: UInt64, server: UInt64)] = [:]
    var isOpen: [Int: Bool] = [:]
    for index in 0..<400 {
      feed.client = Socket(
        address: feed.client.address, port: 40110 + UInt16.random(in: 0..<5, using: &generator))
      if index % 90 == 0 { feed.clientInitial = UInt32.random(in: 0 ... .max, using: &generator) }
      var sent = Sent(sender: Bool.random(using: &generator) ? .client : .server)
      sent.offset = Int.random(in: -5..<60, using: &generator)
      sent.acknowledges = Int.random(in: -5..<60, using: &generator)
      if index % 37 == 0 { sent.offset = Int.random(in: -1 << 32..<1 << 32, using: &generator) }
      if index % 41 == 0 { sent.acknowledges = Int.random(in: 0..<1 << 32, using: &generator) }
      let bits: [UInt8] = [16, 16, 16, 16, 24, 24, 17, 2, 18, 4, 20, 19, 0, 63]
      sent.bits = ControlBits(rawValue: bits.randomElement(using: &generator) ?? 16)
      sent.payloadBytes = [UInt8](
        repeating: UInt8.random(in: 48...57, using: &generator),
        count: Int.random(in: 0..<30, using: &generator))
      sent.cut = Int.random(
        in: 0...(index % 5 == 0 ? sent.payloadBytes?.count ?? 0 : 0), using: &generator)
      sent.checksum = index % 9 == 0 ? .wrong : .right
      sent.identification = UInt16.random(in: 0..<4, using: &generator)
      sent.timestamp = index % 2 == 0 ? UInt32.random(in: 0..<9, using: &generator) : nil
      let jumps: [Int64] = [0, 1_000, 11_000_000, -5_000_000_000, 300_000_000_000]
      feed.send(sent, after: jumps.randomElement(using: &generator) ?? 0)
      check(feed, &next, &isOpen, seed)
    }
    while feed.reassembler.finishNext(at: Moment(frame: 401, time: feed.time)) {
      check(feed, &next, &isOpen, seed)
    }
    #expect(isOpen.values.allSatisfy { !$0 })
    #expect(feed.reassembler.backlogs.total == 0)
    #expect(feed.reassembler.table.openCount == 0)
  }

  private func check(
    _ feed: borrowing Feed, _ next: inout [Int: (client: UInt64, server: UInt64)],
    _ isOpen: inout [Int: Bool], _ seed: Int
  ) {
    for step in feed.reassembler.steps {
      let number = feed.reassembler.connection(step.connection).number
      var length: UInt64?
      switch step.kind {
      case .opened:
        #expect(isOpen[number] == nil, "seed \(seed)")
        isOpen[number] = true
      case .closed:
        #expect(isOpen[number] == true, "seed \(seed)")
        isOpen[number] = false
      case .bytes(.payload(let range)), .bytes(.released(let range)):
        length = UInt64(range.count)
        #expect(!range.isEmpty)
      case .gap(let missing, _):
        length = missing
        #expect(missing > 0)
      case .established, .conflict, .dataAfterFIN, .reorderQueue, .wrongChecksum, .finished,
        .duplicate, .boundHit:
        break
      }
      guard let length else { continue }
      #expect(isOpen[number] == true, "seed \(seed)")
      var place = next[number] ?? (0, 0)
      if step.sender == .client {
        #expect(place.client == step.offset, "seed \(seed)")
        place.client += length
      } else {
        #expect(place.server == step.offset, "seed \(seed)")
        place.server += length
      }
      next[number] = place
    }
  }

  /// Gaps as so many question marks.
  private func holes(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "["), let end = rest[start...].firstIndex(of: "]") {
      result += rest[..<start]
      let words = rest[rest.index(after: start)..<end].split(separator: " ")
      result += String(repeating: "?", count: words.last.flatMap { Int($0) } ?? 0)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
