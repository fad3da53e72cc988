import ESMTPInspection
import Packets
import Primitives
import Testing

@testable import Rewriting

/// What remembered edits cost stays within the bound on all sessions, but for the latest edits.
@Suite struct RememberedEditsTests {
  private static func socket(_ port: UInt16) -> Socket {
    Socket(address: IPAddress(v4: 0x0A00_0001), port: port)
  }

  /// Has nothing that can be read or changed any more.
  private final class WrittenFrames: FrameStore {
    func read(_ count: Int, at position: UInt64, into bytes: inout [UInt8]) -> Bool { false }
    func write(_ bytes: [UInt8], at position: UInt64) {}
    func omit(_ record: FrameRecord) {}
    func insert(_ frame: [UInt8], time: Int64, at position: UInt64) {}
  }

  @Test("edits of one byte are charged with the memory that each takes", arguments: [1, 40])
  func bound(sessions: Int) {
    let limit = 1 << 16
    var rewriter = Rewriter(repair: .none, linkType: .rawIP, rememberedLimit: limit)
    let store = WrittenFrames()
    for slot in 0..<sessions {
      rewriter.open(
        slot, number: slot + 1, client: Self.socket(UInt16(1024 + slot)), server: Self.socket(25),
        isWatched: true)
    }
    for number in 0..<4000 {
      let slot = number % sessions
      rewriter.edit(slot, Edit(sender: .client, offset: UInt64(number), bytes: [42]))
      rewriter.settle(at: 0, position: 0, store: store)
    }
    var (cost, edits) = (0, 0)
    for slot in 0..<sessions {
      cost += rewriter.tracks[slot].cost
      edits += rewriter.tracks[slot].client.history.overlapping(0..<4000).count
    }
    #expect(rewriter.remembered == cost)
    // The array of the edits of a session doubles once more.
    #expect(cost <= limit + sessions * 1024 * MemoryLayout<RetainedEdit>.stride)
    #expect(edits < limit / 64)
    for slot in 0..<sessions {
      rewriter.open(
        slot, number: slot + 1001, client: Self.socket(UInt16(1024 + slot)),
        server: Self.socket(25), isWatched: true)
    }
    #expect(rewriter.remembered == 0)
  }
}
