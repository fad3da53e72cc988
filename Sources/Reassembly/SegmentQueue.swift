import Packets
import Primitives

/// Bytes of one captured segment that wait.
struct QueuedSegment: Sendable {
  /// The stream offset of the first byte.
  var offset: UInt64
  var bytes: [UInt8]
  /// The frame that had them.
  var moment: Moment
  /// The bytes of the other side that go before: those that this frame acknowledges.
  var after: UInt64
  var signature: UInt32
  /// The time to live or hop limit of the frame.
  var timeToLive: UInt8
  /// The stream offset behind all bytes of the captured segment.
  var segmentEnd: UInt64

  var end: UInt64 { offset + UInt64(bytes.count) }

  /// The segment as later copies are compared with it.
  var recent: RecentSegment {
    RecentSegment(
      offset: UInt32(truncatingIfNeeded: offset), length: UInt32(truncatingIfNeeded: bytes.count),
      signature: signature, tick: RecentSegment.tick(moment.time),
      sum: normalizedSum(bytes.span, in: 0..<bytes.count), timeToLive: timeToLive)
  }

  /// A part of the segment by stream offsets.
  func part(_ range: Range<UInt64>) -> QueuedSegment {
    var part = self
    part.offset = range.lowerBound
    part.bytes = Array(bytes[Int(range.lowerBound - offset)..<Int(range.upperBound - offset)])
    return part
  }
}

/// What waits in one direction: segments in stream order that never overlap.
struct SegmentQueue: Sendable {
  private(set) var segments: [QueuedSegment] = []
  private(set) var byteCount = 0
  /// What was set aside because its checksum is wrong, in the order of capture; bounded.
  var aside: [AsideSegment] = []
  /// What frames had beyond the snap length, in the order of capture; bounded.
  var snapped: [Snapped] = []
  /// An acknowledged hole that may still be filled.
  var hole: Hole?
  /// The bytes of the other side that go before the FIN.
  var finishAfter: UInt64 = 0
  /// When the first segment behind the present hole was queued, and where the hole is.
  var queuedSince: (time: Int64, offset: UInt64)?
  /// The frame with which the modelled device's queue was full.
  var reordered: (moment: Moment, offset: UInt64)?

  /// Bytes that the snap length cut off.
  struct Snapped: Sendable {
    var range: Range<UInt64>
    /// The frame that was cut.
    var moment: Moment
  }

  struct Hole: Sendable {
    var edge: UInt64
    var since: Int64
    var framesLeft: Int
  }

  /// What counts towards the bound of the run.
  var cost: Int {
    aside.reduce(byteCount + segments.count * ReassemblyOptions.queueOverhead) {
      $0 + $1.segment.bytes.count
    }
  }

  var isEmpty: Bool {
    segments.isEmpty && aside.isEmpty && snapped.isEmpty && hole == nil && reordered == nil
  }

  /// Where the bytes without a hole from `offset` on end.
  func contiguousEnd(from offset: UInt64) -> UInt64 {
    var end = offset
    for segment in segments {
      if segment.offset > end { break }
      end = max(end, segment.end)
    }
    return end
  }

  /// Whether all bytes of a range are there.
  func holds(_ range: Range<UInt64>) -> Bool {
    var end = range.lowerBound
    for segment in segments[firstEnding(after: end)...] {
      if segment.offset > end || end >= range.upperBound { break }
      end = segment.end
    }
    return end >= range.upperBound
  }

  /// The segments behind an offset, as far as a limit: what counts is whether they are more.
  func waiting(behind offset: UInt64, upTo limit: Int) -> Int {
    var count = 0
    var index = segments.count
    while index > 0, count < limit, segments[index - 1].offset > offset {
      index -= 1
      count += 1
    }
    return count
  }

  /// Puts a segment in its place; parts that are there already are compared.
  /// Bytes below `edge`, the acknowledged offset, are never replaced.
  ///
  /// - Returns: the range of the bytes that differ, or nil.
  mutating func insert(
    _ new: QueuedSegment, policy: OverlapPolicy, edge: UInt64
  ) -> Range<UInt64>? {
    guard !new.bytes.isEmpty else { return nil }
    if let last = segments.last, last.end > new.offset {
      return merge(new, policy: policy, edge: edge)
    }
    put([new], at: segments.count..<segments.count)
    return nil
  }

  private mutating func merge(
    _ new: QueuedSegment, policy: OverlapPolicy, edge: UInt64
  ) -> Range<UInt64>? {
    var index = firstEnding(after: new.offset)
    var position = new.offset
    var conflict: Range<UInt64>?
    while position < new.end, index < segments.count, segments[index].offset < new.end {
      let old = segments[index]
      if old.offset > position {
        put([new.part(position..<old.offset)], at: index..<index)
        index += 1
        position = old.offset
      }
      let upper = min(new.end, old.end)
      if let differs = difference(old, new, position..<upper) {
        conflict = union(conflict, differs)
        let from = max(position, edge)
        if policy == .last, from < upper {
          let parts = [
            old.part(old.offset..<from), new.part(from..<upper), old.part(upper..<old.end),
          ].filter { !$0.bytes.isEmpty }
          put(parts, at: index..<index + 1)
          index += parts.count - 1
        }
      }
      position = upper
      index += 1
    }
    if position < new.end { put([new.part(position..<new.end)], at: index..<index) }
    return conflict
  }

