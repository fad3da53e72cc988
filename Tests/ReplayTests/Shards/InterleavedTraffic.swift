import Primitives

/// Captures of sessions that go on beside each other, with all that is awkward to cut.
struct InterleavedTraffic {
  private struct Packet {
    var isClient: Bool
    var sequence: UInt32
    var acknowledgment: UInt32
    var flags: UInt8
    var payload: [UInt8]
    var isFragmented = false
  }

  private struct Flow {
    var client: (host: UInt8, port: UInt16)
    var server: (host: UInt8, port: UInt16)
    var packets: [Packet]
  }

  private var random: SplitMix64
  private var capture = CaptureBuilder()
  private var identification: UInt16 = 1

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func chance(_ one: UInt64) -> Bool { random.next() % one == 0 }

  private static let dialogue: [(Bool, String)] = [
    (false, "220 mx.example.com ESMTP\r\n"), (true, "EHLO client.example.net\r\n"),
    (false, "250-mx.example.com\r\n250-STARTTLS\r\n250 8BITMIME\r\n"),
    (true, "MAIL FROM:<a@example.net>\r\n"), (false, "250 ok\r\n"),
    (true, "RCPT TO:<b@example.com>\r\n"), (false, "250 ok\r\n"), (true, "XFOO bar\r\n"),
    (false, "500 what\r\n"), (true, "DATA\r\n"), (false, "354 go\r\n"),
    (true, "Subject: hello\r\nMessage-ID: <1@example.net>\r\n\r\nbody\r\n"), (true, ".\r\n"),
    (false, "250 taken\r\n"), (true, "QUIT\r\n"), (false, "221 bye\r\n"),
  ]

  /// The packets of a session.
  private mutating func packets(start: (UInt32, UInt32)) -> [Packet] {
    typealias Flags = CaptureBuilder.Flags
    var packets: [Packet] = []
    var next = (client: start.0, server: start.1)
    func add(_ isClient: Bool, _ flags: UInt8, _ text: String = "") {
      let payload = Array(text.utf8)
      packets.append(
        Packet(
          isClient: isClient, sequence: isClient ? next.client : next.server,
          acknowledgment: flags & Flags.ack == 0 ? 0 : isClient ? next.server : next.client,
          flags: flags, payload: payload))
      let used = UInt32(payload.count) &+ (flags & (Flags.syn | Flags.fin) != 0 ? 1 : 0)
      if isClient { next.client &+= used } else { next.server &+= used }
    }
    add(true, Flags.syn)
    add(false, Flags.syn | Flags.ack)
    add(true, Flags.ack)
    let length = chance(3) ? Int.random(in: 0...Self.dialogue.count, using: &random) : .max
    for (isClient, text) in Self.dialogue.prefix(length) {
      var rest = text
      while !rest.isEmpty {
        let count = chance(4) ? Int.random(in: 1...rest.count, using: &random) : rest.count
        add(isClient, Flags.psh | Flags.ack, String(rest.prefix(count)))
        rest = String(rest.dropFirst(count))
      }
      if chance(2) { add(!isClient, Flags.ack) }
    }
    switch random.next() % 8 {
    case 0: break
    case 1: add(chance(2), Flags.rst | Flags.ack)
    default:
      add(true, Flags.fin | Flags.ack)
      add(false, Flags.fin | Flags.ack)
      add(true, Flags.ack)
    }
    return disturbed(packets)
  }

  /// Repeats, swaps and leaves out packets.
  private mutating func disturbed(_ packets: [Packet]) -> [Packet] {
    var packets = packets
    for index in packets.indices.reversed() where !packets[index].payload.isEmpty || chance(2) {
      if chance(12) {
        let later = min(packets.count, index + 1 + Int.random(in: 0...12, using: &random))
        packets.insert(packets[index], at: later)
      }
      if chance(15), index + 1 < packets.count { packets.swapAt(index, index + 1) }
      if chance(40) { packets.remove(at: index) }
    }
    if chance(6) { packets.removeFirst(min(packets.count, Int.random(in: 1...8, using: &random))) }
    for index in packets.indices where packets[index].payload.count > 8 && chance(10) {
      packets[index].isFragmented = true
    }
    return packets
  }

