import CaptureFiles

/// The frames of chosen sessions alone, in one file or in several, from inputs that were read before.
///
/// Each input is read twice more: once to learn which frames are meant, fragments among them, and once
/// to write them. One bit a frame and file is kept.
struct CarvedCapture {
  private var files: [Target]
  /// The name of the file where there is but one.
  private let path: String?
  private var inputs: [ReadInput] = []
  /// By the number of a chosen session: the place of its file.
  private var sessions: [Int: Int] = [:]

  private enum Target {
    case open(OutputFile)
    /// One of many, which are not all open at once.
    case named(String)

    func output() throws(OutputError) -> OutputFile {
      switch self {
      case .open(let output): output
      case .named(let path): try OutputFile(path: path)
      }
    }
  }

  /// A capture with all chosen sessions in one file.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  init(path: String) throws(OutputError) {
    files = [.open(try OutputFile(path: path))]
    self.path = path
  }

  /// Captures of which each session names its own.
  init() {
    files = []
    path = nil
  }

  /// Notes an input that was read.
  mutating func add(_ input: ReadInput) { inputs.append(input) }

  /// Chooses a session.
  mutating func choose(_ number: Int) { sessions[number] = 0 }

  /// Chooses a session for a file of its own.
  mutating func choose(_ number: Int, as path: String) {
    sessions[number] = files.count
    files.append(.named(path))
  }

  /// Writes the captures as pcapng.
  ///
  /// - Parameter tracker: one that has seen nothing, of the policy of the first reading.
  /// - Returns: whether a file has frames of several link types.
  /// - Throws: `OutputError` where it cannot be written, an input cannot be read again, or a signal has ended
  ///   that.
  @discardableResult
  func finish(_ tracker: consuming SessionTracker) throws(OutputError) -> Bool {
    do throws(OutputError) { return try write(tracker) } catch {
      throw path.map { error.named(as: $0) } ?? error
    }
  }

  private func write(_ tracker: consuming SessionTracker) throws(OutputError) -> Bool {
    var mixesLinkTypes = false
    let marks = try FrameMarks.marks(sessions, files: files.count, in: inputs, tracker)
    for (place, file) in files.enumerated() {
      var copy = FrameCopy(
        to: try file.output(), application: "esmtp-replay",
        comment: "the frames of chosen sessions")
      try copy.append(inputs) { marks[place].contains($0) ? [] : nil }
      try copy.finish()
      if copy.mixesLinkTypes { mixesLinkTypes = true }
    }
    return mixesLinkTypes
  }
}
