import CaptureFiles
import Packets
import Primitives

/// Writes the frames of inputs that were read before, with comments on those that events name.
struct AnnotatedCapture {
  private var writer: PcapngWriter
  private let output: OutputFile

  /// What is handed to the system at once, in bytes.
  private static let batch = 1 << 18

  /// A capture that has its section header.
  ///
  /// - Parameters:
  ///   - path: where it goes.
  ///   - application: the program, with its version.
  ///   - comment: what the file is about.
  /// - Throws: `OutputError` where it cannot be made.
  init(path: String, application: String, comment: String) throws(OutputError) {
    writer = PcapngWriter(application: application, comment: comment)
    output = try OutputFile(path: path)
  }

  /// Writes the frames of an input.
  ///
  /// - Parameters:
  ///   - input: a file; it is read anew.
  ///   - filter: the BPF expression of the first reading.
  ///   - first: the number of the last frame of earlier inputs.
  ///   - limit: how many frames the first reading had, so that a file that grows changes nothing.
  ///   - isAlone: whether the output has no other input.
  ///   - frames: those that are written; nil for all.
  ///   - comments: what is said of the frames.
  /// - Throws: `OutputError` where the output cannot be written or the input cannot be read again.
  mutating func append(
    _ input: CaptureInput, filter: String?, after first: Int, limit: Int,
    isAlone: Bool, only frames: FrameMarks?, _ comments: inout FrameComments
  ) throws(OutputError) {
    guard limit > 0 else { return }
    var reader: CaptureReader
    do throws(CaptureError) { reader = try CaptureReader(opening: input, filter: filter) } catch {
      throw OutputError(path: input.path, reason: "it cannot be read again: \(error)")
    }
    guard let linkType = LinkType(dataLinkType: reader.linkType) else { return }
    writer.addInterface(
      linkType: UInt16(truncatingIfNeeded: linkType.savefileNumber),
      snapshotLength: isAlone ? reader.snapshotLength : 0, name: input.path)
    var last = 0
    var isOpen = limit > 0
    while isOpen {
      let outcome = reader.read { frame, bytes in
        let number = first + frame.number
        if frames?.contains(number) ?? true {
          writer.append(frame, bytes, comments: comments.take(number))
        }
        last = frame.number
        return last < limit && writer.count < AnnotatedCapture.batch
      }
      isOpen = outcome == .stopped && last < limit
      try output.write(writer.takeOutput())
    }
  }

  /// Ends the file.
  mutating func finish() throws(OutputError) {
    writer.finish()
    try output.write(writer.takeOutput())
    try output.finish()
  }
}
