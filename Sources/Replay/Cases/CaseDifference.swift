import ESMTPInspection
import Primitives
import Reports

/// One way in which a case came out otherwise than expected.
enum CaseDifference: Sendable, Equatable {
  /// Another number of sessions has a verdict.
  case count(Verdict, expected: Int, found: Int)
  /// A session that no expectation means has a verdict that too many have.
  case surplus(DecidedSession)
  /// No session is the one that an expectation means.
  case missing(ExpectedSession)
  /// A session has another verdict.
  case verdict(DecidedSession, expected: Verdict)
  /// Rules are no longer met, or newly.
  case rules(DecidedSession, gone: [Rule], new: [Rule])
  /// Other bytes leave the firewall.
  case forwarded(DecidedSession, Sender)
}

extension Expectation {
  /// What is otherwise in sessions than expected; they are in order of their numbers.
  func differences(in sessions: [DecidedSession]) -> [CaseDifference] {
    var verdicts = sessions.map(\.acceptableVerdicts)
    var differences: [CaseDifference] = []
    let places = places(in: sessions)
    for (expected, place) in zip(self.sessions, places) {
      guard let place else {
        differences.append(.missing(expected))
        continue
      }
      if let verdict = expected.verdict {
        let counted = expected.isExcused(sessions[place]) ? verdict : sessions[place].verdict
        verdicts[place] = counted...counted
      }
      differences += expected.differences(in: sessions[place])
    }
    if countsFit(verdicts) { return differences }
    let counts = countDifferences(verdicts.map(\.upperBound))
    let named = Set(places.compactMap { $0 })
    return counts + surplus(counts, sessions.indices.filter { !named.contains($0) }, sessions)
      + differences
  }

  /// The sessions that are too many, where it is certain which ones are.
  private func surplus(_ counts: [CaseDifference], _ unnamed: [Int], _ sessions: [DecidedSession])
    -> [CaseDifference]
  {
    counts.flatMap { count -> [CaseDifference] in
      guard case .count(let verdict, let expected, let found) = count, found > expected else {
        return []
      }
      let candidates = unnamed.filter { sessions[$0].verdict == verdict }
      return candidates.count == found - expected ? candidates.map { .surplus(sessions[$0]) } : []
    }
  }

  /// Whether each session can count as one of the verdicts that will do for it, so that every verdict has
  /// as many as expected.
  private func countsFit(_ sessions: [ClosedRange<Verdict>]) -> Bool {
    guard let verdicts else { return true }
    var waiting = sessions.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    for verdict in Verdict.allCases {
      var due = verdicts[verdict, default: 0]
      // Those for which the fewest verdicts are left come first.
      for range in waiting.keys.sorted(by: { $0.upperBound < $1.upperBound })
      where range.contains(verdict) {
        let count = min(due, waiting[range, default: 0])
        waiting[range, default: 0] -= count
        due -= count
      }
      if due > 0 { return false }
    }
    return waiting.values.allSatisfy { $0 == 0 }
  }

  private func countDifferences(_ found: [Verdict]) -> [CaseDifference] {
    guard let verdicts else { return [] }
    return Verdict.allCases.compactMap { verdict in
      let (expected, count) = (verdicts[verdict, default: 0], found.count { $0 == verdict })
      return expected == count ? nil : .count(verdict, expected: expected, found: count)
    }
  }

  /// For each expected session the place of the one it means, or nil.
  func places(in sessions: [DecidedSession]) -> [Int?] {
    var isTaken = [Bool](repeating: false, count: sessions.count)
    // Expectations mostly stand in the order of the sessions.
    var start = 0
    return self.sessions.map { expected in
      while start < sessions.count, isTaken[start] { start += 1 }
      for place in start..<sessions.count where !isTaken[place] && expected.fits(sessions[place]) {
        isTaken[place] = true
        return place
      }
      return nil
    }
  }
}

