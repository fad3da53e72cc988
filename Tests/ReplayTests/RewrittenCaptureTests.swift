import Foundation
import Packets
import Reports
import Rewriting
import Testing

@testable import Replay

private let tshark = Programs.find("tshark")
private let shared = ProcessInfo.processInfo.environment["ESMTP_REPLAY_SHARED"]

/// Every recorded capture under several policies: the frames against the streams, and against tshark.
@Suite struct RewrittenCaptureTests {
  /// What is done to the sessions, by name; nil is the device's own policy.
  static let policies: [String: String?] = [
    "default": nil,
    "drop": mapPolicy("match cmd verb RCPT", "drop-connection log"),
    "reset": mapPolicy("match body line length gt 40", "reset log"),
    "reset at once": mapPolicy("match cmd verb EHLO", "reset"),
    "log": mapPolicy(
      "match cmd line length gt 4", "log", parameters: " parameters\n  no mask-banner\n"),
    "exempt": "policy-map global_policy\n class inspection_default\n  inspect ftp\n"
      + "service-policy global_policy global\n",
  ]

  /// The recorded captures, and those of other projects where they are at hand.
  private static func captures() throws -> [String] {
    let own = try repositoryCaptures().map(\.path)
    guard let shared, let files = FileManager.default.enumerator(atPath: shared + "/captures")
    else { return own }
    let others = files.compactMap { $0 as? String }.sorted().filter {
      [".pcap", ".pcapng", ".cap", ".trace"].contains { $0.hasSuffix($0) } && $0.contains(".pcap")
    }
    return own + others.map { "\(shared)/captures/\($0)" }
  }

  @Test(
    "the streams of a rewritten capture are those that the other side receives",
    arguments: policies.keys.sorted())
  func streams(_ name: String) throws {
    let policy = try #require(Self.policies[name])
    for path in try Self.captures() {
      let (folder, again) = (try TemporaryFolder(), try TemporaryFolder())
      var options = AnalysisOptions()
      options.extractDirectory = folder.path
      guard let result = try? rewrite([path], policy, options: options) else { continue }
      options.extractDirectory = again.path
      let output = try again.write(result.capture, as: "out.pcap")
      _ = try sessions([output], policy: loadPolicy(), options: options)
      let (forwarded, received) = (
        try extracted(folder.path, ".after"), try extracted(again.path, ".before")
      )
      let (whole, some) = (
        forwarded.values.sorted { $0.lexicographicallyPrecedes($1) }.filter { !$0.isEmpty },
        received.values.sorted { $0.lexicographicallyPrecedes($1) }.filter { !$0.isEmpty }
      )
      #expect(whole == some, "\(path)")
      #expect(result.done.tooLate == 0 && result.done.tooOld == 0, "\(path)")
    }
  }

  @Test("frames that nothing happens to are the same byte for byte, in order and time")
  func untouched() throws {
    for path in try Self.captures() {
      guard let exempt = try? rewrite([path], Self.policies["exempt"] ?? nil) else { continue }
      #expect(exempt.done.counts.dropFirst().allSatisfy { $0.count == 0 }, "\(path)")
      guard let result = try? rewrite([path]) else { continue }
      var differing = 0
      var left = exempt.frames[...]
      for frame in result.frames {
        while let first = left.first,
          (first.seconds, first.fraction, first.originalLength, first.bytes.count)
            != (frame.seconds, frame.fraction, frame.originalLength, frame.bytes.count)
        {
          left.removeFirst()
        }
        guard let same = left.popFirst() else {
          Issue.record("\(path): a frame out of order")
          break
        }
        differing += same == frame ? 0 : 1
      }
      #expect(differing == result.done.edited, "\(path)")
      #expect(result.frames.count == result.done.frames, "\(path)")
      // Uncompressed classic files come out as they went in.
      guard path.hasSuffix(".pcap"),
        let original = FileManager.default.contents(atPath: path).map([UInt8].init),
        original.starts(with: [0xD4, 0xC3, 0xB2, 0xA1])
          || original.starts(with: [0x4D, 0x3C, 0xB2, 0xA1])
      else { continue }
      #expect(exempt.frames == WrittenFrame.all(original), "\(path)")
      #expect(exempt.capture[..<4] == original[..<4], "\(path)")
      #expect(exempt.capture[20..<24] == original[20..<24], "\(path)")
    }
  }

  @Test("a rewritten capture is one that has passed a firewall, and passes another unchanged")
  func again() throws {
    for (folder, path) in try repositoryCaptures() {
      let first = try rewrite([path])
      let second = try rewrite(first.capture)
      // The first one hid the commands without which the second cannot know a chunk, a TLS session
      // or content for what it is.
      let isOpaque = ["allow-tls", "chunking", "no-allow-tls", "starttls", "typed-telnet"]
        .contains(folder)
      #expect((second.capture == first.capture) != isOpaque, "\(folder)")
      #expect(second.report.contains(#""already-inspected""#), "\(folder)")
    }
  }

  @Test("several inputs give one capture, as one file with all frames would")
  func severalInputs() throws {
    let paths = try repositoryCaptures().map(\.path).filter { $0.contains("delivery") }
    let path = try #require(paths.first)
    let whole = try rewrite([path])
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let folder = try TemporaryFolder()
    var start = 24
    for _ in 0..<6 {
      start += 16 + (0..<4).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
    }
    let parts = [
      try folder.write(Array(bytes[..<start]), as: "a.pcap"),
      try folder.write(Array(bytes[..<24]) + bytes[start...], as: "b.pcap"),
    ]
    #expect(try rewrite(parts).capture == whole.capture)
  }

