import ESMTPInspection
import Foundation
import Primitives
import Testing

@testable import Reports

/// The page of a comparison.
struct ComparisonHTMLTests {
  private static func limit(_ map: String, _ number: Int) -> PolicyLimitRecord {
    PolicyLimitRecord(
      mapName: map, criterion: .headerLineLength, number: number, actions: "drop-connection log",
      source: SourceLine(file: "\(map).cfg", line: 4))
  }

  private static let run = {
    var record = ComparisonRecord(
      version: "1.0.0",
      policies: [("old.cfg", 998), ("new.cfg", 400)].map { name, number in
        var policy = ComparedPolicy(
          name: name, files: [name], profile: "asa", statement: "inspect esmtp M",
          source: SourceLine(file: name, line: 9))
        policy.limits = [
          limit("_default_esmtp_map", number),
          PolicyLimitRecord(
            mapName: "M", criterion: .bodyLength, number: 5, actions: "log",
            source: SourceLine(file: name, line: 6)),
        ]
        policy.notUnderstood = ["\(name):1: \"anyy\" is not an address"]
        return policy
      }, ports: [25])
    record.arguments = ["compare", "old.cfg", "new.cfg", "mx.pcap", "--format", "html"]
    return record
  }()

  private static func summary(_ kinds: [ComparisonKind: Int], _ sessions: Int) -> ComparisonSummary
  {
    var transitions = [[Int]](repeating: [Int](repeating: 0, count: 7), count: 7)
    transitions[3][5] = kinds.values.reduce(0, +)
    return ComparisonSummary(
      sessions: sessions,
      candidates: [
        CandidateSummary(
          differences: [], transitions: transitions,
          kinds: ComparisonKind.allCases.map { ($0, kinds[$0, default: 0]) }, notCompared: [],
          endings: [])
      ], status: 1)
  }

  private static func comparison(
    _ old: SessionRecord, _ new: SessionRecord, _ kind: ComparisonKind = .regression
  ) -> SessionComparison { SessionComparison(candidate: 1, kind: kind, old: old, new: new) }

  private static func page(
    _ sessions: [SessionComparison], options: PageBounds = .init(sessionLimit: 200),
    transcripts: [[Int: Transcript]] = [], obstacle: DialogueObstacle? = nil,
    redaction: Redaction = .firstLetter
  ) -> [UInt8] {
    var report = ComparisonHTML(options, redaction: redaction)
    report.run(run)
    for capture in Samples.captures { report.capture(capture) }
    for session in sessions {
      report.session(session)
      report.count([session.old, session.new])
    }
    report.count([Samples.untouched, Samples.untouched])
    report.dialogues(transcripts)
    if let obstacle { report.lacksDialogues(obstacle) }
    var kinds: [ComparisonKind: Int] = [:]
    for session in sessions { kinds[session.kind, default: 0] += 1 }
    report.summary(summary(kinds, sessions.count + 1))
    return report.takeOutput()
  }

  private static let one = {
    var old = HTMLReportTests.peaked
    old.verdict = .masked
    old.events = Samples.masked.events
    old.fate = MailFate(.delivered, frame: 40, why: "the server takes the message")
    return comparison(old, HTMLReportTests.peaked)
  }()

  /// The transcripts of `one`: the new policy forwards nothing of what the client sends.
  private static let transcripts: [[Int: Transcript]] = {
    var old = HTMLReportTests.transcript
    old.session = one.old
    var new = HTMLReportTests.transcript
    new.session = one.new
    for place in new.lines.indices where new.lines[place].sender == .client {
      new.lines[place].forwarded = 0
    }
    return [[one.old.id: old], [one.old.id: new]]
  }()

  @Test("a small page is the recorded one")
  func golden() throws {
    let page = Self.page([Self.one], transcripts: Self.transcripts)
    try expectGolden(Array(HTMLReportTests.skeleton(page).utf8), "comparison.html")
  }

