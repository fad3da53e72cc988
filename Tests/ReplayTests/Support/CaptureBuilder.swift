/// Classic pcap captures made of dialogues, for tests.
struct CaptureBuilder {
  private(set) var bytes: [UInt8] = []
  private var time: UInt64
  private var identification: UInt16 = 1

  struct Flags {
    static let fin: UInt8 = 1
    static let syn: UInt8 = 2
    static let rst: UInt8 = 4
    static let psh: UInt8 = 8
    static let ack: UInt8 = 16
  }

  /// A capture with microseconds and Ethernet that starts at a second.
  init(start: UInt64 = 1_400_000_000) {
    time = start * 1_000_000
    for word: UInt32 in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 1] { append(word) }
  }

  private mutating func append(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Adds a frame from one socket of 10.0.0.x to another, with right checksums.
  mutating func frame(
    from source: (host: UInt8, port: UInt16), to destination: (host: UInt8, port: UInt16),
    sequence: UInt32, acknowledgment: UInt32 = 0, flags: UInt8, payload: [UInt8] = [],
    after microseconds: UInt64 = 1500, window: UInt16 = 64_240
  ) {
    time += microseconds
    var tcp: [UInt8] = big(source.port) + big(destination.port) + big(sequence)
    tcp += big(acknowledgment) + [5 << 4, flags] + big(window) + [0, 0, 0, 0] + payload
    let addresses: [UInt8] = [10, 0, 0, source.host, 10, 0, 0, destination.host]
    let sum = checksum(addresses + [0, 6] + big(UInt16(tcp.count)) + tcp)
    tcp.replaceSubrange(16..<18, with: big(sum))
    var ip: [UInt8] = [0x45, 0] + big(UInt16(20 + tcp.count)) + big(identification)
    ip += [0x40, 0, 64, 6, 0, 0] + addresses
    ip.replaceSubrange(10..<12, with: big(checksum(ip)))
    identification = identification % 65535 + 1
    add([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0] + ip + tcp)
  }

  /// Sets the clock forward, or back.
  mutating func jump(by microseconds: Int64) {
    time = UInt64(max(0, Int64(time) + microseconds))
  }

  /// Adds raw bytes as a frame.
  mutating func add(_ data: [UInt8]) {
    append(UInt32(time / 1_000_000))
    append(UInt32(time % 1_000_000))
    append(UInt32(data.count))
    append(UInt32(data.count))
    bytes += data
  }

  /// Adds a whole session: handshake, segments acknowledged at once, FIN from the client; before a line
  /// of the dialogue nothing may come for seconds.
  mutating func session(
    client: (host: UInt8, port: UInt16) = (1, 40112), server: (host: UInt8, port: UInt16) = (2, 25),
    _ dialogue: [(Character, String)], isOpen: Bool = false,
    initial: (client: UInt32, server: UInt32) = (1000, 9000),
    pause: (line: Int, seconds: UInt64)? = nil
  ) {
    var next: [Character: UInt32] = ["C": initial.client, "S": initial.server]
    func value(_ side: Character) -> UInt32 { next[side] ?? 0 }
    func send(_ side: Character, _ flags: UInt8, _ payload: [UInt8] = []) {
      let peer: Character = side == "C" ? "S" : "C"
      frame(
        from: side == "C" ? client : server, to: side == "C" ? server : client,
        sequence: value(side), acknowledgment: flags & Flags.ack != 0 ? value(peer) : 0,
        flags: flags, payload: payload)
      next[side] =
        value(side) &+ UInt32(payload.count)
        &+ (flags & (Flags.syn | Flags.fin) != 0 ? 1 : 0)
    }
    send("C", Flags.syn)
    send("S", Flags.syn | Flags.ack)
    send("C", Flags.ack)
    for (index, (side, text)) in dialogue.enumerated() {
      if let pause, pause.line == index { time += pause.seconds * 1_000_000 }
      send(
        side, Flags.psh | Flags.ack, text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      )
      send(side == "C" ? "S" : "C", Flags.ack)
    }
    guard !isOpen else { return }
    send("C", Flags.fin | Flags.ack)
    send("S", Flags.fin | Flags.ack)
    send("C", Flags.ack)
  }

  private func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
  private func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func checksum(_ data: [UInt8]) -> UInt16 {
    var total: UInt32 = 0
    for index in stride(from: 0, to: data.count, by: 2) {
      total += UInt32(data[index]) << 8 | UInt32(index + 1 < data.count ? data[index + 1] : 0)
    }
    while total >> 16 != 0 { total = (total & 0xFFFF) + (total >> 16) }
    return ~UInt16(total)
  }
}
