import Packets
import Primitives

/// What is known of the bytes that one side sends (RFC 9293 section 3.3.1, seen from the receiver).
struct StreamState: Sendable {
  /// RCV.NXT: one past the FIN once that is in order.
  var receiveNext = SequenceNumber(0)
  /// IRS; without a SYN one before the first byte seen.
  var initial = SequenceNumber(0)
  /// The highest acknowledgment number of the other side.
  var acknowledged = SequenceNumber(0)
  /// The place of the FIN.
  var finish = SequenceNumber(0)
  /// The stream offset of the next byte.
  var offset: UInt64 = 0
  /// The last frame without payload: 40 bits of its fields and 24 of its time.
  var bareSignature: UInt64 = 0
  /// TSval of the SYN.
  var firstTimestamp: UInt32 = 0
  /// Frames of this sender, duplicates left out.
  var frames: UInt32 = 0
  /// The MSS option of the SYN, 0 where unknown.
  var maximumSegmentSize: UInt16 = 0
  /// Right checksums so far, at most 255.
  var rightChecksums: UInt8 = 0
  /// The time to live of the frame of `bareSignature`.
  var bareTimeToLive: UInt8 = 0
  /// The IPv4 identification of the latest frame, or 0.
  var identification: UInt16 = 0
  var flags: Flags = []

  struct Flags: OptionSet, Sendable {
    let rawValue: UInt16
    /// The start of the stream is known.
    static let isOpen = Flags(rawValue: 1)
    /// The SYN was seen.
    static let hasSYN = Flags(rawValue: 2)
    /// `acknowledged` counts.
    static let hasAcknowledged = Flags(rawValue: 4)
    /// `finish` counts.
    static let hasFIN = Flags(rawValue: 8)
    /// The FIN was reached in order.
    static let isFinished = Flags(rawValue: 16)
    /// A wrong checksum was seen.
    static let hasWrongChecksum = Flags(rawValue: 32)
    /// The step that says so was emitted.
    static let saidWrongChecksum = Flags(rawValue: 64)
    /// `firstTimestamp` counts.
    static let hasTimestamp = Flags(rawValue: 128)
  }

  /// The sequence number of the byte at `offset`.
  var nextByte: SequenceNumber { flags.contains(.isFinished) ? receiveNext + -1 : receiveNext }

  /// The stream offset of a sequence number; negative before the start.
  func position(of number: SequenceNumber) -> Int64 {
    Int64(truncatingIfNeeded: offset) &+ Int64(number.distance(from: nextByte))
  }

  /// The stream offset up to which the other side has acknowledged bytes.
  var acknowledgedOffset: UInt64 {
    guard flags.contains(.hasAcknowledged), flags.contains(.isOpen) else { return 0 }
    var edge = position(of: acknowledged)
    if flags.contains(.hasFIN) { edge = min(edge, position(of: finish)) }
    return edge > 0 ? UInt64(edge) : 0
  }

  /// Whether the other side has acknowledged the FIN.
  var isFinishAcknowledged: Bool {
    flags.isSuperset(of: [.hasFIN, .hasAcknowledged]) && acknowledged.distance(from: finish) > 0
  }

  /// Starts the stream at its first byte.
  mutating func open(at first: SequenceNumber) {
    receiveNext = first
    initial = first + -1
    offset = 0
    flags.insert(.isOpen)
  }
}

// What the short path does.
extension StreamState {
  /// Moves the next byte.
  ///
  /// - Returns: the offset before.
  @inline(__always) @discardableResult
  mutating func advance(by count: Int) -> UInt64 {
    receiveNext = SequenceNumber(receiveNext.value &+ UInt32(truncatingIfNeeded: count))
    defer { offset &+= UInt64(truncatingIfNeeded: count) }
    return offset
  }

  /// Takes an acknowledgment number of the other side; an older one changes nothing.
  @inline(__always)
  mutating func note(acknowledged number: SequenceNumber) {
    let ahead = Int32(bitPattern: number.value &- acknowledged.value)
    guard !flags.contains(.hasAcknowledged) || ahead > 0 else { return }
    acknowledged = number
    flags.insert(.hasAcknowledged)
  }

  /// Remembers a frame, so that a second capture of it is recognised.
  @inline(__always)
  mutating func noteBare(_ segment: Segment, _ signature: UInt64, _ time: Int64) {
    bareSignature = signature & ~0xFF_FFFF | UInt64(RecentSegment.tick(time)) & 0xFF_FFFF
    bareTimeToLive = segment.timeToLive
  }

  /// Whether the last remembered frame had the same fields a short time ago, and is this one. A frame
  /// without sequence numbers may be sent as often as one likes (RFC 5681 section 3.2), however soon.
  @inline(__always)
  func isBareTwin(
    _ segment: Segment, _ signature: UInt64, _ time: Int64, within duration: Int64
  ) -> Bool {
    guard (signature ^ bareSignature) >> 24 == 0 else { return false }
    let old = UInt32(truncatingIfNeeded: bareSignature) << 8
    let isTold = segment.isNumbered || segment.timeToLive != bareTimeToLive
    guard isTold || segment.sequenceLength > 0 else { return false }
    let ticks = RecentSegment.reach(isTold: isTold, within: RecentSegment.tick(duration))
    return isNear(old, RecentSegment.tick(time) << 8, ticks << 8)
  }
}

extension Connection {
  /// What is left to do for a segment in order.
  struct InOrder {
    /// The stream offset of its bytes.
    var offset: UInt64
    var listTime: Int64
    var recent: Int32
  }

  /// Takes the fields of a segment that is the next in order where nothing waits.
  ///
  /// - Returns: nil where it is anything else; then the stream has not moved.
  @inline(__always)
  mutating func takeInOrder(
    _ segment: Segment, _ side: Int, _ signature: UInt64, _ time: Int64,
    _ policy: ChecksumPolicy, _ duplicateTime: Int64
  ) -> InOrder? {
    let length = segment.payload.upperBound &- segment.payload.lowerBound
    // ACK alone of ACK, SYN, FIN and RST.
    guard flags.contains(.isSimple), segment.controlBits.rawValue & 0b10111 == 0b10000,
      segment.sequenceNumber.value == streams[side].receiveNext.value,
      length == segment.payloadLength, streams[side].flags.contains(.isOpen)
    else { return nil }
    let peer = 1 &- side
    let unseen = Int32(
      bitPattern: segment.acknowledgmentNumber.value &- streams[peer].receiveNext.value)
    if unseen > 0, streams[peer].flags.contains(.isOpen) { return nil }
    if policy != .none {
      if segment.headerChecksum != .wrong, segment.checksum == .right {
        if streams[side].rightChecksums < .max { streams[side].rightChecksums &+= 1 }
      } else if segment.headerChecksum == .wrong || segment.checksum != .unchecked {
        guard policy == .auto,
          streams[side].flags.isSuperset(of: [.hasWrongChecksum, .saidWrongChecksum])
        else { return nil }
      }
    }
    if length == 0 {
      if streams[side].isBareTwin(segment, signature, time, within: duplicateTime) { return nil }
      streams[side].noteBare(segment, signature, time)
    }
    streams[peer].note(acknowledged: segment.acknowledgmentNumber)
    streams[side].frames &+= 1
    streams[side].identification = segment.identification
    if time > lastTime { lastTime = time }
    return InOrder(
      offset: streams[side].advance(by: length), listTime: listTime, recent: recent)
  }
}
