import ESMTPInspection
import Primitives

// One client and server taken out of the inspection, in the form that a device certainly stores
// (evidence 6.4).
extension LoadedPolicy {
  /// The lines that take sessions like the one asked of out of the inspection, and nothing else; nil
  /// where lists and classes cannot say that.
  ///
  /// - Parameter question: what stopped the session.
  /// - Returns: one remedy.
  func exemption(_ question: RemedyQuestion) -> Remedy? {
    if case .ports(let list) = state.method { return withoutFixups(list, question) }
    let ends = ends(question)
    var lines: [String] = []
    var policy = self
    // What one class leaves out may be taken by a later one.
    for _ in 0..<Self.longestWay {
      let session = policy.classify(question)
      guard case .inspected = session.outcome else {
        guard session.outcome != .undecided, !lines.isEmpty else { return nil }
        let place = ends.server.port == 25 ? "" : " on port \(ends.server.port)"
        return Remedy(
          kind: .exemption,
          summary:
            "no inspection between \(ends.client.address) and \(ends.server.address)\(place)",
          lines: lines)
      }
      guard let more = policy.lines(exempting: ends, from: session) else { return nil }
      lines += more
      guard let next = typing([PolicyText(typed: lines)]).policy else { return nil }
      policy = next
    }
    return nil
  }

  /// How many classes one after the other may take a session.
  private static let longestWay = 8
  /// How many lines a list may have that is written out again.
  private static let longestList = 64

  /// The ends of a session as classes ask for them.
  private func ends(_ question: RemedyQuestion) -> (client: Socket, server: Socket) {
    guard state.translations.classifiesReal else { return (question.client, question.server) }
    let real = classify(question)
    return (real.client, real.server)
  }

  private func classify(_ question: RemedyQuestion) -> Classification {
    classify(client: question.client, server: question.server, time: question.time)
  }

  /// All `fixup` statements with the session's port taken away; nil where no `fixup` inspects it.
  private func withoutFixups(
    _ list: [(ports: ClosedRange<UInt16>, inspection: Int, origin: Origin)],
    _ question: RemedyQuestion
  ) -> Remedy? {
    let port = ends(question).server.port
    let statements = list.filter { $0.ports.contains(port) }
      .map { inspections[$0.inspection].statement }
    guard !statements.isEmpty, statements.allSatisfy({ $0.hasPrefix("fixup ") }) else {
      return nil
    }
    let lines = statements.map { "no \($0)" }
    return Remedy(
      kind: .exemption, summary: lines.joined(separator: ", ") + ": for all hosts", lines: lines)
  }

  /// The lines that make the class that takes a session leave it out; nil where they would do more.
  private func lines(
    exempting ends: (client: Socket, server: Socket), from session: Classification
  ) -> [String]? {
    guard let (policy, entry) = state.entry(session.decision),
      let place = configuration.policies[policy.name]?.classes.first(where: {
        $0.name.name == entry.name
      })
    else { return nil }
    let port = ends.server.port == 25 ? "smtp" : "\(ends.server.port)"
    let hosts = "tcp host \(ends.client.address) host \(ends.server.address) eq \(port)"
    let matches = configuration.classMaps[entry.name]?.matches.map(\.match) ?? [.any]
    let references = matches.compactMap { match -> Reference? in
      if case .accessList(let name) = match { name } else { nil }
    }
    // A list that nothing else asks, of a class that does nothing else, gets a line of its own.
    if references.count == 1, matches.count - 1 == matches.count(where: \.isDefaultInspection),
      place.doesNothingElse, isAskedOnce(references[0].name, by: entry.name)
    {
      return ["access-list \(references[0].name) line 1 extended deny \(hosts)"]
    }
    // A class with a list of its own takes over what the class inspects. It stands behind the others, which
    // may take the sessions first where they do the same with them.
    let later = policy.entries.filter(\.isInspecting).drop { $0.name != entry.name }
    guard later.allSatisfy({ $0.mapName == entry.mapName }),
      let rest = permitted(by: matches, of: entry.name)
    else { return nil }
    let list = freeName("esmtp_inspect") { configuration.accessLists[$0] != nil }
    let name = freeName("esmtp_cm") { configuration.classMaps[$0] != nil }
    let inspected = place.inspect?.map?.name ?? Interpreter.defaultMap
    let map = inspected == Interpreter.defaultMap ? "" : " \(inspected)"
    let isNarrowed = !references.isEmpty && matches.contains(where: \.isDefaultInspection)
    return (["extended deny \(hosts)"] + rest).map { "access-list \(list) \($0)" }
      + ["class-map \(name)"] + (isNarrowed ? [" match default-inspection-traffic"] : [])
      + [
        " match access-list \(list)", "policy-map \(policy.name)", " class \(entry.name)",
        "  no inspect esmtp", " class \(name)", "  inspect esmtp\(map)",
      ]
  }

  /// What a class takes as the lines of a list, without its name; nil where a list cannot say it.
  private func permitted(by matches: [ClassMap.Match], of name: String) -> [String]? {
    var lines: [String]?
    for match in matches {
      switch match {
      case .any where matches.count == 1: return ["extended permit tcp any any"]
      case .ports(let ports, isTCP: true) where matches.count == 1:
        return ["extended permit tcp any any \(ports.words)"]
      case .defaultInspectionTraffic where matches.count == 1:
        return ["extended permit tcp any any eq smtp"]
      case .defaultInspectionTraffic: continue
      case .accessList(let reference):
        guard lines == nil, let list = configuration.accessLists[reference.name] else {
          return nil
        }
        let entries = list.ordered.filter(\.bearsOnTCP)
        guard entries.count <= Self.longestList else { return nil }
        let head = "access-list \(reference.name) "
        lines = entries.map {
          String(state.texts.entry($0.origin, of: reference.name).dropFirst(head.count))
        }
      case .any, .ports, .never, .unknowable: return nil
      }
    }
    return lines
  }

  /// Whether an access list is asked by one class map alone, and that stands in one policy map alone.
  private func isAskedOnce(_ list: String, by name: String) -> Bool {
    let users = configuration.policies.ordered.flatMap(\.classes).count { $0.name.name == name }
    guard users == 1, configuration.classMaps[name] != nil else { return false }
    return state.texts.lines(with: list, notOf: "access-list") == 1
  }
}

extension ClassMap.Match {
  fileprivate var isDefaultInspection: Bool {
    if case .defaultInspectionTraffic = self { true } else { false }
  }
}

extension ClosedRange<UInt16> {
  /// The ports as an access list says them.
  fileprivate var words: String {
    if count == 1 { return lowerBound == 25 ? "eq smtp" : "eq \(lowerBound)" }
    return "range \(lowerBound) \(upperBound)"
  }
}
