import CaptureFiles
import ESMTPInspection
import FoundationEssentials
import Primitives
import Reports
import Testing

@testable import Replay

struct TranscriptTests {
  /// The transcript of a session of capture files.
  private func transcript(
    _ paths: [String], _ number: Int = 1, options: AnalysisOptions = AnalysisOptions()
  ) throws -> Transcript {
    var options = options
    options.shown = .number(number)
    var analysis = Analysis(policy: try loadPolicy(), options: options)
    _ = try replay(paths, &analysis)
    let transcript = analysis.transcript
    return try #require(transcript)
  }

  private func transcript(
    _ dialogue: [(Character, String)], profile: String? = nil, without: Set<Int> = []
  ) throws -> Transcript {
    var builder = CaptureBuilder()
    builder.session(dialogue)
    let folder = try TemporaryFolder()
    let path = try folder.write(remove(without, from: builder.bytes), as: "a.pcap")
    var options = AnalysisOptions()
    options.shown = .number(1)
    var analysis = Analysis(policy: try loadPolicy(profile: profile), options: options)
    _ = try replay([path], &analysis)
    let transcript = analysis.transcript
    return try #require(transcript)
  }

  /// A capture without some of its frames, counted from 0.
  private func remove(_ frames: Set<Int>, from capture: [UInt8]) -> [UInt8] {
    var out = Array(capture[..<24])
    var start = 24
    var frame = 0
    while start + 16 <= capture.count {
      let length = (0..<4).reduce(0) { $0 | Int(capture[start + 8 + $1]) << (8 * $1) }
      if !frames.contains(frame) { out += capture[start..<start + 16 + length] }
      start += 16 + length
      frame += 1
    }
    return out
  }

  @Test(
    "the final dot is a line of its own, however it is cut",
    arguments: [[".\r\n"], [".", "\r\n"], [".\r", "\n"], [".", "\r", "\n"]])
  func finalDot(pieces: [String]) throws {
    let head: [(Character, String)] = [
      ("S", "220 mx ESMTP\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"),
      ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
      ("C", "RCPT TO:<b@example.net>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"),
      ("S", "354 go\r\n"), ("C", "Subject: x\r\n\r\n"), ("C", "hello\r\n"), ("C", "."),
      ("C", ".x\r\n"),
    ]
    let tail: [(Character, String)] = [("S", "250 ok\r\n"), ("C", "QUIT\r\n")]
    let transcript = try transcript(head + pieces.map { ("C", $0) } + tail)
    let client = transcript.lines.filter { $0.sender == .client }
    let body = try #require(client.first { $0.kind == .body })
    #expect(body.length == 12 && body.lineEnds == 2)
    #expect(client.contains { $0.before == Array(".\r\n".utf8) })
  }

  @Test("lines cover both streams without a hole, and hold what the extraction writes")
  func extraction() throws {
    for (folder, path) in try repositoryCaptures() where folder != "short-snap-length" {
      let temporary = try TemporaryFolder()
      var options = AnalysisOptions()
      options.extractDirectory = temporary.path
      let transcript = try transcript([path], options: options)
      let names = try temporary.sizes().keys
      for sender in [Sender.client, .server] {
        let lines = transcript.lines.filter { $0.sender == sender }.sorted { $0.offset < $1.offset }
        // The files leave holes out.
        if lines.contains(where: \.isGap) { continue }
        #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.end == $1.offset }, "\(folder)")
        for (suffix, isBefore) in [("before", true), ("after", false)] {
          let name = try #require(
            names.first { $0.hasPrefix("1.") && $0.hasSuffix("\(sender).\(suffix)") })
          let bytes = [UInt8](
            try #require(FileManager.default.contents(atPath: "\(temporary.path)/\(name)")))
          let total = lines.reduce(0) { $0 + (isBefore ? $1.length : $1.forwarded) }
          #expect(total == bytes.count, "\(folder) \(name)")
          for line in lines where line.kind == .text {
            let kept = isBefore ? line.before[...] : line.after.prefix(line.forwarded)
            let start = Int(line.offset)
            guard !kept.isEmpty, start + kept.count <= bytes.count else { continue }
            #expect(Array(bytes[start..<start + kept.count]) == Array(kept), "\(folder) \(name)")
          }
        }
      }
    }
  }

