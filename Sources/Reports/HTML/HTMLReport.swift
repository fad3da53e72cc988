import ESMTPInspection
import Primitives

/// The report as one page: no network, readable without its script, fit for print.
///
/// It writes when the summary comes. Of the sessions it keeps the gravest alone, each with the first
/// event of a kind, so that its memory does not grow with the capture; everything else is counted.
public struct HTMLReport: Sendable {
  let options: PageBounds
  private let order: SessionOrder
  let redaction: Redaction
  var record: RunRecord?
  var captures: [CaptureRecord] = []
  /// The gravest sessions so far, the gravest first, then by first frame.
  private(set) var kept: [KeptSession] = []
  private(set) var timeline = HTMLTimeline()
  private(set) var hits = PolicyHits()
  private(set) var thresholds = ThresholdCounts()
  var dialogues: [Int: Transcript] = [:]
  /// Why some that were asked for are not there.
  var dialogueObstacle = DialogueObstacle.changed
  private var output: [UInt8] = []

  /// An empty report.
  public init(
    _ options: PageBounds = PageBounds(), order: SessionOrder = .verdict,
    redaction: Redaction = .firstLetter
  ) {
    self.options = options
    self.order = order
    self.redaction = redaction
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// The first record.
  public mutating func run(_ record: RunRecord) {
    self.record = record
    thresholds = ThresholdCounts(record.limits)
  }

  /// An input; all of them are kept.
  public mutating func capture(_ record: CaptureRecord) { captures.append(record) }

  /// A session.
  public mutating func session(_ record: SessionRecord) {
    if record.isCounted {
      timeline.add(record)
      hits.add(record)
      thresholds.add(record)
    }
    let standing = order.standing(of: record)
    let place = place(of: standing)
    guard place < options.sessionLimit else { return }
    kept.insert(KeptSession(redaction.session(record), standing), at: place)
    if kept.count > options.sessionLimit { kept.removeLast() }
  }

  /// Where a session stands among those that are kept.
  private func place(of standing: SessionOrder.Standing) -> Int {
    kept.indices.partitioningIndex { standing < kept.span[$0].standing }
  }

  /// The sessions whose dialogues are to be brought before the summary.
  public var wantedDialogues: Set<Int> { Set(kept.prefix(options.dialogueLimit).map(\.record.id)) }

  /// What the summary is to have that takes further readings.
  var adviceWish: AdviceWish { .all }

  /// The dialogues of sessions by number, as far as they could be had.
  public mutating func dialogues(_ transcripts: [Int: Transcript]) { dialogues = transcripts }

  /// Why some of them could not be had.
  mutating func lacksDialogues(_ obstacle: DialogueObstacle) { dialogueObstacle = obstacle }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { true }

  /// The last record: writes the page.
  public mutating func summary(_ summary: SummaryRecord) {
    guard let templates = try? HTMLTemplates() else {
      preconditionFailure("a template of the page is wrong")
    }
    // The list comes first: where it is full, the sessions behind are left out everywhere.
    let list = list(templates)
    var fields: HTMLFields = [
      "title": "esmtp-replay: \(Spoken.count(summary.sessions, "session"))",
      "heading": heading(summary), "version": Escape.text(record?.version ?? ""),
      "sections": sections(summary),
    ]
    output += templates.head(fields).utf8
    output += templates.render("report", sectionFields(summary)).utf8
    output += "<ol class=\"sessions\">".utf8
    output += list
    output += templates.render("rest", restFields(summary)).utf8
    fields["isRedacted"] = redaction == .firstLetter
    fields.setCommand(record?.arguments ?? [], redaction)
    fields.set("show", showCommand)
    fields["isReproducible"] = record?.showing != nil
    output += templates.foot(fields).utf8
  }

  /// The items of the list of sessions; of those kept, the ones for which there is no room are dropped.
  private mutating func list(_ templates: HTMLTemplates) -> [UInt8] {
    var list: [UInt8] = []
    var room = options.dialogueBytes
    var found: Set<Verdict> = []
    for (index, session) in kept.enumerated() {
      guard list.count < options.listBytes else {
        kept.removeLast(kept.count - index)
        break
      }
      var fields = sessionFields(session, isPrinted: index < 20, room: &room)
      let isFirst = found.insert(session.record.verdict).inserted
      fields["anchor"] = isFirst ? "verdict-\(session.record.verdict.rawValue)" : false
      list += templates.render("session", fields).utf8
    }
    return list
  }

  private func sections(_ summary: SummaryRecord) -> [HTMLFields] {
    let empty = [
      timeline.isEmpty ? "timeline" : "", summary.advice.isEmpty ? "advice" : "",
      summary.trouble.isEmpty ? "trouble" : "",
    ]
    return [
      ("verdicts", "Verdicts"), ("coverage", "Coverage"), ("timeline", "Timeline"),
      ("rules", "Policy and rules"), ("sessions", "Sessions"), ("advice", "What to change"),
      ("thresholds", "Thresholds"), ("unchecked", "Not checked"),
      ("trouble", "What else is wrong"), ("model", "Limits of the model"), ("captures", "Captures"),
      ("reproduce", "How to reproduce"),
    ].filter { !empty.contains($0.0) }.map { ["id": $0.0, "name": $0.1] }
  }

  private func heading(_ summary: SummaryRecord) -> String {
    let names = captures.prefix(1).map(\.name)
    let more = captures.count > 1 ? " and \(Spoken.number(captures.count - 1)) more" : ""
    return "ESMTP inspection of \(names.first ?? "no capture")\(more)"
  }

  /// What `show` is asked for the gravest session.
  private var showCommand: String? {
    guard let first = kept.first, let showing = record?.showing else { return nil }
    return command(showing.arguments(session: first.record.id))
  }
}

/// A session as a page keeps it: of events of one kind the first one, and how many there are.
struct KeptSession: Sendable {
  /// Events of one rule, action and certainty.
  struct Group: Sendable {
    var event: Event
    var isObserved: Bool
    var count = 1
    /// The frames of the next ones.
    var frames: [Int] = []
  }

