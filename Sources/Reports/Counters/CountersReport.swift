/// The counters in the layout of `show service-policy inspect esmtp` (evidence section 5).
///
/// What a device does not print is behind an exclamation mark, as remarks of a configuration are.
/// Limits: `lock fail` and rates are never counted and stand at 0.
public struct CountersReport: Sendable {
  private var output: [UInt8] = []

  /// An empty report.
  public init() {}

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: true) }
    return output
  }

  /// The last record: writes the report.
  public mutating func summary(_ record: SummaryRecord) {
    if record.counters.isEmpty { put("! nothing is inspected") }
    var above: CountersRecord?
    for counters in record.counters {
      putPlace(counters, below: above)
      putHead(counters)
      for line in counters.lines { putLine(line) }
      above = counters
    }
  }

  private mutating func putPlace(_ counters: CountersRecord, below above: CountersRecord?) {
    guard let policy = counters.servicePolicy else {
      put(
        counters.mapName == nil
          ? "! fixup protocol smtp has no such output; the layout is this tool's"
          : "! no service-policy is configured; the map is taken for all traffic of the ports")
      return
    }
    if above?.servicePolicy != policy || above?.interface != counters.interface {
      put(counters.interface.map { "Interface \($0):" } ?? "Global policy:")
      put("  Service-policy: \(policy)")
    }
    if let name = counters.className { put("    Class-map: \(name)") }
  }

  private mutating func putHead(_ counters: CountersRecord) {
    let map = counters.mapName.map { " \($0)" } ?? ""
    let drops = "drop \(counters.drops), reset-drop \(counters.resetDrops)"
    let head = "      Inspect: esmtp\(map), packet \(counters.packets), "
    switch counters.layout {
    case .plain: put(head + drops)
    case .lockFail: put(head + "lock fail 0, " + drops)
    case .packetRate:
      put(
        head + "lock fail 0, " + drops
          + ", 5-min-pkt-rate 0 pkts/sec, v6-fail-close 0 sctp-drop-override 0")
    }
  }

  private mutating func putLine(_ line: CountersRecord.Line) {
    switch line.kind {
    case .parameter: put("        \(line.text), count \(line.count)")
    case .toolParameter: put("        \(line.text), count \(line.count)  ! line of this tool")
    case .match(let action):
      put("        match \(line.text)")
      put("          " + (action.isEmpty ? "" : action + ", ") + "packet \(line.count)")
    }
  }

  private mutating func put(_ line: String) {
    output.append(contentsOf: Escape.text(line).utf8)
    output.append(10)
  }
}
