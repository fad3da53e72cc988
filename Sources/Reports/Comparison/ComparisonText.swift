import ESMTPInspection
import Primitives

/// A comparison for a person at a terminal. It writes when the summary comes.
public struct ComparisonText: Sendable {
  private let options: TextReport.Options
  private var canvas: TextCanvas
  private var record: ComparisonRecord?
  private var captures: [CaptureRecord] = []
  private var sessions: ComparedSessions
  private var flips: [ProfileFlips?] = []

  /// An empty report; `sessionLimit` holds for each kind.
  public init(_ options: TextReport.Options = TextReport.Options()) {
    self.options = options
    canvas = TextCanvas(width: max(20, options.width), isColoured: options.isColoured)
    sessions = ComparedSessions(limit: options.listsAll ? .max : options.sessionLimit)
  }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { canvas.output.removeAll(keepingCapacity: true) }
    return canvas.output
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) { self.record = record }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) { captures.append(record) }

  /// A session that a candidate decides differently.
  public mutating func session(_ record: SessionComparison) { sessions.append(record) }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { !options.isQuiet && record?.sweep == nil }

  /// The last record: writes the report.
  public mutating func summary(_ summary: ComparisonSummary) {
    flips = summary.flips
    if !options.isQuiet {
      putHead()
      if let sweep = record?.sweep { return putCurve(sweep, summary) }
      for (index, candidate) in summary.candidates.enumerated() {
        if summary.candidates.count > 1 { putCandidate(index + 1) }
        putDifferences(candidate, index + 1)
        putTransitions(candidate, summary)
        for kind in ComparisonKind.allCases { put(kind, of: index + 1, candidate, summary) }
        putNotCompared(candidate, summary)
      }
      putFlips()
      if let takingBack = record?.takingBack { put(takingBack) }
      putNotUnderstood()
    }
    putTotals(summary)
  }

  // MARK: Head

  private mutating func putHead() {
    canvas.put("esmtp-replay", .strong)
    if let record { canvas.put(" \(Escape.text(record.version))") }
    canvas.put("  ·  ", .faint)
    canvas.wrap("\(record?.subject ?? "policies, one traffic"), through a model", .faint)
    canvas.line()
    let policies = record?.policies ?? []
    for (index, policy) in policies.prefix(record?.sweep == nil ? policies.count : 1).enumerated() {
      let files = policy.files.map(Escape.text).joined(separator: ", ")
      let name = files.isEmpty ? "the default policy of the profile" : files
      put(label(index), "\(name), profile \(Escape.text(policy.profile))")
      put("", policy.statement.map(Escape.text) ?? "no statement inspects ESMTP")
    }
    if let filter = record?.filter { put("filter", Escape.text(filter)) }
    if let selection = record?.selection { put("where", Escape.text(selection)) }
    for capture in captures.prefix(captureLimit) {
      let name = capture.path == "-" ? "standard input" : Escape.text(capture.path)
      put(
        "capture", "\(name), \(Spoken.count(capture.frames, "frame"))" + capture.filterWords)
      if let error = capture.error { put("", "read in part: \(Escape.text(error))", .red) }
    }
    if captures.count > captureLimit {
      let rest = captures.dropFirst(captureLimit)
      let frames = rest.reduce(0) { $0 &+ $1.frames }
      put("", "and \(Spoken.number(rest.count)) more with \(Spoken.count(frames, "frame"))")
    }
    canvas.line()
  }

  private var captureLimit: Int { options.isVerbose ? .max : 5 }

  /// What a policy is called.
  private func label(_ index: Int) -> String { record?.label(index) ?? "" }

  private mutating func putCandidate(_ index: Int) {
    canvas.put("── ", .faint)
    canvas.put("candidate \(index)", .strong)
    let name = record.map { Escape.text($0.policies[index].name) } ?? ""
    canvas.put(" · \(name) ", .faint)
    canvas.put(String(repeating: "─", count: max(0, canvas.width - canvas.column)), .faint)
    canvas.end()
    canvas.line()
  }

  private mutating func heading(_ title: String, _ beside: String) {
    canvas.put(title, .strong)
    canvas.put("  ")
    canvas.wrap(beside, .faint)
    canvas.line()
  }

  private mutating func put(_ label: String, _ text: String, _ style: TextStyle = .plain) {
    canvas.put("  \(label)", .faint)
    canvas.move(to: min(16, max(2, canvas.width - 8)))
    canvas.wrap(text, style)
  }

  // MARK: Policies

  private mutating func putDifferences(_ candidate: CandidateSummary, _ index: Int) {
    guard !candidate.differences.isEmpty else {
      heading("Policies", record?.sameWords(index) ?? "")
      return
    }
    heading("Policies", Spoken.count(candidate.differences.count, "difference"))
    for difference in candidate.differences {
      canvas.put("  ")
      canvas.put(difference.changeWords, .strong)
      canvas.put("  ")
      canvas.wrap(
        difference.block.isEmpty ? difference.subject : Escape.text(difference.block), .faint)
      if let old = difference.old { putStatement("- ", old, .red) }
      if let new = difference.new { putStatement("+ ", new, .green) }
      canvas.put("    ")
      canvas.wrap(difference.exercise, difference.sessions == 0 ? .yellow : .plain)
    }
    canvas.line()
  }

  private mutating func putStatement(
    _ sign: String, _ statement: StatementRecord, _ style: TextStyle
  ) {
    canvas.put("    \(sign)", style)
    let place = statement.source.map { "  \(Escape.text($0.description))" } ?? ""
    canvas.wrap(Escape.text(statement.text) + place, style)
  }

  // MARK: Sessions

  private mutating func putTransitions(
    _ candidate: CandidateSummary, _ summary: ComparisonSummary
  ) {
    let verdicts = Verdict.allCases
    let rows = verdicts.indices.filter { candidate.transitions[$0].contains { $0 > 0 } }
    let columns = verdicts.indices.filter { column in
      verdicts.indices.contains { candidate.transitions[$0][column] > 0 }
    }
    guard !rows.isEmpty else {
      heading("Verdicts", summary.noneWords)
      return
    }
    let cells = rows.flatMap { row in columns.map { candidate.transitions[row][$0] } }
    let widest = cells.map { Spoken.number($0).count }.max() ?? 0
    let step = max(widest, columns.map { verdicts[$0].rawValue.count }.max() ?? 0) + 2
    guard 12 + step * columns.count <= canvas.width else {
      return listTransitions(candidate, rows, columns)
    }
    heading("Verdicts", "sessions; rows are the old verdicts, columns the new ones")
    canvas.put("  ")
    for (index, column) in columns.enumerated() {
      canvas.put(
        verdicts[column].rawValue, endingAt: 12 + step * (index + 1), TextStyle(verdicts[column]))
    }
    canvas.end()
    for row in rows {
      canvas.put("  ")
      canvas.put(verdicts[row].rawValue, TextStyle(verdicts[row]))
      for (index, column) in columns.enumerated() {
        let count = candidate.transitions[row][column]
        canvas.put(
          count == 0 ? "·" : Spoken.number(count), endingAt: 12 + step * (index + 1),
          count == 0 || row == column ? .faint : .strong)
      }
      canvas.end()
    }
    canvas.line()
  }

  /// The same where a table has no room.
  private mutating func listTransitions(
    _ candidate: CandidateSummary, _ rows: [Int], _ columns: [Int]
  ) {
    heading("Verdicts", "sessions by the old and the new verdict")
    let verdicts = Verdict.allCases
    let counts = rows.flatMap { row in
      columns.map { (row: row, column: $0, count: candidate.transitions[row][$0]) }
    }.filter { $0.count > 0 }
    let widest = counts.map { Spoken.number($0.count).count }.max() ?? 0
    for (row, column, count) in counts {
      canvas.put(
        Spoken.number(count), endingAt: 2 + widest, row == column ? .faint : .strong)
      canvas.put("  ")
      canvas.put(verdicts[row].rawValue, TextStyle(verdicts[row]))
      canvas.put(" to ", .faint)
      canvas.put(verdicts[column].rawValue, TextStyle(verdicts[column]))
      canvas.end()
    }
    canvas.line()
  }

  private mutating func put(
    _ kind: ComparisonKind, of index: Int, _ candidate: CandidateSummary,
    _ summary: ComparisonSummary
  ) {
    let count = candidate.kinds.first { $0.kind == kind }?.count ?? 0
    guard count > 0 else {
      // That nothing breaks is what a reader came for.
      if kind == .regression || kind == .fixed {
        heading(kind.title, summary.words(ofNone: kind))
      }
      return
    }
    heading(kind.title, "\(Spoken.count(count, "session")): \(kind.summary)")
    let shown = sessions.of(index, kind)
    for session in shown { putSession(session) }
    if count > shown.count {
      put("", "and \(Spoken.number(count - shown.count)) more; --all lists them", .faint)
      canvas.line()
    }
  }

  private mutating func putSession(_ comparison: SessionComparison) {
    let (old, new) = (comparison.old, comparison.new)
    canvas.put("  ")
    canvas.put("session \(Spoken.number(old.id))", .strong)
    canvas.put("  ")
    canvas.put(old.verdict.rawValue, TextStyle(old.verdict))
    canvas.put(" to ", .faint)
    canvas.put(new.verdict.rawValue, TextStyle(new.verdict))
    if let mail = comparison.mailWords { canvas.put(" · \(mail)", .faint) }
    canvas.end()
    put("ends", "client \(old.client), server \(old.server)")
    put(
      "frames",
      "\(Spoken.number(old.first.frame)) to \(Spoken.number(old.last.frame)), "
        + Timestamp(nanoseconds: old.first.time).spoken)
    for message in old.messages.prefix(3) { put("message", message.envelope) }
    let more = old.messages.count - 3 + old.omittedMessages
    if more > 0 { put("", "and \(Spoken.count(more, "more message"))") }
    let decisions = comparison.decisions
    put("old", decisions.old.text)
    put("new", decisions.new.text)
    for (side, index) in [("old", 0), ("new", comparison.candidate)] {
      guard let flip = flips.flip(of: old.id, under: index), let other = flips[index]?.other else {
        continue
      }
      put("profile", "\(side) is \(flip.other.rawValue) under \(Escape.text(other)): \(flip.cause)")
    }
    canvas.line()
  }

  /// The sessions that hang on what documents and field say differently of the software.
  private mutating func putFlips() {
    guard !flips.isEmpty else { return }
    heading("Profile", "what documents and field say differently: asa and asa-field")
    var causes: Set<String> = []
    for (index, flips) in flips.enumerated() {
      guard let flips else {
        put(label(index), "of this profile they do not speak")
        continue
      }
      put(label(index), "profile \(Escape.text(flips.profile)); \(Escape.text(flips.words))")
      for flip in flips.sessions.prefix(sessions.limit) {
        causes.formUnion(flip.switches)
        put("", flip.line)
      }
      if flips.sessions.count > sessions.limit {
        let rest = flips.sessions.count - sessions.limit
        put("", "and \(Spoken.number(rest)) more; --all lists them", .faint)
      }
    }
    for assumption in Assumption.all where causes.contains(assumption.name) {
      put(assumption.name, assumption.question)
      put("", "to settle it: \(assumption.command)", .faint)
    }
    canvas.line()
  }

  private mutating func putNotCompared(
    _ candidate: CandidateSummary, _ summary: ComparisonSummary
  ) {
    let leftAside = summary.leftAside(captures)
    guard !candidate.notCompared.isEmpty || !leftAside.isEmpty else {
      heading(
        "Not compared",
        summary.sessions == 0
          ? "there is no session to compare" : "nothing that this tool knows of was left out")
      return
    }
    heading(
      "Not compared",
      candidate.notCompared.isEmpty
        ? "what was left aside\(summary.unread.parts.isEmpty ? " because it was asked for" : ", or could not be read")"
        : "sessions that one of the two could not look at, or not to their end")
    for (name, count, text) in leftAside { putCount(name, count, text) }
    for (reason, count) in candidate.notCompared {
      putCount(reason.rawValue, count, reason.sentence)
    }
    canvas.line()
  }

  private mutating func putCount(_ name: String, _ count: Int, _ text: String) {
    canvas.put("  \(name)")
    canvas.put(Spoken.number(count), endingAt: 23)
    canvas.move(to: 26)
    canvas.wrap(text)
  }

  /// How many sessions each value drops.
  private mutating func putCurve(_ sweep: ComparisonRecord.Sweep, _ summary: ComparisonSummary) {
    heading("Threshold curve", sweep.heading)
    let dropped = summary.candidates.map { $0.ended(by: sweep.criterion) }
    let most = max(1, dropped.max() ?? 1)
    let room = max(8, min(50, canvas.width - 30))
    for (value, count) in zip(sweep.values, dropped) {
      canvas.put(Spoken.number(value), endingAt: 12)
      canvas.put(Spoken.number(count), endingAt: 22, count > 0 ? .red : .faint)
      canvas.move(to: 25)
      canvas.put(String(repeating: "=", count: (count * room + most - 1) / most), .faint)
      canvas.end()
    }
    canvas.line()
    putNotUnderstood()
    canvas.wrap(
      "\(Spoken.count(summary.sessions, "session")), each of them under every value"
        + summary.notSelectedWords)
    canvas.wrap(ComparisonRecord.Sweep.addition, .faint)
  }

  private mutating func put(_ takingBack: ComparisonRecord.TakingBack) {
    heading("To take the change back", "type these lines in configuration mode")
    for line in takingBack.lines { canvas.verbatim("  \(line)") }
    if takingBack.lines.isEmpty { canvas.line("  nothing: the change changes nothing of ESMTP") }
    canvas.line()
    guard !takingBack.isExact else { return }
    canvas.put("warning", .boldRed)
    canvas.move(to: 9)
    canvas.wrap(
      "typed behind the change they do not bring all of the old policy back; keep the saved "
        + "configuration at hand")
    canvas.line()
  }

  private mutating func putNotUnderstood() {
    guard let lines = record?.notUnderstoodLines, !lines.isEmpty else { return }
    canvas.put(lines, limit: options.listsAll ? .max : 10, remedy: "--all lists them")
    canvas.line()
  }

  private mutating func putTotals(_ summary: ComparisonSummary) {
    for (index, candidate) in summary.candidates.enumerated() {
      let name = summary.candidates.count > 1 ? "candidate \(index + 1): " : ""
      canvas.wrap(
        name + Spoken.count(summary.sessions, "session") + ": " + summary.words(of: candidate)
          + summary.notSelectedWords)
    }
  }
}

extension Message {
  /// Sender, recipients, Message-ID, size and reply in a line.
  var envelope: String {
    func path(_ address: String?) -> String {
      address.map { "<\(Escape.captured($0))>" } ?? "a sender that was not seen"
    }
    var text = "from \(path(sender))"
    if let first = firstRecipient {
      text += " to \(path(first))"
      if recipients > 1 { text += " and \(Spoken.count(recipients - 1, "other"))" }
    } else {
      text += ", \(Spoken.count(recipients, "recipient"))"
    }
    if let id = messageID { text += ", Message-ID \(Escape.captured(id))" }
    text += ", \(Spoken.count(bytes, "byte"))"
    return text + (reply.map { ", reply \(Escape.captured($0))" } ?? ", no reply")
  }
}
