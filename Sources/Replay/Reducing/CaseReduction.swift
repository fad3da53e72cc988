public import ASAPolicy
import CaptureFiles
public import ESMTPInspection
import FoundationEssentials
import Reports

extension ReductionRun {
  /// The profiles beside that of a policy under which a reduced capture has to be decided alike.
  public static func otherProfiles(than policy: LoadedPolicy) -> [Profile] {
    [.asa, .asaField].filter { $0.name != policy.profile.name }
  }

  /// Loads a policy that was loaded before under another profile.
  ///
  /// - Throws: `ReductionError` where it has errors under this one.
  public static func load(_ texts: [PolicyText], _ options: LoadedPolicy.Options)
    throws(ReductionError) -> LoadedPolicy
  {
    let (policy, diagnostics) = LoadedPolicy.load(texts, options: options)
    guard let policy else {
      let error = diagnostics.first { $0.severity == .error }
      throw ReductionError(error.map { "\($0)" } ?? "the policy cannot be used")
    }
    return policy
  }
}

/// A case that is made into another one that names nobody.
public struct CaseReduction {
  private let source: CaseFolder
  private let expectation: Expectation
  private let texts: [PolicyText]

  /// The name of the policy in the new case.
  static let policyName = "policy.txt"

  /// Reads what a case is replayed under.
  ///
  /// - Parameters:
  ///   - source: the case; it has captures.
  ///   - profile: the profile of a case without an `expect.yaml`.
  ///   - ports: its inspected ports; empty for 25.
  /// - Throws: `CaseError` where the case cannot be read.
  public init(_ source: CaseFolder, profile: String?, ports: [UInt16]) throws(CaseError) {
    self.source = source
    if source.isRecorded {
      expectation = try Expectation(of: source)
    } else {
      var template = Expectation()
      template.profile = profile
      if !ports.isEmpty { template.ports = ports }
      expectation = template
    }
    texts = try expectation.texts(of: source)
  }

  /// What is to be run.
  ///
  /// - Parameters:
  ///   - selectors: the sessions; empty for all.
  ///   - options: how packets become streams.
  /// - Returns: the request.
  /// - Throws: `ReductionError` where the policy cannot be used.
  public func request(_ selectors: [SessionSelector], _ options: AnalysisOptions)
    throws(ReductionError) -> ReductionRun.Request
  {
    var options = options
    options.ports = expectation.ports
    let own = try ReductionRun.load(texts, expectation.policyOptions)
    var policies = [own]
    var reduced = [try load(shown(own), under: nil)]
    for profile in ReductionRun.otherProfiles(than: own) {
      // Of the new case's policy on both sides: it says what the old one leaves to its profile.
      let other = try load(shown(own), under: profile)
      policies.append(other)
      reduced.append(other)
    }
    return ReductionRun.Request(
      inputs: source.captures.map { .file(source.path(of: $0)) }, policies: policies,
      reducedPolicies: reduced, options: options, selectors: selectors, joinsInputs: false)
  }

  /// What is to be said of the policy of the new case; nil where it has none.
  public var policyRemark: String? {
    texts.isEmpty
      ? nil
      : "\(CaseReduction.policyName) holds the statements that bear on the inspection, with the names "
        + "and addresses of the policy; look through it"
  }

  /// The policy as the new case has it: nothing but what bears on the inspection.
  private func shown(_ policy: LoadedPolicy) -> [PolicyText] {
    texts.isEmpty ? [] : [PolicyText(name: CaseReduction.policyName, text: policy.text)]
  }

  private func load(_ texts: [PolicyText], under profile: Profile?) throws(ReductionError)
    -> LoadedPolicy
  {
    var options = template.policyOptions
    if let profile { options.profile = profile }
    return try ReductionRun.load(texts, options)
  }

  /// The new case's expectation before it is recorded.
  private var template: Expectation {
    var template = Expectation()
    if !texts.isEmpty { template.policies = [CaseReduction.policyName] }
    template.policyMap = expectation.policyMap
    template.ingress = expectation.ingress
    template.egress = expectation.egress
    template.base = expectation.base
    template.profile = expectation.profile
    template.ports = expectation.ports
    return template
  }