extension ExpectedSession {
  fileprivate func differences(in session: DecidedSession) -> [CaseDifference] {
    var differences: [CaseDifference] = []
    if let verdict, verdict != session.verdict, !isExcused(session) {
      differences.append(.verdict(session, expected: verdict))
    }
    if let rules {
      let found = session.orderedRules
      let (gone, new) = (
        rules.filter { !found.contains($0) && !session.ignoredRules.contains($0) },
        found.filter { !rules.contains($0) && !session.pardonedRules.contains($0) }
      )
      if !gone.isEmpty || !new.isEmpty {
        differences.append(.rules(session, gone: gone, new: new))
      }
    }
    if let forwarded, let found = session.forwarded, session.pardonedRules.isEmpty {
      if found.client != forwarded.client { differences.append(.forwarded(session, .client)) }
      if found.server != forwarded.server { differences.append(.forwarded(session, .server)) }
    }
    return differences
  }
}

extension [CaseDifference] {
  /// Whether the sessions that are still there are as expected.
  var areOfMissingSessionsAlone: Bool {
    var missing: [Verdict: Int] = [:]
    var hasMissing = false
    for case .missing(let expected) in self {
      hasMissing = true
      if let verdict = expected.verdict { missing[verdict, default: 0] += 1 }
    }
    return hasMissing
      && allSatisfy { difference in
        switch difference {
        case .missing: true
        case .count(let verdict, let expected, let found):
          expected - found == missing[verdict, default: 0]
        case .verdict, .rules, .forwarded, .surplus: false
        }
      }
  }

  /// The rules that make the difference, in their usual order.
  var rules: [Rule] {
    var rules: Set<Rule> = []
    for difference in self {
      switch difference {
      case .rules(_, let gone, let new): rules.formUnion(gone + new)
      case .verdict(let session, _), .forwarded(let session, _), .surplus(let session):
        if let rule = session.gravest { rules.insert(rule) }
      case .count, .missing: break
      }
    }
    return Rule.allCases.filter(rules.contains)
  }
}

extension [CaseDifference] {
  /// The gravest rules of the sessions with a verdict that more have than expected.
  func rulesOfNewVerdicts(in sessions: [DecidedSession]) -> [Rule] {
    let verdicts = compactMap { difference -> Verdict? in
      guard case .count(let verdict, let expected, let found) = difference else { return nil }
      return found > expected ? verdict : nil
    }
    let rules = Set(sessions.filter { verdicts.contains($0.verdict) }.compactMap(\.gravest))
    return Rule.allCases.filter(rules.contains)
  }
}

extension CaseDifference: CustomStringConvertible {
  /// What was expected, what was found, and which line of the policy makes it so.
  var description: String {
    switch self {
    case .count(let verdict, let expected, let found):
      return "\(verdict.rawValue): \(expected) session\(expected == 1 ? "" : "s") expected, "
        + "\(found) found"
    case .surplus(let session):
      let cause = session.gravest.map { ", by \(session.named($0))" } ?? ""
      return "\(session.title): \(session.verdict.rawValue)\(cause)"
    case .missing(let expected):
      return "\(expected.title): no such session"
    case .verdict(let session, let expected):
      let cause = session.gravest.map { ", by \(session.named($0))" } ?? ""
      return "\(session.title): \(expected.rawValue) expected, "
        + "\(session.verdict.rawValue) found\(cause)"
    case .rules(let session, let gone, let new):
      let parts = [
        gone.isEmpty ? nil : "no longer " + gone.map(\.rawValue).joined(separator: ", "),
        new.isEmpty ? nil : "newly " + new.map(session.named).joined(separator: ", "),
      ]
      return "\(session.title): \(parts.compactMap { $0 }.joined(separator: "; "))"
    case .forwarded(let session, let sender):
      return "\(session.title): other bytes of the \(sender == .client ? "client" : "server") "
        + "are forwarded"
    }
  }
}

extension DecidedSession {
  /// A rule and the line that asks for it.
  fileprivate func named(_ rule: Rule) -> String {
    guard case .some(.some(let source)) = rules[rule] else { return rule.rawValue }
    return "\(rule.rawValue) (\(source))"
  }
}

extension ExpectedSession {
  /// The session as the expectation names it.
  fileprivate var title: String {
    var parts: [String] = []
    if let client { parts.append("from \(client)") }
    if let server { parts.append("to \(server)") }
    if let sender { parts.append("sender \"\(sender)\"") }
    if let messageID { parts.append("Message-ID \"\(messageID)\"") }
    let number = number.map { " \($0)" } ?? ""
    return (["session" + number] + parts).joined(separator: " ")
  }
}