  /// A capture of so many sessions.
  ///
  /// - Parameters:
  ///   - sessions: how many.
  ///   - isCrowded: whether half-open connections and long pauses come between them.
  ///   - runsBackwards: whether times do that now and then.
  /// - Returns: a capture file.
  mutating func bytes(
    sessions: Int, isCrowded: Bool = false, runsBackwards: Bool = false
  ) -> [UInt8] {
    var flows: [Flow] = []
    for number in 0..<sessions {
      let client = (host: UInt8(1 + number % 3), port: UInt16(40_000 + number))
      let server = (host: UInt8(100 + number % 2), port: UInt16(25))
      let start = (UInt32.random(in: 0 ... .max, using: &random), UInt32(9000 + number))
      var all = packets(start: start)
      // The same sockets again, at once.
      while chance(4) { all += packets(start: (start.0 &+ 100_000, start.1 &+ 100_000)) }
      flows.append(Flow(client: client, server: server, packets: all))
    }
    var active: [Flow] = []
    while !flows.isEmpty || !active.isEmpty {
      if !flows.isEmpty, active.count < 4 { active.append(flows.removeFirst()) }
      let index = Int.random(in: 0..<active.count, using: &random)
      emit(active[index], active[index].packets.isEmpty ? nil : active[index].packets.removeFirst())
      if active[index].packets.isEmpty { active.remove(at: index) }
      switch random.next() % 120 {
      case 0: capture.jump(by: 250_000_000)
      case 1: capture.jump(by: 8_000_000_000)
      case 2: capture.jump(by: 31_000_000)
      default: break
      }
      if isCrowded { crowd() }
      if runsBackwards, chance(50) { capture.jump(by: chance(2) ? -1_500_000 : -310_000_000) }
    }
    return capture.bytes
  }

  /// Adds parts of handshakes, and lets time pass.
  private mutating func crowd() {
    switch random.next() % 90 {
    case 0...5:
      let port = UInt16(30_000 + random.next() % 40)
      capture.frame(
        from: (UInt8(1 + random.next() % 3), port), to: (UInt8(100 + random.next() % 2), 25),
        sequence: UInt32(truncatingIfNeeded: random.next()), flags: CaptureBuilder.Flags.syn)
    case 6: capture.jump(by: 20_000_000)
    case 7: capture.jump(by: 299_500_000)
    case 8: capture.jump(by: 700_000_000)
    default: break
    }
  }

  private mutating func emit(_ flow: Flow, _ packet: Packet?) {
    guard let packet else { return }
    let (source, destination) =
      packet.isClient ? (flow.client, flow.server) : (flow.server, flow.client)
    guard packet.isFragmented else {
      return capture.frame(
        from: source, to: destination, sequence: packet.sequence,
        acknowledgment: packet.acknowledgment, flags: packet.flags, payload: packet.payload)
    }
    var whole = CaptureBuilder()
    whole.frame(
      from: source, to: destination, sequence: packet.sequence,
      acknowledgment: packet.acknowledgment, flags: packet.flags, payload: packet.payload)
    var parts = Self.fragments(Array(whole.bytes[40...]), identification: identification)
    identification += 1
    if chance(3) { parts.swapAt(0, 1) }
    if chance(5) { parts.removeLast() }
    for part in parts {
      capture.jump(by: 900)
      capture.add(part)
    }
  }

  /// An Ethernet frame of IPv4 in two fragments.
  static func fragments(_ frame: [UInt8], identification: UInt16) -> [[UInt8]] {
    let (header, payload) = (Array(frame[14..<34]), Array(frame[34...]))
    let cut = 24
    return [(0, cut, true), (cut, payload.count, false)].map { lower, upper, hasMore in
      var ip = header
      let length = 20 + upper - lower
      ip[2...5] = [
        UInt8(length >> 8), UInt8(length & 255), UInt8(identification >> 8 | 0x80),
        UInt8(identification & 255),
      ]
      ip[6...7] = [hasMore ? 0x20 : 0, UInt8(lower / 8)]
      ip[10...11] = [0, 0]
      var sum: UInt32 = 0
      for index in stride(from: 0, to: 20, by: 2) {
        sum += UInt32(ip[index]) << 8 | UInt32(ip[index + 1])
      }
      while sum >> 16 != 0 { sum = (sum & 0xFFFF) + (sum >> 16) }
      ip[10...11] = [UInt8(~sum >> 8 & 255), UInt8(~sum & 255)]
      return frame[..<14] + ip + payload[lower..<upper]
    }
  }
}
