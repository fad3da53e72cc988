import ESMTPInspection

/// A fingerprint for a person at a terminal.
public enum FingerprintText {
  /// The page of a fingerprint.
  ///
  /// - Parameters:
  ///   - record: what was seen.
  ///   - width: the columns; at least 40 are taken.
  ///   - isColoured: whether SGR sequences are written; words always say the same.
  /// - Returns: lines of printable ASCII and four signs, none longer than the width.
  public static func page(
    _ record: FingerprintRecord, width: Int, isColoured: Bool
  ) -> [UInt8] {
    var canvas = TextCanvas(width: max(40, width), isColoured: isColoured)
    let all = record.marked + record.plain + record.untold
    canvas.put("fingerprint", .strong)
    canvas.put(" · ")
    canvas.wrapRest(
      "\(Spoken.count(all, "session")): \(Spoken.number(record.marked)) with marks of an inspection, "
        + "\(Spoken.number(record.plain)) with a greeting as a server writes it, "
        + "\(Spoken.number(record.untold)) of which nothing tells it", .plain, indent: 2)
    canvas.line()
    let none =
      all == 0
      ? "nothing was looked at"
      : record.tells
        ? "no session carries the marks of an inspecting firewall"
        : "nothing tells whether the traffic has passed an inspecting firewall"
    canvas.wrap(Spoken.sentence(record.conclusion ?? none), .strong)
    for remark in record.remarks { canvas.wrap(Spoken.sentence(remark)) }
    for group in record.groups {
      canvas.line()
      canvas.put("  ")
      canvas.wrap(
        "\(Spoken.count(group.count, "session")) (\(numbers(group))), certainty "
          + group.marks.certainty.rawValue)
      for phrase in group.marks.phrases {
        canvas.put("    ")
        canvas.wrap(phrase)
      }
      canvas.put("    ")
      let names = group.profiles
      canvas.wrap(
        names.isEmpty ? "fits no profile" : "fits \(names.joined(separator: ", "))", .faint)
    }
    if !record.narrowing.lines.isEmpty { canvas.line() }
    for (label, text) in record.narrowing.lines {
      canvas.put("  \(label)", .faint)
      canvas.move(to: 10)
      canvas.wrap(text)
    }
    return canvas.output
  }

  private static func numbers(_ group: FingerprintRecord.Group) -> String {
    group.sessions.map { "\($0)" }.joined(separator: ", ")
      + (group.count > group.sessions.count ? ", …" : "")
  }
}
