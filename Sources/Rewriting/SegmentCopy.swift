import Packets

/// The part of a segment that one frame carries: all of it, or a fragment.
struct CarriedPart: Sendable {
  /// Which of the decoded bytes the frame has.
  var range: Range<Int>
  /// Where the first of them is in the output.
  var position: UInt64
  /// The whole frame.
  var record: FrameRecord
  /// Where the frame waits to be decided.
  var ticket: UInt64?
  var isEdited = false
}

/// The frames that carry one captured segment.
enum Carrier: Sendable {
  case frame(CarriedPart)
  case fragments([CarriedPart])

  /// Calls a function for each frame.
  mutating func forEach(_ body: (inout CarriedPart) -> Void) {
    switch self {
    case .frame(var part):
      body(&part)
      self = .frame(part)
    case .fragments(var parts):
      for index in parts.indices { body(&parts[index]) }
      self = .fragments(parts)
    }
  }
}

/// One captured copy of stream bytes, while edits can still reach it.
struct SegmentCopy: Sendable {
  /// The sequence number of the first payload byte.
  var sequenceNumber: SequenceNumber
  /// The captured payload, of the decoded bytes.
  var payload: Range<Int>
  /// The payload's length on the wire.
  var payloadLength: Int
  /// The first byte of the checksum, of the decoded bytes.
  var checksumOffset: Int
  /// What the checksum is before its first update, where that is not what was captured.
  var correction: UInt16?
  /// Whether the checksum follows the edits.
  var updatesChecksum = true
  var carrier: Carrier
  /// The frame that completed it.
  var frame = 0
  /// Whether reassembly has discarded it for its wrong checksum.
  private(set) var isDiscarded = false

  /// What an edit did.
  struct Outcome {
    /// Frames that were changed for the first time.
    var edited = 0
    /// The checksum was written anew, not updated.
    var isRecomputed = false
    /// The checksum could not follow: bytes that the edit replaces are not known.
    var isChecksumLeft = false
    /// Bytes were already written as they were captured.
    var isTooLate = false
  }

  /// The bytes of one edit that lie in the copy, each with its old value where that is known.
  private struct Change {
    /// Of the decoded bytes, as far as these were captured.
    var captured: Range<Int>
    /// The place of the first byte in the payload.
    var offset: Int
    var new: ArraySlice<UInt8>
    var old: [UInt8?]
  }

  /// Takes note that reassembly does not use it: its checksum stays wrong, so that nobody else does.
  mutating func discard() {
    isDiscarded = true
    correction = nil
  }

  /// Fills in bytes of the stream that are captured here and not known yet.
  ///
  /// - Parameters:
  ///   - bytes: bytes of the stream.
  ///   - start: the stream offset of the first of them.
  ///   - own: the stream offset of the copy.
  ///   - store: has the frames.
  mutating func fill(
    _ bytes: inout [UInt8?], from start: Int64, own: Int64, in store: some FrameStore
  ) {
    let lower = max(start, own)
    let upper = min(start + Int64(bytes.count), own + Int64(payload.count))
    guard lower < upper else { return }
    let first = payload.lowerBound + Int(lower - own)
    read(
      first..<first + Int(upper - lower), into: &bytes, from: Int(lower - start), in: store)
  }

  /// Puts captured bytes of the frames that carry a range where `bytes` has none, from a place on.
  private mutating func read(
    _ wanted: Range<Int>, into bytes: inout [UInt8?], from place: Int, in store: some FrameStore
  ) {
    var buffer: [UInt8] = []
    carrier.forEach { part in
      let range = part.range.clamped(to: wanted)
      guard !range.isEmpty,
        store.read(
          range.count, at: part.position + UInt64(range.lowerBound - part.range.lowerBound),
          into: &buffer)
      else { return }
      let first = place + range.lowerBound - wanted.lowerBound
      for (index, byte) in zip(first..., buffer) where bytes[index] == nil { bytes[index] = byte }
    }
  }

