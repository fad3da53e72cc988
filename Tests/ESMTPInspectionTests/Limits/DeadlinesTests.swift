import Primitives
import Testing

@testable import ESMTPInspection

@Suite("deadlines")
struct DeadlinesTests {
  @Test("places come when they are due, each once", arguments: 1...20 as ClosedRange<UInt64>)
  func model(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var deadlines = Deadlines()
    // By place.
    var due: [Int: Int64] = [:]
    var clock: Int64 = 0
    for _ in 0..<2000 {
      let place = Int.random(in: 0..<40, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let time =
          Int.random(in: 0..<9, using: &random) == 0
          ? Int64.max : clock + Int64.random(in: 1...500, using: &random)
        deadlines.schedule(place, at: time)
        if time < due[place, default: .max] { due[place] = time }
      case 2:
        deadlines.cancel(place)
        due[place] = nil
      default:
        clock += Int64.random(in: 0...90, using: &random)
        var last = Int64.min
        while let place = deadlines.next(until: clock) {
          let time = due.removeValue(forKey: place)
          #expect(time.map { (last...clock).contains($0) } == true)
          last = time ?? last
        }
        #expect(due.values.allSatisfy { $0 > clock })
      }
      #expect(deadlines.count <= 2 * due.count + 64)
    }
  }

  @Test("what is looked at sooner and sooner, or no more, leaves no memory behind")
  func bounded() {
    var deadlines = Deadlines()
    for number in 0..<100_000 as Range<Int64> {
      deadlines.schedule(0, at: 1_000_000 - number)
      deadlines.schedule(1, at: number)
      deadlines.cancel(1)
    }
    #expect(deadlines.count <= 66)
    #expect(deadlines.next(until: 900_000) == nil)
    #expect(deadlines.next(until: 900_001) == 0)
    #expect(deadlines.next(until: .max) == nil)
    #expect(deadlines.count == 0)
  }
}
