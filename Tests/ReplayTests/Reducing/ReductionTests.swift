import CaptureFiles
import ESMTPInspection
import Foundation
import Packets
import Primitives
import Reports
import Testing

@testable import Replay
@testable import Rewriting

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path
private let shared = ProcessInfo.processInfo.environment["ESMTP_REPLAY_SHARED"]

/// The words of the protocols, which stay where these have them, in lower case.
private let commonWords = Set(
  Vocabulary.all.flatMap { word in
    word.split { !$0.isLetter }.map { String(decoding: $0, as: UTF8.self) }
  })

/// The captures of the repository and, where they are there, those of public projects.
private let captures: [String] = {
  let folders = [root + "/captures"] + (shared.map { [$0 + "/captures"] } ?? [])
  return folders.flatMap { folder in
    ((try? expandInputs([folder])) ?? []).map(\.path)
  }.filter { !$0.contains("rcpt-553") }
}()

private func reduce(
  _ inputs: [CaptureInput], _ policy: String? = nil, selectors: [SessionSelector] = []
) throws -> ReductionRun.Outcome {
  let policies = try [loadPolicy(policy), loadPolicy(policy, profile: "asa-field")]
  return try ReductionRun(
    ReductionRun.Request(
      inputs: inputs, policies: policies, options: AnalysisOptions(), selectors: selectors)
  ).run()
}

/// The frames of a capture in any form, as records with nanoseconds.
private func frames(_ input: CaptureInput) throws -> [WrittenFrame] {
  var reader = try CaptureReader(opening: input)
  var frames: [WrittenFrame] = []
  _ = reader.read { frame, bytes in
    var copy: [UInt8] = []
    for index in 0..<bytes.count { copy.append(bytes[index]) }
    frames.append(
      WrittenFrame(
        seconds: UInt32(frame.nanoseconds / 1_000_000_000),
        fraction: UInt32(frame.nanoseconds % 1_000_000_000), originalLength: frame.originalLength,
        bytes: copy))
    return true
  }
  return frames
}

/// What a run counts of a capture's packets, and what it decides.
private func replayed(_ input: CaptureInput) throws -> (
  counts: [String: Int], records: [SessionRecord]
) {
  let policy = try loadPolicy()
  let feed = CaptureFeed(SessionTracker(policies: [policy], options: AnalysisOptions()))
  var analysis = Analysis(policy: policy, options: AnalysisOptions())
  var records: [SessionRecord] = []
  _ = try feed.read(input, filter: nil) { block throws(OutputError) in
    analysis.take(block)
    records += analysis.takeFinished()
  }
  try feed.finish { block throws(OutputError) in analysis.take(block) }
  records += analysis.takeFinished()
  return (
    Dictionary(uniqueKeysWithValues: feed.packetCounts.map { ($0.name, $0.count) }),
    records.sorted { $0.id < $1.id }
  )
}

@Suite struct ReductionTests {
  @Test(
    "frames keep their lengths and times, sessions their verdicts, sums their state",
    arguments: captures)
  func structure(path: String) throws {
    let outcome = try reduce([.file(path)])
    let copy = try TemporaryCapture(outcome.captures[0])
    let (before, after) = (try frames(.file(path)), try frames(copy.input))
    #expect(!after.isEmpty)
    // A subsequence of the frames, by their times and lengths.
    var rest = before[...]
    for frame in after {
      let place = rest.firstIndex {
        $0.seconds == frame.seconds && $0.fraction == frame.fraction
          && $0.originalLength == frame.originalLength && $0.bytes.count == frame.bytes.count
      }
      rest = rest[(try #require(place) + 1)...]
    }
    let (old, new) = (try replayed(.file(path)), try replayed(copy.input))
    #expect(old.records.map(\.verdict) == new.records.map(\.verdict))
    #expect(
      old.records.map { $0.events.map(\.event.rule) }
        == new.records.map { $0.events.map(\.event.rule) })
    #expect(old.records.map(\.clientStream.bytes) == new.records.map(\.clientStream.bytes))
    #expect(old.records.map(\.serverStream.bytes) == new.records.map(\.serverStream.bytes))
    #expect(old.records.map(\.messages.count) == new.records.map(\.messages.count))
    if after.count == before.count {
      for name in [
        "ip_checksums_right", "ip_checksums_wrong", "tcp_checksums_right", "tcp_checksums_wrong",
        "tcp_checksums_partial", "tcp_checksums_unchecked", "fragments", "duplicate_frames",
        "late_segments",
      ] {
        #expect(old.counts[name] == new.counts[name], "\(name)")
      }
    }
  }

  /// The words of four letters and more in the payloads of frames.
  private func words(_ frames: [(bytes: [UInt8], originalLength: Int)], _ linkType: LinkType)
    -> Set<String>
  {
    var words: Set<String> = []
    for frame in frames {
      guard
        let packet = FrameLayout(
          frame.bytes.span, linkType: linkType, originalLength: frame.originalLength)?.packet
      else { continue }
      let segment = Segment(frame.bytes.span, in: packet)
      let start = segment?.payload.lowerBound ?? packet.payload
      guard start < frame.bytes.count else { continue }
      for run in frame.bytes[start...].split(whereSeparator: { !$0.isLetter })
      where run.count > 3 {
        let word = String(decoding: run, as: UTF8.self).lowercased()
        // A word that everybody uses may be cut by the end of a segment.
        let isCut =
          run.startIndex == start && commonWords.contains { $0.hasSuffix(word) }
          || run.endIndex == frame.bytes.count
            && commonWords.contains { $0.hasPrefix(word) }
        if !isCut { words.insert(word) }
      }
    }
    return words
  }

  @Test("no word of four letters and no address of a session survives", arguments: captures)
  func hostileSearch(path: String) throws {
    let outcome = try reduce([.file(path)])
    let records = try replayed(.file(path)).records
    let collection = try FrameCollection(
      [.file(path)], filter: nil, policy: loadPolicy(), options: AnalysisOptions(),
      chosen: Set(records.map(\.id)), asRead: nil
    ) { _ in }
    let linkType = try #require(collection.headers[0].linkType)
    let before = words(
      collection.frames.map { ($0.bytes, $0.originalLength) }, linkType
    ).subtracting(commonWords)
    #expect(!before.isEmpty)
    let copy = try TemporaryCapture(outcome.captures[0])
    let after = words(
      try frames(copy.input).map { ($0.bytes, $0.originalLength) }, linkType)
    #expect(before.intersection(after).isEmpty, "\(before.intersection(after))")
    let addresses = Set(records.flatMap { [$0.client.address, $0.server.address] })
    let kept = Set(
      try replayed(copy.input).records.flatMap { [$0.client.address, $0.server.address] })
    // Those of the machine itself name nobody.
    let itself = Set(["127.0.0.1", "::1"].compactMap { IPAddress($0) })
    #expect(kept.subtracting(itself).isDisjoint(with: addresses))
  }

  @Test("what is reduced can be reduced again, and the same input gives the same bytes")
  func again() throws {
    for name in ["auth-plain", "chunking", "ipv6", "lossy-link", "starttls"] {
      let path = "\(root)/captures/\(name)/\(name).pcap"
      let first = try reduce([.file(path)])
      #expect(first.captures == (try reduce([.file(path)])).captures)
      let copy = try TemporaryCapture(first.captures[0])
      let second = try reduce([copy.input])
      #expect(second.captures[0].count == first.captures[0].count)
      let again = try TemporaryCapture(second.captures[0])
      #expect(
        try replayed(copy.input).records.map(SessionDecision.init)
          == replayed(again.input).records.map(SessionDecision.init))
    }
  }
}