  @Test("inputs of differing link types are refused by name, and finer time stamps win")
  func differingInputs() throws {
    let folder = try TemporaryFolder()
    let maker = PacketMaker()
    var (micro, nano, raw) = (
      FrameList(), FrameList(hasNanoseconds: true), FrameList(linkType: 101)
    )
    for frame in maker.handshake {
      micro.add(frame)
      nano.add(frame, after: 7)
      raw.add(Array(frame[14...]))
    }
    let paths = [
      try folder.write(micro.bytes, as: "micro.pcap"),
      try folder.write(nano.bytes, as: "nano.pcap"),
      try folder.write(raw.bytes, as: "raw.pcap"),
    ]
    let both = try rewrite(Array(paths[..<2]))
    #expect(both.capture[..<4] == [0x4D, 0x3C, 0xB2, 0xA1])
    #expect(
      both.frames.map(\.fraction) == WrittenFrame.all(micro.bytes).map { $0.fraction * 1000 }
        + WrittenFrame.all(nano.bytes).map(\.fraction))
    let error = #expect(throws: OutputError.self) { try rewrite([paths[0], paths[2]]) }
    #expect(
      error?.description
        == "\(paths[2]): its link type RAW is not EN10MB, that of the first capture; "
        + "rewrite it into a file of its own")
  }

  private typealias Merged = (capture: [UInt8], after: [[UInt8]], partial: Int)

  /// All rewritten captures of a link type in one, with their `.after` files; captures with holes,
  /// which tshark prints as text, are left out.
  private func merged(_ policy: String?) throws -> [UInt32: Merged] {
    var all: [UInt32: Merged] = [:]
    for (name, path) in try repositoryCaptures() {
      let folder = try TemporaryFolder()
      var options = AnalysisOptions()
      options.extractDirectory = folder.path
      let result = try rewrite([path], policy, options: options)
      guard !result.report.contains(#""reason":"snapped""#),
        !result.report.contains(#""reason":"gap""#)
      else {
        continue
      }
      guard result.capture[20] == 1 else { continue }
      let type = (0..<4).reduce(UInt32(0)) { $0 | UInt32(result.capture[20 + $1]) << (8 * $1) }
      // Micro- and nanoseconds apart.
      let key = type << 8 | UInt32(result.capture[0])
      let after = try extracted(folder.path, ".after").values.map { [UInt8]($0) }
      var merged = all[key] ?? (Array(result.capture[..<24]), [], 0)
      merged.capture += result.capture[24...]
      // Frames that were captured at the sender's card keep their partial sums where nothing is edited.
      let partial = segments(result.frames).count { $0?.segment.checksum == .partial }
      #expect(name == "jumbo-mss" || partial == 0, "\(name)")
      merged.partial += partial
      merged.after += after.filter { !$0.isEmpty }
      all[key] = merged
    }
    return all
  }

  @Test(
    "tshark finds checksums right and follows the streams that the other side receives",
    .enabled(if: tshark != nil, "tshark is not installed"),
    arguments: ["default", "drop", "reset", "log"])
  func judged(_ name: String) throws {
    let program = try #require(tshark)
    let policy = try #require(Self.policies[name])
    var count = 0
    for (_, (capture, after, partial)) in try merged(policy) {
      let folder = try TemporaryFolder()
      let output = try folder.write(capture, as: "out.pcap")
      let follow = (0..<40).flatMap { ["-z", "follow,tcp,raw,\($0)"] }
      let checks = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
      let text = try Programs.run(
        program,
        ["-n", "-r", output] + checks + follow + [
          "-Y", "tcp.checksum.status==0 || ip.checksum.status==0 || _ws.malformed",
          "-T", "fields", "-e", "frame.number", "-e", "tcp.payload",
        ]
      ).text
      let (streams, wrong) = followed(text)
      count += streams.count
      #expect(streams == after.sorted { $0.lexicographicallyPrecedes($1) })
      #expect(wrong == partial)
    }
    #expect(count > 20)
  }

  /// The streams that `-z follow` prints, and the number of other lines before them.
  private func followed(_ text: String) -> (streams: [[UInt8]], others: Int) {
    var streams: [[UInt8]] = []
    var current: [[UInt8]] = [[], []]
    var others = 0
    var isInside = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("====") {
        streams += current.filter { !$0.isEmpty }
        current = [[], []]
        isInside = true
        continue
      }
      guard isInside else {
        others += 1
        continue
      }
      let digits = line.drop { $0 == "\t" }
      guard digits.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 || $0 >= 97 && $0 <= 102 }) else {
        continue
      }
      let numbers = digits.utf8.map { Int($0 < 58 ? $0 - 48 : $0 - 87) }
      current[line.first == "\t" ? 1 : 0] += stride(from: 0, to: numbers.count - 1, by: 2).map {
        UInt8(numbers[$0] << 4 | numbers[$0 + 1])
      }
    }
    return (streams.sorted { $0.lexicographicallyPrecedes($1) }, others)
  }
}
