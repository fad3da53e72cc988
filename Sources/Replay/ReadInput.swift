import CaptureFiles
import Reports

/// An input that was read, to be read again up to the same frame.
struct ReadInput: Sendable {
  var input: CaptureInput
  var filter: String?
  /// The number of the last frame before it.
  var first: Int
  /// Its frames, those too that a filter left out.
  var frames: Int
  /// The captured bytes of those that a filter let through.
  var bytes: UInt64

  /// An input as it was read first.
  init(_ input: CaptureInput, filter: String?, first: Int, as record: CaptureRecord) {
    self.input = input
    self.filter = filter
    self.first = first
    frames = record.frames
    bytes = record.bytes
  }

  /// Opens it once more.
  ///
  /// - Throws: `OutputError` where that cannot be done, or is not to be done any more.
  func open() throws(OutputError) -> Rereading {
    do throws(CaptureError) {
      return Rereading(self, try CaptureReader(opening: input, filter: filter))
    } catch {
      if StopRequest.stopsFiles { throw OutputError(interruptedReadingOf: input.path) }
      throw OutputError(again: error, path: input.path)
    }
  }
}

/// An input that is read once more, and is to be what it was.
struct Rereading: ~Copyable {
  private let entry: ReadInput
  private var reader: CaptureReader
  /// The captured bytes up to now.
  private var bytes: UInt64 = 0

  init(_ entry: ReadInput, _ reader: consuming CaptureReader) {
    self.entry = entry
    self.reader = reader
  }

  /// As the reader has it.
  var linkType: Int32 { reader.linkType }
  /// As the reader has it.
  var snapshotLength: Int { reader.snapshotLength }

  /// Goes on with the frames that were read first.
  ///
  /// - Parameter body: takes a frame and its captured bytes, and says whether to go on.
  /// - Returns: whether there is more: the receiver had enough.
  /// - Throws: `OutputError` where the input has changed, or a signal has ended the reading.
  mutating func read(
    _ body: (CaptureFrame, Span<UInt8>) -> Bool
  ) throws(OutputError) -> Bool {
    let limit = entry.frames
    var sum = bytes
    let outcome = reader.read { frame, captured in
      guard frame.number <= limit else { return false }
      sum &+= UInt64(captured.count)
      return body(frame, captured) && frame.number < limit
    }
    bytes = sum
    if outcome == .stopped, reader.framesRead < limit { return true }
    guard reader.framesRead >= limit, sum == entry.bytes else {
      if StopRequest.stopsFiles { throw OutputError(interruptedReadingOf: entry.input.path) }
      throw OutputError(changed: entry.input.path)
    }
    return false
  }
}
