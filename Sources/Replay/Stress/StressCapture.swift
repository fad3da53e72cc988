import CaptureFiles
import Packets
import Primitives
import Reassembly

/// A dialogue as a capture of its own: handshake, its segments, and its end.
///
/// The frames are raw IP, with right checksums and the times of the recording.
struct StressCapture {
  private var bytes: [UInt8]
  private let format: SavefileFormat
  private let template: FrameTemplate
  private let client: Socket
  private let server: Socket
  private var next: (client: SequenceNumber, server: SequenceNumber)
  private var latest: Int64

  /// LINKTYPE_RAW: frames that begin with an IP header.
  private static let rawIP: UInt32 = 101
  private static let window: UInt16 = 65_535

  /// Writes a dialogue.
  ///
  /// - Parameters:
  ///   - dialogue: whose session it is.
  ///   - variant: its bytes in order, and where segments begin.
  /// - Returns: the bytes of the file.
  static func file(_ dialogue: RecordedDialogue, _ variant: Cutting.Variant) -> [UInt8] {
    var capture = StressCapture(dialogue)
    capture.write(dialogue, variant)
    return capture.bytes
  }

  private init(_ dialogue: RecordedDialogue) {
    let connection = dialogue.opening.connection
    format = SavefileFormat(
      precision: .nanoseconds, linkType: Self.rawIP, snapshotLength: SavefileFormat.longestFrame)
    bytes = format.header
    client = connection.client
    server = connection.server
    template = FrameTemplate(rawVersionOf: client.address)
    next = (SequenceNumber(1_000), SequenceNumber(2_000))
    latest = connection.first.time
  }

  private mutating func write(_ dialogue: RecordedDialogue, _ variant: Cutting.Variant) {
    if !dialogue.opening.connection.isMidstream {
      var longest = 536
      for case .turn(let turn) in variant.items {
        forEachSegment(of: turn, variant.cuts) { longest = max(longest, $0.count) }
      }
      let options: [UInt8] = [2, 4, UInt8(longest >> 8 & 0xFF), UInt8(longest & 0xFF)]
      send(.client, .syn, options: options)
      send(.server, [.syn, .ack], options: options)
    } else {
      next = (next.client + 1, next.server + 1)
    }
    send(.client, .ack)
    for item in variant.items {
      switch item {
      case .turn(let turn):
        forEachSegment(of: turn, variant.cuts) { range in
          latest = max(latest, turn.time(at: range.lowerBound))
          let start = Int(range.lowerBound - turn.offset)
          send(turn.sender, [.psh, .ack], payload: turn.bytes[start..<start + range.count])
        }
      case .hole(let hole):
        latest = max(latest, hole.time)
        move(hole.sender, by: Int(truncatingIfNeeded: hole.length))
        send(hole.sender.peer, .ack)
      }
    }
    guard dialogue.isClosed else { return }
    latest = max(latest, dialogue.last.time)
    send(.client, [.fin, .ack])
    send(.server, [.fin, .ack])
    send(.client, .ack)
  }

  private mutating func move(_ sender: Sender, by count: Int) {
    switch sender {
    case .client: next.client = next.client + count
    case .server: next.server = next.server + count
    }
  }

  private mutating func send(
    _ sender: Sender, _ bits: ControlBits, options: [UInt8] = [], payload: ArraySlice<UInt8> = []
  ) {
    let isClient = sender == .client
    let frame = template.segment(
      from: isClient ? client : server, to: isClient ? server : client,
      sequenceNumber: isClient ? next.client : next.server,
      acknowledgmentNumber: !bits.contains(.ack) ? nil : isClient ? next.server : next.client,
      bits: bits, window: Self.window, options: options, payload: payload)
    format.appendRecordHeader(
      to: &bytes, nanoseconds: latest, captured: frame.count, original: frame.count)
    bytes += frame
    let extra = bits.contains(.syn) || bits.contains(.fin) ? 1 : 0
    move(sender, by: payload.count + extra)
  }
}
