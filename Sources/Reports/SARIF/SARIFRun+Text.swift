import ESMTPInspection
import Primitives

extension SARIFRun {
  /// What makes two findings the same over runs, versions and captures of the same traffic: session,
  /// rule, side and offset; no line, no frame, no time.
  ///
  /// Limits: sessions that use the same pair of sockets one after the other share theirs.
  static func fingerprint(_ session: String, _ rule: Rule, _ sender: Sender, _ offset: UInt64)
    -> String
  { "\(session)/\(rule.rawValue)/\(sender)/\(offset)" }

  /// A path as a URI reference (RFC 3986): relative as it stands, absolute with the scheme `file`; what
  /// is no file has a scheme of its own.
  static func uri(_ path: String) -> String {
    if path == "-" || path == "standard input" { return "esmtp-replay:standard-input" }
    if path == "built-in" || path.hasPrefix("profile ") {
      return "esmtp-replay:" + encoded(path)
    }
    return (path.hasPrefix("/") ? "file://" : "") + encoded(path)
  }

  private static func encoded(_ path: String) -> String {
    var out: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case _ where byte.isLetterOrDigit, UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        out.append(byte)
      default:
        out.append(UInt8(ascii: "%"))
        for digit in [byte >> 4, byte & 15] {
          out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// A message string that holds no placeholder and no link (sections 3.11.5 and 3.11.6).
  static func escaped(_ text: String) -> String {
    text.replacing("{", with: "{{").replacing("}", with: "}}").replacing("](", with: "\\](")
  }

  /// The message of a result.
  static func message(_ session: SessionRecord, _ record: EventRecord) -> String {
    let event = record.event
    var text = Spoken.sentence(event.summary)
    if let match = event.match { text += " By '\(match)'." }
    text += " Session \(session.id), \(session.client) to \(session.server): "
    switch event.action {
    case .none: text += "no byte is changed."
    case .log: text += "logged."
    case .mask: text += "masked."
    case .rewrite: text += "rewritten."
    case .drop: text += "dropped."
    case .reset: text += "reset."
    }
    if event.action > .none {
      text += " The client sees \(event.clientSees). The server sees \(event.serverSees)."
    }
    if !record.isObserved {
      text += " Only if the dialogue had gone on as recorded, which it could not have."
    }
    if let note = event.note { text += " Note: \(note)." }
    return escaped(text)
  }
}

extension EventRecord {
  /// The kind and the level of a result (sections 3.27.9 and 3.27.10).
  var level: (kind: String, level: String) {
    if event.action == .none {
      return (event.rule.ruleClass == .coverage ? "open" : "informational", "none")
    }
    guard isObserved else { return ("fail", "note") }
    switch event.action {
    case .none, .log: return ("fail", "note")
    case .mask, .rewrite: return ("fail", "warning")
    case .drop, .reset: return ("fail", "error")
    }
  }
}

extension JSONWriter {
  /// A rule with its help, as `reportingDescriptor` (section 3.49).
  mutating func rule(_ rule: Rule) {
    let explanation = rule.explanation
    let summary = SARIFRun.escaped(Spoken.sentence(explanation.summary))
    let help = [
      ("What the client sees", explanation.clientSees),
      ("What the server sees", explanation.serverSees), ("What happens next", explanation.next),
      ("How it is known", "\(explanation.confidence.rawValue); \(explanation.source)"),
    ]
    element { writer in
      writer.text(.id, rule.rawValue)
      writer.object(.shortDescription) { $0.text(.text, summary) }
      writer.object(.fullDescription) { $0.text(.text, summary) }
      writer.object(.help) { writer in
        writer.prose(
          .text,
          SARIFRun.escaped(help.map { "\($0): \(Spoken.sentence($1))" }.joined(separator: " ")))
        writer.prose(
          .markdown,
          SARIFRun.escaped(
            help.map { "**\($0):** \(Markdown.prose(Spoken.sentence($1)))" }
              .joined(separator: " ")))
      }
      writer.object(.defaultConfiguration) { writer in
        writer.word(
          .level,
          EventRecord(
            event: Event(
              rule: rule, moment: Moment(frame: 1, time: 0), sender: .client, offset: 0, length: 0,
              action: explanation.usualAction, confidence: explanation.confidence),
            isObserved: true
          ).level.level)
      }
      writer.object(.properties) { writer in
        writer.array(.tags, CollectionOfOne(rule.ruleClass.rawValue)) { $0.element(text: $1) }
        writer.word(.confidence, explanation.confidence.rawValue)
      }
    }
  }

  /// The members that each result starts with.
  mutating func head(_ rule: Rule, _ level: (kind: String, level: String), _ state: BaselineState?)
  {
    word(.ruleID, rule.rawValue)
    number(.ruleIndex, Rule.allCases.firstIndex(of: rule) ?? 0)
    word(.kind, level.kind)
    word(.level, level.level)
    if let state { word(.baselineState, state.rawValue) }
  }

  /// The member `artifactLocation`.
  mutating func artifact(_ uri: String, _ index: Int) {
    object(.artifactLocation) { writer in
      writer.text(.uri, uri)
      writer.number(.index, index)
    }
  }

  /// A line of an artifact, as the members of a `location` (section 3.28).
  mutating func place(_ uri: String, _ index: Int, line: Int, snippet: String?) {
    object(.physicalLocation) { writer in
      writer.artifact(uri, index)
      writer.object(.region) { writer in
        writer.number(.startLine, max(1, line))
        if let snippet { writer.object(.snippet) { $0.text(.text, snippet) } }
      }
    }
  }

  /// A notification (section 3.58).
  mutating func notification(_ text: String) {
    element { writer in
      writer.word(.level, "warning")
      writer.object(.message) { $0.text(.text, SARIFRun.escaped(text + ".")) }
    }
  }

  /// What a result says of its session beside the message.
  mutating func properties(_ session: SessionRecord, _ record: EventRecord, decides: Bool) {
    identifier(.session, session.id)
    text(.communityID, session.communityID)
    number(.frame, record.event.moment.frame)
    time(.time, record.event.moment.time)
    word(.direction, "\(record.event.sender)")
    number(.offset, record.event.offset)
    number(.length, record.event.length)
    word(.action, record.event.action.name)
    word(.verdict, session.verdict.rawValue)
    word(.outcome, session.fate.outcome.rawValue)
    boolean(.decides, decides)
    word(.certainty, record.isObserved ? "observed" : "counterfactual")
    word(.confidence, record.event.confidence.rawValue)
    captured(.before, record.event.before)
    captured(.after, record.event.after)
    lines(.log, record.event.log)
    array(.messages, session.messages.prefix(3)) { $0.message($1) }
  }
}
