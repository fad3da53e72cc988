import Foundation
import Testing

@testable import Replay

/// What becomes of time stamps where pcapng is rewritten.
@Suite struct RewrittenTimesTests {
  private static let second: UInt64 = 1_400_000_000

  @Test("nanoseconds stay, wherever the interface that has them is described", arguments: 0..<5)
  func nanoseconds(_ form: Int) throws {
    let frames = PacketMaker().handshake
    let time = Self.second * 1_000_000_000 + 123_456_789
    var capture = Pcapng.section
    var expected: [UInt32] = [123_456_789, 123_456_790, 123_456_791]
    let all = frames.enumerated().flatMap { Pcapng.packet($1, at: time + UInt64($0)) }
    switch form {
    case 0: capture += Pcapng.interface() + all
    // Names, secrets.
    case 1: capture += Pcapng.block(4, [0, 0, 0, 0]) + Pcapng.interface() + all
    case 2:
      capture +=
        Pcapng.block(10, Pcapng.little(0x544C_534B, 4) + Pcapng.little(4, 4) + [1, 2, 3, 4])
        + Pcapng.interface() + all
    case 3: capture += Pcapng.interface(comment: 4000) + all
    default:
      capture +=
        Pcapng.interface(resolution: 6) + Pcapng.packet(frames[0], at: time / 1000)
        + Pcapng.interface()
      capture += Pcapng.packet(frames[1], at: time + 1, interface: 1)
      capture += Pcapng.packet(frames[2], at: time + 2, interface: 1)
      expected[0] = 123_456_000
    }
    let result = try rewrite(capture)
    #expect(result.frames.map(\.seconds) == [UInt32](repeating: UInt32(Self.second), count: 3))
    #expect(result.frames.map(\.fraction) == expected)
    #expect(result.frames.map(\.bytes) == frames)
    #expect(result.capture.starts(with: [0x4D, 0x3C, 0xB2, 0xA1]))
  }

  @Test("a time that the output cannot tell is an error, and the report has the rest")
  func tooLate() throws {
    let frames = PacketMaker().handshake
    let last = UInt64(1) << 32
    var capture =
      Pcapng.section + Pcapng.interface() + Pcapng.packet(frames[0], at: (last - 1) * 1_000_000_000)
    #expect(try rewrite(capture).frames.map(\.seconds) == [UInt32(last - 1)])
    capture += Pcapng.packet(frames[1], at: last * 1_000_000_000)
    #expect(throws: PreparationFailure.self) { try rewrite(capture) }
  }
}