  /// Writes the new case; its folder appears when it is whole.
  ///
  /// - Parameters:
  ///   - outcome: what the run has made.
  ///   - path: the folder, which does not exist or is empty.
  /// - Throws: `OutputError` where it cannot be written, `CaseError` where it cannot be recorded.
  public func write(_ outcome: ReductionRun.Outcome, to path: String) throws {
    let files = FileManager.default
    try CaseReduction.checkTarget(path)
    // What stands under another name is another's.
    let temporary =
      "\(path).\(String(UInt32.random(in: 1 << 28 ... .max), radix: 16)).part"
    TemporaryFiles.add(temporary)
    do {
      try makeOutputFolder(CaseFolder.parent(of: path), isShared: true)
      try files.createDirectory(atPath: temporary, withIntermediateDirectories: false)
    } catch {
      TemporaryFiles.remove(temporary)
      throw CaseReduction.unmakable(path)
    }
    defer {
      try? files.removeItem(atPath: temporary)
      TemporaryFiles.remove(temporary)
    }
    do { try fill(temporary, outcome) } catch let error as OutputError {
      throw OutputError(path: path, reason: error.reason, remedy: error.remedy)
    }
    try nameResult(temporary, path)
  }

  /// Refuses a folder that has something in it, and one that cannot be made or named so.
  ///
  /// - Throws: `OutputError` where it is one.
  public static func checkTarget(_ path: String) throws(OutputError) {
    try OutputError.requireName(path)
    let files = FileManager.default
    var isFolder = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
      var parent = CaseFolder.parent(of: path)
      while !files.fileExists(atPath: parent), parent != "." {
        parent = CaseFolder.parent(of: parent)
      }
      guard files.fileExists(atPath: parent, isDirectory: &isFolder), isFolder,
        files.isWritableFile(atPath: parent)
      else { throw unmakable(path) }
      return
    }
    let isEmpty = isFolder && (try? files.contentsOfDirectory(atPath: path))?.isEmpty == true
    guard isEmpty else {
      throw OutputError(path: path, reason: "is there already", remedy: "name a new folder")
    }
  }

  private static func unmakable(_ path: String) -> OutputError {
    OutputError(
      path: path, reason: "the folder cannot be made",
      remedy: "check that the one around it is there and may be written to")
  }

  private func fill(_ folder: String, _ outcome: ReductionRun.Outcome) throws {
    var made = CaseFolder(path: folder, captures: [], isRecorded: false)
    let width = "\(outcome.captures.count)".count
    for (place, capture) in outcome.captures.enumerated() {
      let digits = "\(place + 1)"
      let number = String(repeating: "0", count: width - digits.count) + digits
      let name = outcome.captures.count == 1 ? "capture.pcap" : "capture-\(number).pcap"
      made.captures.append(name)
      try write(capture, to: made.path(of: name))
    }
    if let policy = texts.isEmpty
      ? nil
      : LoadedPolicy.load(texts, options: expectation.policyOptions)
        .policy
    {
      try write(Array(policy.text.utf8), to: made.path(of: CaseReduction.policyName))
    }
    let count = "\(outcome.sessions) session\(outcome.sessions == 1 ? "" : "s")"
    let readme = """
      # A reduced case

      What it shows: (say it in a line).
      How it was made: `esmtp-replay reduce` of \(count); names, addresses and texts are others\(exceptions(outcome)).

      """
    try write(Array(readme.utf8), to: made.path(of: "README.md"))
    let recording = try CaseRecording(made, like: template, isExact: expectation.isExact)
    try recording.expectation.write(to: made.expectationPath, isShared: true)
  }

  /// What is not replaced, to stand behind what is.
  private func exceptions(_ outcome: ReductionRun.Outcome) -> String {
    let kept = [
      outcome.keepsAddresses ? "addresses" : nil, outcome.keepsWords ? "words" : nil,
    ].compactMap(\.self)
    return
      (kept.isEmpty
      ? "" : "; the \(kept.joined(separator: " and ")) that the policy looks for are as captured")
      + (texts.isEmpty
        ? "" : "; \(CaseReduction.policyName) has the names and addresses of the policy")
  }

  private func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let file = try OutputFile(path: path, isShared: true)
    try file.write(bytes)
    try file.finish()
  }
}
