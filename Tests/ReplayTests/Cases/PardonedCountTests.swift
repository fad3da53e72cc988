import ESMTPInspection
import Reports
import Testing

@testable import Replay

/// Numbers of sessions by verdict where findings are passed over.
struct PardonedCountTests {
  private func session(_ number: Int, _ verdict: Verdict, without: Verdict?) -> DecidedSession {
    var session = decided(number, verdict)
    session.pardonedVerdict = without
    return session
  }

  @Test(
    "a number fits where each session has a verdict between that with the findings and that without",
    arguments: [
      ("{dropped: 1}", [(.dropped, .untouched)], true),
      ("{masked: 1}", [(.dropped, .untouched)], true),
      ("{untouched: 1}", [(.dropped, .untouched)], true),
      ("{exempt: 1}", [(.dropped, .untouched)], false),
      ("{reset: 1}", [(.dropped, .untouched)], false),
      ("{masked: 1, dropped: 1}", [(.dropped, .untouched), (.dropped, .untouched)], true),
      ("{masked: 1, dropped: 1}", [(.dropped, .masked), (.masked, .untouched)], true),
      ("{masked: 2}", [(.dropped, .masked), (.masked, .untouched)], true),
      ("{masked: 2}", [(.dropped, nil), (.masked, .untouched)], false),
      ("{masked: 1}", [(.dropped, .masked), (.masked, .untouched)], false),
      ("{masked: 3}", [(.dropped, .masked), (.masked, .untouched)], false),
      // One has to count as what it is, that the other one can count as less.
      ("{logged: 1, dropped: 1}", [(.dropped, .logged), (.dropped, .masked)], true),
      ("{logged: 1, dropped: 1}", [(.dropped, .masked), (.dropped, .logged)], true),
      ("{logged: 2}", [(.dropped, .masked), (.dropped, .logged)], false),
    ] as [(String, [(Verdict, Verdict?)], Bool)])
  func numbers(_ counts: String, _ found: [(Verdict, Verdict?)], _ fits: Bool) throws {
    let sessions = found.enumerated().map { place, verdicts in
      session(place + 1, verdicts.0, without: verdicts.1)
    }
    let differences = try Expectation("verdicts: \(counts)", path: "e").differences(in: sessions)
    #expect(differences.isEmpty == fits, "\(differences)")
  }

  @Test("a session that is named counts as what is expected of it, or as what it is")
  func named() throws {
    let sessions = [
      session(1, .dropped, without: .untouched), session(2, .dropped, without: .untouched),
    ]
    for (verdict, fits) in [("masked", true), ("dropped", true), ("reset", false)] {
      let expectation = try Expectation(
        "verdicts: {\(verdict): 1, logged: 1}\nsessions: [{session: 1, verdict: \(verdict)}]",
        path: "e")
      #expect(expectation.differences(in: sessions).isEmpty == fits, "\(verdict)")
    }
  }
}
