import ASAPolicy

extension Expectation {
  /// Reads the `expect.yaml` of a case.
  init(of folder: CaseFolder) throws(CaseError) {
    let path = folder.expectationPath
    let text = try contents(ofText: path, limit: Expectation.longestText)
    do throws(ExpectationError) {
      try self.init(text, path: path)
    } catch {
      throw CaseError(error.description)
    }
  }

  /// The longest configuration that is read, in bytes.
  private static let longestPolicy = 1 << 26

  /// The texts of the policy, each under its path.
  func texts(of folder: CaseFolder) throws(CaseError) -> [PolicyText] {
    try policyPaths(in: folder).map { path throws(CaseError) in
      let text = PolicyText(
        name: path, text: try contents(ofText: path, limit: Self.longestPolicy))
      guard text.isBlank else { return text }
      throw CaseError("\(path): the policy is empty; give the output of 'show running-config'")
    }
  }

  /// The paths of the policy's files, seen from where the command runs.
  func policyPaths(in folder: CaseFolder) -> [String] {
    policies.map { $0.hasPrefix("/") ? $0 : normalised(folder.path(of: $0)) }
  }

  /// Writes the file, which names senders and messages; what stands under the path is replaced at once.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - isShared: whether others may read it, too: the names are made up.
  /// - Throws: `OutputError` where it cannot be written.
  public func write(to path: String, isShared: Bool = false) throws(OutputError) {
    let file = try OutputFile(path: path, isShared: isShared, replacesRead: true)
    try file.write(Array(text.utf8))
    try file.finish()
  }
}
