public import ASAPolicy
import ESMTPInspection
public import Reports

// What a page says of a policy: nothing but what bears on ESMTP.
extension LoadedPolicy {
  /// The statements that the policy rests on, by text and line; none where nothing says them.
  public var reportLines: [PolicyLineRecord] {
    var seen: Set<SourceLine> = []
    let lines = statements.compactMap { statement -> PolicyLineRecord? in
      guard let source = statement.source, source.line > 0, seen.insert(source).inserted else {
        return nil
      }
      return PolicyLineRecord(block: statement.block, text: statement.line, source: source)
    }
    var files: [String] = []
    for line in lines where !files.contains(line.source.file) { files.append(line.source.file) }
    let order = Dictionary(uniqueKeysWithValues: files.enumerated().map { ($1, $0) })
    return lines.sorted {
      (order[$0.source.file] ?? 0, $0.source.line) < (order[$1.source.file] ?? 0, $1.source.line)
    }
  }

  /// What a report says of lines that are not understood.
  public var reportNotUnderstood: [String] { notUnderstood.map(\.brief) }

  /// The numbers that its maps compare with, in the order of maps and matches.
  public var reportLimits: [PolicyLimitRecord] {
    var maps: Set<String> = []
    var limits: [PolicyLimitRecord] = []
    for map in inspections.compactMap(\.map) where maps.insert(map.name).inserted {
      for match in map.matches where !match.isNegated {
        guard case .greaterThan(let number) = match.argument else { continue }
        limits.append(
          PolicyLimitRecord(
            mapName: map.name, criterion: match.criterion, number: number,
            actions: match.actions.map(\.description).joined(separator: " "),
            source: match.source))
      }
    }
    return limits
  }
}
