import ESMTPInspection
import Primitives

/// A comparison as one page: regressions first, then everything else that differs.
public struct ComparisonHTML: Sendable {
  /// `sessionLimit` is that of each candidate and kind.
  let options: PageBounds
  let redaction: Redaction
  private var output: [UInt8] = []
  private var record: ComparisonRecord?
  private(set) var captures: [CaptureRecord] = []
  private(set) var sessions: ComparedSessions
  private(set) var census = ComparisonCensus()
  /// By the policy's place, then by number.
  private(set) var dialogues: [[Int: Transcript]] = []
  /// Why some that were asked for are not there.
  private(set) var dialogueObstacle = DialogueObstacle.changed
  /// The sessions of each candidate that show their dialogue.
  private(set) var choice: [Set<Int>] = []

  /// An empty report.
  public init(
    _ options: PageBounds = PageBounds(sessionLimit: 200), redaction: Redaction = .firstLetter
  ) {
    self.redaction = redaction
    self.options = options
    sessions = ComparedSessions(limit: options.sessionLimit)
  }

  /// The policies that are compared, the old one among them.
  var policyCount: Int { record?.policies.count ?? 0 }

  /// Hands out what was written since the last call.
  public mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// The first record.
  public mutating func run(_ record: ComparisonRecord) {
    self.record = record
    census = ComparisonCensus(record)
  }

  /// An input.
  public mutating func capture(_ record: CaptureRecord) { captures.append(record) }

  /// A session that a candidate decides differently.
  public mutating func session(_ record: SessionComparison) {
    sessions.append(redaction.comparison(record))
  }

  /// Whether every session is counted, and not those alone that are decided differently.
  var takesCensus: Bool { record?.sweep == nil }

  /// A session under each policy.
  mutating func count(_ session: [SessionRecord]) { census.add(session) }

  /// The dialogues of sessions by the policy's place and by number, as far as they could be had.
  mutating func dialogues(_ transcripts: [[Int: Transcript]]) { dialogues = transcripts }

  /// Why some of them could not be had.
  mutating func lacksDialogues(_ obstacle: DialogueObstacle) { dialogueObstacle = obstacle }

  /// Whether the summary says what hangs on the profile.
  public var tellsFlips: Bool { record?.sweep == nil }

  /// The last record: writes the page.
  public mutating func summary(_ summary: ComparisonSummary) {
    guard let record, let templates = try? HTMLTemplates() else {
      preconditionFailure("a template of the page is wrong")
    }
    choice = dialogueChoice
    let head: HTMLFields = [
      "title": "esmtp-replay: policy comparison", "heading": Spoken.capitalized(record.subject),
      "version": Escape.text(record.version), "sections": sections(record, summary),
    ]
    output += templates.head(head).utf8
    output += templates.render("comparison", fields(record, summary)).utf8
    var foot: HTMLFields = [
      "version": Escape.text(record.version), "isRedacted": redaction == .firstLetter,
      "isReproducible": true,
    ]
    foot.setCommand(record.arguments, redaction)
    foot.set("show", nil)
    output += templates.foot(foot).utf8
  }

  private func id(_ index: Int) -> String { "candidate-\(index + 1)" }

  private func sections(_ record: ComparisonRecord, _ summary: ComparisonSummary) -> [HTMLFields] {
    var list = [("policies", "Policies")]
    if record.sweep != nil {
      list.append(("curve", "Threshold curve"))
    } else {
      for index in summary.candidates.indices {
        let name = summary.candidates.count > 1 ? " \(index + 1)" : ""
        list += [
          ("\(id(index))-kinds", "What changes\(name)"),
          ("\(id(index))-regression", "Regressions\(name)"),
          ("\(id(index))-differences", "Differences\(name)"),
          ("\(id(index))-verdicts", "Verdicts\(name)"),
        ]
      }
      list.append(("coverage", "Coverage"))
      if !census.timeline.isEmpty { list.append(("timeline", "Timeline")) }
      if !census.thresholds.isEmpty { list.append(("thresholds", "Thresholds")) }
    }
    if !summary.flips.isEmpty { list.append(("profile", "Profile")) }
    if record.sweep == nil { list.append(("model", "Limits of the model")) }
    if record.takingBack != nil { list.append(("back", "To take the change back")) }
    list += [("captures", "Captures"), ("reproduce", "How to reproduce")]
    return list.map { ["id": $0.0, "name": $0.1] }
  }

