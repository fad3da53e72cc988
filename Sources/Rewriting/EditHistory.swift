import ESMTPInspection

/// An edit with the bytes that it replaced, as far as they are known.
struct RetainedEdit: Sendable, Equatable {
  var offset: UInt64
  var bytes: [UInt8]
  /// As many as `bytes`, or none where some of them are not known.
  var old: [UInt8]

  var end: UInt64 { offset &+ UInt64(bytes.count) }

  /// What it is charged with in bytes.
  var cost: Int { MemoryLayout<RetainedEdit>.stride + bytes.count + old.count }
}

/// The last edits of one direction of a session, for copies of their bytes that come later.
struct EditHistory: Sendable {
  /// How many edits are kept.
  static let limit = 1024

  private var edits: [RetainedEdit] = []
  /// Where the oldest one is, once there are `limit`.
  private var oldest = 0
  /// The stream offsets that forgotten edits lie between.
  private(set) var forgotten: Range<UInt64>?
  /// The stream offset behind the last edited byte.
  private(set) var end: UInt64 = 0

  /// What all edits are charged with in bytes.
  private(set) var cost = 0

  /// Whether there never was an edit.
  var isEmpty: Bool { edits.isEmpty }

  /// Adds an edit.
  ///
  /// - Parameters:
  ///   - edit: the edit.
  ///   - mayGrow: whether there is memory for one more; else the oldest one is forgotten for it.
  mutating func append(_ edit: RetainedEdit, mayGrow: Bool = true) {
    end = max(end, edit.end)
    cost += edit.cost
    guard edits.count == EditHistory.limit || !mayGrow && !edits.isEmpty else {
      // The latest one stands before the oldest.
      if oldest == 0 {
        edits.append(edit)
      } else {
        edits.insert(edit, at: oldest)
        oldest += 1
      }
      return
    }
    let gone = edits[oldest]
    let known = forgotten ?? gone.offset..<gone.end
    forgotten = min(known.lowerBound, gone.offset)..<max(known.upperBound, gone.end)
    cost -= gone.cost
    edits[oldest] = edit
    oldest = (oldest + 1) % edits.count
  }

  /// Whether bytes of a stream may have been edited by an edit that is forgotten.
  func hasForgotten(_ range: Range<Int64>) -> Bool {
    guard let forgotten else { return false }
    return range.upperBound > Int64(clamping: forgotten.lowerBound)
      && range.lowerBound < Int64(clamping: forgotten.upperBound)
  }

  /// The edits of bytes between two stream offsets, the oldest first.
  func overlapping(_ range: Range<Int64>) -> [RetainedEdit] {
    guard range.lowerBound < Int64(clamping: end) else { return [] }
    return (edits[oldest...] + edits[..<oldest]).filter {
      range.upperBound > Int64(clamping: $0.offset) && range.lowerBound < Int64(clamping: $0.end)
    }
  }
}
