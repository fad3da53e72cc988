/// A set of TCP ports, a bit each.
struct PortSet: Sendable {
  private var words: [UInt64]

  init(_ ports: [UInt16]) {
    words = [UInt64](repeating: 0, count: 1_024)
    for port in ports { words[Int(port >> 6)] |= 1 << UInt64(port & 63) }
  }

  @inline(__always)
  func contains(_ port: UInt16) -> Bool {
    words[Int(port >> 6)] & (1 &<< UInt64(port & 63)) != 0
  }
}
