import CaptureFiles
import Reports

/// The annotated capture that a run is asked for.
public struct AnnotationRequest: Sendable {
  /// Where it goes.
  public var path: String
  /// The program and its version.
  public var application: String
  /// What the whole file is about: the policy.
  public var comment: String

  /// A request.
  public init(path: String, application: String, comment: String) {
    self.path = path
    self.application = application
    self.comment = comment
  }
}

/// What a run knows of its annotated capture: the comments, and what is to be read once more.
struct AnnotationState {
  private var capture: AnnotatedCapture?
  var comments = FrameComments()
  private var inputs: [(input: CaptureInput, filter: String?, first: Int, frames: Int)] = []

  /// Makes the target.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  init(_ request: AnnotationRequest) throws(OutputError) {
    capture = try AnnotatedCapture(
      path: request.path, application: request.application, comment: request.comment)
  }

  /// Notes an input that was read; `first` is the number of the last frame before it.
  mutating func add(_ input: CaptureInput, filter: String?, after first: Int, frames: Int) {
    inputs.append((input, filter, first, frames))
  }

  /// Writes the capture.
  ///
  /// - Parameter frames: those that are written; nil for all.
  /// - Throws: `OutputError` where it cannot be written, or an input cannot be read again.
  mutating func finish(only frames: FrameMarks?) throws(OutputError) {
    guard var capture = capture.take() else { return }
    for (input, filter, first, count) in inputs {
      try capture.append(
        input, filter: filter, after: first, limit: count, isAlone: inputs.count == 1, only: frames,
        &comments)
    }
    try capture.finish()
  }
}