  /// The session without its events; at most `messageLimit` messages.
  var record: SessionRecord
  /// Its place in the order of the report.
  let standing: SessionOrder.Standing
  var groups: [Group] = []
  /// What decides it.
  let reason: SessionReason?
  /// The rules of what was done to it.
  let actingRules: [Rule]

  static let messageLimit = 8

  init(_ record: SessionRecord, _ standing: SessionOrder.Standing) {
    self.record = record
    self.standing = standing
    reason = record.reason
    actingRules = record.actingRules
    for entry in record.events {
      let event = entry.event
      let known = groups.firstIndex {
        $0.event.rule == event.rule && $0.event.action == event.action
          && $0.isObserved == entry.isObserved
      }
      guard let known else {
        groups.append(Group(event: event, isObserved: entry.isObserved))
        continue
      }
      groups[known].count += 1
      if groups[known].frames.count < 8 { groups[known].frames.append(event.moment.frame) }
    }
    self.record.events = []
    let more = record.messages.count - Self.messageLimit
    if more > 0 {
      self.record.messages.removeLast(more)
      self.record.omittedMessages += more
    }
  }
}

extension HTMLFields {
  /// The command line of a page, as far as it may be shown, and whether that is less than all.
  mutating func setCommand(_ arguments: [String], _ redaction: Redaction) {
    let shown = redaction.arguments(arguments)
    set("command", command(shown))
    self["isShortened"] = shown != arguments
  }
}

/// A command line as typed, quoted for a shell.
func command(_ arguments: [String]) -> String? {
  arguments.isEmpty ? nil : (["esmtp-replay"] + arguments.map(shellQuoted)).joined(separator: " ")
}
