import ASAPolicy
import CaptureFiles
import Foundation
import Packets
import Primitives
import Replay
import Reports

/// A session that is written again: whatever its segments are, the peers receive what the inspection
/// has forwarded, up to the frame of a drop, and checksums are right.
///
/// The input is a policy, the initial sequence numbers, the length of a dialogue, the dialogue as
/// `FuzzInput.dialogue` has it, and how its segments are cut, repeated, fragmented and reordered.
func fuzzRewriting(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let policies = RewritingPolicies.all
  let choice = input.byte()
  let policy = policies[Int(choice & 0x3F) % policies.count]
  var traffic = FuzzTraffic(
    client: 0 &- UInt32(input.short()), server: 0 &- UInt32(input.short()))
  let length = input.short() % 2048
  for piece in FuzzInput.dialogue(input.take(length)) {
    traffic.send(piece.sender, piece.bytes, &input)
  }
  if choice & 0x80 != 0 { traffic.finish() }
  if choice & 0x40 != 0 { traffic.repeatAll() }

  let folder = RewritingFolder()
  try folder.write(traffic.capture, "in")
  let written = try folder.replay("in", policy, writing: "out")
  let output = try folder.read("out")
  _ = try folder.replay("out", RewritingPolicies.first, writing: nil)
  for stream in ["client", "server"] {
    let (forwarded, received) = (
      folder.stream("in", stream, ".after"), folder.stream("out", stream, ".before")
    )
    // A drop takes the whole frame, and with it what the inspection let through just before.
    try promise(
      forwarded == received || written.status == 1 && isPart(received, of: forwarded),
      "the \(stream)'s stream is \(String(decoding: forwarded, as: UTF8.self).debugDescription), and what arrives is \(String(decoding: received, as: UTF8.self).debugDescription)"
    )
  }
  var decoder = PacketDecoder(ports: [25])
  let frames = FuzzTraffic.frames(output)
  try promise(
    frames.count == written.rewriting?.frames,
    "\(frames.count) frames, and \(written.rewriting?.frames ?? 0) are told")
  for (index, frame) in frames.enumerated() {
    switch decoder.decode(
      frame.span, linkType: .rawIP, originalLength: frame.count, number: index + 1, time: 0)
    {
    case .segment(let segment), .reassembled(let segment):
      try promise(segment.checksum == .right, "frame \(index + 1) has a wrong checksum")
    case .fragment, .other: break
    case .malformed: throw BrokenPromise("frame \(index + 1) is malformed")
    }
  }
}

/// Whether bytes are those of others but for some that are missing.
private func isPart(_ part: [UInt8], of whole: [UInt8]) -> Bool {
  var rest = part[...]
  for byte in whole where byte == rest.first { rest.removeFirst() }
  return rest.isEmpty
}

/// What edits, drops and resets.
private enum RewritingPolicies {
  static let first = all[0]

  static let all: [LoadedPolicy] = [
    ("", ""), ("match cmd verb RCPT", "drop-connection"), ("match cmd verb MAIL", "reset"),
    ("match body length gt 10", "drop-connection"), ("match header line length gt 20", "reset"),
    ("match ehlo-reply-parameter others", "mask"), ("match cmd line length gt 30", "mask"),
  ].compactMap { match, action in
    let text = """
      policy-map type inspect esmtp m
       parameters
        mask-banner
       \(match)
        \(action)
      policy-map global_policy
       class inspection_default
        inspect esmtp m
      service-policy global_policy global

      """
    let texts = match.isEmpty ? [] : [PolicyText(name: "m", text: text)]
    return LoadedPolicy.load(texts, profile: nil, policyMapName: nil, ports: [25]).policy
  }
}

/// A connection as a network might show it.
private struct FuzzTraffic {
  private(set) var capture: [UInt8] = []
  private let origins: [UInt32]
  /// Client, server: what was sent so far.
  private var streams: [[UInt8]] = [[], []]
  private var identification = 0
  private var time: UInt32 = 0

  init(client: UInt32, server: UInt32) {
    origins = [client, server]
    for word in [0xA1B2_C3D4, 0x0002_0004, 0, 0, 262_144, 101] as [UInt32] {
      capture += FuzzPacket.big(word, 4)
    }
    add([packet(.client, segment(.client, at: -1, [], .syn))])
    add([packet(.server, segment(.server, at: -1, [], [.syn, .ack]))])
    add([packet(.client, segment(.client, at: 0, [], .ack))])
  }

