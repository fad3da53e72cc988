import Primitives

@testable import Packets
@testable import Reassembly

/// A segment by stream offsets, with everything else as a plain exchange would have it.
struct Sent {
  var sender = Sender.client
  var offset = 0
  var acknowledges: Int? = 0
  var bits: ControlBits = [.ack]
  var text = ""
  var cut = 0
  var checksum = ChecksumState.unchecked
  var identification: UInt16 = 0
  var timeToLive: UInt8 = 64
  var timestamp: UInt32?
  var payloadBytes: [UInt8]?
}

extension Connection {
  /// Whether the SYNs of both sides are known.
  var hasHandshake: Bool {
    streams[0].flags.contains(.hasSYN) && streams[1].flags.contains(.hasSYN)
  }
}

/// Sends segments between one client and one server and writes down what comes out.
struct Feed: ~Copyable {
  var reassembler: Reassembler
  var client = Socket(address: IPAddress(v4: 0xC000_0207), port: 40112)
  var server = Socket(address: IPAddress(v4: 0xC633_6419), port: 25)
  var clientInitial: UInt32 = 1000
  var serverInitial: UInt32 = 9000
  var frame = 0
  var time: Int64 = 1_400_000_000_000_000_000
  /// Streams by connection number: text with `[missing 3]` and `[snapped 3]` for gaps.
  var fromClient: [Int: String] = [:]
  var fromServer: [Int: String] = [:]
  /// Everything but bytes and gaps, as words.
  var events: [String] = []
  /// Bytes in the order in which they came: `c:` or `s:`, the text, and `@` the frame.
  var order: [String] = []

  init(
    ports: [UInt16] = [25], _ change: (inout ReassemblyOptions) -> Void = { _ in }
  ) {
    var options = ReassemblyOptions()
    change(&options)
    reassembler = Reassembler(ports: ports, options: options)
  }

  func text(_ sender: Sender, _ number: Int = 1) -> String {
    (sender == .client ? fromClient : fromServer)[number] ?? ""
  }

  func segment(_ sent: Sent) -> (Segment, [UInt8]) {
    let isClient = sent.sender == .client
    let payload = sent.payloadBytes ?? Array(sent.text.utf8)
    let own = isClient ? clientInitial : serverInitial
    let other = isClient ? serverInitial : clientInitial
    let start = sent.bits.contains(.syn) ? SequenceNumber(own) : SequenceNumber(own) + 1
    let captured = payload.count - sent.cut
    let acknowledged =
      sent.acknowledges.map { SequenceNumber(other) + 1 + $0 } ?? SequenceNumber(0)
    let segment = Segment(
      source: isClient ? client : server, destination: isClient ? server : client,
      sequenceNumber: start + sent.offset, acknowledgmentNumber: acknowledged,
      controlBits: sent.bits, window: 64240, payload: 40..<40 + captured,
      payloadLength: payload.count, checksum: sent.checksum, headerChecksum: .unchecked,
      maximumSegmentSize: sent.bits.contains(.syn) ? 1460 : 0, timestampValue: sent.timestamp,
      windowScale: nil, identification: sent.identification, timeToLive: sent.timeToLive,
      headerOffset: 0, segmentOffset: 20)
    return (segment, [UInt8](repeating: 0, count: 40) + payload.prefix(captured))
  }

  mutating func send(_ sent: Sent, after nanoseconds: Int64 = 1_000) {
    let (segment, bytes) = segment(sent)
    frame += 1
    time += nanoseconds
    reassembler.receive(segment, in: bytes.span, at: Moment(frame: frame, time: time))
    write(bytes)
  }

  /// A data segment.
  mutating func data(
    _ sender: Sender, _ offset: Int, _ text: String, ack: Int? = 0, after: Int64 = 1_000
  ) {
    send(
      Sent(
        sender: sender, offset: offset, acknowledges: ack, bits: [.ack, .psh], text: text),
      after: after)
  }

  /// A segment without data.
  mutating func bare(
    _ sender: Sender, _ offset: Int, ack: Int?, _ bits: ControlBits = [.ack], after: Int64 = 1_000
  ) {
    send(Sent(sender: sender, offset: offset, acknowledges: ack, bits: bits), after: after)
  }

  mutating func handshake(timestamp: UInt32? = nil) {
    send(Sent(acknowledges: nil, bits: .syn, timestamp: timestamp))
    send(Sent(sender: .server, bits: [.syn, .ack], timestamp: timestamp))
    send(Sent(timestamp: timestamp))
  }

  mutating func finish() {
    while reassembler.finishNext(at: Moment(frame: frame, time: time)) { write([]) }
    write([])
  }

  mutating func advance(by nanoseconds: Int64) {
    frame += 1
    time += nanoseconds
    reassembler.advance(to: Moment(frame: frame, time: time))
    write([])
  }

  mutating func write(_ bytes: [UInt8]) {
    for step in reassembler.steps {
      let number = reassembler.connection(step.connection).number
      let place = "\(step.sender) \(step.offset)"
      switch step.kind {
      case .bytes(.payload(let range)): add(Array(bytes[range]), step, number)
      case .bytes(.released(let range)): add(Array(reassembler.released[range]), step, number)
      case .gap(let length, let reason):
        add(Array("[\(reason) \(length)]".utf8), step, number)
      case .opened: events.append("opened \(number)")
      case .established: break
      case .conflict(let length, let isBelow):
        events.append("conflict \(place) +\(length)\(isBelow ? " below" : "")")
      case .dataAfterFIN(let length): events.append("after-fin \(place) +\(length)")
      case .reorderQueue: events.append("reorder-queue \(place)")
      case .wrongChecksum(let verdict): events.append("checksum \(verdict) \(place)")
      case .finished: events.append("finished \(place)")
      case .duplicate: events.append("duplicate")
      case .boundHit(let bound): events.append("bound \(bound)")
      case .closed(let how): events.append("closed \(number) \(how)")
      }
    }
  }

  private mutating func add(_ bytes: [UInt8], _ step: Step, _ number: Int) {
    let text = String(decoding: bytes, as: UTF8.self)
    if step.sender == .client {
      fromClient[number, default: ""] += text
    } else {
      fromServer[number, default: ""] += text
    }
    order.append("\(step.sender == .client ? "c" : "s"):\(text)@\(step.moment.frame)")
  }
}
