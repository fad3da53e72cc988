private import Dispatch
private import Glibc
private import Primitives
private import Synchronization

/// The records of a classic capture, taken where they lie in buffers of many.
///
/// libpcap copies each header and each frame out of the stream's buffer, which costs more than all that
/// is done with most frames. So libpcap opens the capture and says what it holds, and as long as its
/// records are what nearly all are, they are read here. The first one that is anything else, be it
/// cut, longer than the snapshot length or the frame, or of a fraction of a second that is none, and the
/// end go back to libpcap, which goes on from there: what is odd about a capture is said by libpcap alone.
///
/// A file is read piece by piece by whatever thread has time for it. One reads at a time, so that the
/// pieces are in the order of the file; while it goes on to look at the frames of its piece, another one
/// may read.
public final class PlainRecords: @unchecked Sendable {
  /// Records in a row that lie whole in a buffer.
  struct Piece {
    /// Nil in a piece that is to be filled.
    var buffer: FrameBuffer?
    var records: [PlainRecord] = []
    /// What was found in their frames; nil where nobody wants to know.
    var notes: (any FrameNotes)?
  }

  private struct State {
    /// The pieces that were read and not taken, in order; nil where a thread still looks at the frames.
    var pieces: [Piece?] = []
    /// How many were taken.
    var taken = 0
    /// Pieces to be filled.
    var spare: [Piece] = []
    var makeNotes: (@Sendable () -> any FrameNotes)?
    var isReading = false
    /// Whether nothing more is to be read.
    var isOver = false
    /// Whether the taker waits for another thread.
    var takerWaits = false

    var mayBeRead: Bool { !isReading && !isOver && pieces.count < depth }

    /// Starts to read; a piece to be filled.
    mutating func begin() -> Piece {
      isReading = true
      return spare.popLast() ?? Piece(notes: makeNotes?())
    }

    mutating func turn() -> Turn {
      if let first = pieces.first {
        if let piece = first {
          pieces.removeFirst()
          taken += 1
          return .piece(piece)
        }
      } else if isOver, !isReading {
        return .none
      }
      return mayBeRead ? .mine : .another
    }
  }

  /// What a taker finds.
  private enum Turn {
    case piece(Piece)
    /// Nobody reads, and there is room: the taker does.
    case mine
    case another
    case none
  }

  private let source: ByteSource
  private let form: PlainRecordForm
  private let state = Guarded(State())
  private let isRead = DispatchSemaphore(value: 0)
  /// How often something has come that a taker may wait for.
  private let changes = Atomic(0)
  /// Whether nobody reads, and there is something to read and room for it.
  private let isIdle = Atomic(true)

  // What the thread that reads has, and hands over with the right to read.

  /// What reading fills starts at a page, and what is left of the bytes before goes before it:
  /// read(2) into memory that does not was measured at a third of the speed.
  private var buffers = FrameBufferPool(capacity: reserve + share)
  /// The buffer that was filled last.
  private var last: FrameBuffer
  /// Its bytes that no record has taken: fewer than the largest record has.
  private var rest = reserve..<reserve

  /// The largest record, rounded up to pages.
  static let reserve = 266_240
  /// So many bytes are read at once: fewer take more turns of the threads, more take more memory.
  static let share = 196_608
  /// How many pieces wait at most.
  static let depth = 3
  static let fileHeaderLength = 24

  /// The records behind the file header; nil where libpcap reads them.
  ///
  /// - Parameters:
  ///   - stream: where libpcap has read the file header from.
  ///   - linkType: what libpcap says that frames start with.
  ///   - snapshotLength: what libpcap says is the longest captured length.
  convenience init?(_ stream: SavefileStream, linkType: Int32, snapshotLength: Int) {
    guard stream.given == PlainRecords.fileHeaderLength,
      let form = PlainRecordForm(
        stream.source.firstBytes, linkType: linkType, snapshotLength: snapshotLength)
    else { return nil }
    self.init(stream.source, form)
  }

  /// Records from where a source is.
  init(_ source: ByteSource, _ form: PlainRecordForm) {
    self.source = source
    self.form = form
    last = buffers.take()
  }

  /// The unit of times where each frame lies behind its record's header as this machine writes it; nil
  /// where the capture's byte order is another.
  var precision: TimestampPrecision? { form.precision }

