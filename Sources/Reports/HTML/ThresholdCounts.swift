import ESMTPInspection

/// How close sessions come to each number of the policy.
struct ThresholdCounts: Sendable {
  /// What is known of one number.
  struct Limit: Sendable {
    let record: PolicyLimitRecord
    /// Sessions by the tenth of the number that their greatest lies in; then up to twice the number, and
    /// above.
    var tenths = [Int](repeating: 0, count: 12)
    var greatest = 0
    /// The sessions that come closest without passing it, the closest first.
    var nearest: [(id: Int, value: Int)] = []

    var sessions: Int { tenths.reduce(0, +) }
    var above: Int { tenths[10] + tenths[11] }
  }

  private(set) var limits: [Limit]
  /// The greatest number of each criterion that the map of its session does not limit.
  private(set) var unlimited: [(criterion: Criterion, value: Int, id: Int)] = []

  init(_ records: [PolicyLimitRecord] = []) { limits = records.map { Limit(record: $0) } }

  mutating func add(_ session: SessionRecord) {
    guard session.coverage != .none else { return }
    for criterion in Criterion.allCases {
      guard let value = session.peaks[criterion], value > 0 else { continue }
      var isLimited = false
      for place in limits.indices
      where limits[place].record.criterion == criterion
        && limits[place].record.mapName == session.mapName
      {
        isLimited = true
        limits[place].add(value, session.id)
      }
      if !isLimited { addUnlimited(criterion, value, session.id) }
    }
  }

  private mutating func addUnlimited(_ criterion: Criterion, _ value: Int, _ id: Int) {
    guard let place = unlimited.firstIndex(where: { $0.criterion >= criterion }) else {
      unlimited.append((criterion, value, id))
      return
    }
    if unlimited[place].criterion != criterion {
      unlimited.insert((criterion, value, id), at: place)
    } else if unlimited[place].value < value {
      unlimited[place] = (criterion, value, id)
    }
  }
}

extension ThresholdCounts.Limit {
  fileprivate mutating func add(_ value: Int, _ id: Int) {
    greatest = max(greatest, value)
    let number = max(1, record.number)
    switch value {
    case ...number:
      // Tenth n holds what is above n/10 and not above (n + 1)/10 of the number.
      tenths[min(9, Int((Double(value) * 10 / Double(number)).rounded(.up)) - 1)] += 1
      let place = nearest.firstIndex { $0.value < value } ?? nearest.count
      guard place < 5 else { return }
      nearest.insert((id, value), at: place)
      if nearest.count > 5 { nearest.removeLast() }
    case ...(number.multipliedReportingOverflow(by: 2).overflow ? .max : number * 2):
      tenths[10] += 1
    default: tenths[11] += 1
    }
  }

  /// What the tenth of a place holds.
  private func label(_ place: Int) -> String {
    switch place {
    case 11: "more than twice the number"
    case 10: "above the number, up to twice"
    case 0: "up to 10 %"
    default: "\(place * 10) to \(place * 10 + 10) %"
    }
  }

  /// The fields of its chart; sessions that the page lists are linked.
  func fields(_ index: Int, listed: Set<Int>) -> HTMLFields {
    let most = Double(max(1, tenths.max() ?? 1))
    let unit =
      if case .greaterThan(_, let unit) = record.criterion.definition.shape { unit } else { "" }
    let bars = tenths.enumerated().filter { $0.element > 0 }.map { place, count -> HTMLFields in
      let height = max(1.5, Double(count) * 45 / most)
      return [
        "kind": place < 10 ? "below" : "above", "x": "\(place * 10 + 1)",
        "y": decimal(47 - height), "height": decimal(height),
        "label": "\(label(place)): \(Spoken.count(count, "session"))",
      ]
    }
    let text = tenths.enumerated().filter { $0.element > 0 }
      .map { "\(label($0.offset)): \(Spoken.number($0.element))" }.joined(separator: "; ")
    var sentence = "No inspected session shows one."
    if sessions > 0 {
      sentence =
        "\(Spoken.count(sessions, "session")), the greatest \(Spoken.number(greatest)) \(unit); "
        + (above == 0 ? "none above the number." : "\(Spoken.number(above)) above the number.")
    }
    var fields: HTMLFields = [
      "index": "\(index)", "number": Spoken.number(record.number), "bars": bars, "text": text,
      "statement":
        "match \(record.criterion.definition.words) gt \(record.number)"
        + (record.actions.isEmpty ? "" : " \(Escape.text(record.actions))"),
      "where": "\(Escape.text(record.source.description)), map \(Escape.text(record.mapName))",
      "sentence": sentence, "hasHistogram": sessions > 0,
    ]
    let last = nearest.count - 1
    fields.set(
      "nearest",
      list: nearest.enumerated().map { place, entry -> HTMLFields in
        [
          "id": "\(entry.id)", "value": Spoken.number(entry.value), "isLast": place == last,
          "isListed": listed.contains(entry.id),
        ]
      })
    return fields
  }
}
