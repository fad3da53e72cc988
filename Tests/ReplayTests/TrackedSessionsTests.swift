import Primitives
import Testing

@testable import Packets
@testable import Replay

@Suite("Sessions that are open")
struct TrackedSessionsTests {
  private static func socket(_ port: UInt16) -> Socket {
    Socket(address: IPAddress(v4: 0xC000_0201), port: port)
  }

  /// A segment of few numbers, so that many come again.
  private static func segment(_ random: inout SplitMix64) -> Segment {
    let kinds: [ControlBits] = [
      .syn, .syn, [.syn, .ack], .ack, [.ack, .fin], .rst, [.syn, .rst],
    ]
    let bits = kinds[Int.random(in: 0..<kinds.count, using: &random)]
    return Segment(
      source: socket(1025), destination: socket(25),
      sequenceNumber: SequenceNumber([0, 7, .max][Int.random(in: 0..<3, using: &random)]),
      acknowledgmentNumber: SequenceNumber(UInt32.random(in: 0...3, using: &random)),
      controlBits: bits, window: UInt16.random(in: 0...1, using: &random), payload: 40..<40,
      payloadLength: Int.random(in: 0...3, using: &random), checksum: .right,
      headerChecksum: .right, maximumSegmentSize: 0, timestampValue: nil, windowScale: nil,
      identification: 0, timeToLive: 64, headerOffset: 0, segmentOffset: 20)
  }

  @Test("what is kept of a session is what all of its segments show, whenever it becomes whole")
  func sameNotes() {
    var random = SplitMix64(seed: 1)
    var waits = 0
    for _ in 0..<3000 {
      var sessions = TrackedSessions()
      let slot = Int.random(in: 0..<3, using: &random)
      let first = Int.random(in: 1...1_000_000, using: &random)
      sessions.begin(slot)
      // What is kept where every segment is taken at once.
      var all = PathNotes()
      let opensAt = Int.random(in: 0...4, using: &random)
      for place in 0..<Int.random(in: 0...4, using: &random) {
        if place == opensAt { sessions.open(slot, first: first) }
        // The first one may not be told, as one that was captured before.
        if place == 0, Int.random(in: 0..<4, using: &random) == 0 { continue }
        let segment = Self.segment(&random)
        let sender: Sender = Bool.random(using: &random) ? .client : .server
        if !sessions.take(segment, of: sender, at: first + place, slot) {
          sessions.takeFirst(segment, of: sender, at: first + place, slot, first: first)
        }
        all.take(segment, of: sender, at: first + place)
        let (isLive, isUnopened) = (sessions.isLive(slot), sessions.isUnopened(slot))
        #expect(isLive)
        #expect(isUnopened == (place < opensAt))
        waits += isUnopened ? 1 : 0
      }
      let notes = sessions.notes(slot, first: first)
      #expect("\(notes)" == "\(all)")
      sessions.remove(slot)
      let isLive = sessions.isLive(slot)
      #expect(!isLive)
    }
    #expect(waits > 1000)
  }
}