  private func difference(
    _ a: QueuedSegment, _ b: QueuedSegment, _ range: Range<UInt64>
  ) -> Range<UInt64>? {
    var found: Range<UInt64>?
    for offset in range where a.bytes[Int(offset - a.offset)] != b.bytes[Int(offset - b.offset)] {
      found = (found?.lowerBound ?? offset)..<offset + 1
    }
    return found
  }

  /// Whether a copy has other bytes than what waits in its place.
  func differs(from bytes: Span<UInt8>, in range: Range<Int>, at position: Int64) -> Bool {
    for segment in segments {
      let start = Int64(segment.offset) - position
      let lower = max(0, start)
      let upper = min(Int64(range.count), start + Int64(segment.bytes.count))
      guard lower < upper else { continue }
      for place in Int(lower)..<Int(upper)
      where bytes[range.lowerBound + place] != segment.bytes[place - Int(start)] {
        return true
      }
    }
    return false
  }

  private func firstEnding(after offset: UInt64) -> Int {
    segments.indices.partitioningIndex { segments[$0].end > offset }
  }

  private mutating func put(_ parts: [QueuedSegment], at range: Range<Int>) {
    for old in segments[range] { byteCount -= old.bytes.count }
    for part in parts { byteCount += part.bytes.count }
    segments.replaceSubrange(range, with: parts)
  }

  /// Takes the first segments away.
  mutating func removeFirst(_ count: Int) {
    guard count > 0 else { return }
    for index in 0..<count { byteCount -= segments[index].bytes.count }
    segments.removeFirst(count)
    if segments.isEmpty { segments = [] }
  }

  /// Takes everything away.
  mutating func removeAll() { self = SegmentQueue() }

  /// Remembers that a frame had these bytes beyond the snap length.
  mutating func noteSnapped(_ range: Range<UInt64>, _ moment: Moment) {
    if snapped.contains(where: {
      $0.range.lowerBound <= range.lowerBound && $0.range.upperBound >= range.upperBound
    }) {
      return
    }
    if let last = snapped.last, last.range.upperBound == range.lowerBound {
      snapped[snapped.count - 1].range = last.range.lowerBound..<range.upperBound
      return
    }
    if snapped.count == 64 { snapped.removeFirst() }
    snapped.append(Snapped(range: range, moment: moment))
  }

  /// The parts of a hole in order: their reasons, and the frame that was cut where one was.
  func reasons(
    in hole: Range<UInt64>
  ) -> [(range: Range<UInt64>, reason: Step.GapReason, moment: Moment?)] {
    var parts: [(range: Range<UInt64>, reason: Step.GapReason, moment: Moment?)] = []
    var position = hole.lowerBound
    while position < hole.upperBound {
      if let cut = snapped.first(where: { $0.range.contains(position) }) {
        let upper = min(cut.range.upperBound, hole.upperBound)
        parts.append((position..<upper, .snapped, cut.moment))
        position = upper
      } else {
        let next = snapped.lazy.map(\.range.lowerBound).filter { $0 > position }.min()
        let upper = min(next ?? hole.upperBound, hole.upperBound)
        parts.append((position..<upper, .missing, nil))
        position = upper
      }
    }
    return parts
  }
}

/// What a connection needs beyond its fixed size while something of it waits.
struct Backlog: Sendable {
  var queues = InlineArray<2, SegmentQueue>(repeating: SegmentQueue())
  /// The connection that had the same sockets before.
  var predecessor: Predecessor?
  /// The sequence number of an earlier SYN of the client that nobody has answered.
  var otherInitial: UInt32?
  var slot = -1
  /// What of it is counted in the bound of the run.
  var cost = 0
  /// The backlogs that hold bytes, in the order in which they began to.
  var previous: Int32 = -1
  var next: Int32 = -1

  var isEmpty: Bool {
    queues[0].isEmpty && queues[1].isEmpty && predecessor == nil && otherInitial == nil
  }
}

/// The sequence numbers of an earlier connection between the same sockets (RFC 9293 section 3.4.3).
struct Predecessor: Sendable {
  /// Initial sequence numbers, by side of the present connection.
  var initial: InlineArray<2, SequenceNumber>
  /// One past the last number that was used.
  var next: InlineArray<2, SequenceNumber>

  /// Whether a number was used by a side.
  func covers(_ number: SequenceNumber, side: Int) -> Bool {
    number.distance(from: initial[side]) >= 0 && number.distance(from: next[side]) <= 0
  }
}