  @Test("a page is well-formed and shows the dialogue as captured and under both policies")
  func structure() {
    let reader = PageReader(Self.page([Self.one], transcripts: Self.transcripts))
    #expect(reader.faults.isEmpty)
    for text in [
      "forwarded, old policy", "forwarded, new policy", "as captured", "not forwarded",
      "220 *********************", "Regressions", "Decided alike", "masked, mail delivered: ",
      "dropped, mail lost: ",
      "Limits of the model", "old policy, _default_esmtp_map.cfg:4", "header line length gt 400",
      "looked at in part", "1,460 bytes of the server", "frame.time_epoch",
      "esmtp-replay compare old.cfg new.cfg mx.pcap --format html",
    ] {
      #expect(reader.text.contains(text), "\(text)")
    }
    // What both policies compare with is no difference.
    #expect(!reader.text.contains("body length gt 5"))
    #expect(reader.tags.count { $0.name == "li" && $0.attributes["data-old"] == "masked" } == 1)
    #expect(!reader.text.contains("newsletter@"))
    let whole = PageReader(
      Self.page([Self.one], transcripts: Self.transcripts, redaction: .none))
    #expect(whole.text.contains("newsletter@"))
  }

  @Test("a dialogue that is not there says why")
  func missing() {
    let unread = PageReader(Self.page([Self.one]))
    #expect(unread.text.contains("the capture could not be read a second time"))
    for (obstacle, words) in [
      (.signal, "not here: a signal has ended the reading; esmtp-replay show 3 prints it"),
      (.readOnce, "is read once; save it to a file, of which esmtp-replay show 3 prints it"),
    ] as [(DialogueObstacle, String)] {
      let lacking = PageReader(Self.page([Self.one], obstacle: obstacle))
      #expect(lacking.text.contains(words), "\(lacking.text.suffix(2000))")
    }
    let bounded = PageReader(
      Self.page([Self.one], options: .init(dialogueLimit: 0), transcripts: Self.transcripts))
    #expect(bounded.text.contains("only those of the first 0 sessions are"))
    let full = PageReader(
      Self.page([Self.one], options: .init(dialogueBytes: 0), transcripts: Self.transcripts))
    #expect(full.text.contains("those of sessions before it fill the page"))
    let cut = PageReader(
      Self.page([Self.one], options: .init(dialogueBytes: 300), transcripts: Self.transcripts))
    #expect(cut.text.contains("The rest is left out here"))
  }

  @Test("regressions have their dialogues first, and each policy is asked for its own sessions")
  func choice() {
    var report = ComparisonHTML(.init(sessionLimit: 200, dialogueLimit: 3))
    report.run(Self.run)
    for number in 1...4 {
      var old = Samples.masked
      old.id = number
      report.session(Self.comparison(old, old, number > 2 ? .regression : .changed))
    }
    // Both regressions, then the first of the others.
    #expect(report.wantedDialogues == [[1, 3, 4], [1, 3, 4]])
  }

