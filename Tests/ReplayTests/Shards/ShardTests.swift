import Reports
import Testing

@testable import Replay

/// Shards put together are the same bytes as one run, wherever they are cut.
@Suite struct ShardTests {
  @Test(
    "a capture of a few sessions, cut behind every frame", arguments: [UInt64](1...2))
  func everyCut(seed: UInt64) throws {
    var traffic = InterleavedTraffic(seed: seed)
    let capture = traffic.bytes(sessions: 4)
    let count = WrittenFrame.all(capture).count
    var run = try ShardedRun()
    for frame in 0...count {
      try run.cut(capture, behind: [frame])
      let difference = try run.difference(shards: 2)
      #expect(difference == nil, "seed \(seed), cut behind frame \(frame) of \(count)")
      if difference != nil { break }
    }
  }

  @Test("random cuts into one to seven shards", arguments: [UInt64](1...9))
  func randomCuts(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &* 977)
    var traffic = InterleavedTraffic(seed: seed &+ 1000)
    let capture = traffic.bytes(sessions: Int.random(in: 1...12, using: &random))
    let count = WrittenFrame.all(capture).count
    let files = Int.random(in: 7...12, using: &random)
    let cuts = (1..<files).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
    var run = try ShardedRun()
    try run.cut(capture, behind: cuts)
    for shards in 1...7 {
      let difference = try run.difference(shards: shards)
      #expect(difference == nil, "seed \(seed), \(shards) shards, cut behind \(cuts) of \(count)")
    }
  }

  @Test("the reading for flips follows idle sessions for as long as the first one")
  func secondReading() throws {
    var traffic = InterleavedTraffic(seed: 1004)
    var run = try ShardedRun()
    let capture = traffic.bytes(sessions: 8)
    try run.cut(capture, behind: [])
    #expect(try run.whole().text.contains("\"unresolved\":0"))
  }
}
