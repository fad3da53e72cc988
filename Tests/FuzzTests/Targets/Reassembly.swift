import Packets
import Primitives
import Reassembly

/// Segments of one connection in any order, cut and repeated at will: each byte comes at most once,
/// at its place and with its value; where nothing acknowledges what was not sent, all of it comes.
///
/// The input is the client's initial sequence number, then segments of six bytes: kind, offset,
/// length, acknowledgment.
func fuzzReassembly(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let initial = 0xFFFF_FF00 &+ UInt32(input.short())
  var run = ReassemblyRun(initial: initial)
  run.send(.client, at: -1, [], bits: .syn, acknowledging: nil)
  run.send(.server, at: -1, [], bits: [.syn, .ack], acknowledging: 0)
  run.send(.client, at: 0, [], bits: .ack, acknowledging: 0)
  while !input.isAtEnd {
    let kind = input.byte()
    let sender: Sender = kind & 1 == 0 ? .client : .server
    let offset = input.short() % 1400
    let length = Int(input.byte() % 90)
    let acknowledged = input.short() % 1500
    // An honest peer acknowledges what it has; the other kind makes gaps of what it names.
    let isHonest = kind & 2 == 0
    run.receive(sender, at: offset, length, acknowledging: isHonest ? nil : acknowledged)
    if let broken = run.broken { throw BrokenPromise(broken) }
  }
  try run.finish()
}

private struct ReassemblyRun: ~Copyable {
  private var decoder = PacketDecoder(ports: [25], validatesChecksums: false)
  private var reassembler = Reassembler(ports: [25])
  private let initial: UInt32
  private var frame = 0
  /// Client, server: which bytes were sent, and which have come.
  private var sent = [[Bool]](repeating: [Bool](repeating: false, count: 1600), count: 2)
  private var come = [[Bool]](repeating: [Bool](repeating: false, count: 1600), count: 2)
  private var ends = [0, 0]
  private var isHonest = true
  private(set) var broken: String?

  init(initial: UInt32) { self.initial = initial }

  /// The byte at an offset, whatever copy.
  private static func byte(_ offset: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: offset &* 7 &+ offset >> 8)
  }

  mutating func receive(_ sender: Sender, at offset: Int, _ length: Int, acknowledging: Int?) {
    let side = Int(sender.rawValue)
    if acknowledging != nil { isHonest = false }
    // One byte in front of what is awaited is a keep-alive, which is no byte of the stream.
    let length = length == 1 ? 2 : length
    for place in offset..<offset + length { sent[side][place] = true }
    send(
      sender, at: offset, (offset..<offset + length).map(Self.byte), bits: .ack,
      acknowledging: acknowledging ?? (sent[1 - side].firstIndex(of: false) ?? 0))
  }

  mutating func send(
    _ sender: Sender, at offset: Int, _ payload: [UInt8], bits: ControlBits, acknowledging: Int?
  ) {
    frame += 1
    let origins = [initial, 0x8000_0000 &- initial]
    let side = Int(sender.rawValue)
    let number = origins[side] &+ 1 &+ UInt32(truncatingIfNeeded: offset)
    let acknowledgment = acknowledging.map { origins[1 - side] &+ 1 &+ UInt32($0) } ?? 0
    let packet = FuzzPacket.packet(
      sender, FuzzPacket.segment(sender, number, acknowledging: acknowledgment, bits, payload),
      identification: frame)
    let moment = Moment(frame: frame, time: Int64(frame) * 1_000_000)
    let decoded = decoder.decode(
      packet.span, linkType: .rawIP, originalLength: packet.count, number: frame,
      time: moment.time)
    guard case .segment(let segment) = decoded else {
      broken = "the packet is none: \(decoded)"
      return
    }
    reassembler.receive(segment, in: packet.span, at: moment)
    take(packet)
  }

  private mutating func take(_ packet: [UInt8]) {
    for index in 0..<reassembler.steps.count {
      let step = reassembler.steps[index]
      let side = Int(step.sender.rawValue)
      switch step.kind {
      case .bytes(let source):
        let bytes =
          switch source {
          case .payload(let range): Array(packet[range])
          case .released(let range): Array(reassembler.released[range])
          }
        deliver(side, Int(step.offset), bytes)
      case .gap(let length, _):
        let start = Int(step.offset)
        if start != ends[side] { broken = "a gap at \(start), not at \(ends[side])" }
        ends[side] = start + Int(length)
      case .conflict: broken = "a conflict, and all copies are the same"
      default: break
      }
    }
  }

  private mutating func deliver(_ side: Int, _ start: Int, _ bytes: [UInt8]) {
    if start != ends[side] { broken = "bytes at \(start), not at \(ends[side])" }
    ends[side] = start + bytes.count
    for (index, byte) in bytes.enumerated() {
      let offset = start + index
      guard offset < 1600, sent[side][offset] else {
        broken = "a byte at \(offset), which nobody sent"
        return
      }
      if come[side][offset] { broken = "the byte at \(offset) comes twice" }
      if byte != Self.byte(offset) { broken = "another byte at \(offset)" }
      come[side][offset] = true
    }
  }

  mutating func finish() throws(BrokenPromise) {
    while reassembler.finishNext(at: Moment(frame: frame, time: Int64(frame) * 1_000_000)) {
      take([])
    }
    if let broken { throw BrokenPromise(broken) }
    guard isHonest else { return }
    for side in 0...1 {
      let missing = zip(sent[side], come[side]).enumerated().first { $0.element.0 && !$0.element.1 }
      try promise(missing == nil, "the byte of side \(side) at \(missing?.offset ?? 0) is lost")
    }
  }
}
