import CaptureFiles
import Packets
import Primitives
import Reassembly
import Reports
import Rewriting
import Testing

@testable import Replay

/// Sessions that are told at their end against the same ones told from their first frame on.
@Suite struct BareSessionsTests {
  private static let listed = """
    access-list mail extended permit tcp any any eq 25
    class-map mail
     match access-list mail
    policy-map global_policy
     class mail
      inspect esmtp
    service-policy global_policy global
    """

  /// Frames of a few sockets that mostly try to open connections.
  private func traffic(seed: UInt64) -> CaptureBuilder {
    var generator = SplitMix64(seed: seed)
    var builder = CaptureBuilder()
    let flags: [UInt8] = [2, 2, 2, 2, 18, 18, 4, 20, 16, 24, 17, 2]
    for _ in 0..<120 {
      let port = UInt16.random(in: 2000..<2012, using: &generator)
      let isAnswer = Bool.random(using: &generator)
      let bits = flags.randomElement(using: &generator) ?? 2
      let payload: [UInt8] = bits == 24 ? Array("NOOP\r\n".utf8) : []
      let number = UInt32.random(in: 0..<3, using: &generator)
      builder.frame(
        from: isAnswer ? (2, 25) : (1, port), to: isAnswer ? (1, port) : (2, 25),
        sequence: (isAnswer ? 9000 : 1000) + number,
        acknowledgment: bits & 16 == 0 ? 0 : (isAnswer ? 1000 : 9000) + number, flags: bits,
        payload: payload,
        after: [10, 1_000, 2_000_000, 40_000_000].randomElement(using: &generator) ?? 10)
      if Int.random(in: 0..<40, using: &generator) == 0 { builder.jump(by: 3_700_000_000) }
    }
    return builder
  }

  /// What is reported, and how many sessions were told from their first frame on.
  private func report(
    _ path: String, _ text: String?, _ options: AnalysisOptions, unreadBehind frames: Set<Int> = []
  ) throws -> (text: String, opened: Int) {
    let policy = try loadPolicy(text)
    var tracker = SessionTracker(policies: [policy], options: options)
    var analysis = Analysis(policy: policy, options: options)
    var block = StepBlock()
    var reader = try CaptureReader(opening: .file(path))
    _ = reader.read { frame, bytes in
      tracker.receive(
        bytes, linkType: .ethernet, originalLength: frame.originalLength,
        at: Moment(frame: frame.number, time: frame.nanoseconds), into: &block)
      if frames.contains(frame.number) { tracker.noteUnread() }
      return true
    }
    while tracker.finishNext(into: &block) {}
    analysis.take(block)
    var ended = analysis.takeEnded()
    var number = 0
    ended.update { $0.gate = $0.coverage == .none ? .verdict : .passed }
    var output: [UInt8] = []
    for form in [ReportForm.json, .syslog, .tap] {
      let report = ReportQueue(ReportWriter(form), isBeside: false)
      report.append(ended)
      output += report.takeOutput()
    }
    for record in ended.wholeRecords() {
      number += 1
      #expect(
        record.gate == (record.coverage == .none ? .verdict : .passed), "session \(record.id)")
    }
    #expect(number > 0)
    let counted = analysis.counted.map { "\($0.packets) \($0.drops) \($0.lines.map(\.count))" }
    return (String(decoding: output, as: UTF8.self) + "\(counted)", block.openings.count)
  }

  @Test(
    "told at the end or from the start, sessions are reported alike", arguments: UInt64(1)...60)
  func sameReport(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(traffic(seed: seed).bytes, as: "a.pcap")
    var options = AnalysisOptions()
    if seed % 2 == 0 { options.reassembly.connections = 5 }
    for text in [nil, Self.listed] {
      let unread: Set<Int> = seed % 3 == 0 ? [40, 80, 120] : []
      let late = try report(path, text, options, unreadBehind: unread)
      let early = try report(path, text, options.fromStart, unreadBehind: unread)
      #expect(early.text.contains("read-in-part") == !unread.isEmpty, "seed \(seed)")
      #expect(late.text == early.text, "seed \(seed)")
      #expect(late.opened < early.opened, "seed \(seed)")
    }
  }

  @Test(
    "told at the end or from the start, sessions are rewritten alike", arguments: UInt64(1)...30,
    [ChecksumRepair.edited, .all])
  func sameCapture(seed: UInt64, repair: ChecksumRepair) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(traffic(seed: seed).bytes, as: "a.pcap")
    var options = AnalysisOptions()
    if seed % 2 == 0 { options.reassembly.connections = 5 }
    for text in [nil, Self.listed, mapPolicy("match cmd verb NOOP", "reset")] {
      let late = try rewrite([path], text, options: options, repair: repair)
      let early = try rewrite([path], text, options: options.fromStart, repair: repair)
      #expect(late.capture == early.capture, "seed \(seed)")
      #expect(late.report == early.report, "seed \(seed)")
    }
  }

  @Test("a flood of SYNs above the bound opens no session before its end")
  func flood() throws {
    var builder = CaptureBuilder()
    for port in UInt16(2000)..<2500 {
      builder.frame(from: (1, port), to: (2, 25), sequence: 1000, flags: CaptureBuilder.Flags.syn)
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(builder.bytes, as: "a.pcap")
    var options = AnalysisOptions()
    options.reassembly.connections = 100
    let late = try report(path, nil, options)
    #expect(late.opened == 0)
    #expect(late.text == (try report(path, nil, options.fromStart)).text)
    #expect(late.text.components("\"rule\":\"bound-hit\"") == 400)
  }
}

extension AnalysisOptions {
  /// The same where every session is told from its first frame on.
  fileprivate var fromStart: AnalysisOptions {
    var options = self
    options.keepsFrames = true
    return options
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(_ text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}
