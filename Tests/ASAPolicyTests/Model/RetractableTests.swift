import Primitives
import Testing

@testable import ASAPolicy

@Suite("things that lines take away again")
struct RetractableTests {
  /// A thing of a line with a key.
  private struct Thing: Sendable, Equatable {
    var key: Int
    var line: Int
  }

  @Test("they are those that walks over all of them would leave", arguments: 1...20)
  func model(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var things = Retractable<Thing, Int> { $0.key }
    var model: [Thing] = []
    for line in 1...400 {
      let key = Int.random(in: 0..<12, using: &random)
      switch Int.random(in: 0..<40, using: &random) {
      case 0:
        things.removeAll()
        model = []
      case 1..<12:
        things.remove(key)
        model.removeAll { $0.key == key }
      default:
        things.append(Thing(key: key, line: line))
        model.append(Thing(key: key, line: line))
      }
      #expect(Array(things.ordered) == model)
    }
  }
}
