import ASAPolicy
import CaptureFiles
import Foundation
import Primitives
import Reports
import Rewriting

@testable import Replay

/// A firewall that is not there: captures from both of its sides, made of one capture of the unedited
/// traffic and of what one profile makes of it.
struct SimulatedFirewall {
  var profile = "asa"
  var policy: String?
  /// Whether the clients are outside.
  var clientsAreOutside = true
  /// What is added to the last byte of addresses, to ports of clients and to sequence numbers inside.
  var translation = (client: UInt8(0), server: UInt8(40), ports: UInt16(7000))
  var sequenceShift: UInt32 = 0xDEAD_BEEF
  /// What a frame needs to get through, in microseconds.
  var transit: Int64 = 180
  /// How far the clock inside is ahead, in microseconds.
  var clockShift: Int64 = 3_250_000
  /// The longest payload inside in bytes; 0 leaves segments as they are.
  var longestPayload = 0
  /// Every so many frames with a payload inside one is missing from the capture; 0 for none.
  var lossInside = 0

  /// A frame as the simulation moves it about: Ethernet, IPv4 and TCP without options.
  private struct Frame {
    var time: Int64
    var bytes: [UInt8]

    var payload: ArraySlice<UInt8> { bytes[54...] }
    var isFromServer: Bool { bytes[34] == 0 && bytes[35] == 25 }
    var key: [UInt8] { Array(bytes[34..<48]) }
  }

  /// The captures of both sides of a capture of the unedited traffic.
  func captures(of unedited: [UInt8]) throws -> (outside: [UInt8], inside: [UInt8]) {
    let before = frames(unedited)
    let after = frames(try forwarded(unedited))
    var left: [String: Frame] = [:]
    for frame in after { left["\(frame.time) \(frame.key)"] = frame }
    var clientLeg: [Frame] = []
    var serverLeg: [Frame] = []
    for frame in before {
      let passed = left.removeValue(forKey: "\(frame.time) \(frame.key)")
      if frame.isFromServer {
        serverLeg.append(frame)
        if var passed {
          passed.time += transit
          clientLeg.append(passed)
        }
      } else {
        clientLeg.append(frame)
        if var passed {
          passed.time += transit
          serverLeg.append(passed)
        }
      }
    }
    // What the firewall itself sends.
    for frame in left.values.sorted(by: { ($0.time, $0.key[0]) < ($1.time, $1.key[0]) }) {
      if frame.isFromServer { clientLeg.append(frame) } else { serverLeg.append(frame) }
    }
    var (outer, inner) = clientsAreOutside ? (clientLeg, serverLeg) : (serverLeg, clientLeg)
    outer.sort { $0.time < $1.time }
    inner.sort { $0.time < $1.time }
    inner = inner.flatMap(recut).map { translated($0) }
    if lossInside > 0 {
      var count = 0
      inner.removeAll { frame in
        guard !frame.payload.isEmpty else { return false }
        count += 1
        return count.isMultiple(of: lossInside)
      }
    }
    return (file(outer), file(inner))
  }

  private func forwarded(_ capture: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let path = try folder.write(capture, as: "in.pcap")
    let output = folder.path + "/out.pcap"
    let loaded = try loadPolicy(policy, profile: profile)
    let input = CaptureInput.file(path)
    var run = try AnalysisRun(
      analysis: Analysis(policy: loaded, options: AnalysisOptions()), report: .init(.counters),
      run: .init(
        version: "0", profile: profile, policyFiles: [], statement: nil, source: nil,
        className: nil, ports: [25], checksums: "auto", afterDivergence: "stop"),
      output: .nowhere, gate: AnalysisRun.Gate(),
      rewriting: RewriteRequest(
        path: output, repair: .edited, heldLimit: RewriteRequest.defaultHeldLimit, inputs: [input]))
    _ = try run.read(input, filter: nil) { _ in }
    _ = try run.finish()
    return [UInt8](try Data(contentsOf: URL(filePath: output)))
  }

  private func frames(_ capture: [UInt8]) -> [Frame] {
    WrittenFrame.all(capture).map {
      Frame(time: Int64($0.seconds) * 1_000_000 + Int64($0.fraction), bytes: $0.bytes)
    }
  }

  private func file(_ frames: [Frame]) -> [UInt8] {
    var out: [UInt8] = []
    func append(_ word: UInt32) {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        out.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    for word: UInt32 in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 1] { append(word) }
    for frame in frames {
      append(UInt32(frame.time / 1_000_000))
      append(UInt32(frame.time % 1_000_000))
      append(UInt32(frame.bytes.count))
      append(UInt32(frame.bytes.count))
      out += frame.bytes
    }
    return out
  }

  /// Cuts a frame into several with shorter payloads.
  private func recut(_ frame: Frame) -> [Frame] {
    guard longestPayload > 0, frame.payload.count > longestPayload else { return [frame] }
    let sequence = word(frame.bytes, 38)
    return stride(from: 0, to: frame.payload.count, by: longestPayload).map { start in
      var part = frame
      part.bytes =
        Array(frame.bytes[..<54]) + frame.payload.dropFirst(start).prefix(longestPayload)
      set(&part.bytes, 38, sequence &+ UInt32(start))
      part.time += Int64(start)
      return part
    }
  }

  /// What the frame is inside: other addresses, ports, numbers and clock.
  private func translated(_ frame: Frame) -> Frame {
    var frame = frame
    let isFromServer = frame.isFromServer
    frame.time += clockShift
    frame.bytes[isFromServer ? 29 : 33] &+= translation.server
    frame.bytes[isFromServer ? 33 : 29] &+= translation.client
    let port = isFromServer ? 36 : 34
    let shifted =
      (UInt16(frame.bytes[port]) << 8 | UInt16(frame.bytes[port + 1])) &+ translation.ports
    frame.bytes[port] = UInt8(shifted >> 8)
    frame.bytes[port + 1] = UInt8(shifted & 255)
    set(&frame.bytes, 38, word(frame.bytes, 38) &+ sequenceShift)
    if frame.bytes[47] & 16 != 0 {
      set(&frame.bytes, 42, word(frame.bytes, 42) &+ sequenceShift)
    }
    repair(&frame.bytes)
    return frame
  }

  private func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[place + $1]) }
  }

  private func set(_ bytes: inout [UInt8], _ place: Int, _ value: UInt32) {
    for index in 0..<4 {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * index))
    }
  }

  /// Lengths and checksums anew.
  private func repair(_ bytes: inout [UInt8]) {
    bytes.replaceSubrange(16..<18, with: PacketMaker.big(UInt16(bytes.count - 14)))
    bytes.replaceSubrange(24..<26, with: [0, 0])
    bytes.replaceSubrange(24..<26, with: PacketMaker.big(~PacketMaker.sum(Array(bytes[14..<34]))))
    bytes.replaceSubrange(50..<52, with: [0, 0])
    let tcp = Array(bytes[34...])
    let pseudo = Array(bytes[26..<34]) + [0, 6] + PacketMaker.big(UInt16(tcp.count))
    bytes.replaceSubrange(50..<52, with: PacketMaker.big(~PacketMaker.sum(pseudo + tcp)))
  }
}
