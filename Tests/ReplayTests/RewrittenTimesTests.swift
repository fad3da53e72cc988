import Foundation
import Testing

@testable import Replay

/// What becomes of time stamps where pcapng is rewritten.
@Suite struct RewrittenTimesTests {
  private func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private func block(_ type: UInt64, _ body: [UInt8]) -> [UInt8] {
    let length = little(UInt64(body.count + 12), 4)
    return little(type, 4) + length + body + length
  }

  private var section: [UInt8] {
    block(0x0A0D_0D0A, little(0x1A2B_3C4D, 4) + [1, 0, 0, 0] + [UInt8](repeating: 255, count: 8))
  }

  /// An interface with a unit of 10 to the minus `resolution` and a comment.
  private func interface(_ resolution: UInt8, comment: Int = 0) -> [UInt8] {
    var options: [UInt8] = []
    if comment > 0 {
      options += [1, 0] + little(UInt64(comment), 2) + [UInt8](repeating: 65, count: comment)
    }
    options += [9, 0, 1, 0, resolution, 0, 0, 0] + [0, 0, 0, 0]
    return block(1, [1, 0, 0, 0] + little(262_144, 4) + options)
  }

  private func packet(_ frame: [UInt8], at time: UInt64, interface: UInt64 = 0) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - frame.count % 4) % 4)
    let length = little(UInt64(frame.count), 4)
    return block(
      6,
      little(interface, 4) + little(time >> 32, 4) + little(time & 0xFFFF_FFFF, 4) + length
        + length + frame + padding)
  }

  private static let second: UInt64 = 1_400_000_000

  @Test("nanoseconds stay, wherever the interface that has them is described", arguments: 0..<5)
  func nanoseconds(_ form: Int) throws {
    let frames = PacketMaker().handshake
    let time = Self.second * 1_000_000_000 + 123_456_789
    var capture = section
    var expected: [UInt32] = [123_456_789, 123_456_790, 123_456_791]
    let all = frames.enumerated().flatMap { packet($1, at: time + UInt64($0)) }
    switch form {
    case 0: capture += interface(9) + all
    // Names, secrets.
    case 1: capture += block(4, [0, 0, 0, 0]) + interface(9) + all
    case 2:
      capture +=
        block(10, little(0x544C_534B, 4) + little(4, 4) + [1, 2, 3, 4]) + interface(9) + all
    case 3: capture += interface(9, comment: 4000) + all
    default:
      capture += interface(6) + packet(frames[0], at: time / 1000) + interface(9)
      capture += packet(frames[1], at: time + 1, interface: 1)
      capture += packet(frames[2], at: time + 2, interface: 1)
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
    var capture = section + interface(9) + packet(frames[0], at: (last - 1) * 1_000_000_000)
    #expect(try rewrite(capture).frames.map(\.seconds) == [UInt32(last - 1)])
    capture += packet(frames[1], at: last * 1_000_000_000)
    #expect(throws: PreparationFailure.self) { try rewrite(capture) }
  }
}
