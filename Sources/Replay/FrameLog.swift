import CaptureFiles
import Primitives
import Rewriting

/// The frames of the output that are not written yet, in the form in which they will be.
///
/// A block of frames is taken as the reading thread made it: in most runs all of it is decided when
/// its last frame is inspected, and it is written in one piece from where it was read. Else it waits: a
/// few MiB in memory, the rest in a temporary file, in which edits are made, too.
final class FrameLog {
  /// What waits in memory at most, beside the block at hand.
  static let memoryLimit = 4 << 20

  /// Frames in a row.
  private struct Run {
    var start: UInt64
    var frames: FrameRun
    var end: UInt64 { start &+ UInt64(frames.count) }

    /// Where bytes lie from a position on.
    func place(of position: UInt64, _ count: Int) -> Range<Int> {
      let first = Int(position &- start)
      return first..<first + count
    }

    /// Replaces bytes from a position on.
    mutating func replace(at position: UInt64, with bytes: [UInt8]) {
      frames.replace(from: Int(position &- start), with: bytes)
    }
  }

  /// A place where the output differs from the log.
  private struct Splice {
    var position: UInt64
    /// The place among all of them, in the order in which they came.
    var number: Int
    /// How many bytes are left out there.
    var skipped: Int
    /// What is written instead.
    var inserted: [UInt8]
    /// What it is charged with in bytes: an array has a header of its own.
    var cost: Int { MemoryLayout<Splice>.stride + (inserted.isEmpty ? 0 : inserted.capacity + 48) }
  }

  /// The block at hand.
  private var current = Run(start: 0, frames: FrameRun())
  private var waiting: [Run] = []
  /// Memory of blocks that are written, for the next ones.
  private var spare: [FrameRun] = []
  private var spool: SpoolFile?
  private var spooled: Range<UInt64> = 0..<0
  private var splices: [Splice] = []
  private var isInOrder = true
  private var spliceCount = 0
  /// What all of them are charged with in bytes.
  private var spliceCost = 0
  /// Everything before is written.
  private var written: UInt64 = 0
  /// Small pieces on their way out.
  private var buffer: [UInt8] = []
  private let limit: Int
  private let output: OutputFile
  private let format: SavefileFormat
  /// What the temporary file failed with.
  private var failure: CaptureError?
  /// A log of no frames; the file header goes before the first ones.
  ///
  /// - Parameters:
  ///   - format: the form of the output.
  ///   - limit: how many bytes may wait.
  ///   - output: where they go.
  init(_ format: SavefileFormat, limit: Int, output: OutputFile) {
    self.format = format
    self.limit = limit
    self.output = output
    buffer = format.header
  }

  /// The end of all frames.
  var end: UInt64 { current.end }

  /// Takes the frames of a block.
  func begin(_ frames: inout FrameRun) { swap(&current.frames, &frames) }

  /// Whether more waits behind a position than may.
  func isOverLimit(from position: UInt64) -> Bool {
    end &- position &+ UInt64(spliceCost) > UInt64(limit)
  }

  /// Ends the block at hand: writes what lies before a position and keeps the rest.
  ///
  /// - Parameters:
  ///   - position: the first byte that may still change; nil where none may.
  ///   - frames: gets the block's memory back where all of it was written.
  /// - Throws: `OutputError` where something cannot be written.
  func retire(
    upTo position: UInt64?, returning frames: inout FrameRun
  ) throws(OutputError) {
    let end = end
    try write(upTo: position ?? end)
    if written == end {
      swap(&current.frames, &frames)
      current.frames.removeAll()
    } else {
      waiting.append(current)
      current.frames = FrameRun()
      try spill()
      if frames.capacity == 0 { frames = spare.popLast() ?? FrameRun() }
    }
    current.start = end
    try flush()
    if let failure { throw OutputError(failure) }
  }

  /// Writes the rest and gives the file its name.
  func finish() throws(OutputError) {
    try write(upTo: end)
    try flush()
    if let failure { throw OutputError(failure) }
    try output.finish()
  }

  // MARK: Writing

  private func write(upTo limit: UInt64) throws(OutputError) {
    if !isInOrder {
      splices.sort { ($0.position, $0.number) < ($1.position, $1.number) }
      isInOrder = true
    }
    var done = 0
    while done < splices.count,
      splices[done].position &+ UInt64(splices[done].skipped) <= limit
    {
      try copy(upTo: splices[done].position)
      let inserted = splices[done].inserted
      try put(inserted.span)
      written &+= UInt64(splices[done].skipped)
      spliceCost -= splices[done].cost
      done += 1
    }
    splices.removeFirst(done)
    try copy(upTo: limit)
    while !waiting.isEmpty, waiting[0].end <= written { forgetOldest() }
  }

