import ESMTPInspection
import Primitives

extension LoadedPolicy {
  /// How the policy decides about one session, step by step.
  ///
  /// - Parameters:
  ///   - session: its sockets, as a capture would show them.
  ///   - time: when it opens, in nanoseconds since 1970-01-01 UTC; nil leaves lines with a
  ///     `time-range` undecided.
  /// - Returns: what was tried, and what decides.
  public func explanation(of session: SessionQuestion, time: Int64? = nil) -> Explanation {
    var question = Question(
      state: state, client: session.client, server: session.server, time: time, isTraced: true)
    let answer = question.answer()
    var explanation = Explanation()
    explanation.heading(
      "tcp \(session.client) to \(session.server)", beside: "profile \(profile.name)")
    explainAddresses(session, answer, question.hidden, in: &explanation)
    if case .servicePolicies = state.method {
      explainInterfaces(answer, question.hidden, in: &explanation)
      explainOrder(question, in: &explanation)
      explainTrials(question.trials ?? [], in: &explanation)
    }
    explainResult(answer, in: &explanation)
    return explanation
  }

  private func explainAddresses(
    _ session: SessionQuestion, _ answer: Classification, _ hidden: HiddenClient?,
    in explanation: inout Explanation
  ) {
    let sides = [
      ("client", session.client, answer.client), ("server", session.server, answer.server),
    ]
    for (label, captured, real) in sides where captured != real {
      explanation.field(
        label,
        "\(captured) as captured is \(real) before translation"
          + (state.translations.classifiesReal
            ? "" : "; before 8.3 the classes take it as it is captured"))
    }
    if let hidden {
      let place = "\(state.texts.source(hidden.origin)): \(state.texts.words(hidden.origin))"
      let host = hidden.host
      explanation.field(
        host == nil ? "client" : "",
        host == nil
          ? "\(session.client.address) is what several hosts have in common, and a capture does not tell "
            + "which of them it is, by \(place)"
          : "its port before translation is not known, by \(place)")
    } else if session.client == answer.client, session.server == answer.server {
      explanation.field("addresses", "nothing translates them: they are taken as they are")
    }
  }

  private func explainInterfaces(
    _ answer: Classification, _ hidden: HiddenClient?, in explanation: inout Explanation
  ) {
    guard answer.ingress != nil || answer.egress != nil else {
      return explanation.field(
        "interfaces", "the configuration names none: the policies of all of them are tried")
    }
    for (label, name, isGiven, isHidden) in [
      ("comes in", answer.ingress, state.ingress != nil, hidden != nil),
      ("leaves", answer.egress, state.egress != nil, false),
    ] {
      let why =
        isGiven
        ? "as the options say" : isHidden ? "as its translation says" : "by its networks and routes"
      explanation.field(label, name.map { "on \($0), \(why)" } ?? "nobody knows where")
    }
  }

  private func explainOrder(_ question: Question, in explanation: inout Explanation) {
    let order = question.order
    for (place, policy) in order.enumerated() {
      explanation.field(
        place == 0 ? "tries" : "then",
        "\(state.texts.source(policy.origin)): \(state.texts.words(policy.origin))")
    }
    if order.isEmpty { explanation.field("tries", "no service-policy applies here") }
  }

  private func explainTrials(_ trials: [Question.Trial], in explanation: inout Explanation) {
    for trial in trials {
      explanation.statement("class \(trial.entry.name)", at: state.texts.source(trial.entry.origin))
      explanation.field("of", "policy-map \(trial.policy.name)")
      let feature =
        trial.feature == .connections
        ? "set connection" : state.texts.words(trial.entry.featureOrigin)
      explanation.field("asked for", feature)
      explanation.field("answer", words(trial))
    }
  }

  private func words(_ trial: Question.Trial) -> String {
    let line =
      trial.origin == .none
      ? nil : "\(state.texts.source(trial.origin)): \(state.texts.words(trial.origin))"
    let isListLine =
      !trial.entry.matches.contains { $0.origin == trial.origin }
      && trial.origin != trial.entry.origin
    let beside = line.map { ", by \($0)" } ?? ""
    switch trial.answer {
    case .yes: return "yes" + beside
    case .unknown where trial.awaitsTime:
      return "it depends on the time\(state.timeRange(trial.origin))" + beside
    case .unknown: return "a capture does not tell" + beside
    case .no:
      if trial.entry.matches.isEmpty { return "no: the class has no match" }
      let endsList = trial.entry.matches.contains {
        if case .accessList = $0.match, $0.origin == trial.origin { true } else { false }
      }
      if endsList { return "no: no line of the list takes it" + beside }
      return (isListLine ? "no: the list denies it" : "no") + beside
    }
  }

  private func explainResult(_ answer: Classification, in explanation: inout Explanation) {
    let verdict =
      switch answer.outcome {
      case .inspected: "inspected"
      case .exempt: "exempt"
      case .notInspected: "not inspected"
      case .undecided: "undecided"
      }
    explanation.heading("Result: \(verdict)", beside: answer.reason)
    if let name = answer.className { explanation.field("class", name) }
    if let name = answer.mapName { explanation.field("map", name) }
    for (place, step) in answer.chain.enumerated() {
      explanation.field(place == 0 ? "by" : "", "\(step.source): \(step.text)")
    }
    if answer.outcome == .undecided {
      explanation.field(
        "report",
        answer.decision.kind == .awaitsTime
          ? "analyze decides it by the capture's time"
          : "such sessions get coverage none with the reason policy-undecided")
    }
    for index in [answer.classLimits, answer.translationLimits, answer.clientLimits]
      .compactMap({ $0 }) where limits[index].isLimited
    {
      explanation.field("limits", "\(limits[index].source): \(limits[index].sentence)")
    }
    explanation.field("times", answer.timeouts.sentence())
    for reset in answer.denialResets {
      explanation.field(
        "reset",
        "\(reset.step.source): \(reset.step.text): packets of the \(reset.sender) behind a drop are "
          + "answered by an RST (\(reset.reason))")
    }
  }
}
