import Packets
import Primitives

/// A segment whose bytes have been handed out, as far as a later copy is compared with it.
struct RecentSegment: Sendable {
  /// The low 32 bits of the stream offset.
  var offset: UInt32 = 0
  var length: UInt32 = 0
  /// The header fields, 0 where they are not known.
  var signature: UInt32 = 0
  /// `RecentSegment.tick` of the frame.
  var tick: UInt32 = 0
  /// Where its bytes are kept, if it is a short one.
  var place: UInt32 = 0
  /// The ones' complement sum of its bytes, 0 rather than 0xFFFF.
  var sum: UInt16 = 0
  /// The time to live or hop limit of the frame.
  var timeToLive: UInt8 = 0

  /// Within how many ticks nobody sends the same bytes twice, so that they are one frame seen twice: about a
  /// millisecond (RFC 6298 section 2.4 has a second before they are sent again).
  static let soonTicks: UInt32 = 1

  /// Capture time, or a part of it, in units of 2^20 nanoseconds.
  @inline(__always)
  static func tick(_ time: Int64) -> UInt32 { UInt32(truncatingIfNeeded: time >> 20) }

  /// Within how many ticks two frames with the same fields are one that was seen twice.
  ///
  /// - Parameters:
  ///   - isTold: whether something tells it from a retransmission: a number of the packet, or that it came
  ///     another way. Where nothing does, it is seen again sooner than anybody sends it again.
  ///   - ticks: within how many at most.
  /// - Returns: ticks.
  @inline(__always)
  static func reach(isTold: Bool, within ticks: UInt32) -> UInt32 {
    isTold ? ticks : min(ticks, soonTicks)
  }
}

extension RecentSegment {
  /// Whether a frame is this one once more, seen not longer than `ticks` before or after it.
  ///
  /// - Parameters:
  ///   - frame: its fields.
  ///   - ticks: within how much time.
  ///   - isNumbered: whether the fields tell it from a retransmission; where not, another time to live
  ///     does.
  /// - Returns: whether it is. Where all bytes of both are known, they have the same sum.
  func isTwin(of frame: RecentSegment, within ticks: UInt32, isNumbered: Bool) -> Bool {
    guard signature == frame.signature, isNear(tick, frame.tick, ticks) else { return false }
    guard length == frame.length else { return isNumbered }
    guard sum == frame.sum else { return false }
    let isTold = isNumbered || timeToLive != frame.timeToLive
    return isNear(tick, frame.tick, RecentSegment.reach(isTold: isTold, within: ticks))
  }
}

/// Bytes that were passed over as missing.
struct RecentGap: Sendable {
  /// The low 32 bits of the stream offset.
  var offset: UInt32 = 0
  var length: UInt32 = 0
}

/// The latest segments of both sides whose bytes have been handed out.
///
/// Limits: a copy is compared with the last eight of its side, of which short ones are compared byte by
/// byte. Of a segment of more than `RecentBytes.longest` bytes, and of one whose bytes had to go for
/// others, the sum alone is known: it does not see words that changed places, and a copy of a part of it
/// counts as equal.
struct RecentSegments: Sendable {
  static let count = 8
  /// Those of the client, then those of the server.
  var segments = InlineArray<16, RecentSegment>(repeating: RecentSegment())
  var next = InlineArray<2, UInt8>(repeating: 0)
  /// The latest gaps of both sides, in the same order; of those that are filled, and before any, the length
  /// is 0.
  private var gaps = InlineArray<8, RecentGap>(repeating: RecentGap())
  private var nextGap = InlineArray<2, UInt8>(repeating: 0)
  private var kept = InlineArray<2, RecentBytes>(repeating: RecentBytes())

  @inline(__always)
  mutating func record(
    _ segment: RecentSegment, _ bytes: Span<UInt8>, in range: Range<Int>, side: Int
  ) {
    let index = side &* 8 &+ Int(next[side] & 7)
    segments[index] = segment
    next[side] &+= 1
    if segment.length <= RecentBytes.longest {
      segments[index].place = kept[side].keep(bytes, in: range)
    }
  }

  /// Remembers bytes that were passed over.
  mutating func recordGap(side: Int, _ range: Range<UInt64>) {
    gaps[side * 4 + Int(nextGap[side] & 3)] = RecentGap(
      offset: UInt32(truncatingIfNeeded: range.lowerBound),
      length: UInt32(clamping: range.upperBound - range.lowerBound))
    nextGap[side] &+= 1
  }

  /// Whether a segment has bytes of a remembered gap, which is forgotten then.
  mutating func fillsGap(side: Int, _ range: Range<Int64>) -> Bool {
    for index in side * 4..<side * 4 + 4 where gaps[index].length > 0 {
      let start = Int64(
        Int32(bitPattern: gaps[index].offset &- UInt32(truncatingIfNeeded: range.lowerBound)))
      guard start < range.count, start + Int64(gaps[index].length) > 0 else { continue }
      gaps[index].length = 0
      return true
    }
    return false
  }

  /// Whether a frame with these fields was seen not longer than `ticks` ago, as in `RecentSegment.isTwin`.
  func hasTwin(side: Int, _ frame: RecentSegment, within ticks: UInt32, isNumbered: Bool) -> Bool {
    for index in 0..<RecentSegments.count {
      let old = segments[side * RecentSegments.count + index]
      if old.length > 0, old.isTwin(of: frame, within: ticks, isNumbered: isNumbered) {
        return true
      }
    }
    return false
  }

