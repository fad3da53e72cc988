import Primitives
import Reports

/// The sessions and captures of a shard's report in the order of the run.
final class ShardStream {
  /// What comes next.
  enum Item {
    case session(SessionRecord)
    case capture(CaptureRecord)
  }

  /// The order: sessions by the frames at which they ended, then by their first ones; a capture behind
  /// all that ended in it; last the sessions that were open at the end.
  struct Key: Comparable {
    var frame: Int
    var first: Int
    var shard: Int

    static func < (a: Key, b: Key) -> Bool {
      (a.frame, a.first, a.shard) < (b.frame, b.first, b.shard)
    }
  }

  let shard: Int
  private(set) var item: Item?
  private(set) var key = Key(frame: 0, first: 0, shard: 0)
  private var file: ShardFile
  private let own: Range<Int>
  /// The frames of the captures that have come.
  private var frames = 0

  /// The stream of a report, at its first item.
  ///
  /// - Parameters:
  ///   - path: the report.
  ///   - shard: its place among all.
  ///   - own: its frames, in the run; the first one is behind the lower bound.
  /// - Throws: `MergeError` where it cannot be read.
  init(_ path: String, shard: Int, frames own: Range<Int>) throws(MergeError) {
    self.shard = shard
    self.own = own
    file = try ShardFile(path)
    try advance()
  }

  /// The session at hand where its SYN is dropped; called once. Nil where the report has it not.
  func refused() throws(MergeError) -> SessionRecord? {
    guard let bytes = try file.nextLine(), ShardReader.isRefused(bytes),
      case .refused(let record) = try file.record(bytes)
    else { return nil }
    return record
  }

  /// Goes on to the next item; there is none at the end.
  func advance() throws(MergeError) {
    let before = key
    while let bytes = try file.nextLine() {
      if ShardReader.isConnection(bytes) || ShardReader.isRefused(bytes) { continue }
      switch try file.record(bytes) {
      case .session(let record):
        guard let part = record.shard else {
          throw MergeError(file.path, "a session is not told as one of a shard")
        }
        item = .session(record)
        key = Key(
          frame: part.ended.map { $0 + own.lowerBound } ?? .max,
          first: record.first.frame + own.lowerBound,
          shard: shard)
      case .capture(let capture):
        guard capture.firstFrame ?? frames + 1 == frames + 1, capture.frames <= own.count - frames
        else { throw wrongFrames }
        item = .capture(capture)
        frames += capture.frames
        key = Key(frame: own.lowerBound + frames, first: .max, shard: shard)
      case .run, .shard, .summary, .refused, .connection: continue
      }
      guard before <= key else {
        throw MergeError(
          file.path, "its records are not in order", remedy: "run the shard again")
      }
      return
    }
    item = nil
    guard frames == own.count else { throw wrongFrames }
  }

  private var wrongFrames: MergeError {
    MergeError(
      file.path, "the frames of its captures are not all of its frames, one behind the other",
      remedy: "run the shard again")
  }
}
