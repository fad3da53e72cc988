public import ASAPolicy
public import Reports

/// What a device has counted, to be set beside what the replay predicts.
public struct Reconciliation: Sendable {
  /// The device's output.
  public var shown: ShowServicePolicy
  /// The name of the file it comes from.
  public var file: String
  /// Whether the table stands alone, without the report.
  public var isAlone: Bool

  /// A device's output.
  public init(shown: ShowServicePolicy, file: String, isAlone: Bool) {
    self.shown = shown
    self.file = file
    self.isAlone = isAlone
  }

  /// The predicted counters beside the device's.
  ///
  /// Blocks are paired by interface, service-policy and class; those that are left by their maps,
  /// and where one of each is left, these.
  public func table(_ predicted: [CountersRecord]) -> ReconciliationTable {
    var partners = [Int?](repeating: nil, count: predicted.count)
    var left = Set(shown.blocks.indices)
    func pair(_ matches: (CountersRecord, ShowServicePolicy.Block) -> Bool) {
      for (index, record) in predicted.enumerated() where partners[index] == nil {
        guard let block = left.sorted().first(where: { matches(record, shown.blocks[$0]) })
        else { continue }
        partners[index] = block
        left.remove(block)
      }
    }
    pair {
      $0.servicePolicy == $1.servicePolicy && $0.interface == $1.interface
        && $0.className == $1.className && $0.servicePolicy != nil
    }
    pair { $0.mapName == $1.mapName && $0.mapName != nil }
    if left.count == 1, partners.filter({ $0 == nil }).count == 1 { pair { _, _ in true } }
    var sections = predicted.enumerated().map { index, record in
      Self.section(record, partners[index].map { shown.blocks[$0] })
    }
    sections += left.sorted().map { Self.section(nil, shown.blocks[$0]) }
    return ReconciliationTable(file: file, sections: sections)
  }

  private static func section(_ record: CountersRecord?, _ block: ShowServicePolicy.Block?)
    -> ReconciliationTable.Section
  {
    var rows = [
      ReconciliationTable.Row("packet", predicted: record?.packets, real: block?.packets),
      ReconciliationTable.Row("drop", predicted: record?.drops, real: block?.drops),
      ReconciliationTable.Row("reset-drop", predicted: record?.resetDrops, real: block?.resetDrops),
    ].filter { ($0.predicted != nil || record == nil) && ($0.real != nil || block == nil) }
    var rest = block?.lines ?? []
    for line in record?.lines ?? [] {
      let place = rest.firstIndex { key($0.text) == key(line.text) && $0.isMatch == line.isMatch }
      let real = place.map { rest.remove(at: $0) }
      rows.append(row(line, real))
    }
    for line in rest {
      let name = line.isMatch ? "match \(line.text), \(line.action)" : line.text
      rows.append(ReconciliationTable.Row(name, predicted: nil, real: line.count))
    }
    return ReconciliationTable.Section(title: title(record, block), rows: rows)
  }

  private static func row(_ line: CountersRecord.Line, _ real: ShowServicePolicy.Line?)
    -> ReconciliationTable.Row
  {
    var name = line.text
    if case .match(let action) = line.kind {
      name = "match \(line.text)"
      if let real, key(real.action) != key(action) {
        name += " (\(action) here, \(real.action) there)"
      }
    }
    return ReconciliationTable.Row(name, predicted: line.count, real: real?.count)
  }

  /// What two spellings of a statement have in common: its words; a parameter's first one.
  private static func key(_ text: String) -> [Substring] {
    let words = text.split(separator: " ")
    let isParameter = words.first.map { ShowServicePolicy.parameters.contains(String($0)) } ?? false
    return isParameter ? Array(words.prefix(1)) : words.sorted()
  }

  private static func title(_ record: CountersRecord?, _ block: ShowServicePolicy.Block?) -> String
  {
    let interface = record?.interface ?? block?.interface
    let policy = record?.servicePolicy ?? block?.servicePolicy
    let name = record?.className ?? block?.className
    let map = (record?.mapName ?? block?.mapName).map { " \($0)" } ?? ""
    var title = "inspect esmtp\(map)"
    if let name { title += ", class \(name)" }
    if let policy { title += ", service-policy \(policy)" }
    if policy != nil { title += interface.map { " interface \($0)" } ?? " global" }
    if let real = block?.mapName, let ours = record?.mapName, real != ours {
      title += " (the device names map \(real))"
    }
    return title
  }
}

extension CountersRecord.Line {
  fileprivate var isMatch: Bool {
    if case .match = kind { true } else { false }
  }
}
