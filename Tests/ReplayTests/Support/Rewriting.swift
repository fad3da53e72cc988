import CaptureFiles
import Foundation
import Packets
import Primitives
import Reports
import Rewriting

@testable import Replay

/// One record of a classic pcap.
struct WrittenFrame: Equatable {
  var seconds: UInt32
  var fraction: UInt32
  var originalLength: Int
  var bytes: [UInt8]

  /// The records of a capture.
  static func all(_ capture: [UInt8]) -> [WrittenFrame] {
    var frames: [WrittenFrame] = []
    var start = 24
    let word = { (at: Int) -> UInt32 in
      (0..<4).reduce(0) { $0 | UInt32(capture[at + $1]) << (8 * UInt32($1)) }
    }
    while start + 16 <= capture.count {
      let length = Int(word(start + 8))
      frames.append(
        WrittenFrame(
          seconds: word(start), fraction: word(start + 4), originalLength: Int(word(start + 12)),
          bytes: Array(capture[start + 16..<start + 16 + length])))
      start += 16 + length
    }
    return frames
  }

  /// Whether an untagged IPv4 frame of `CaptureBuilder` goes to port 25.
  var isOfClient: Bool { bytes[36] == 0 && bytes[37] == 25 }

  /// A capture with the head of another one.
  static func capture(_ frames: [WrittenFrame], like other: [UInt8]) -> [UInt8] {
    var out = Array(other[..<24])
    for frame in frames {
      for word in [
        frame.seconds, frame.fraction, UInt32(frame.bytes.count), UInt32(frame.originalLength),
      ] {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
          out.append(UInt8(truncatingIfNeeded: word >> shift))
        }
      }
      out += frame.bytes
    }
    return out
  }

  /// The frames of a capture that the client, or the server, sent.
  static func side(ofClient isClient: Bool, _ capture: [UInt8]) -> [UInt8] {
    Self.capture(all(capture).filter { $0.isOfClient == isClient }, like: capture)
  }
}

/// A capture of frames that a test makes.
struct FrameList {
  private(set) var bytes: [UInt8]
  private(set) var time: UInt64 = 1_400_000_000_000_000_000
  private let hasNanoseconds: Bool

  init(linkType: UInt32 = 1, hasNanoseconds: Bool = false) {
    self.hasNanoseconds = hasNanoseconds
    bytes = []
    let magic: UInt32 = hasNanoseconds ? 0xA1B2_3C4D : 0xA1B2_C3D4
    for word in [magic, 0x0004_0002, 0, 0, 262_144, linkType] { append(word) }
  }

  private mutating func append(_ word: UInt32) {
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Adds a frame of which so many bytes are captured.
  mutating func add(_ frame: [UInt8], captured: Int? = nil, after nanoseconds: UInt64 = 1_500_000) {
    time += nanoseconds
    append(UInt32(time / 1_000_000_000))
    append(UInt32(time % 1_000_000_000) / (hasNanoseconds ? 1 : 1000))
    append(UInt32(min(frame.count, captured ?? .max)))
    append(UInt32(frame.count))
    bytes += frame.prefix(captured ?? .max)
  }
}

/// TCP packets between 192.0.2.1 (or 2001:db8::1) as the client and 198.51.100.2 (or 2001:db8::2),
/// with checksums that are summed up word by word.
struct PacketMaker {
  var isIPv6 = false
  /// Added to every right TCP checksum.
  var checksumDelta: UInt16 = 0
  /// The checksum field holds the pseudo-header's sum alone.
  var isPartial = false
  /// Numbers of the first data bytes.
  var clientStart: UInt32 = 1001
  var serverStart: UInt32 = 9001
  var identification: UInt16 = 0

