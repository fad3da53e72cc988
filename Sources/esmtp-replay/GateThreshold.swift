import ArgumentParser
import ESMTPInspection
import Reports

/// From where on a session is too much for `--fail-on`.
enum GateThreshold: ExpressibleByArgument, Equatable {
  /// This verdict or a graver one.
  case verdict(Verdict)
  /// This outcome or a graver one; `unknown` is itself alone.
  case outcome(MailOutcome)

  init?(argument: String) {
    if let verdict = Verdict(rawValue: argument) {
      self = .verdict(verdict)
    } else if let outcome = MailOutcome(rawValue: argument) {
      self = .outcome(outcome)
    } else if argument == "in-clear" {
      // As tables shorten it.
      self = .outcome(.deliveredInClear)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] {
    Verdict.allCases.map(\.rawValue) + MailOutcome.allCases.map(\.rawValue)
  }

  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

extension [GateThreshold] {
  /// The lowest verdict that is named.
  var verdict: Verdict? {
    compactMap { if case .verdict(let verdict) = $0 { verdict } else { nil } }.min()
  }

  /// The outcomes that are named.
  var outcomes: [MailOutcome] {
    compactMap { if case .outcome(let outcome) = $0 { outcome } else { nil } }
  }
}
