public import CaptureFiles

/// What a reading of inputs has found in them, to tell whether another one found the same.
public struct ReadingTrace: Equatable, Sendable {
  private let frames: Int
  private let bytes: UInt64
  private let errors: [CaptureError]

  init(_ feed: CaptureFeed) {
    frames = feed.progress.frames
    bytes = feed.progress.bytes
    errors = feed.errors
  }

  /// Whether all inputs were read to their ends.
  var isWhole: Bool { errors.isEmpty }

  /// What inputs are called together.
  static func name(of inputs: [CaptureInput]) -> String {
    inputs.count == 1 ? inputs[0].path : "the captures"
  }

  /// Makes sure that a later reading found the same.
  ///
  /// - Parameters:
  ///   - other: the later reading.
  ///   - inputs: what was read.
  /// - Throws: `OutputError` where a capture has changed or is gone, or a signal has ended the reading.
  public func require(_ other: ReadingTrace, of inputs: [CaptureInput]) throws(OutputError) {
    guard other != self else { return }
    let path = ReadingTrace.name(of: inputs)
    if StopRequest.stopsFiles { throw OutputError(interruptedReadingOf: path) }
    if let error = other.errors.first(where: { !errors.contains($0) }) {
      throw OutputError(again: error, path: error.path)
    }
    throw OutputError(changed: path)
  }
}

extension OutputError {
  /// An input that cannot be read a second time.
  init(again error: CaptureError, path: String) {
    self.init(
      path: path, reason: "cannot be read once more: \(error.reason)",
      remedy: error.remedy ?? "leave it as it is until the run has ended")
  }

  /// An input that a later reading found changed.
  init(changed path: String) {
    self.init(
      path: path, reason: "read once more, it is not what it was",
      remedy: "leave it as it is until the run has ended")
  }
}
