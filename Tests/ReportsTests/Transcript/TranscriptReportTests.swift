import ESMTPInspection
import Primitives
import Testing

@testable import Reports

struct TranscriptReportTests {
  private func page(
    _ lines: [TranscriptLine], session: SessionRecord? = nil,
    _ options: TranscriptReport.Options = .init()
  ) -> [String] {
    var session = session ?? Samples.dropped
    if session.events.count == Samples.dropped.events.count { session.events = [] }
    let output = TranscriptReport.page(Transcript(session: session, lines: lines), options)
    return String(decoding: output, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  private func line(
    _ before: String, _ after: String? = nil, sender: Sender = .client, forwarded: Int? = nil
  ) -> TranscriptLine {
    let bytes = Array(before.utf8)
    return TranscriptLine(
      sender: sender, kind: .text, frames: 7...7, offset: 0, length: bytes.count, lineEnds: 1,
      before: bytes, after: after.map { Array($0.utf8) } ?? bytes,
      forwarded: forwarded ?? bytes.count)
  }

  @Test("changed bytes are marked below them")
  func marks() {
    let lines = page([line("NOOP abc\r\n", "NOOP xbx\r\n")])
    let index = lines.firstIndex { $0.hasPrefix("    7 C  NOOP abc") } ?? 0
    #expect(
      lines[index] == "    7 C  NOOP abc                           │ NOOP xbx")
    #expect(
      lines[index + 1] == "                                            │      ^ ^")
  }

  @Test("below 72 columns the sides stand below each other")
  func stacked() {
    let lines = page(
      [line("NOOP abc\r\n", "NOOP xbx\r\n"), line("QUIT\r\n"), line("QUIT\r\n", forwarded: 0)],
      .init(width: 71))
    #expect(lines.contains("    7 C  - NOOP abc"))
    #expect(lines.contains("         + NOOP xbx"))
    #expect(lines.contains("                ^ ^"))
    #expect(lines.contains("    7 C    QUIT"))
    #expect(lines.contains("    7 C  - QUIT  · not forwarded"))
    #expect(page([line("QUIT\r\n")], .init(width: 72)).contains { $0.contains("QUIT        ") })
  }

  @Test("lines behind a refused DATA say once what they were taken for")
  func refusedData() {
    var lines = [
      line("DATA\r\n"), line("Subject: x\r\n", "XXXXXXXXXX\r\n"), line(".\r\n", "X\r\n"),
      line("554 no\r\n", sender: .server), line("QUIT\r\n"),
    ]
    lines[1].isBehindRefusedData = true
    lines[2].isBehindRefusedData = true
    let shown = page(lines)
    let remarks = shown.indices.filter { shown[$0].contains("taken for commands") }
    #expect(remarks.count == 1)
    #expect(
      remarks.first.map { shown[$0] }
        == "         sent behind DATA before the server refused it: taken for commands")
    #expect(remarks.first.map { shown[$0 + 1].hasPrefix("    7 C  Subject: x") } == true)
  }

  @Test("a line end other than CR LF is shown")
  func lineEnds() {
    #expect(page([line("QUIT\n")]).contains { $0.hasPrefix("    7 C  QUIT\\n ") })
    #expect(page([line("QUIT\r\n", "QUITXX")]).contains { $0.hasPrefix("    7 C  QUIT\\r\\n ") })
  }

  @Test("runs of lines that nothing happens to are folded, unless all are asked for")
  func folding() {
    let lines = (0..<40).map { line("NOOP \($0)\r\n") }
    let folded = page(lines)
    #expect(folded.contains("         … 28 more lines, forwarded as captured; --all shows them"))
    #expect(folded.count { $0.contains("NOOP") } == 12)
    #expect(page(lines, .init(showsAll: true)).count { $0.contains("NOOP") } == 40)
    var changed = lines
    changed[20] = line("NOOP 20\r\n", "XXXX 20\r\n")
    #expect(page(changed).count { $0.contains("NOOP") } == 40)
  }

  @Test("a long line is shortened, but where it is changed")
  func longLine() {
    let text = String(repeating: "a", count: 990)
    #expect(page([line(text + "\r\n")]).contains("         … 854 more bytes; --all shows them"))
    let lines = page([line(text + "b\r\n", text + "X\r\n")])
    #expect(lines.contains { $0.hasSuffix("│ aaaaX") })
  }

  @Test("bytes that are not kept are counted")
  func counted() {
    var body = line("")
    body.kind = .body
    (body.length, body.lineEnds, body.forwarded) = (1204, 31, 1204)
    #expect(page([body]).contains { $0.hasPrefix("    7 C  · body: 31 lines, 1,204 bytes ") })
    body.forwarded = 900
    #expect(page([body]).contains { $0.hasSuffix("│ · its first 900 bytes") })
    body.forwarded = 0
    #expect(page([body]).contains { $0.hasSuffix("│ · not forwarded") })
    var secret = line("AUTH PLAIN ")
    (secret.length, secret.hasSecret, secret.forwarded) = (40, true, 40)
    #expect(page([secret]).contains { $0.hasSuffix("│ AUTH PLAIN ***") })
  }

  @Test(
    "no line passes the width and no byte goes out unescaped", arguments: HostileBytes.corpus)
  func hostile(bytes: [UInt8]) throws {
    var session = HostileBytes.session(bytes)
    session.events += [EventRecord(event: Samples.header, isObserved: true)]
    var lines: [TranscriptLine] = []
    for (index, after) in [bytes, bytes.reversed(), bytes].enumerated() {
      lines.append(
        TranscriptLine(
          sender: index == 1 ? .server : .client, kind: .text,
          frames: index * 1_000_000...Int.max - 1, offset: UInt64.max - 300, length: bytes.count,
          before: bytes, after: after, hasSecret: index == 1,
          forwarded: index == 2 ? bytes.count / 2 : bytes.count))
    }
    let kinds: [TranscriptLine.Kind] = [
      .authentication, .body, .chunk, .opaque, .uncertain, .missing, .snapped, .omitted,
    ]
    lines += kinds.map {
      TranscriptLine(
        sender: .client, kind: $0, frames: 1...Int.max - 1, offset: 0, length: .max,
        lineEnds: .max, forwarded: 7)
    }
    let sequence = try Regex("\u{1B}\\[[0-9;]+m")
    for width in [40, 41, 60, 71, 72, 79, 80, 120, 141, 142, 200, 300] {
      for isHex in [false, true] {
        var options = TranscriptReport.Options(width: width, isHex: isHex)
        let plain = page(lines, session: session, options)
        #expect(plain.allSatisfy { $0.unicodeScalars.count <= width })
        #expect(
          plain.joined().unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && scalar.value < 0x7F || ["…", "·", "─", "│"].contains(scalar)
          })
        options.isColoured = true
        // Blanks at a line's end stay where they are coloured.
        let coloured = page(lines, session: session, options).map { line in
          let text = line.replacing(sequence, with: "")
          return String(
            text[..<(text.lastIndex { $0 != " " }.map(text.index(after:)) ?? text.startIndex)])
        }
        #expect(coloured == plain)
      }
    }
  }
}