  /// Makes an edit in every frame that carries its bytes, and lets the checksum follow.
  ///
  /// - Parameters:
  ///   - edit: the edit.
  ///   - own: the stream offset of the copy.
  ///   - store: has the frames.
  /// - Returns: what it did.
  mutating func apply(
    _ edit: RetainedEdit, own: Int64, in store: some FrameStore
  ) -> Outcome {
    var outcome = Outcome()
    let start = Int64(clamping: edit.offset)
    let lower = max(start, own)
    let upper = min(start + Int64(edit.bytes.count), own + Int64(payloadLength))
    guard lower < upper else { return outcome }
    let skipped = Int(lower - start)
    let count = Int(upper - lower)
    let offset = Int(lower - own)
    let first = payload.lowerBound + offset
    var change = Change(
      captured: (first..<first + count).clamped(to: payload), offset: offset,
      new: edit.bytes[skipped..<skipped + count], old: Array(repeating: nil, count: count))
    replace(&change, first: first, in: store, &outcome)
    for index in 0..<count where change.old[index] == nil {
      // Not captured here: what another copy had, where there was one.
      if edit.old.isEmpty {
        outcome.isChecksumLeft = true
      } else {
        change.old[index] = edit.old[skipped + index]
      }
    }
    guard updatesChecksum, !outcome.isChecksumLeft else { return outcome }
    updateChecksum(change, in: store, &outcome)
    return outcome
  }

  private mutating func replace(
    _ change: inout Change, first: Int, in store: some FrameStore, _ outcome: inout Outcome
  ) {
    var buffer: [UInt8] = []
    let new = change.new
    var old = change.old
    let captured = change.captured
    carrier.forEach { part in
      let range = part.range.clamped(to: captured)
      guard !range.isEmpty else { return }
      let bytes = new[
        new.startIndex + range.lowerBound - first..<new.startIndex + range.upperBound - first]
      let position = part.position + UInt64(range.lowerBound - part.range.lowerBound)
      guard store.read(range.count, at: position, into: &buffer) else {
        // What is written stays, and its checksum with it.
        outcome.isTooLate = true
        for (index, byte) in zip(range, bytes) { old[index - first] = byte }
        return
      }
      for (index, byte) in zip(range, buffer) where old[index - first] == nil {
        old[index - first] = byte
      }
      guard !buffer.elementsEqual(bytes) else { return }
      store.write(Array(bytes), at: position)
      outcome.edited += part.isEdited ? 0 : 1
      part.isEdited = true
    }
    change.old = old
  }

  private mutating func updateChecksum(
    _ change: Change, in store: some FrameStore, _ outcome: inout Outcome
  ) {
    let pairs = zip(change.old, change.new).enumerated()
    guard pairs.contains(where: { $0.element.0 != $0.element.1 }),
      var checksum = correction ?? capturedChecksum(in: store)
    else { return }
    outcome.isRecomputed = correction != nil
    for (index, (old, new)) in pairs {
      guard let old, old != new else { continue }
      // A TCP header is of whole words: the payload starts at an even offset.
      checksum = updatedChecksum(checksum, replacing: old, with: new, at: change.offset + index)
    }
    correction = nil
    outcome.edited += write(checksum: checksum, in: store)
  }

  /// The checksum as it stands; nil where it was not captured or is written.
  private mutating func capturedChecksum(
    in store: some FrameStore
  ) -> UInt16? {
    var found: [UInt8?] = [nil, nil]
    read(checksumOffset..<checksumOffset + 2, into: &found, from: 0, in: store)
    guard let high = found[0], let low = found[1] else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  /// Writes the checksum into every frame that carries it.
  ///
  /// - Returns: how many frames were changed for the first time.
  mutating func write(
    checksum: UInt16, in store: some FrameStore
  ) -> Int {
    let field = checksumOffset..<checksumOffset + 2
    let bytes = [UInt8(checksum >> 8), UInt8(truncatingIfNeeded: checksum)]
    var edited = 0
    var buffer: [UInt8] = []
    carrier.forEach { part in
      let range = part.range.clamped(to: field)
      guard !range.isEmpty else { return }
      let position = part.position + UInt64(range.lowerBound - part.range.lowerBound)
      guard store.read(range.count, at: position, into: &buffer) else { return }
      let new = Array(
        bytes[range.lowerBound - field.lowerBound..<range.upperBound - field.lowerBound])
      guard buffer != new else { return }
      store.write(new, at: position)
      edited += part.isEdited ? 0 : 1
      part.isEdited = true
    }
    return edited
  }
}
