import Foundation

/// A classic pcap file of raw IPv4 packets, made as it is written.
final class HostileCapture {
  static let server: UInt32 = 0xC633_6419
  private let file: FileHandle
  private var block = Data()
  private var time: UInt32 = 0

  init(_ path: URL) throws {
    _ = FileManager.default.createFile(atPath: path.path, contents: nil)
    file = try FileHandle(forWritingTo: path)
    for number in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 101] as [UInt32] { little(number) }
  }

  func close() throws {
    try file.write(contentsOf: block)
    try file.close()
  }

  /// Adds a packet of the client with a number, or of the server to it.
  func add(
    _ client: Int, fromServer: Bool = false, sequence: UInt32, acknowledging: UInt32 = 0,
    bits: UInt8, _ payload: [UInt8] = []
  ) throws {
    let address = 0x0A00_0000 + UInt32(client >> 10)
    let port = UInt32(1024 + client & 1023)
    time += 10
    for number in [1_400_000_000 + time / 1_000_000, time % 1_000_000] as [UInt32] {
      little(number)
    }
    for _ in 0..<2 { little(UInt32(40 + payload.count)) }
    big(0x4500_0000 + UInt32(40 + payload.count))
    big(0x0000_4000)
    big(0x4006_0000)
    for number in fromServer ? [Self.server, address] : [address, Self.server] { big(number) }
    big(fromServer ? 25 << 16 | port : port << 16 | 25)
    big(sequence)
    big(acknowledging)
    big(0x5000_FFFF | UInt32(bits) << 16)
    big(0)
    block.append(contentsOf: payload)
    if block.count > 1 << 20 {
      try file.write(contentsOf: block)
      block.removeAll(keepingCapacity: true)
    }
  }

  /// The handshake of a client whose first byte is number 1001; the server's is 9001.
  func open(_ client: Int) throws {
    try add(client, sequence: 1000, bits: 2)
    try add(client, fromServer: true, sequence: 9000, acknowledging: 1001, bits: 0x12)
    try add(client, sequence: 1001, acknowledging: 9001, bits: 0x10)
  }

  /// Sessions of which each sends a line when all the others have sent one.
  func interleave(_ count: Int) throws {
    for client in 0..<count { try open(client) }
    for client in 0..<count {
      try add(
        client, fromServer: true, sequence: 9001, acknowledging: 1001, bits: 0x18,
        Array("220 mx\r\n".utf8))
    }
    for client in 0..<count {
      try add(client, sequence: 1001, acknowledging: 9009, bits: 0x18, Array("EHLO a\r\n".utf8))
    }
  }

  /// One session up to DATA, then pieces of its content; no checksum is right.
  func content(_ count: Int, _ piece: (Int) -> [UInt8]) throws {
    let head = Array("HELO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\n".utf8)
    let replies = Array("220 mx\r\n250 a\r\n250 a\r\n250 a\r\n354 a\r\n".utf8)
    try dialogue(head, replies, count, piece)
  }

  /// One session: what the client and then the server says, and pieces of the client.
  func dialogue(
    _ head: [UInt8], _ replies: [UInt8], _ count: Int, _ piece: (Int) -> [UInt8]
  ) throws {
    try open(0)
    var sequence: UInt32 = 1001
    if !head.isEmpty { try add(0, sequence: sequence, acknowledging: 9001, bits: 0x18, head) }
    sequence &+= UInt32(head.count)
    try add(0, fromServer: true, sequence: 9001, acknowledging: sequence, bits: 0x18, replies)
    for number in 0..<count {
      let bytes = piece(number)
      try add(
        0, sequence: sequence, acknowledging: 9001 + UInt32(replies.count), bits: 0x18, bytes)
      sequence &+= UInt32(bytes.count)
    }
  }

  private func little(_ number: UInt32) { withAll(number.littleEndian) }

  private func big(_ number: UInt32) { withAll(number.bigEndian) }

  private func withAll(_ number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      block.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }
}
