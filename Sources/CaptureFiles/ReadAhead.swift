private import Dispatch
private import Glibc
private import Primitives
private import Synchronization

/// Reads a file ahead of whoever takes its records, on whatever thread has time for it.
///
/// One thread reads at a time, so that the bytes come in the order of the file.
public final class ReadAhead: @unchecked Sendable {
  /// Bytes of the file in a row, from `PlainRecords.reserve` on; at the end of the file, or where it
  /// cannot be read, none.
  struct Piece {
    var buffer: FrameBuffer
    var count: Int
  }

  private struct State {
    /// What was read and not taken, in order.
    var pieces: [Piece] = []
    var buffers = FrameBufferPool(capacity: PlainRecords.capacity)
    /// Whether nothing more is to be read.
    var isOver = false
    /// Whether the taker waits for another thread that reads.
    var takerWaits = false
  }

  /// What a taker finds.
  private enum Turn {
    case piece(Piece)
    /// Nobody reads: the taker does.
    case mine(FrameBuffer)
    case another
  }

  /// Used by the thread that reads.
  private let source: ByteSource
  private let state = Guarded(State())
  private let isRead = DispatchSemaphore(value: 0)
  /// Whether a thread reads; changed by who has the state, and looked at by whom that concerns.
  private let reading = Atomic(false)

  /// How many pieces wait at most.
  static let depth = 4

  /// Nil for what is no file of bytes: what must be waited for is not read before it is needed.
  init?(_ source: ByteSource) {
    guard source.isRegularFile else { return nil }
    self.source = source
  }

  /// Reads a piece, where nobody does and there is room for it.
  ///
  /// - Returns: whether it did.
  public func help() -> Bool {
    let buffer = state.withLock { state -> FrameBuffer? in
      guard !isReading, !state.isOver, state.pieces.count < ReadAhead.depth else {
        return nil
      }
      isReading = true
      return state.buffers.take()
    }
    guard let buffer else { return false }
    let piece = read(into: buffer)
    let wakes = end(piece) { $0.pieces.append(piece) }
    if wakes { isRead.signal() }
    return true
  }

  /// The next piece; reads it, or waits for the thread that does.
  func next() -> Piece {
    while true {
      let turn = state.withLock { state -> Turn in
        if !state.pieces.isEmpty { return .piece(state.pieces.removeFirst()) }
        if isReading { return .another }
        if state.isOver { return .piece(Piece(buffer: state.buffers.take(), count: 0)) }
        isReading = true
        return .mine(state.buffers.take())
      }
      switch turn {
      case .piece(let piece): return piece
      case .another:
        if spin(until: { !isReading }) { continue }
        let sleeps = state.withLock { state in
          state.takerWaits = isReading
          return state.takerWaits
        }
        if sleeps { isRead.wait() }
      case .mine(let buffer):
        let piece = read(into: buffer)
        _ = end(piece) { _ in }
        return piece
      }
    }
  }

  /// Ends the reading.
  ///
  /// - Returns: the bytes that were read and not taken.
  func stop() -> [UInt8] {
    state.withLock { $0.isOver = true }
    var bytes: [UInt8] = []
    while true {
      let piece = next()
      guard piece.count > 0 else { return bytes }
      piece.buffer.withBytes { all in
        bytes.append(all, in: PlainRecords.reserve..<PlainRecords.reserve + piece.count)
      }
    }
  }

  private var isReading: Bool {
    get { reading.load(ordering: .acquiring) }
    set { reading.store(newValue, ordering: .releasing) }
  }

  private func read(into buffer: FrameBuffer) -> Piece {
    let area = unsafe UnsafeMutableRawBufferPointer(
      start: buffer.base + PlainRecords.reserve, count: PlainRecords.share)
    return unsafe Piece(buffer: buffer, count: source.read(into: area))
  }

  /// Notes that a piece was read; true where the taker is to be woken.
  private func end(_ piece: Piece, _ body: (inout State) -> Void) -> Bool {
    state.withLock { state in
      isReading = false
      if piece.count <= 0 { state.isOver = true }
      body(&state)
      let wakes = state.takerWaits
      state.takerWaits = false
      return wakes
    }
  }
}
