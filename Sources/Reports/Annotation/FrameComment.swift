public import ESMTPInspection

/// The words of a comment on a frame, as Wireshark shows it.
public enum FrameComment {
  /// An event in lines: session, rule and action, policy line, bytes before and after, note and log.
  public static func text(_ record: EventRecord, of session: SessionRecord) -> String {
    let event = record.event
    let action = event.action == .none ? "no action" : event.action.name
    var lines = [
      "\(head(session)): \(event.rule.rawValue), \(action)"
        + (record.isObserved ? "" : ", counterfactual")
    ]
    let statement = [event.source?.description, event.match].compactMap { $0 }
    if !statement.isEmpty {
      lines.append("by " + Escape.text(statement.joined(separator: "  ")))
    }
    if !event.before.isEmpty { lines.append("before: " + Escape.captured(event.before)) }
    if !event.after.isEmpty, event.after != event.before {
      lines.append("after:  " + Escape.captured(event.after))
    }
    if let note = event.note { lines.append(Escape.text(note)) }
    return (lines + event.log.map(Escape.text)).joined(separator: "\n")
  }

  /// The divergence point of a session.
  public static func text(_ divergence: Divergence, of session: SessionRecord) -> String {
    "\(head(session)): divergence: \(Escape.text(divergence.why))"
  }

  private static func head(_ session: SessionRecord) -> String {
    "session \(session.id), \(session.verdict.rawValue)"
  }
}
