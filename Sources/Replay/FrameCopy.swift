import CaptureFiles
import Packets

/// Frames of inputs that were read before, written as pcapng with what is said of them.
struct FrameCopy {
  private var writer: PcapngWriter
  private let output: OutputFile
  /// Whether its frames are of several link types, which libpcap does not read from one file.
  var mixesLinkTypes: Bool { writer.mixesLinkTypes }

  /// What is handed to the system at once, in bytes.
  private static let batch = 1 << 18

  /// A capture of which nothing is written yet.
  ///
  /// - Parameters:
  ///   - output: where it goes.
  ///   - application: the program, with its version.
  ///   - comment: what the file is about.
  init(to output: OutputFile, application: String, comment: String) {
    writer = PcapngWriter(application: application, comment: comment)
    self.output = output
  }

  /// Writes frames of inputs, which are read anew up to the frame at which their first reading ended.
  ///
  /// - Parameters:
  ///   - inputs: the inputs, in order.
  ///   - comments: what is said of a frame by its number over all inputs, in order; nil where the frame is
  ///     left out.
  /// - Throws: `OutputError` where the output cannot be written or an input cannot be read again.
  mutating func append(
    _ inputs: [ReadInput], _ comments: (Int) -> [String]?
  ) throws(OutputError) {
    for entry in inputs where entry.frames > 0 {
      try append(entry, isAlone: inputs.count == 1, comments)
    }
  }

  private mutating func append(
    _ entry: ReadInput, isAlone: Bool, _ comments: (Int) -> [String]?
  ) throws(OutputError) {
    var reader = try entry.open()
    guard let linkType = LinkType(dataLinkType: reader.linkType) else { return }
    writer.addInterface(
      linkType: UInt16(truncatingIfNeeded: linkType.savefileNumber),
      snapshotLength: isAlone ? reader.snapshotLength : 0, name: entry.input.path,
      isOnlyOne: linkType.savefileNumber != Int(reader.linkType))
    var isOpen = true
    while isOpen {
      isOpen = try reader.read { frame, bytes in
        if let comments = comments(entry.first + frame.number) {
          writer.append(frame, bytes, comments: comments)
        }
        return writer.count < FrameCopy.batch
      }
      try output.write(writer.takeOutput())
    }
  }

  /// Ends the file.
  ///
  /// - Throws: `OutputError` where it cannot be written.
  mutating func finish() throws(OutputError) {
    writer.finish()
    try output.write(writer.takeOutput())
    try output.finish()
  }
}