  @Test(
    "whatever a capture or a configuration holds, the page stays a page",
    arguments: HTMLReportTests.hostile)
  func hostile(bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var session = HostileBytes.session(bytes)
    session.id = Self.one.old.id
    var transcripts = Self.transcripts
    for side in 0..<2 {
      guard var transcript = transcripts[side][session.id] else { continue }
      transcript.session = session
      for place in transcript.lines.indices where transcript.lines[place].kind == .text {
        transcript.lines[place].before = bytes
        transcript.lines[place].after = side == 0 ? bytes : bytes.reversed()
        transcript.lines[place].length = bytes.count
        transcript.lines[place].forwarded = bytes.count
      }
      transcripts[side][session.id] = transcript
    }
    var run = Self.run
    run.arguments = [text]
    run.takingBack = ComparisonRecord.TakingBack(lines: [text], isExact: false)
    for side in 0..<2 {
      run.policies[side] = ComparedPolicy(
        name: text, files: [text], profile: text, statement: text,
        source: SourceLine(file: text, line: 1))
      run.policies[side].limits = [
        PolicyLimitRecord(
          mapName: text, criterion: .bodyLength, number: .max - side, actions: text,
          source: SourceLine(file: text, line: 1))
      ]
    }
    var report = ComparisonHTML()
    report.run(run)
    report.capture(HostileBytes.capture(bytes))
    report.session(Self.comparison(session, session))
    report.count([session, session])
    report.dialogues(transcripts)
    var summary = Self.summary([.regression: 1], 1)
    summary.candidates[0].differences = [
      DifferenceRecord(
        change: "changed", subject: "criterion", block: text,
        old: StatementRecord(text: text, source: SourceLine(file: text, line: 4)),
        new: StatementRecord(text: text, source: nil), sessions: 0)
    ]
    summary.candidates[0].notCompared = [(.gap, 1)]
    report.summary(summary)
    let page = report.takeOutput()
    let reader = PageReader(page)
    #expect(reader.faults.isEmpty)
    #expect(reader.tags.count { $0.name == "script" } == 1)
    #expect(page.count < 2_000_000)
    // Names in lines to be typed stay, as far as no reader obeys them.
    let signs: Set<UnicodeScalar> = ["…", "·", "\n"]
    let typed = signs.union(Escape.typed(text).unicodeScalars)
    #expect(
      reader.text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && $0.value < 0x7F || typed.contains($0)
      })
  }

  // MARK: Bounds

  /// A session like another one, with other numbers.
  private static func numbered(_ record: SessionRecord, _ number: Int) -> SessionRecord {
    var copy = record
    copy.id = number
    copy.first = Moment(frame: number * 30, time: record.first.time + Int64(number) * 1_000_000)
    copy.last = Moment(frame: number * 30 + 29, time: copy.first.time + 900_000)
    return copy
  }

  @Test("of 20,000 sessions a page lists and shows no more than a browser opens in a few seconds")
  func manySessions() {
    var report = HTMLReport()
    report.run(HTMLReportTests.run)
    for number in 1...20_000 { report.session(Self.numbered(HTMLReportTests.peaked, number)) }
    let wanted = report.wantedDialogues
    #expect(wanted == Set(1...200))
    report.dialogues(
      Dictionary(uniqueKeysWithValues: wanted.map { ($0, HTMLReportTests.transcript) }))
    report.summary(Samples.summary([.dropped: 20_000]))
    let page = report.takeOutput()
    let text = String(decoding: page, as: UTF8.self)
    let listed = text.components(separatedBy: "<li id=\"session-").count - 1
    #expect((500...2_000).contains(listed))
    #expect(
      text.contains("\(Spoken.number(20_000 - listed)) sessions more, none of them graver"))
    #expect(text.contains("\(Spoken.number(listed)) of 20,000 sessions"))
    #expect(text.components(separatedBy: "<tr").count - 1 < 20_000)
    #expect(page.count < 13 << 20, "\(page.count) bytes")
  }

  @Test(
    "of 20,000 sessions that differ a comparison's page lists no more than that",
    arguments: [200, 2_000])
  func manyDifferences(limit: Int) {
    var report = ComparisonHTML(.init(sessionLimit: limit))
    report.run(Self.run)
    let kinds: [ComparisonKind] = [.regression, .fixed, .changed, .relogged]
    for number in 1...20_000 {
      let (old, new) = (Self.numbered(Self.one.old, number), Self.numbered(Self.one.new, number))
      report.count([old, new])
      report.session(Self.comparison(old, new, kinds[number % 4]))
    }
    let wanted = report.wantedDialogues
    #expect(wanted[0].count == 200)
    report.dialogues(
      [0, 1].map { side in
        Dictionary(
          uniqueKeysWithValues: wanted[0].compactMap { number in
            Self.transcripts[side][Self.one.old.id].map { (number, $0) }
          })
      })
    report.summary(
      Self.summary(Dictionary(uniqueKeysWithValues: kinds.map { ($0, 5_000) }), 20_000))
    let page = report.takeOutput()
    let text = String(decoding: page, as: UTF8.self)
    let listed = text.components(separatedBy: "<li id=\"candidate-1-session-").count - 1
    #expect(limit == 200 ? listed == 800 : (1_000...8_000).contains(listed))
    #expect(text.contains("And \(Spoken.number(5_000 - limit)) more; --format json has every one"))
    #expect(page.count < 16 << 20, "\(page.count) bytes")
  }
}
