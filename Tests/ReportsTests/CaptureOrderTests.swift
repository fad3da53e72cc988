import ESMTPInspection
import Testing

@testable import Reports

@Suite struct CaptureOrderTests {
  private func capture(_ name: String, _ span: ClosedRange<Int64>?) -> CaptureRecord {
    CaptureRecord(
      path: name, firstFrame: 1, frames: 1, bytes: 60, span: span, linkType: "EN10MB",
      snapshotLength: 262_144, error: nil)
  }

  private func remark(_ captures: [CaptureRecord]) -> String? {
    var order = CaptureOrder()
    for capture in captures { order.add(capture) }
    return order.remark { "'\($0)'" }
  }

  private static let end =
    ", and parts of sessions are missing; where sessions go on from one into the next, "
    + "list captures as they were recorded"

  @Test("captures in the order of their times, and those that overlap, are not told of")
  func inOrder() {
    #expect(remark([]) == nil)
    #expect(remark([capture("a", 1...5), capture("b", 5...9), capture("c", nil)]) == nil)
    #expect(remark([capture("inside", 3...9), capture("outside", 1...3)]) == nil)
    #expect(remark([capture("inside", 3...9), capture("outside", 1...9)]) == nil)
  }

  @Test("one that ends before an earlier one begins is in the wrong order")
  func outOfOrder() {
    #expect(
      remark([capture("a", 1...2), capture("a10", 9...10), capture("a2", 3...8)])
        == "'a2' was recorded before 'a10', which is read first" + Self.end)
    #expect(
      remark([
        capture("a", 1...2), capture("a10", 9...10), capture("a2", 3...5), capture("a3", 5...8),
        capture("a11", 11...12),
      ]) == "2 captures were recorded before ones that are read first, as 'a2' before 'a10'"
        + Self.end)
  }

  private func directions(_ captures: [CaptureRecord]) -> String? {
    var order = CaptureOrder()
    for capture in captures { order.add(capture) }
    return order.directionRemark { "'\($0)'" }
  }

  @Test("captures that overlap in time may each have one direction")
  func directions() {
    let remark =
      "'b' was recorded at the same time as 'a', which is read first, and sessions lack a direction; "
      + "where each has one direction, put them together first ('mergecap -w')"
    #expect(directions([capture("a", 1...5), capture("b", 2...6)]) == remark)
    #expect(directions([capture("a", 2...6), capture("b", 1...5)]) == remark)
    #expect(directions([capture("a", 1...9), capture("b", 3...4)]) == remark)
    #expect(
      directions([capture("c", 1...2), capture("a", 2...9), capture("b", 3...9)]) == remark)
    #expect(directions([capture("a", 1...5), capture("b", 5...9), capture("c", nil)]) == nil)
    #expect(directions([capture("a", 5...9), capture("b", 1...3)]) == nil)
    var summary = Samples.summary([.untouched: 1])
    let captures = [capture("'a'", 1...5), capture("'b'", 2...6)]
    summary.reasons = [(.gap, 1), (.oneSided, 0)]
    #expect(summary.warnings(captures) { $0 }.isEmpty)
    summary.reasons = [(.oneSided, 1)]
    #expect(summary.warnings(captures) { $0 } == [remark])
  }

  @Test(
    "a report warns of it where parts of sessions are missing",
    arguments: [CoverageReason.midstream, .gap])
  func warning(_ reason: CoverageReason) {
    var summary = Samples.summary([.untouched: 1])
    let captures = [capture("b", 5...9), capture("a", 1...4)]
    summary.reasons = [(.tls, 1), (reason, 0)]
    #expect(summary.warnings(captures) { $0 }.isEmpty)
    summary.reasons = [(.tls, 1), (reason, 1)]
    #expect(
      summary.warnings(captures) { $0 }
        == ["a was recorded before b, which is read first" + Self.end])
  }
}
