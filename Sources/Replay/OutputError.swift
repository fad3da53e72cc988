/// A result that could not be written.
public struct OutputError: Error, CustomStringConvertible {
  /// The file, or `standard output`.
  public let path: String
  /// What the system said.
  public let reason: String

  /// `PATH: cannot be written: REASON; …`
  public var description: String {
    "\(path): cannot be written: \(reason); check the folder, its permissions and the space left"
  }

  /// A result that could not be written, and why.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