  private func fields(_ record: ComparisonRecord, _ summary: ComparisonSummary) -> HTMLFields {
    var fields: HTMLFields = [:]
    let isPair = record.policies.count == 2
    fields.set("notUnderstood", list: record.notUnderstoodLines.map(\.pageFields))
    let policies = record.sweep == nil ? record.policies : Array(record.policies.prefix(1))
    fields["policies"] = policies.enumerated().map { index, policy -> HTMLFields in
      let files = policy.files.map(Escape.text).joined(separator: ", ")
      var facts: [HTMLFields] = [
        .fact("from", files.isEmpty ? "the default policy of the profile" : files),
        .fact("profile", Escape.text(policy.profile)),
        .fact("inspected by", policy.statement.map(Escape.text) ?? "no statement inspects ESMTP"),
      ]
      if let source = policy.source { facts.append(.fact("at", Escape.text(source.description))) }
      return ["label": Spoken.capitalized(record.label(index)), "facts": facts]
    }
    var asked: [HTMLFields] = []
    if let filter = record.filter { asked.append(.fact("filter", Escape.text(filter))) }
    if let selection = record.selection {
      asked.append(.fact("where", Escape.text(redaction.selection(selection))))
    }
    fields.set("asked", list: asked)
    let kinds = summary.candidates.map(summary.words)
    fields["sessionsText"] =
      Spoken.count(summary.sessions, "session")
      + (record.sweep != nil || kinds.count > 1 ? "" : ": \(kinds.first ?? "")")
      + summary.notSelectedWords + "."
    fields["noMatrix"] = Spoken.sentence(summary.noneWords)
    addCurve(record, summary, to: &fields)
    addFilter(to: &fields)
    fields["hasCensus"] = record.sweep == nil
    census.add(summary, to: &fields)
    var room = (
      dialogue: options.dialogueBytes, printed: 20, list: options.listBytes
    )
    fields["candidates"] =
      record.sweep != nil
      ? []
      : summary.candidates.enumerated().map { index, candidate in
        candidateFields(
          candidate, index, of: summary,
          name: isPair ? nil : record.policies[index + 1].name, room: &room)
      }
    fields.set(
      "flips",
      list: zip(record.policies, summary.flips).enumerated().map { index, side -> HTMLFields in
        let (policy, flips) = side
        let label = Spoken.capitalized(record.label(index))
        let name = "\(label), profile \(Escape.text(policy.profile))"
        guard let flips else { return ["name": name, "words": "has no counterpart", "lines": []] }
        let shown = flips.sessions.prefix(options.sessionLimit).map(\.line)
        let rest = flips.sessions.count - shown.count
        return [
          "name": name, "words": Escape.text(flips.words),
          "lines": rest > 0 ? shown + ["and \(Spoken.number(rest)) more"] : shown,
        ]
      })
    fields.set(
      "takingBack",
      record.takingBack.map { back in
        back.lines.isEmpty
          ? "(nothing: the change changes nothing of ESMTP)"
          : back.lines.map(Escape.typed).joined(separator: "\n")
      })
    fields["hasTakingBack"] = record.takingBack != nil
    fields["isInexact"] = record.takingBack.map { !$0.isExact } ?? false
    fields["captures"] = captures.prefix(200).map(\.pageFields)
    fields.set(
      "moreCaptures",
      captures.count > 200 ? "And \(Spoken.number(captures.count - 200)) more." : nil)
    return fields
  }

  private func addCurve(
    _ record: ComparisonRecord, _ summary: ComparisonSummary, to fields: inout HTMLFields
  ) {
    fields["hasCurve"] = record.sweep != nil
    guard let sweep = record.sweep else { return }
    let counts = summary.candidates.map { $0.ended(by: sweep.criterion) }
    let most = Double(max(1, counts.max() ?? 1))
    fields["curveHeading"] = Spoken.sentence(sweep.heading)
    fields["curveAddition"] = Spoken.sentence(ComparisonRecord.Sweep.addition)
    fields["curveWidth"] = "\(max(1, counts.count) * 10)"
    fields["curveText"] =
      "Sessions dropped by value, at most \(Spoken.number(counts.max() ?? 0)); the table below has "
      + "the numbers"
    fields["curve"] = zip(sweep.values, counts).map { value, count -> HTMLFields in
      ["value": Spoken.number(value), "count": Spoken.number(count)]
    }
    fields["curveBars"] = zip(sweep.values, counts).enumerated().filter { $0.element.1 > 0 }.map {
      index, entry -> HTMLFields in
      let height = max(1, Double(entry.1) * 117 / most)
      return [
        "x": "\(index * 10 + 1)", "y": decimal(119 - height), "height": decimal(height),
        "label": "gt \(Spoken.number(entry.0)): \(Spoken.count(entry.1, "session"))",
      ]
    }
  }

  /// The form above the lists, where there is one.
  private func addFilter(to fields: inout HTMLFields) {
    let listed = sessions.all
    fields["hasFilter"] = record?.sweep == nil && !listed.isEmpty
    let filters = [
      ("old", "Old verdict", Set(listed.map(\.old.verdict))),
      ("verdict", "New verdict", Set(listed.map(\.new.verdict))),
    ]
    fields["filters"] = filters.map { key, label, verdicts -> HTMLFields in
      [
        "key": key, "label": label,
        "words": Verdict.allCases.reversed().filter(verdicts.contains).map(\.rawValue),
      ]
    }
    fields["firstOrder"] = "by kind and first frame"
  }

