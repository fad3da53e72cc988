import Primitives
import Testing

@testable import Rewriting

@Suite struct UndecidedFramesTests {
  @Test("the oldest undecided frame is that of a list that is searched (seed 7)")
  func model() {
    var generator = SplitMix64(seed: 7)
    var frames = UndecidedFrames()
    var model: [(ticket: UInt64, position: UInt64)] = []
    for position in UInt64(0)..<40_000 {
      // Phases in which more frames come than go, so that the list is cut while it is long.
      let isGrowing = position / 8000 % 2 == 0
      model.append((frames.append(position, slot: Int(position % 5)), position))
      for _ in 0..<(isGrowing ? 0 : 3) {
        guard let index = model.indices.randomElement(using: &generator) else { break }
        frames.decide(model.remove(at: index).ticket)
      }
      if position % 1000 == 999, let first = model.first {
        #expect(frames.forceOldest() == Int(first.position % 5))
        model.removeFirst()
        // What was decided by force may be decided again.
        frames.decide(first.ticket)
      }
      #expect(frames.oldest == model.first?.position)
      guard frames.oldest == model.first?.position else { return }
    }
  }
}
