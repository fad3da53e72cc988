import ESMTPInspection
import Primitives
import Testing

@testable import Reports

/// One session under two policies, line by line.
@Suite struct TranscriptPairTests {
  private static func line(
    _ sender: Sender, _ frame: Int, _ offset: UInt64, _ before: String, _ after: String? = nil,
    forwarded: Int? = nil
  ) -> TranscriptLine {
    var line = HTMLReportTests.line(sender, frame, offset, before, after)
    line.forwarded = forwarded ?? line.length
    return line
  }

  private static func decided(_ verdict: Verdict, _ events: [Event]) -> SessionRecord {
    var session = Samples.dropped
    session.verdict = verdict
    session.events = events.map { EventRecord(event: $0, isObserved: true) }
    session.divergence = nil
    return session
  }

  /// A greeting that the old policy masks, a line that it changes, and one that ends the session under
  /// the new one.
  private static let old = Transcript(
    session: decided(.masked, [Samples.banner]),
    lines: [
      line(.server, 14, 0, "220 mx ESMTP\r\n", "220 ********\r\n"),
      line(.client, 31, 0, "XYZ a\r\n", "XXX a\r\n"),
      line(.client, 32, 7, "QUIT\r\n"),
    ])
  private static let new = Transcript(
    session: decided(.dropped, [Samples.banner, Samples.header]),
    lines: [
      line(.server, 14, 0, "220 mx ESMTP\r\n"), line(.client, 31, 0, "XYZ a\r\n"),
      line(.client, 32, 7, "QUIT\r\n", forwarded: 0),
    ])

  @Test("lines stand once, with what leaves under either policy")
  func rows() {
    let pair = TranscriptPair(old: Self.old, new: Self.new)
    #expect(pair.rows.map(\.old) == Self.old.lines)
    #expect(pair.rows.map(\.new) == Self.new.lines)
    #expect(pair.rows.map(\.isTouched) == [true, true, true])
    #expect(pair.rows[1].either.after == Samples.bytes("XXX a\r\n"))
    let back = TranscriptPair(old: Self.new, new: Self.old)
    #expect(back.rows.map(\.new) == Self.old.lines)
    #expect(back.rows[1].either.after == Samples.bytes("XXX a\r\n"))
  }

  @Test("what a policy says stands at its line, and once where both say it")
  func notes() {
    let alike = TranscriptPair(old: Self.old, new: Self.old)
    let sides = alike.items.compactMap { item -> TranscriptPair.Note.Side? in
      if case .note(let note) = item { note.side } else { nil }
    }
    #expect(!sides.isEmpty && sides.allSatisfy { $0 == .both })
    let pair = TranscriptPair(old: Self.old, new: Self.new)
    let notes = pair.items.compactMap { item -> TranscriptPair.Note? in
      if case .note(let note) = item { note } else { nil }
    }
    let ending = notes.first { $0.kind == .ending }
    #expect(ending?.side == .new)
    #expect(ending?.text.hasPrefix("dropped, frame 31, header-line-length") == true)
    #expect(
      notes.contains { $0.side == .both && $0.kind == .event && $0.text.hasPrefix("mask-banner") })
    let place = pair.items.firstIndex(of: .row(2))
    let mark = pair.items.firstIndex {
      if case .note(let note) = $0 { note == ending } else { false }
    }
    #expect(place != nil && mark != nil && mark! < place!)
  }

  @Test("lines that are cut otherwise under the new policy still show its bytes")
  func otherLines() {
    let new = Transcript(
      session: Samples.masked,
      lines: [
        Self.line(.server, 14, 0, "220 mx", "220 **"), Self.line(.server, 15, 6, " ESMTP\r\n"),
        Self.line(.client, 31, 0, "XYZ a\r\nQUIT\r\n", "XYZ b\r\nQUIT\r\n", forwarded: 9),
      ])
    let pair = TranscriptPair(old: Self.old, new: new)
    #expect(pair.rows[0].new.after == Samples.bytes("220 ** ESMTP\r\n"))
    #expect(pair.rows[1].new.after == Samples.bytes("XYZ b\r\n"))
    #expect(pair.rows.map(\.new.forwarded) == [14, 7, 2])
  }

  @Test("what either policy takes for secret, or for a body, is shown under neither")
  func secrets() {
    var secret = Self.line(.client, 31, 0, "XYZ a\r\n")
    secret.kind = .authentication
    (secret.before, secret.after) = ([], [])
    var partly = Self.line(.server, 14, 0, "220 mx ESMTP\r\n")
    partly.hasSecret = true
    (partly.before, partly.after) = (Samples.bytes("220 "), Samples.bytes("220 "))
    let new = Transcript(session: Samples.masked, lines: [partly, secret, Self.old.lines[2]])
    for pair in [TranscriptPair(old: Self.old, new: new), TranscriptPair(old: new, new: Self.old)] {
      for line in [pair.rows[1].old, pair.rows[1].new] {
        #expect(line.kind == .authentication && line.before.isEmpty && line.after.isEmpty)
      }
      for line in [pair.rows[0].old, pair.rows[0].new] {
        #expect(line.hasSecret && line.before == Samples.bytes("220 "))
        #expect(line.after == Samples.bytes("220 "))
      }
      #expect(pair.rows[0].old.hasHiddenChange || pair.rows[0].new.hasHiddenChange)
    }
  }

  @Test("a long run that both forward as it is, is folded")
  func folding() {
    let lines = (0..<60).map { Self.line(.client, 40 + $0, UInt64($0 * 6), "NOOP\r\n") }
    let transcript = Transcript(session: Samples.untouched, lines: lines)
    let pair = TranscriptPair(old: transcript, new: transcript)
    #expect(pair.items.contains(.folded(8..<56)))
    #expect(pair.items.count { if case .row = $0 { true } else { false } } == 12)
  }
}
