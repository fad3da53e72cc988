public import CaptureFiles
public import Rewriting

/// Where the rewritten capture goes, and how.
public struct RewriteRequest: Sendable {
  /// A file, or `-` for standard output.
  public var path: String
  /// What becomes of wrong checksums.
  public var repair: ChecksumRepair
  /// How many bytes of output may wait for a decision; what is above is written as it stands.
  public var heldLimit: Int
  /// What the output is, where that is known before the first input is opened.
  var format: SavefileFormat?

  /// How many bytes of output may wait where nothing else is said.
  public static let defaultHeldLimit = 256 << 20

  /// A request.
  ///
  /// - Parameters:
  ///   - path: a file, or `-` for standard output.
  ///   - repair: what becomes of wrong checksums.
  ///   - heldLimit: how many bytes of output may wait for a decision.
  ///   - inputs: what will be read: of several files the finest time stamps decide.
  public init(
    path: String, repair: ChecksumRepair = .edited,
    heldLimit: Int = RewriteRequest.defaultHeldLimit, inputs: [CaptureInput] = []
  ) {
    self.path = path
    self.repair = repair
    self.heldLimit = heldLimit
    if inputs.count > 1 { format = RewriteRequest.format(of: inputs) }
  }

  /// The finest time stamps and the longest frames of several files; nil where none can be opened.
  ///
  /// What is no regular file cannot be looked at twice and has no say.
  private static func format(of inputs: [CaptureInput]) -> SavefileFormat? {
    var format: SavefileFormat?
    for case .file(let path) in inputs where FileIdentity(path: path) != nil {
      guard let reader = try? CaptureReader(opening: .file(path)) else { continue }
      let known = format ?? SavefileFormat(precision: .microseconds, linkType: 0, snapshotLength: 0)
      format = SavefileFormat(
        precision: max(known.precision, reader.precision), linkType: 0,
        snapshotLength: max(known.snapshotLength, reader.snapshotLength))
    }
    return format
  }

}

extension OutputFile {
  /// A file, or standard output for `-`.
  ///
  /// - Throws: `OutputError` where it cannot be made.
  convenience init(named path: String) throws(OutputError) {
    if path == "-" { try self.init() } else { try self.init(path: path) }
  }
}
