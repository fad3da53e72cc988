import ESMTPInspection

// What pre-empts what within an inspection map.
extension PolicyLinker {
  mutating func checkMatches(_ map: InspectionMap) {
    var ended = Ended()
    for match in map.matches {
      if match.actions.isEmpty, !match.isBroken {
        warn(match.origin, "\"match \(match.key)\" has no action and does nothing")
      }
      guard case .value(let argument) = match.argument else { continue }
      if let reason = ended.reason(match, argument) {
        warn(match.origin, offset: match.argumentOffset, reason + "; this one is never reached")
      } else if match.actions.contains(where: \.endsSession) {
        ended.add(match, argument)
      }
    }
  }
}

/// What earlier matches of a map end the session for.
private struct Ended {
  private var above: [Criterion: Int] = [:]
  private var upTo: [Criterion: Int] = [:]
  private var words: [Criterion: Set<Int>] = [:]

  /// Why a match is never reached; nil where it may be.
  func reason(_ match: InspectionMap.Match, _ argument: Argument) -> String? {
    switch argument {
    case .greaterThan(let number):
      let above = above[match.criterion] ?? .max
      let upTo = upTo[match.criterion] ?? -1
      if above <= upTo { return "earlier matches end the session whatever the number is" }
      if !match.isNegated, above <= number {
        return "an earlier match ends the session above \(above) already"
      }
      if match.isNegated, number <= upTo {
        return "an earlier match ends the session up to \(upTo) already"
      }
    case .words(let indices, _):
      if !match.isNegated, words[match.criterion]?.isSuperset(of: indices) ?? false {
        return "earlier matches end the session for all of these already"
      }
    case .regex: break
    }
    return nil
  }

  mutating func add(_ match: InspectionMap.Match, _ argument: Argument) {
    switch argument {
    case .greaterThan(let number):
      if match.isNegated {
        upTo[match.criterion] = max(upTo[match.criterion] ?? number, number)
      } else {
        above[match.criterion] = min(above[match.criterion] ?? number, number)
      }
    case .words(let indices, let list):
      let ended = match.isNegated ? Set(list.indices).subtracting(indices) : Set(indices)
      words[match.criterion, default: []].formUnion(ended)
    case .regex: break
    }
  }
}

extension Action {
  /// Whether nothing is tried after it.
  fileprivate var endsSession: Bool {
    switch self {
    case .dropConnection, .reset: true
    case .mask, .log, .rateLimit: false
    }
  }
}
