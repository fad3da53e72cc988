import Testing

@testable import Primitives

@Suite struct SlotTableTests {
  @Test("values stay with their slots, whatever comes and goes", arguments: [UInt64](1...5))
  func model(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var table = SlotTable<[Int]>()
    var model: [Int: [Int]] = [:]
    for number in 0..<2000 {
      let slot = Int.random(in: 0..<300, using: &random)
      let isLive = table.isLive(slot)
      #expect(isLive == (model[slot] != nil))
      guard let known = model[slot] else {
        table.insert([number], at: slot)
        model[slot] = [number]
        continue
      }
      let value = table[slot]
      #expect(value == known)
      if Bool.random(using: &random) {
        table.remove(slot)
        model[slot] = nil
      } else {
        table[slot].append(number)
        model[slot]?.append(number)
      }
    }
    let isLive = table.isLive(1000)
    #expect(!isLive)
  }
}