  static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  static func sum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
      sum = (sum & 0xFFFF) + (sum >> 16)
    }
    return UInt16(sum)
  }

  private func address(_ sender: Sender) -> [UInt8] {
    guard isIPv6 else { return sender == .client ? [192, 0, 2, 1] : [198, 51, 100, 2] }
    return [0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11)
      + [sender == .client ? 1 : 2]
  }

  /// A TCP segment; offsets are those of the streams.
  func segment(
    _ sender: Sender, at offset: Int, _ payload: [UInt8] = [], acknowledging peer: Int = 0,
    flags: UInt8 = 0x18, options: [UInt8] = [], to final: [UInt8]? = nil
  ) -> [UInt8] {
    let (own, other) =
      sender == .client ? (clientStart, serverStart) : (serverStart, clientStart)
    let ports: (UInt16, UInt16) = sender == .client ? (40112, 25) : (25, 40112)
    var tcp = Self.big(ports.0) + Self.big(ports.1)
    tcp += Self.big(own &+ UInt32(truncatingIfNeeded: offset))
    tcp += Self.big(flags & 0x10 == 0 ? 0 : other &+ UInt32(peer))
    tcp += [UInt8(5 + options.count / 4) << 4, flags, 0xFA, 0xF0, 0, 0, 0, 0] + options + payload
    let pseudo =
      address(sender) + (final ?? address(sender.peer)) + Self.big(UInt32(6))
      + Self.big(UInt32(tcp.count))
    let partial = Self.sum(pseudo)
    let sum = isPartial ? partial : ~Self.sum(pseudo + tcp) &+ checksumDelta
    tcp.replaceSubrange(16..<18, with: Self.big(sum))
    return tcp
  }

  /// An IP packet, or a fragment of one.
  func packet(
    _ sender: Sender, _ payload: [UInt8], options: [UInt8] = [], fragment: UInt16 = 0,
    next: UInt8 = 6
  ) -> [UInt8] {
    if isIPv6 {
      return Self.big(UInt32(0x6000_0000)) + Self.big(UInt16(payload.count)) + [next, 64]
        + address(sender) + address(sender.peer) + payload
    }
    let length = 20 + options.count
    var header: [UInt8] = [0x40 | UInt8(length / 4), 0]
    header += Self.big(UInt16(truncatingIfNeeded: length + payload.count))
    header += Self.big(identification) + Self.big(fragment) + [64, 6, 0, 0]
    header += address(sender) + address(sender.peer) + options
    header.replaceSubrange(10..<12, with: Self.big(~Self.sum(header)))
    return header + payload
  }

  /// An Ethernet frame around a packet.
  func frame(_ sender: Sender, _ packet: [UInt8], tags: [UInt8] = []) -> [UInt8] {
    let addresses: [UInt8] =
      sender == .client
      ? [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] : [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
    return addresses + tags + (isIPv6 ? [0x86, 0xDD] : [0x08, 0x00]) + packet
  }

  /// Frames with a segment in IPv4 fragments of 24 bytes.
  func fragments(
    _ sender: Sender, at offset: Int, _ text: String, acknowledging peer: Int = 0
  ) -> [[UInt8]] {
    let segment = segment(sender, at: offset, Array(text.utf8), acknowledging: peer)
    return stride(from: 0, to: segment.count, by: 24).map { start in
      let end = min(start + 24, segment.count)
      let more: UInt16 = end < segment.count ? 0x2000 : 0
      return frame(
        sender, packet(sender, Array(segment[start..<end]), fragment: more | UInt16(start / 8)))
    }
  }

  /// A frame with a segment.
  func data(
    _ sender: Sender, at offset: Int, _ text: String, acknowledging peer: Int = 0,
    flags: UInt8 = 0x18
  ) -> [UInt8] {
    frame(
      sender,
      packet(
        sender,
        segment(sender, at: offset, Array(text.utf8), acknowledging: peer, flags: flags)))
  }

  /// The three frames of a handshake.
  var handshake: [[UInt8]] { handshake(segmentSize: nil) }

  /// The same with an MSS option in both SYNs.
  func handshake(segmentSize: UInt16?) -> [[UInt8]] {
    let option = segmentSize.map { [2, 4] + Self.big($0) } ?? []
    func syn(_ sender: Sender, _ flags: UInt8) -> [UInt8] {
      frame(
        sender, packet(sender, segment(sender, at: -1, flags: flags, options: option)))
    }
    return [
      syn(.client, 2), syn(.server, 0x12),
      data(.client, at: 0, "", acknowledging: 0, flags: 0x10),
    ]
  }
}

/// What a run with `-w` gave.
struct RewriteResult {
  var capture: [UInt8]
  var frames: [WrittenFrame]
  var done: RewritingRecord
  /// The JSON report.
  var report: String
  var status: Int
}

