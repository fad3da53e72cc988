import CaptureFiles
import Primitives

/// The pieces of all legs of one side, in a temporary file without a name.
///
/// In memory are a few numbers for each run of pieces, and the pieces of the last `bufferLimit` bytes. The
/// file grows to the size of the traffic on the inspected ports.
struct LegSpool: ~Copyable {
  private let file: SpoolFile
  private var position: UInt64 = 0
  private var runs: [[Run]] = []
  /// Pieces that are not written yet, by leg.
  private var waiting: [Int: [UInt8]] = [:]
  private var waitingBytes = 0
  private var kept: [Int] = []

  private struct Run {
    var position: UInt64
    var count: Int
  }

  /// The bytes of a leg that are kept at most.
  static let legLimit = 64 << 20
  private static let bufferLimit = 16 << 20

  init() throws(CaptureError) { file = try SpoolFile(capacity: 1 << 62) }

  /// Makes room for one more leg.
  mutating func add() {
    runs.append([])
    kept.append(0)
  }

  /// Keeps a piece of a leg.
  ///
  /// - Returns: false where the leg has too many bytes, and this one is left out.
  /// - Throws: `CaptureError` where the file cannot be written.
  mutating func append(_ piece: LegPiece, of leg: Int) throws(CaptureError) -> Bool {
    guard kept[leg] + piece.bytes.count <= Self.legLimit else { return false }
    kept[leg] += piece.bytes.count
    let before = waiting[leg]?.count ?? 0
    piece.append(to: &waiting[leg, default: []])
    waitingBytes += (waiting[leg]?.count ?? 0) - before
    if waitingBytes > Self.bufferLimit { try flush() }
    return true
  }

  private mutating func flush() throws(CaptureError) {
    for leg in waiting.keys.sorted() {
      guard let bytes = waiting[leg] else { continue }
      try file.write(bytes.span, at: position)
      runs[leg].append(Run(position: position, count: bytes.count))
      position &+= UInt64(bytes.count)
    }
    waiting.removeAll()
    waitingBytes = 0
  }

  /// The pieces of a leg in the order in which they were captured.
  ///
  /// - Throws: `CaptureError` where the file cannot be read.
  func pieces(of leg: Int) throws(CaptureError) -> [LegPiece] {
    var pieces: [LegPiece] = []
    var bytes: [UInt8] = []
    for run in runs[leg] {
      try file.read(run.count, at: run.position, into: &bytes)
      pieces += LegPiece.all(bytes)
    }
    if let rest = waiting[leg] { pieces += LegPiece.all(rest) }
    return pieces
  }
}
