import ASAPolicy
import ESMTPInspection
import Reports

/// The device's counters, an item for each inspection of the policy (evidence section 5).
///
/// Limits: packets that a `rate-limit` lets through are not counted for its match.
struct CounterTable: Sendable {
  /// In the order of `LoadedPolicy.inspections`.
  private(set) var records: [CountersRecord]
  /// What the lines of a record count: the rule of a parameter, the line of a match.
  private let sources: [[Source]]

  private enum Source: Sendable {
    case rule(Rule)
    case match(SourceLine)
  }

  init(_ policy: LoadedPolicy) {
    let layout = CountersRecord.Layout(policy.counterLayout)
    var records: [CountersRecord] = []
    var sources: [[Source]] = []
    for (index, inspection) in policy.inspections.enumerated() {
      let place = policy.place(ofInspection: index)
      let lines = CounterTable.lines(of: inspection)
      records.append(
        CountersRecord(
          layout: layout, interface: place?.interface, servicePolicy: place?.servicePolicy,
          className: place?.className, mapName: inspection.map?.name, lines: lines.map(\.line)))
      sources.append(lines.map(\.source))
    }
    self.records = records
    self.sources = sources
  }

  /// The lines below the head line: parameters that are on, then the matches in the map's order.
  private static func lines(of inspection: InspectionPolicy)
    -> [(line: CountersRecord.Line, source: Source)]
  {
    typealias Line = CountersRecord.Line
    guard let map = inspection.map else {
      return [(Line(text: "mask-banner", kind: .toolParameter), .rule(.maskBanner))]
    }
    var lines: [(line: Line, source: Source)] = []
    let parameters = map.parameters
    if parameters.masksBanner?.value == true {
      lines.append((Line(text: "mask-banner", kind: .parameter), .rule(.maskBanner)))
    }
    if let relay = parameters.mailRelay?.value {
      let text = "mail-relay \(relay.domain) action \(relay.action)"
      lines.append((Line(text: text, kind: .toolParameter), .rule(.mailRelay)))
    }
    if let action = parameters.specialCharacter?.value {
      let text = "special-character action \(action)"
      lines.append((Line(text: text, kind: .toolParameter), .rule(.specialCharacter)))
    }
    if inspection.allowsTLS {
      let logs = parameters.allowsTLS?.value?.logs == true
      let text = logs ? "allow-tls action log" : "allow-tls"
      lines.append((Line(text: text, kind: .toolParameter), .rule(.tlsStarted)))
    }
    for match in map.matches {
      let action = match.actions.map(\.description).joined(separator: " ")
      lines.append(
        (Line(text: match.text, kind: .match(action: action)), .match(match.source)))
    }
    return lines
  }

  /// Adds a session.
  ///
  /// - Parameters:
  ///   - tally: what its events count.
  ///   - packets: its packets; those behind a drop reach no inspection.
  ///   - index: the inspection that takes it.
  mutating func add(_ tally: Tally, packets: Int, to index: Int) {
    guard records.indices.contains(index) else { return }
    records[index].packets += tally.packetsAtEnd ?? packets
    records[index].drops += tally.drops
    records[index].resetDrops += tally.resetDrops
    for hits in tally.hits {
      let place = sources[index].firstIndex { source in
        switch source {
        case .rule(let rule): rule == hits.rule
        case .match(let line): line == hits.source
        }
      }
      if let place { records[index].lines[place].count += hits.packets }
    }
  }
}

extension CountersRecord.Layout {
  init(_ layout: ShowServicePolicy.Layout) {
    switch layout {
    case .plain: self = .plain
    case .lockFail: self = .lockFail
    case .packetRate: self = .packetRate
    }
  }
}
