import ESMTPInspection
import Primitives
import Synchronization
import Testing

@testable import Reports

struct TextReportTests {
  private func text(
    _ options: TextReport.Options = .init(), sessions: [SessionRecord] = [],
    summary: SummaryRecord = Samples.total
  ) -> String {
    String(
      decoding: Samples.report(.text, options, sessions: sessions, summary: summary), as: UTF8.self)
  }

  private static let widths = Array(20...31) + [37, 44, 60, 79, 80, 81, 119, 120, 200, 401]

  @Test("no line is wider than the terminal", arguments: widths)
  func width(width: Int) {
    let isVerbose = !width.isMultiple(of: 2)
    let options = TextReport.Options(width: width, isVerbose: isVerbose, listsAll: isVerbose)
    let hostile = HostileBytes.corpus.map { HostileBytes.report(.text, $0, options) }
    for output in hostile + [Samples.report(.text, options)] {
      let lines = output.split(separator: 10)
      // A scalar is a byte that does not continue one (RFC 3629 section 3).
      let columns = lines.map { line in line.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) } }
      #expect(columns.allSatisfy { $0 <= width })
      #expect(lines.allSatisfy { $0.last != 0x20 })
    }
  }

  @Test("a terminal that is made narrower or wider is asked again for each session, and at the end")
  func resized() {
    let width = Columns(value: 120)
    var report = TextReport(
      .init(width: 80, listsAll: true, currentWidth: { width.value.load(ordering: .relaxed) }))
    report.run(Samples.run)
    _ = report.takeOutput()
    for columns in [120, 44, 80] {
      width.value.store(columns, ordering: .relaxed)
      report.session(Samples.masked)
      let lines = String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n")
      #expect(lines.allSatisfy { $0.unicodeScalars.count <= columns }, "\(lines)")
      #expect(lines.contains { $0.contains("frame ") } == (columns == 120))
    }
    width.value.store(50, ordering: .relaxed)
    report.summary(Samples.total)
    let rest = String(decoding: report.takeOutput(), as: UTF8.self).split(separator: "\n")
    #expect(rest.map(\.unicodeScalars.count).max() == 50)
  }

  private final class Columns: Sendable {
    let value: Atomic<Int>
    init(value: Int) { self.value = Atomic(value) }
  }

  @Test("the gravest sessions are kept, by verdict and then by first frame, whatever the order")
  func gravest() {
    var generator = SplitMix64(seed: 7)
    let all = (1...60).map { number in
      var session = Samples.masked
      session.id = number
      session.first.frame = number * 3
      session.verdict = Verdict.allCases[number % 7]
      return session
    }
    let expected = all.filter { $0.verdict > .untouched }
      .sorted { ($1.verdict, $0.first.frame) < ($0.verdict, $1.first.frame) }.prefix(10).map(\.id)
    for _ in 0..<20 {
      var report = TextReport()
      for session in all.shuffled(using: &generator) { report.session(session) }
      #expect(report.gravest.sessions.map(\.id) == expected)
    }
  }

  @Test(
    "nothing but the title is written before the summary, and that of inputs that can be read, once"
  )
  func streaming() {
    var report = TextReport()
    report.run(Samples.run)
    var unread = Samples.captures[0]
    (unread.error, unread.frames) = ("is not a capture", 0)
    report.capture(unread)
    report.session(Samples.dropped)
    #expect(report.takeOutput().isEmpty)
    for capture in Samples.captures { report.capture(capture) }
    let title = String(decoding: report.takeOutput(), as: UTF8.self)
    #expect(title.hasPrefix("esmtp-replay ") && title.hasSuffix("anywhere\n\n"))
    #expect(title.split(separator: "\n").count == 1)
    report.summary(Samples.total)
    #expect(!report.takeOutput().isEmpty)
    #expect(report.takeOutput().isEmpty)
    var listing = TextReport(.init(listsAll: true))
    listing.run(Samples.run)
    #expect(!listing.takeOutput().isEmpty)
    listing.session(Samples.untouched)
    let line = String(decoding: listing.takeOutput(), as: UTF8.self)
    #expect(
      line == "      1  untouched unknown   full    [2001:db8::7]:50000 > [2001:db8::19]:25\n")
  }

  @Test(
    "a terminal has addresses that fill the line whole, and the rules below; elsewhere it goes on")
  func narrowLines() {
    var session = Samples.dropped
    session.client = Socket(
      address: IPAddress(v6High: 0x2001_0DB8_1111_2222, low: 0x3333_4444_5555_6666), port: 50000)
    session.server = session.client
    func line(cutsLines: Bool) -> [Substring] {
      var listing = TextReport(.init(listsAll: true, cutsLines: cutsLines))
      listing.run(Samples.run)
      _ = listing.takeOutput()
      listing.session(session)
      return String(decoding: listing.takeOutput(), as: UTF8.self).split(separator: "\n")
    }
    let cut = line(cutsLines: true)
    #expect(cut.count == 4)
    #expect(cut.allSatisfy { $0.unicodeScalars.count <= 80 })
    #expect(cut[1].hasSuffix("   \(session.client)"))
    #expect(cut[2].hasSuffix("   > \(session.server)"))
    let whole = line(cutsLines: false)
    #expect(whole.count == 1)
    #expect(whole[0].contains(cut[3].drop { $0 == " " }.dropLast()))
  }

  private static let warnings: [(SummaryRecord, String)] = {
    var unseen = Samples.summary([.untouched: 2])
    var inspected = Samples.summary([.untouched: 1], seen: .alreadyInspected)
    inspected.inspected.add(Samples.inspected)
    unseen.coverage = [(.full, 0), (.partial, 0), (.none, 2)]
    var cut = Samples.summary([:])
    cut.packets = [("headers_cut", 21), ("malformed", 21), ("snapped", 21)]
    var overlapping = Samples.summary([.untouched: 1])
    overlapping.packets = [("datagrams_overlapping", 1)]
    var filling = Samples.summary([.untouched: 1])
    filling.packets = [("segments_filling_gaps", 8)]
    return [
      (filling, "8 segments come behind what answers them, and too late to count"),
      (Samples.summary([:]), "no session on the inspected ports was found: nothing was inspected"),
      (Samples.summary([.exempt: 2]), "the policy exempts every session: nothing was inspected"),
      (unseen, "no session could be looked at: nothing was inspected; the reasons stand below"),
      (
        inspected,
        "in 1 place: it was captured between one and the client, so that what such a firewall masks"
      ),
      (cut, "nothing was inspected; 21 frames are cut before the end of the TCP header"),
      (overlapping, "1 datagram is dropped because fragments overlap (RFC 5722)"),
    ]
  }()

  @Test("a warning stands in the first lines", arguments: warnings.indices)
  func firstLines(index: Int) {
    let (summary, warning) = Self.warnings[index]
    for isQuiet in [false, true] {
      let head = text(.init(width: 200, isQuiet: isQuiet), summary: summary)
        .split(separator: "\n").prefix(5).joined(separator: " ").split(separator: " ")
        .joined(separator: " ")
      #expect(head.contains(warning), "\(head)")
    }
  }

  @Test("a run that saw something carries no warning of the kind")
  func noWarning() {
    #expect(!text().contains("nothing was inspected"))
  }

  @Test("where the kernel dropped frames, nobody knows what is missing")
  func droppedFrames() {
    for (count, frames) in [(1, "1 frame"), (342, "342 frames")] {
      var live = Samples.captures[0]
      (live.path, live.error, live.droppedFrames) = ("eth0", "frames were dropped", count)
      #expect(
        Samples.total.warnings([live], quote: { $0 }).last
          == "eth0 was read in part: the kernel dropped \(frames), and nobody knows of which "
          + "sessions; some may be missing as a whole")
    }
  }

  @Test("quiet is warnings and one line")
  func quiet() {
    let output = text(.init(isQuiet: true), sessions: [Samples.dropped])
    #expect(
      output == """
        warning  outside/mx2.pcap was read in part

        3 sessions: 1 dropped, 1 masked, 1 untouched; 1 lost, 2 unknown; 2 looked at in
        full, 1 in part

        """)
  }

  @Test("what stands after the divergence is told apart")
  func divergence() throws {
    let output = text(sessions: [Samples.dropped])
    let apart = try #require(output.firstRange(of: "would have happened only if"))
    let event = try #require(output.firstRange(of: "rcpt-count · drop"))
    #expect(apart.upperBound < event.lowerBound)
    #expect(!output.contains("frame 44 (mx1.pcapng 44)  rcpt-count · drop · "))
  }

  @Test("each event that acts says what the client and the server see", arguments: Rule.allCases)
  func bothEnds(rule: Rule) {
    var session = Samples.masked
    session.events = [EventRecord(event: Samples.plain(rule, 15, action: .drop), isObserved: true)]
    let output = text(.init(width: 2000), sessions: [session])
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let event = session.events[0].event
    #expect(output.contains("client sees \(event.clientSees) server sees \(event.serverSees)"))
    #expect(output.contains("then \(rule.explanation.next)"))
  }

  @Test("repeated events are counted, and shown in full when asked for")
  func repeats() {
    var session = Samples.masked
    session.events = (0..<12).map { number in
      EventRecord(event: Samples.plain(.shortCommand, 20 + number, action: .mask), isObserved: true)
    }
    let brief = text(.init(width: 200), sessions: [session])
    #expect(
      brief.contains(
        "short-command, mask: 11 more events, frames 21, 22, 23, 24, 25, 26, 27, 28, …"))
    let verbose = text(.init(isVerbose: true), sessions: [session])
    #expect(verbose.contains("frame 31 (mx1.pcapng 31)  short-command · mask"))
  }

  @Test("a frame of one input has no file beside it")
  func oneCapture() {
    var report = TextReport()
    report.capture(Samples.captures[0])
    #expect(report.frameName(1204) == "1,204")
    report.capture(Samples.captures[1])
    #expect(report.frameName(1204) == "1,204 (mx1.pcapng 1,204)")
    #expect(report.frameName(1205) == "1,205 (mx2.pcap 1)")
    #expect(report.frameName(2000) == "2,000")
  }
}