  private func candidateFields(
    _ candidate: CandidateSummary, _ index: Int, of summary: ComparisonSummary, name: String?,
    room: inout (dialogue: Int, printed: Int, list: Int)
  ) -> HTMLFields {
    var fields: HTMLFields = [
      "id": id(index), "noDifferences": Spoken.sentence(record?.sameWords(index + 1) ?? ""),
    ]
    fields.set("name", name.map(Escape.text))
    fields["tiles"] = tiles(candidate, index, of: summary)
    fields["kinds"] = ComparisonKind.allCases.compactMap { kind -> HTMLFields? in
      let count = candidate.kinds.first { $0.kind == kind }?.count ?? 0
      guard count > 0 || kind == .regression || kind == .fixed else { return nil }
      var shown: [HTMLFields] = []
      for session in sessions.of(index + 1, kind) where room.list > 0 {
        room.printed -= 1
        let item = sessionFields(
          session, anchor: "\(id(index))-session-\(session.old.id)",
          isPrinted: room.printed >= 0, room: &room.dialogue)
        room.list -= HTMLTemplates.size(of: item)
        shown.append(item)
      }
      var text = "\(Spoken.count(count, "session")): \(kind.summary)."
      if count == 0 {
        text = Spoken.sentence(summary.words(ofNone: kind))
      }
      var fields: HTMLFields = [
        "id": "\(id(index))-\(kind.rawValue)", "text": text,
        "title": kind.title + (name.map { ": \(Escape.text($0))" } ?? ""),
      ]
      fields.set("sessions", list: shown)
      fields.set(
        "more",
        count > shown.count
          ? "And \(Spoken.number(count - shown.count)) more; --format json has every one." : nil)
      return fields
    }
    fields.set(
      "differences",
      list: candidate.differences.map { difference -> HTMLFields in
        [
          "change": difference.changeWords, "exercise": difference.exercise,
          "block": difference.block.isEmpty ? difference.subject : Escape.text(difference.block),
          "old": difference.old.map(\.pageFields) ?? false,
          "new": difference.new.map(\.pageFields) ?? false,
        ]
      })
    addMatrix(candidate, to: &fields)
    let leftAside = summary.leftAside(captures).map { entry -> HTMLFields in
      ["reason": entry.name, "count": Spoken.number(entry.count), "text": entry.text]
    }
    fields.set(
      "unchecked",
      list: leftAside
        + candidate.notCompared.map { entry -> HTMLFields in
          [
            "reason": entry.reason.rawValue, "count": Spoken.number(entry.count),
            "text": entry.reason.sentence,
          ]
        })
    return fields
  }

  /// A tile for each kind of change, and one for the sessions that are decided alike.
  private func tiles(
    _ candidate: CandidateSummary, _ index: Int, of summary: ComparisonSummary
  ) -> [HTMLFields] {
    let kinds = ComparisonKind.allCases.map { kind -> HTMLFields in
      let count = candidate.kinds.first { $0.kind == kind }?.count ?? 0
      let isListed = count > 0 || kind == .regression || kind == .fixed
      return [
        "kind": kind.rawValue, "word": kind.title, "count": Spoken.number(count),
        "isZero": count == 0, "text": kind.summary,
        "target": "\(id(index))-\(isListed ? kind.rawValue : "kinds")",
      ]
    }
    let alike = summary.hasLooked ? summary.sessions - candidate.different : 0
    return kinds + [
      [
        "kind": "alike", "word": "Decided alike", "count": Spoken.number(alike),
        "isZero": alike == 0, "text": "nothing changes for them",
        "target": "\(id(index))-verdicts",
      ]
    ]
  }

  private func addMatrix(_ candidate: CandidateSummary, to fields: inout HTMLFields) {
    let verdicts = Verdict.allCases
    let columns = verdicts.indices.filter { column in
      verdicts.indices.contains { candidate.transitions[$0][column] > 0 }
    }
    let rows = verdicts.indices.filter { candidate.transitions[$0].contains { $0 > 0 } }
    fields["hasMatrix"] = !rows.isEmpty
    fields["columns"] = columns.map { verdicts[$0].rawValue }
    fields["rows"] = rows.map { row -> HTMLFields in
      [
        "verdict": verdicts[row].rawValue,
        "cells": columns.map { column -> HTMLFields in
          let count = candidate.transitions[row][column]
          let isMoved = row != column && count > 0
          var cell: HTMLFields = [
            "count": count == 0 ? "·" : Spoken.number(count),
            "kind": !isMoved ? "same" : column > row ? "worse" : "better",
          ]
          cell.set("word", isMoved ? (column > row ? "graver" : "milder") : nil)
          return cell
        },
      ]
    }
  }
}

extension StatementRecord {
  /// A cell of a table of differences.
  fileprivate var pageFields: HTMLFields {
    ["text": Escape.text(text), "place": source.map { Escape.text($0.description) } ?? ""]
  }
}
