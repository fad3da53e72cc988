import Primitives
import Testing

@testable import Packets
@testable import Reassembly

@Suite(.serialized) struct PerformanceTests {
  /// What the short path costs, over connections enough to leave the caches.
  ///
  /// The bounds are far above what was measured, so that a busy machine does not fail, and are those
  /// of an optimised build; a debug build runs the same with a bound of its own.
  @Test func `a segment in order costs tens of nanoseconds`() {
    var feed = Feed()
    var segments: [(Segment, Int)] = []
    for port in 0..<2000 {
      feed.client = Socket(address: feed.client.address, port: UInt16(10000 + port))
      feed.handshake()
      for offset in stride(from: 0, to: 8, by: 2) {
        var (data, _) = feed.segment(Sent(offset: offset * 600, payloadBytes: ones))
        data.checksum = .right
        segments.append((data, offset * 2000 + port))
        let reply = Sent(sender: .server, acknowledges: (offset + 2) * 600)
        segments.append((feed.segment(reply).0, (offset + 1) * 2000 + port))
      }
    }
    segments.sort { $0.1 < $1.1 }
    let bytes = [UInt8](repeating: 0, count: 40) + ones
    var count = 0
    let clock = ContinuousClock()
    let time = clock.measure {
      for (index, item) in segments.enumerated() {
        feed.reassembler.receive(
          item.0, in: bytes.span, at: Moment(frame: index, time: feed.time &+ Int64(index)))
        count += feed.reassembler.steps.count
      }
    }
    #expect(count == 2000 * 4)
    let each = Double(time.components.attoseconds) / 1e9 / Double(segments.count)
    #if DEBUG
      #expect(each < 20_000)
    #else
      print("a segment in order: \(each) ns")
      #expect(each < 400)
    #endif
  }

  private let ones = [UInt8](repeating: 1, count: 1200)
}
