import Primitives
import Testing

@testable import Reports

struct HTMLTimelineTests {
  @Test("every session is in one column, whatever the times and their order, seed 11")
  func property() {
    var generator = SplitMix64(seed: 11)
    for round in 0..<60 {
      var timeline = HTMLTimeline()
      let span: Int64 = [1, 1_000, 1_000_000_000, 86_400_000_000_000, .max / 4][round % 5]
      let base: Int64 = round % 2 == 0 ? 1_400_000_000_000_000_000 : -5
      var times: [Int64] = []
      for _ in 0..<200 {
        let time = base &+ Int64.random(in: 0...span, using: &generator) - span / 2
        times.append(time)
        timeline.add(time, Verdict.allCases[Int.random(in: 0..<7, using: &generator)])
        #expect(timeline.columns.count <= HTMLTimeline.limit)
      }
      #expect(timeline.columns.joined().reduce(0, +) == 200)
      // The model: times divided by the width that came out.
      for (index, column) in timeline.columns.enumerated() {
        let place = timeline.origin + Int64(index)
        let count = times.count { time in
          let (quotient, rest) = time.quotientAndRemainder(dividingBy: timeline.width)
          return (rest < 0 ? quotient - 1 : quotient) == place
        }
        #expect(column.reduce(0, +) == count)
      }
    }
  }

  @Test("columns are as wide as people read time")
  func widths() {
    var timeline = HTMLTimeline()
    timeline.add(0, .masked)
    let widths = [1_000_000_000, 60_000_000_000, 3_600_000_000_000, 86_400_000_000_000] as [Int64]
    for width in widths {
      timeline.add(width * 90, .masked)
      #expect(timeline.width == width)
    }
  }
}