  /// Sends a piece of a stream, as the input says; behind its end in one segment.
  mutating func send(_ sender: Sender, _ bytes: [UInt8], _ input: inout FuzzInput) {
    let side = Int(sender.rawValue)
    var turn: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let isWhole = input.isAtEnd
      let way = input.byte()
      let start = streams[side].count
      streams[side] += rest.prefix(isWhole ? rest.count : Int(way & 0x1F) + 1)
      rest = rest.dropFirst(streams[side].count - start)
      // A segment may reach back over what was sent before.
      let first = way & 0x20 == 0 ? start : start - min(start, Int(input.byte()))
      let whole = segment(sender, at: first, Array(streams[side][first...]), [.ack, .psh])
      if way & 0x40 != 0 {
        let places = (whole.count - 1) / 8
        let cut = 8 * (1 + Int(input.byte()) % places)
        let parts = [
          packet(sender, Array(whole[..<cut]), fragment: 0x2000),
          packet(sender, Array(whole[cut...]), fragment: UInt32(cut / 8), isSame: true),
        ]
        turn += way & 0x80 == 0 ? parts : parts.reversed()
      } else {
        turn.append(packet(sender, whole))
        if way & 0x80 != 0, turn.count > 1 { turn.swapAt(turn.count - 1, turn.count - 2) }
      }
    }
    add(turn)
  }

  /// Both sides end their streams.
  mutating func finish() {
    for sender in Sender.allCases {
      let end = streams[Int(sender.rawValue)].count
      add([packet(sender, segment(sender, at: end, [], [.fin, .ack]))])
    }
  }

  /// Both sides send all of their streams once more.
  mutating func repeatAll() {
    for sender in Sender.allCases {
      let stream = streams[Int(sender.rawValue)]
      if !stream.isEmpty { add([packet(sender, segment(sender, at: 0, stream, [.ack, .psh]))]) }
    }
  }

  private func segment(
    _ sender: Sender, at offset: Int, _ payload: [UInt8], _ bits: ControlBits
  ) -> [UInt8] {
    let (side, peer) = (Int(sender.rawValue), Int(sender.peer.rawValue))
    let number = origins[side] &+ 1 &+ UInt32(truncatingIfNeeded: offset)
    let next = bits.contains(.ack) ? origins[peer] &+ 1 &+ UInt32(streams[peer].count) : 0
    return FuzzPacket.segment(sender, number, acknowledging: next, bits, payload)
  }

  private mutating func packet(
    _ sender: Sender, _ payload: [UInt8], fragment: UInt32 = 0, isSame: Bool = false
  ) -> [UInt8] {
    if !isSame { identification += 1 }
    return FuzzPacket.packet(sender, payload, identification: identification, fragment: fragment)
  }

  private mutating func add(_ frames: [[UInt8]]) {
    for frame in frames {
      time += 100
      for word in [time / 1_000_000, time % 1_000_000, UInt32(frame.count), UInt32(frame.count)] {
        capture += FuzzPacket.big(word, 4)
      }
      capture += frame
    }
  }

  /// The frames of a capture that was written; its numbers are little-endian.
  static func frames(_ capture: [UInt8]) -> [[UInt8]] {
    var frames: [[UInt8]] = []
    var start = 24
    while start + 16 <= capture.count {
      let length = capture[start + 8..<start + 12].reversed().reduce(0) { $0 << 8 | Int($1) }
      frames.append(Array(capture[start + 16..<min(capture.count, start + 16 + length)]))
      start += 16 + length
    }
    return frames
  }
}

/// Where captures and streams lie while an input runs.
private final class RewritingFolder {
  /// Another one for each input: tests run several at a time.
  private let path = FuzzFile.freshPath

  init() {
    for name in ["in.d", "out.d"] {
      try? FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], _ name: String) throws(BrokenPromise) {
    let isThere = FileManager.default.createFile(atPath: "\(path)/\(name)", contents: Data(bytes))
    try promise(isThere, "\(path)/\(name) cannot be written")
  }

  func read(_ name: String) throws(BrokenPromise) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
      throw BrokenPromise("no \(name)")
    }
    return [UInt8](data)
  }

  /// An extracted stream of the one session; empty where there is none.
  func stream(_ capture: String, _ sender: String, _ kind: String) -> [UInt8] {
    let folder = "\(path)/\(capture).d"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".\(sender)\(kind)") }.sorted().flatMap {
      [UInt8](FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data())
    }
  }

  /// Replays a capture under a policy, extracts its streams, and writes it again; the status is 1 where
  /// the session is dropped.
  func replay(
    _ name: String, _ policy: LoadedPolicy, writing output: String?
  ) throws(BrokenPromise) -> AnalysisRun.Outcome {
    var options = AnalysisOptions()
    options.jobs = 1
    options.countsAfterDivergence = true
    options.extractDirectory = "\(path)/\(name).d"
    let input = CaptureInput.file("\(path)/\(name)")
    let record = RunRecord(
      version: "0", profile: "asa", policyFiles: [], statement: nil, source: nil, className: nil,
      ports: [25], checksums: "auto", afterDivergence: "stop")
    let outcome: AnalysisRun.Outcome
    do throws(OutputError) {
      var run = try AnalysisRun(
        analysis: Analysis(policy: policy, options: options), report: ReportWriter(.json),
        run: record, output: .nowhere, gate: AnalysisRun.Gate(failOn: .dropped),
        rewriting: output.map { RewriteRequest(path: "\(path)/\($0)", inputs: [input]) })
      try run.read(input, filter: nil) { _ in }
      outcome = try run.finish()
    } catch {
      throw BrokenPromise("\(error)")
    }
    try promise(outcome.failures.isEmpty, "\(outcome.failures)")
    return outcome
  }
}