  /// Whether a segment of a length was handed out not longer than `ticks` before or after a tick.
  func hasLength(_ length: Int, side: Int, at tick: UInt32, within ticks: UInt32) -> Bool {
    for index in 0..<RecentSegments.count {
      let old = segments[side * RecentSegments.count + index]
      if Int(old.length) == length, isNear(old.tick, tick, ticks) { return true }
    }
    return false
  }

  /// The stream range of the handed out segments whose bytes differ from a copy, as far as the copy has
  /// them, or nil. `offset` is that of the first byte of `range`.
  func difference(
    side: Int, offset: Int64, bytes: Span<UInt8>, range: Range<Int>
  ) -> Range<UInt64>? {
    var found: Range<UInt64>?
    for index in 0..<RecentSegments.count {
      let old = segments[side * RecentSegments.count + index]
      let skip = Int(
        Int32(bitPattern: old.offset &- UInt32(truncatingIfNeeded: offset)))
      let (lower, upper) = (max(0, skip), min(range.count, skip + Int(old.length)))
      guard lower < upper, offset + Int64(lower) >= 0 else { continue }
      let copy = range.lowerBound + lower..<range.lowerBound + upper
      let isEqual: Bool
      if old.length <= RecentBytes.longest, kept[side].holds(old.place) {
        isEqual = kept[side].isEqual(old.place, from: lower - skip, to: bytes, in: copy)
      } else {
        isEqual = copy.count < old.length || normalizedSum(bytes, in: copy) == old.sum
      }
      if isEqual { continue }
      let start = UInt64(offset + Int64(lower))
      found = union(found, start..<start + UInt64(copy.count))
    }
    return found
  }
}

/// Whether two ticks are within a distance, in either order.
func isNear(_ a: UInt32, _ b: UInt32, _ ticks: UInt32) -> Bool {
  min(a &- b, b &- a) <= ticks
}

/// The smallest range that holds both.
func union(_ a: Range<UInt64>?, _ b: Range<UInt64>?) -> Range<UInt64>? {
  guard let a else { return b }
  guard let b else { return a }
  return min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
}

/// The ones' complement sum with one form of zero.
func normalizedSum(_ bytes: Span<UInt8>, in range: Range<Int>) -> UInt16 {
  let sum = internetSum(bytes, in: range)
  return sum == 0xFFFF ? 0 : sum
}

extension Segment {
  /// The sum of the payload. Where the checksum is right it follows from the headers alone: their
  /// sum and the payload's make 0xFFFF (RFC 9293 section 3.1), so the payload is not read.
  @inline(__always)
  func payloadSum(in bytes: Span<UInt8>) -> UInt16 {
    if let payloadSum { return payloadSum == 0xFFFF ? 0 : payloadSum }
    return findPayloadSum(in: bytes)
  }

  @inline(never)
  private func findPayloadSum(in bytes: Span<UInt8>) -> UInt16 {
    guard checksum == .right, payload.count > 128, segmentOffset >= 0,
      segmentOffset < payload.lowerBound
    else { return normalizedSum(bytes, in: payload) }
    var sum = UInt64(internetSum(bytes, in: segmentOffset..<payload.lowerBound))
    sum &+= words(source.address) &+ words(destination.address) &+ 6
    sum &+= UInt64(truncatingIfNeeded: payload.upperBound &- segmentOffset)
    while sum >> 16 != 0 { sum = (sum & 0xFFFF) &+ (sum >> 16) }
    let rest = ~UInt16(truncatingIfNeeded: sum)
    return rest == 0xFFFF ? 0 : rest
  }

  private func words(_ address: IPAddress) -> UInt64 {
    let (high, low) = (address.high, address.low)
    return (high >> 32) &+ (high & 0xFFFF_FFFF) &+ (low >> 32) &+ (low & 0xFFFF_FFFF)
  }

  /// Whether there is an IP identification, which a retransmission does not share.
  @inline(__always)
  var isNumbered: Bool { identification != 0 }

  /// The signature with the sum of the payload, where there is one: two segments of the same number may
  /// have other bytes.
  func signature(in bytes: Span<UInt8>) -> UInt64 {
    guard payloadLength > 0 else { return signature }
    return signature ^ (UInt64(payloadSum(in: bytes)) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// 64 bits of the header fields that are equal in two captures of one frame: all but the hop limit.
  /// Where the segment is not numbered they are those of a retransmission, too.
  @inline(__always)
  var signature: UInt64 {
    var mix = UInt64(sequenceNumber.value) << 32 | UInt64(acknowledgmentNumber.value)
    let rest =
      UInt64(identification) << 48 | UInt64(window) << 32 | UInt64(controlBits.rawValue) << 24
      | UInt64(truncatingIfNeeded: payloadLength) & 0xFF_FFFF
    mix = (mix ^ mix >> 31) &* 0x9E37_79B9_7F4A_7C15 &+ rest
    mix = (mix ^ mix >> 29) &* 0xBF58_476D_1CE4_E5B9 &+ UInt64(timestampValue ?? 0)
    mix = (mix ^ mix >> 32) &* 0x94D0_49BB_1331_11EB
    return mix | 1 << 63 | 1 << 31
  }
}