  /// Takes the oldest run out of `waiting`; its memory is used again.
  private func forgetOldest() {
    var frames = waiting.removeFirst().frames
    frames.removeAll()
    guard frames.capacity > 0, spare.count < FrameLog.memoryLimit / StepBlock.byteLimit else {
      return
    }
    spare.append(frames)
  }

  /// Writes bytes as they are.
  private func copy(upTo limit: UInt64) throws(OutputError) {
    while written < limit {
      if let run = run(at: written) {
        let upper = min(limit, run.end)
        try run.frames.withBytes(run.place(of: written, Int(upper &- written))) {
          bytes throws(OutputError) in try put(bytes)
        }
        written = upper
      } else {
        let upper = min(limit, spooled.upperBound, written &+ 1 << 18)
        var bytes: [UInt8] = []
        guard let spool, written < upper else { return }
        do throws(CaptureError) {
          try spool.read(Int(upper &- written), at: written, into: &bytes)
        } catch {
          throw OutputError(error)
        }
        try put(bytes.span)
        written = upper
      }
    }
  }

  /// What is in memory from a position on.
  private func run(at position: UInt64) -> Run? {
    position >= current.start
      ? current : waiting.first { $0.start <= position && $0.end > position }
  }

  private func put(_ bytes: Span<UInt8>) throws(OutputError) {
    if bytes.count < 1 << 12 {
      buffer.append(bytes, in: 0..<bytes.count)
      if buffer.count >= 1 << 16 { try flush() }
    } else {
      try flush()
      try output.write(bytes)
    }
  }

  private func flush() throws(OutputError) {
    guard !buffer.isEmpty else { return }
    try output.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Moves what is too much for the memory to the temporary file.
  private func spill() throws(OutputError) {
    var total = waiting.reduce(0) { $0 + $1.frames.count }
    while total > FrameLog.memoryLimit, !waiting.isEmpty {
      total -= waiting[0].frames.count
      do throws(CaptureError) {
        let run = waiting[0]
        let file: SpoolFile
        if let spool {
          file = spool
        } else {
          // What waits is bounded at the end of a block, and a block may be added to it.
          file = try SpoolFile(capacity: UInt64(limit) + UInt64(StepBlock.byteLimit) * 4)
          spool = file
        }
        let first = max(written, run.start)
        try run.frames.withBytes(run.place(of: first, Int(run.end &- first))) {
          bytes throws(CaptureError) in try file.write(bytes, at: first)
        }
        let lower = spooled.upperBound == first ? spooled.lowerBound : first
        spooled = lower..<run.end
      } catch {
        throw OutputError(error)
      }
      forgetOldest()
    }
  }
}

extension FrameLog: FrameStore {
  func read(_ count: Int, at position: UInt64, into bytes: inout [UInt8]) -> Bool {
    guard position >= written, position &+ UInt64(count) <= end else { return false }
    bytes.removeAll(keepingCapacity: true)
    if let run = run(at: position) {
      run.frames.withBytes(run.place(of: position, count)) { bytes.append($0, in: 0..<count) }
      return true
    }
    guard let spool, spooled.contains(position) else { return false }
    do throws(CaptureError) {
      try spool.read(count, at: position, into: &bytes)
      return true
    } catch {
      failure = failure ?? error
      return false
    }
  }

  func write(_ bytes: [UInt8], at position: UInt64) {
    if position >= current.start {
      current.replace(at: position, with: bytes)
    } else if let run = waiting.firstIndex(where: { $0.start <= position && $0.end > position }) {
      waiting[run].replace(at: position, with: bytes)
    } else if let spool, spooled.contains(position) {
      do throws(CaptureError) { try spool.write(bytes.span, at: position) } catch {
        failure = failure ?? error
      }
    }
  }

  func omit(_ record: FrameRecord) {
    guard record.position >= written else { return }
    splice(at: record.position, skipping: record.length)
  }

  func insert(_ frame: [UInt8], time: Int64, at position: UInt64) {
    var bytes: [UInt8] = []
    format.appendRecordHeader(
      to: &bytes, nanoseconds: time, captured: frame.count, original: frame.count)
    splice(at: position, inserting: bytes + frame)
  }

  /// Behind all others of the same position.
  private func splice(at position: UInt64, skipping skipped: Int = 0, inserting bytes: [UInt8] = [])
  {
    if let last = splices.last, last.position > position { isInOrder = false }
    let splice = Splice(
      position: position, number: spliceCount, skipped: skipped, inserted: bytes)
    splices.append(splice)
    spliceCount += 1
    spliceCost += splice.cost
  }
}
