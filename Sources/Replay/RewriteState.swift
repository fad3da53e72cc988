import CaptureFiles
import Packets
import Primitives
import Rewriting

/// The rewritten capture of a run.
final class RewriteState {
  let request: RewriteRequest
  /// The target, until the first input tells what form it has.
  private var target: OutputFile?
  private(set) var log: FrameLog?
  private(set) var format: SavefileFormat?
  /// What frames start with.
  private(set) var linkType: LinkType?
  /// The name of the first input's link type.
  private var linkTypeName = ""

  init(_ request: RewriteRequest) { self.request = request }

  /// Makes the target.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  func open() throws(OutputError) { target = try OutputFile(named: request.path) }

  /// How frames are recorded: nil leaves it to the first input.
  var precision: TimestampPrecision? { (format ?? request.format)?.precision }

  /// Takes the next input; the first one decides about the form of the output.
  ///
  /// - Throws: `OutputError` where it has another link type.
  func begin(_ header: StepReading.Header, of input: CaptureInput) throws(OutputError) {
    guard let linkType = header.linkType else { return }
    let number = UInt32(truncatingIfNeeded: linkType.savefileNumber)
    if let format {
      guard format.linkType == number else {
        throw OutputError(
          path: input.path,
          reason:
            "its link type \(header.linkTypeName) is not \(linkTypeName), that of the first capture",
          remedy: "rewrite it into a file of its own")
      }
      return
    }
    let wanted = request.format
    let format = SavefileFormat(
      precision: wanted?.precision ?? header.precision, linkType: number,
      snapshotLength: max(wanted?.snapshotLength ?? 0, header.snapshotLength))
    self.format = format
    self.linkType = linkType
    linkTypeName = header.linkTypeName
    guard let target else { return }
    log = FrameLog(format, limit: request.heldLimit, output: target)
    self.target = nil
  }

  /// Gives the output up: nothing of it is left.
  func abandon() {
    log = nil
    target = nil
  }

  /// Gives the output its name; leaves nothing where no input could be read.
  func finish() throws(OutputError) { try log?.finish() }
}
