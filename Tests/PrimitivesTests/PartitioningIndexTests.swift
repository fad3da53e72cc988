import Primitives
import Testing

@Suite struct PartitioningIndexTests {
  @Test("it is the first place for which the condition holds, wherever that is", arguments: 0...70)
  func everyPlace(count: Int) {
    let all = Array(0..<count)
    for first in 0...count {
      var asked = 0
      let found = all.partitioningIndex {
        asked += 1
        return $0 >= first
      }
      #expect(found == first)
      #expect(asked <= Int.bitWidth - count.leadingZeroBitCount)
    }
  }

  @Test("a slice has the places of what it is a part of")
  func slices() {
    let all = [1, 3, 3, 5, 7, 9]
    #expect(all[2..<5].partitioningIndex { $0 > 0 } == 2)
    #expect(all[2..<5].partitioningIndex { $0 > 4 } == 3)
    #expect(all[2..<5].partitioningIndex { $0 > 7 } == 5)
    #expect((4..<9).partitioningIndex { $0 > 6 } == 7)
  }

  @Test("a list without order is an answer and no crash (seed 6)")
  func unordered() {
    var random = SplitMix64(seed: 6)
    for count in 0..<200 {
      let all = (0..<count).map { _ in Int.random(in: 0..<9, using: &random) }
      #expect((0...count).contains(all.partitioningIndex { $0 > 4 }))
    }
  }
}
