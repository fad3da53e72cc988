import ESMTPInspection

/// An edit with the bytes that it replaced, as far as they are known.
struct RetainedEdit: Sendable, Equatable {
  var offset: UInt64
  var bytes: [UInt8]
  /// As many as `bytes`, or none where some of them are not known.
  var old: [UInt8]

  var end: UInt64 { offset &+ UInt64(bytes.count) }

  /// What its bytes are charged with in bytes.
  var cost: Int { cost(of: bytes) + cost(of: old) }

  /// What an array takes beside its bytes: 32 bytes of its own, and what the allocator adds and rounds up to.
  /// What it has room for is not counted, which hangs on the allocator and so on the moment.
  private func cost(of bytes: [UInt8]) -> Int { bytes.isEmpty ? 0 : bytes.count + 56 }
}

/// The last edits of one direction of a session, for copies of their bytes that come later.
struct EditHistory: Sendable {
  /// How many edits are kept.
  static let limit = 1024

  /// The oldest first.
  private var edits: [RetainedEdit] = []
  /// The stream offsets that forgotten edits lie between.
  private(set) var forgotten: Range<UInt64>?
  /// The stream offset behind the last edited byte.
  private(set) var end: UInt64 = 0
  /// What the bytes of all edits are charged with in bytes.
  private var byteCost = 0
  /// How many there were at once.
  private var peak = 0

  /// What all edits are charged with in bytes; their array has room for twice as many at most.
  var cost: Int { byteCost + 2 * peak * MemoryLayout<RetainedEdit>.stride }

  /// Whether there never was an edit.
  var isEmpty: Bool { edits.isEmpty }

  /// Adds an edit; where there is no room for its bytes, the oldest ones are forgotten for them.
  ///
  /// - Parameters:
  ///   - edit: the edit, which is kept whatever the room.
  ///   - room: how many bytes may be added to the cost.
  mutating func append(_ edit: RetainedEdit, room: Int = .max) {
    var excess = room < edit.cost ? edit.cost - room : 0
    var count = 0
    while count < edits.count, excess > 0 || edits.count - count >= EditHistory.limit {
      excess -= edits[count].cost
      forget(edits[count])
      count += 1
    }
    edits.removeFirst(count)
    edits.append(edit)
    peak = max(peak, edits.count)
    byteCost += edit.cost
    end = max(end, edit.end)
  }

  private mutating func forget(_ edit: RetainedEdit) {
    let known = forgotten ?? edit.offset..<edit.end
    forgotten = min(known.lowerBound, edit.offset)..<max(known.upperBound, edit.end)
    byteCost -= edit.cost
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
    return edits.filter {
      range.upperBound > Int64(clamping: $0.offset) && range.lowerBound < Int64(clamping: $0.end)
    }
  }
}
