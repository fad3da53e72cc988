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
  private var capture: FrameCopy?
  var comments = FrameComments()
  private var inputs: [ReadInput] = []
  private let path: String

  /// Makes the target.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  init(_ request: AnnotationRequest) throws(OutputError) {
    path = request.path
    capture = FrameCopy(
      to: try OutputFile(path: request.path), application: request.application,
      comment: request.comment)
  }

  /// Notes an input that was read.
  mutating func add(_ input: ReadInput) { inputs.append(input) }

  /// Writes the capture.
  ///
  /// - Parameter frames: those that are written; nil for all.
  /// - Returns: whether it has frames of several link types.
  /// - Throws: `OutputError` where it cannot be written, an input cannot be read again, or a signal has ended
  ///   that.
  mutating func finish(only frames: FrameMarks?) throws(OutputError) -> Bool {
    guard var capture = capture.take() else { return false }
    do throws(OutputError) {
      try capture.append(inputs) { number in
        frames?.contains(number) ?? true ? comments.take(number) : nil
      }
      try capture.finish()
    } catch {
      throw error.named(as: path)
    }
    return capture.mixesLinkTypes
  }
}
