import ESMTPInspection
import Primitives
import Testing

@testable import Reports

struct TranscriptOrderTests {
  private func line(
    _ frames: ClosedRange<Int>, _ sender: Sender, forwarded: Int
  ) -> TranscriptLine {
    let bytes = Array("x\r\n".utf8)
    return TranscriptLine(
      sender: sender, kind: .text, frames: frames, offset: 0, length: bytes.count, lineEnds: 1,
      before: bytes, after: bytes, forwarded: forwarded)
  }

  @Test(
    "nothing that is forwarded stands below the end by a drop",
    arguments: [
      // A line that is dropped began before a reply that was forwarded.
      ([(13, 13, 0), (13, 15, 0), (14, 14, 3), (16, 16, 0)], 15, 3),
      // The reply decides on what was held before it.
      ([(9, 9, 3), (11, 11, 0), (12, 12, 3), (13, 13, 0)], 11, 3),
      // Of the line itself the first segment was forwarded.
      ([(9, 9, 3), (11, 12, 2), (13, 13, 0)], 12, 2),
      ([(9, 9, 3), (11, 11, 0), (12, 12, 0)], 11, 1),
      ([(9, 9, 3), (11, 11, 0), (12, 12, 3)], 11, 3),
    ] as [([(first: Int, last: Int, forwarded: Int)], Int, Int)])
  func ending(
    _ lines: [(first: Int, last: Int, forwarded: Int)], _ frame: Int, _ place: Int
  ) {
    var session = Samples.dropped
    session.divergence = nil
    session.events = [
      EventRecord(
        event: Event(
          rule: .connectionTimeout, moment: Moment(frame: frame, time: 0), sender: .client,
          offset: 90, length: 0, action: .drop, confidence: .documented), isObserved: true)
    ]
    let items = TranscriptOrder(
      Transcript(
        session: session,
        lines: lines.map { line($0.first...$0.last, .client, forwarded: $0.forwarded) }),
      showsAll: true
    ).items.filter { if case .event = $0 { false } else { true } }
    #expect(items.firstIndex(of: .ending) == place)
    #expect(items.count == lines.count + 1)
  }
}
