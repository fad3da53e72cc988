/// Predicted counters against those of a device.
public struct ReconciliationTable: Sendable {
  /// A counter that both, or one of them, have.
  public struct Row: Sendable, Equatable {
    /// The counter, with what differs beside the number.
    public var name: String
    /// What the replay counts; nil where it has no such line.
    public var predicted: Int?
    /// What the device has counted; nil where it has no such line.
    public var real: Int?

    /// A row.
    public init(_ name: String, predicted: Int?, real: Int?) {
      self.name = name
      self.predicted = predicted
      self.real = real
    }

    /// What is wrong with the row; nil where the numbers agree.
    public var mark: String? {
      switch (predicted, real) {
      case (nil, _): "only real"
      case (_, nil): "only predicted"
      case (let predicted, let real): predicted == real ? nil : "differs"
      }
    }
  }

  /// The counters of one `inspect esmtp`.
  public struct Section: Sendable, Equatable {
    /// Where it stands and its map.
    public var title: String
    /// Its counters in the device's order, then those that only the device has.
    public var rows: [Row]

    /// A section.
    public init(title: String, rows: [Row]) {
      self.title = title
      self.rows = rows
    }
  }

  /// The file of the device's output.
  public var file: String
  /// A section for each inspection of either side.
  public var sections: [Section]

  /// A table.
  public init(file: String, sections: [Section]) {
    self.file = file
    self.sections = sections
  }

  /// The table as text, a line a counter.
  public var text: [UInt8] {
    let rows = sections.flatMap(\.rows)
    let names = rows.map { Escape.text($0.name).utf8.count + 2 }
    let label = min(max(names.max() ?? 0, 20), Self.width - 26)
    var lines = ["Counters predicted for this capture against \(file)", ""]
    for section in sections {
      lines += wrapped(Escape.text(section.title))
      lines.append(
        pad("", to: label) + pad("predicted", endingAt: 12) + pad("real", endingAt: 14))
      for row in section.rows {
        let numbers =
          pad(row.predicted.map(String.init) ?? "-", endingAt: 12)
          + pad(row.real.map(String.init) ?? "-", endingAt: 14)
        let name = "  " + Escape.text(row.name)
        if name.utf8.count > label { lines.append(name) }
        let line = pad(name.utf8.count > label ? "" : name, to: label) + numbers
        guard let mark = row.mark else {
          lines.append(line)
          continue
        }
        if line.utf8.count + 2 + mark.utf8.count <= Self.width {
          lines.append("\(line)  \(mark)")
        } else {
          lines += [line, pad(mark, endingAt: line.utf8.count)]
        }
      }
      lines.append("")
    }
    let marks = rows.filter { $0.mark != nil }.count
    lines.append(
      marks == 0
        ? "all \(rows.count) counters agree"
        : "\(marks) of \(rows.count) counters differ or stand on one side alone")
    var out: [UInt8] = []
    for line in lines {
      out.append(contentsOf: Escape.text(line).utf8)
      out.append(10)
    }
    return out
  }

  /// The columns that lines keep to, where no name is longer.
  private static let width = 80

  /// A head line, its parts on further lines where it is long.
  private func wrapped(_ title: String) -> [String] {
    var lines: [String] = []
    for part in title.split(separator: ", ").map(String.init) {
      if let last = lines.last, last.utf8.count + 2 + part.utf8.count < Self.width {
        lines[lines.count - 1] = "\(last), \(part)"
      } else {
        if let last = lines.last { lines[lines.count - 1] = last + "," }
        lines.append(lines.isEmpty ? part : "  " + part)
      }
    }
    return lines
  }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }

  private func pad(_ text: String, endingAt width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.utf8.count)) + text
  }
}