  /// Has frames looked at.
  ///
  /// - Parameter makeNotes: makes what looks at the frames of a piece.
  func note(_ makeNotes: @escaping @Sendable () -> any FrameNotes) {
    state.withLock { $0.makeNotes = makeNotes }
  }

  /// Whether other threads may read: what must be waited for is not read before it is needed.
  var mayBeHelped: Bool { source.isRegularFile }

  /// Whether `help` has something to do, unless another thread is quicker.
  public var awaitsHelp: Bool { isIdle.load(ordering: .acquiring) }

  /// Reads a piece, where nobody does and there is room for it. Where `mayBeHelped`, any thread may.
  ///
  /// - Returns: whether it did.
  public func help() -> Bool {
    guard awaitsHelp else { return false }
    let piece = state.withLock { state -> Piece? in
      guard state.mayBeRead else { return nil }
      isIdle.store(false, ordering: .releasing)
      return state.begin()
    }
    guard let piece else { return false }
    read(piece)
    return true
  }

  /// Reads the next piece, or waits for the thread that does.
  ///
  /// - Parameter used: a piece that was taken, to be filled again.
  /// - Returns: a piece with a record at least; nil at the end of what is read here.
  func next(_ used: consuming Piece? = nil) -> Piece? {
    if var used {
      used.buffer = nil
      used.records.removeAll(keepingCapacity: true)
      let spare = used
      state.withLock { $0.spare.append(spare) }
    }
    while true {
      let seen = changes.load(ordering: .acquiring)
      switch turn() {
      case .piece(let piece): return piece
      case .mine: _ = help()
      case .none: return nil
      case .another:
        if spin(until: { changes.load(ordering: .acquiring) != seen }) { continue }
        let sleeps = state.withLock { state in
          state.takerWaits = changes.load(ordering: .acquiring) == seen
          return state.takerWaits
        }
        if sleeps { isRead.wait() }
      }
    }
  }

  private func turn() -> Turn {
    state.withLock { state in
      let turn = state.turn()
      isIdle.store(state.mayBeRead, ordering: .releasing)
      return turn
    }
  }

  /// Gives back what no record has taken, once there are no more, so that libpcap reads it.
  func handOver() {
    let bytes = unsafe UnsafeRawBufferPointer(start: last.base, count: rest.upperBound)
    source.putBack(unsafe Array(bytes[rest]))
    rest = rest.upperBound..<rest.upperBound
  }

  /// Reads a piece and looks at it.
  private func read(_ empty: Piece) {
    var piece = empty
    let goesOn = fill(&piece)
    let isEmpty = piece.records.isEmpty
    // Its place is taken, and the next one may be read.
    let number = change { state in
      state.isReading = false
      if !goesOn { state.isOver = true }
      if isEmpty { state.spare.append(empty) } else { state.pieces.append(nil) }
      return state.taken + state.pieces.count - 1
    }
    guard !isEmpty else { return }
    if let notes = piece.notes, let buffer = piece.buffer {
      buffer.withBytes { notes.look(at: piece.records, in: $0) }
    }
    let full = piece
    _ = change { state in
      state.pieces[number - state.taken] = full
      return number
    }
  }

  /// Changes the state, and wakes the taker where it waits.
  private func change(_ body: (inout State) -> Int) -> Int {
    let (number, wakes) = state.withLock { state in
      let number = body(&state)
      changes.add(1, ordering: .releasing)
      isIdle.store(state.mayBeRead, ordering: .releasing)
      let wakes = state.takerWaits
      state.takerWaits = false
      return (number, wakes)
    }
    if wakes { isRead.signal() }
    return number
  }

  /// Reads until a record is whole, or there is no room for more of it.
  ///
  /// - Returns: false where nothing more is to be read.
  private func fill(_ piece: inout Piece) -> Bool {
    let buffer = buffers.take()
    var start = PlainRecords.reserve - rest.count
    unsafe (buffer.base + start).copyMemory(
      from: last.base + rest.lowerBound, byteCount: rest.count)
    piece.buffer = buffer
    last = buffer
    var end = PlainRecords.reserve
    var goesOn = true
    while goesOn, piece.records.isEmpty, end < PlainRecords.reserve + PlainRecords.share {
      let room = PlainRecords.reserve + PlainRecords.share - end
      let count = unsafe source.read(into: .init(start: buffer.base + end, count: room))
      end += max(count, 0)
      goesOn = count > 0 && form.find(in: buffer, from: &start, to: end, into: &piece.records)
    }
    rest = start..<end
    return goesOn
  }
}
