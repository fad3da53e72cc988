import Testing

@testable import Reports

@Suite struct FramePlaceTests {
  @Test(
    "an input is told by the shortest end of its path that no other has",
    arguments: [
      (["day1/eth0.pcap", "day2/eth0.pcap"], ["day1/eth0.pcap", "day2/eth0.pcap"]),
      (["a/day1/eth0.pcap", "b/day1/eth1.pcap"], ["eth0.pcap", "eth1.pcap"]),
      (["a/x/p", "b/x/p", "p"], ["a/x/p", "b/x/p", "p"]),
      (["p", "a/p"], ["p", "a/p"]), (["-", "a/p"], ["standard input", "p"]),
      (["a/p", "a/p"], ["p", "p"]),
    ])
  func names(paths: [String], names: [String]) {
    let captures = paths.enumerated().map { place, path in
      CaptureRecord(
        path: path, firstFrame: place * 10 + 1, frames: 10, bytes: 1, span: nil,
        linkType: "EN10MB", snapshotLength: 1, error: nil)
    }
    let places = paths.indices.map { captures.place(of: $0 * 10 + 3) }
    #expect(places.map { $0?.lastName } == names)
    #expect(places.allSatisfy { $0?.frame == 3 })
  }
}