/// Replays captures, rewrites them, and extracts into `extract` where that is given.
func rewrite(
  _ paths: [String], _ policy: String? = nil, options: AnalysisOptions = AnalysisOptions(),
  repair: ChecksumRepair = .edited, heldLimit: Int = RewriteRequest.defaultHeldLimit
) throws -> RewriteResult {
  let folder = try TemporaryFolder()
  let (output, report) = (folder.path + "/out.pcap", folder.path + "/report")
  let inputs = paths.map { CaptureInput.file($0) }
  let run = RunRecord(
    version: "0", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
    ports: [25], checksums: "auto", afterDivergence: "stop")
  var analysis = try AnalysisRun(
    analysis: Analysis(policy: loadPolicy(policy), options: options),
    report: ReportWriter(.json), run: run, output: OutputFile(path: report),
    gate: AnalysisRun.Gate(),
    rewriting: RewriteRequest(
      path: output, repair: repair, heldLimit: heldLimit, inputs: inputs))
  for input in inputs { try analysis.read(input, filter: nil) { _ in } }
  let outcome = try analysis.finish()
  guard let done = outcome.rewriting else { throw PreparationFailure(text: "nothing written") }
  let capture = [UInt8](try Data(contentsOf: URL(filePath: output)))
  return RewriteResult(
    capture: capture, frames: WrittenFrame.all(capture), done: done,
    report: String(decoding: try Data(contentsOf: URL(filePath: report)), as: UTF8.self),
    status: outcome.status)
}

/// The same of one capture in memory.
func rewrite(
  _ capture: [UInt8], _ policy: String? = nil, repair: ChecksumRepair = .edited,
  heldLimit: Int = RewriteRequest.defaultHeldLimit
) throws -> RewriteResult {
  let folder = try TemporaryFolder()
  return try rewrite(
    [folder.write(capture, as: "in.pcap")], policy, repair: repair, heldLimit: heldLimit)
}

/// The client bytes that the other side gets: those of the rewritten frames, and those of `--extract`.
func clientStreams(
  _ capture: [UInt8], _ policy: String, options: AnalysisOptions = AnalysisOptions()
) throws -> (String, String) {
  let folder = try TemporaryFolder()
  var options = options
  options.extractDirectory = folder.path
  let path = try folder.write(capture, as: "in")
  let result = try rewrite([path], policy, options: options)
  let after = try extracted(folder.path, ".client.after").values.first ?? Data()
  let again = try TemporaryFolder()
  options.extractDirectory = again.path
  _ = try sessions(
    [again.write(result.capture, as: "in")], policy: loadPolicy(), options: options)
  let before = try extracted(again.path, ".client.before").values.first ?? Data()
  return (String(decoding: before, as: UTF8.self), String(decoding: after, as: UTF8.self))
}

/// The extracted files of a kind, by name without that kind.
func extracted(_ folder: String, _ kind: String) throws -> [String: Data] {
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(kind) }
    .reduce(into: [:]) { files, name in
      files[String(name.dropLast(kind.count))] = FileManager.default.contents(
        atPath: "\(folder)/\(name)")
    }
}

/// The TCP segments of frames, with their payload; nil for frames that hold none.
func segments(_ frames: [WrittenFrame], _ linkType: LinkType = .ethernet)
  -> [(segment: Segment, payload: String)?]
{
  var decoder = PacketDecoder(ports: [25])
  return frames.enumerated().map { number, frame in
    let decoded = decoder.decode(
      frame.bytes.span, linkType: linkType, originalLength: frame.originalLength,
      number: number + 1, time: 0)
    switch decoded {
    case .segment(let segment):
      return (segment, String(decoding: frame.bytes[segment.payload], as: UTF8.self))
    case .reassembled(let segment):
      return (segment, String(decoding: decoder.datagram[segment.payload], as: UTF8.self))
    case .fragment, .other, .malformed: return nil
    }
  }
}

/// A policy with one match of a map.
func mapPolicy(_ match: String, _ action: String, parameters: String = "") -> String {
  """
  policy-map type inspect esmtp m
  \(parameters) \(match)
    \(action)
  policy-map global_policy
   class inspection_default
    inspect esmtp m
  service-policy global_policy global
  """
}
