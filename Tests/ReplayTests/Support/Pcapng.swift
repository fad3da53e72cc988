/// Blocks of pcapng captures (draft-ietf-opsawg-pcapng), for tests.
enum Pcapng {
  /// A number, its lowest byte first.
  static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// A block of a type, whose body is padded.
  static func block(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    let length = little(UInt64(body.count + padding.count + 12), 4)
    return little(type, 4) + length + body + padding + length
  }

  /// The head of a section.
  static let section = block(
    0x0A0D_0D0A, little(0x1A2B_3C4D, 4) + [1, 0, 0, 0] + [UInt8](repeating: 255, count: 8))

  /// An Ethernet.
  ///
  /// - Parameters:
  ///   - resolution: its unit is 10 to the minus that, in seconds.
  ///   - offset: what is added to its times, in seconds.
  ///   - comment: the length of a comment in bytes, 0 for none.
  /// - Returns: its block.
  static func interface(resolution: UInt8 = 9, offset: Int64 = 0, comment: Int = 0) -> [UInt8] {
    var options: [UInt8] = []
    if comment > 0 {
      options += [1, 0] + little(UInt64(comment), 2) + [UInt8](repeating: 65, count: comment)
    }
    options += [9, 0, 1, 0, resolution, 0, 0, 0]
    options += [14, 0, 8, 0] + little(UInt64(bitPattern: offset), 8) + [0, 0, 0, 0]
    return block(1, [1, 0, 0, 0] + little(262_144, 4) + options)
  }

  /// A packet at a time in units of its interface.
  static func packet(_ frame: [UInt8], at time: UInt64, interface: UInt64 = 0) -> [UInt8] {
    let length = little(UInt64(frame.count), 4)
    return block(
      6,
      little(interface, 4) + little(time >> 32, 4) + little(time & 0xFFFF_FFFF, 4) + length
        + length + frame)
  }
}
