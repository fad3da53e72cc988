import Primitives
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
    var random = SplitMix64(seed: seed &* 977)
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

  @Test("a session with more events than its record has, of which the most are counterfactual")
  func omittedEvents() throws {
    var capture = CaptureBuilder()
    let unknown = (0..<300).flatMap { _ -> [(Character, String)] in
      [("C", "XYZZ\r\n"), ("S", "500 what\r\n")]
    }
    capture.session([("S", "220 mx\r\n"), ("C", "HELO c\r\n"), ("S", "250 h\r\n")] + unknown)
    let count = WrittenFrame.all(capture.bytes).count
    var run = try ShardedRun()
    for frame in [0, 100, count - 2, count] {
      try run.cut(capture.bytes, behind: [frame])
      #expect(try run.difference(shards: 2) == nil, "cut behind frame \(frame)")
    }
    #expect(
      try run.whole().text.contains(
        #""unknown-command":{"observed":1,"counterfactual":299}"#))
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