  @Test("the lines of a session stand in the order in which they came")
  func order() throws {
    let lines = try transcript([
      ("S", "220 a ESMTP\r\n"), ("C", "EHLO b\r\n"), ("S", "250-a\r\n250 SIZE\r\n"),
      ("C", "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"),
      ("C", "Subject: x\r\n y\r\n\r\nhello\r\n..\r\n.\r\n"),
      ("S", "250 ok\r\n250 ok\r\n354 go\r\n"), ("S", "250 done\r\n"),
    ]).lines
    #expect(
      lines.map { String(decoding: $0.before, as: UTF8.self) } == [
        "220 a ESMTP\r\n", "EHLO b\r\n", "250-a\r\n", "250 SIZE\r\n", "MAIL FROM:<a@b>\r\n",
        "RCPT TO:<c@d>\r\n", "DATA\r\n", "Subject: x\r\n", " y\r\n", "\r\n", "", ".\r\n",
        "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 done\r\n",
      ])
    let body = try #require(lines.first { $0.kind == .body })
    #expect(body.lineEnds == 2)
    #expect(body.length == 11)
    #expect(body.frames == 12...12)
  }

  /// What a run over one capture of sessions between the same sockets comes to.
  private func outcome(_ selector: String, _ dialogues: [[(Character, String)]]) throws
    -> TranscriptRun.Outcome
  {
    var builder = CaptureBuilder()
    for (index, dialogue) in dialogues.enumerated() {
      let initial = UInt32(index + 1) * 1_000_000
      builder.session(dialogue, initial: (initial, initial &+ 77))
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    var run = TranscriptRun(
      policy: try loadPolicy(), options: AnalysisOptions(),
      selector: try #require(SessionSelector(selector)))
    _ = try run.read(.file(path), filter: nil) { _ in }
    return try run.finish()
  }

  private static func delivery(_ id: String) -> [(Character, String)] {
    [
      ("S", "220 a\r\n"), ("C", "HELO b\r\n"), ("S", "250 a\r\n"), ("C", "MAIL FROM:<a@b>\r\n"),
      ("S", "250 a\r\n"), ("C", "RCPT TO:<a@b>\r\n"), ("S", "250 a\r\n"), ("C", "DATA\r\n"),
      ("S", "354 a\r\n"), ("C", "Message-ID: \(id)\r\n\r\n.\r\n"), ("S", "250 a\r\n"),
    ]
  }

  @Test("a name of several sessions is answered by all of them")
  func several() throws {
    let dialogues = ["<1@a>", "<2@a>", "<2@a>"].map(Self.delivery)
    for (name, numbers) in [("10.0.0.1:40112", [1, 2, 3]), ("<2@a>", [2, 3])] {
      guard case .several(let names) = try outcome(name, dialogues) else {
        Issue.record("\(name) does not name several sessions")
        continue
      }
      #expect(names.count == numbers.count)
      #expect(names.first.map(\.number) == numbers)
    }
    guard case .identified(1) = try outcome("1@a", dialogues) else {
      Issue.record("a Message-ID is not found")
      return
    }
    guard case .found(let transcript, isCut: false) = try outcome("3", dialogues) else {
      Issue.record("a number is not found")
      return
    }
    #expect(transcript.session.id == 3)
    #expect(transcript.lines.first?.frames == 60...60)
    guard case .none(let names) = try outcome("4", dialogues) else {
      Issue.record("there is a fourth session")
      return
    }
    #expect(names.count == 3)
    #expect(
      names.first.first?.description
        == "session 1  10.0.0.1:40112-10.0.0.2:25  from frame 1, masked")
  }

  /// Dialogues in which a tilde stands for each byte of a body or of authentication data.
  private static let secretive: [[(Character, String)]] = [
    [
      ("S", "220 a\r\n"), ("C", "EHLO b\r\n"), ("S", "250-a\r\n250 AUTH PLAIN LOGIN\r\n"),
      ("C", "auth  PLAIN ~~~~\r\n"), ("S", "535 no\r\n"), ("C", "AUTH LOGIN\r\n"),
      ("S", "334 ~~~~\r\n"), ("C", "~~~~\r\n"), ("S", "334 ~~\r\n"), ("C", "~~~~~~\r\n"),
      ("S", "235 yes\r\n"), ("C", "MAIL FROM:<a@b>\r\n"), ("S", "250 ok\r\n"),
      ("C", "RCPT TO:<c@d>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"), ("S", "354 go\r\n"),
      ("C", "Subject: x\r\n\r\n~~~~\r\n~~\r\nA: ~\r\n.\r\n"), ("S", "250 ok\r\n"),
      ("C", "RSET\r\n"), ("S", "250 ok\r\n"), ("C", "MAIL FROM:<a@b>\r\n"), ("S", "250 ok\r\n"),
      ("C", "RCPT TO:<c@d>\r\n"), ("S", "250 ok\r\n"), ("C", "DATA\r\n"), ("S", "354 go\r\n"),
      ("C", "~~~~ no header\r\n ~\r\n.\r\n"), ("S", "250 ok\r\n"), ("C", "QUIT\r\n"),
      ("S", "221 bye\r\n"),
    ],
    [
      ("S", "220 a\r\n"), ("C", "EHLO b\r\n"), ("S", "250-a\r\n250 CHUNKING\r\n"),
      ("C", "AUTH PLAIN\r\n~~~~~~~~\r\nMAIL FROM:<a@b>\r\n"), ("S", "334 \r\n"),
      ("S", "235 ok\r\n"), ("S", "250 ok\r\n"), ("C", "RCPT TO:<c@d>\r\nBDAT 6\r\n~~~~\r\n"),
      ("S", "250 ok\r\n250 ok\r\n"), ("C", "BDAT 3 LAST\r\n~\r\n"), ("S", "250 ok\r\n"),
      ("C", "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"), ("C", " ~~\r\n~~\r\n.\r\n"),
      ("S", "250 ok\r\n250 ok\r\n354 go\r\n"), ("S", "250 ok\r\n"),
    ],
  ]

  @Test(
    "no body and no authentication data is kept, however segments are cut and frames are lost",
    arguments: 0..<60)
  func secrets(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    for dialogue in Self.secretive {
      var cut: [(Character, String)] = []
      for (sender, text) in dialogue {
        var rest = Substring(text)
        while seed > 0, rest.unicodeScalars.count > 1, Int.random(in: 0..<3, using: &generator) == 0
        {
          let count = Int.random(in: 1..<rest.unicodeScalars.count, using: &generator)
          let index = rest.unicodeScalars.index(rest.startIndex, offsetBy: count)
          cut.append((sender, String(rest.unicodeScalars[..<index])))
          rest = rest[index...]
        }
        cut.append((sender, String(rest)))
      }
      let lost =
        seed % 2 == 0
        ? []
        : Set(
          (0..<3).map { _ in
            Int.random(in: 0..<cut.count * 2 + 6, using: &generator)
          })
      let profile = seed % 3 == 0 ? "pix-6.3" : nil
      let transcript = try transcript(cut, profile: profile, without: lost)
      for line in transcript.lines {
        #expect(
          !line.before.contains(UInt8(ascii: "~")),
          "seed \(seed), lost \(lost) of \(cut): \(transcript.lines.map { String(decoding: $0.before, as: UTF8.self) })"
        )
        #expect(!line.after.contains(UInt8(ascii: "~")), "seed \(seed): \(line)")
        #expect(line.before.count == line.after.count)
      }
      for isHex in [false, true] {
        let page = TranscriptReport.page(
          transcript, TranscriptReport.Options(isHex: isHex, showsAll: true))
        #expect(!page.contains(UInt8(ascii: "~")))
      }
    }
  }

  @Test("lines behind the bound are counted and no longer kept")
  func bound() throws {
    var collector = TranscriptCollector(TranscriptLimits())
    let line = [UInt8](repeating: UInt8(ascii: "a"), count: 998) + [13, 10]
    let count = TranscriptLimits().bytes / line.count + 50
    for index in 0..<count {
      let offset = UInt64(index * line.count)
      collector.append(.server, line.span, at: offset, frame: index + 1)
      collector.take(
        [Passage(sender: .server, offset: offset, length: line.count, kind: .reply)], [])
    }
    let lines = collector.finish((client: 0, server: UInt64(count * line.count)))
    #expect(lines.reduce(0) { $0 + $1.before.count } <= TranscriptLimits().bytes + line.count)
    #expect(lines.reduce(0) { $0 + $1.length } == count * line.count)
    let last = try #require(lines.last)
    #expect(last.kind == .omitted)
    #expect(last.lineEnds == 49)
  }

  @Test(
    "what is pipelined behind a refused DATA is told to be taken for commands, and nothing else is")
  func refusedData() throws {
    let text = "Subject: x\r\n\r\nhello\r\n.\r\n"
    for isPipelined in [true, false] {
      let start: [(Character, String)] = [
        ("S", "220 mx ESMTP\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"),
        ("C", "MAIL FROM:<a@example.net>\r\n"), ("S", "250 ok\r\n"),
      ]
      let refusal: (Character, String) = ("S", "554 no valid recipients\r\n")
      let rest: [(Character, String)] =
        isPipelined
        ? [("C", "DATA\r\n" + text), refusal, ("C", "QUIT\r\n")]
        : [("C", "DATA\r\n"), refusal, ("C", text + "QUIT\r\n")]
      let lines = try transcript(start + rest).lines
      let behind = lines.filter(\.isBehindRefusedData).map {
        String(decoding: $0.before, as: UTF8.self)
      }
      #expect(behind == (isPipelined ? ["Subject: x\r\n", "\r\n", "hello\r\n", ".\r\n"] : []))
    }
    // Where DATA is taken, what follows the message in its segment is no such line.
    let taken: [(Character, String)] = [
      ("S", "220 mx ESMTP\r\n"), ("C", "HELO c\r\n"), ("S", "250 mx\r\n"),
      ("C", "DATA\r\n" + text + "QUIT\r\n"), ("S", "354 go\r\n250 ok\r\n221 bye\r\n"),
    ]
    let lines = try transcript(taken).lines
    #expect(lines.filter(\.isBehindRefusedData).isEmpty)
  }
}
