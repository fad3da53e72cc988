import ESMTPInspection
import Testing

@testable import Reports

struct ThresholdCountsTests {
  private static let limit = PolicyLimitRecord(
    mapName: "M", criterion: .recipientCount, number: 100, actions: "log",
    source: SourceLine(file: "a", line: 1))

  private static func session(
    _ id: Int, _ value: Int, map: String? = "M", coverage: Coverage = .full
  ) -> SessionRecord {
    var session = Samples.untouched
    session.id = id
    session.mapName = map
    session.coverage = coverage
    session.peaks.raise(.recipientCount, to: value)
    return session
  }

  @Test(
    "a number lies in its tenth of the limit",
    arguments: [
      (1, 0), (10, 0), (11, 1), (20, 1), (99, 9), (100, 9), (101, 10), (200, 10), (201, 11),
    ])
  func tenths(value: Int, place: Int) {
    var counts = ThresholdCounts([Self.limit])
    counts.add(Self.session(1, value))
    #expect(counts.limits[0].tenths.firstIndex(of: 1) == place)
    #expect(counts.limits[0].greatest == value)
    #expect(counts.limits[0].above == (value > 100 ? 1 : 0))
  }

  @Test("the closest are named; other maps, unseen sessions and absent numbers do not count")
  func nearest() {
    var counts = ThresholdCounts([Self.limit])
    for (id, value) in [(1, 5), (2, 100), (3, 99), (4, 101), (5, 50), (6, 60), (7, 70)] {
      counts.add(Self.session(id, value))
    }
    counts.add(Self.session(8, 98, map: "N"))
    counts.add(Self.session(9, 97, coverage: .none))
    counts.add(Self.session(10, 0))
    #expect(counts.limits[0].nearest.map(\.id) == [2, 3, 7, 6, 5])
    #expect(counts.limits[0].sessions == 7)
    #expect(counts.unlimited.map(\.id) == [8])
  }
}
