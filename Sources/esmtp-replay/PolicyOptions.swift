import ASAPolicy
import ArgumentParser
import ESMTPInspection
import FoundationEssentials

/// Where the policy comes from.
struct PolicyOptions: ParsableArguments {
  @Option(
    name: [.customShort("p"), .long],
    help: ArgumentHelp(
      "A configuration, as 'show running-config' prints it, or a part of one. May be repeated: the texts are applied in order. Default: the device's own defaults.",
      valueName: "file"))
  var policy: [String] = []

  @Option(
    help: ArgumentHelp("The inspection map to use where the file has several.", valueName: "name"))
  var policyMap: String?

  @Option(
    help: ArgumentHelp(
      "The behaviour of a software generation: \(Profile.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var profile: String?

  func validate() throws {
    if let profile, Profile.named(profile) == nil {
      let names = Profile.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no profile '\(profile)'; choose one of \(names)")
    }
  }

  /// Loads the policy; prints diagnostics and ends with status 2 where it has errors.
  func load(ports: [UInt16], isQuiet: Bool) -> LoadedPolicy {
    var texts: [PolicyText] = []
    for path in policy {
      do {
        let data = try Data(contentsOf: URL(filePath: path))
        texts.append(PolicyText(name: path, text: String(decoding: data, as: UTF8.self)))
      } catch {
        writeError(
          "\(path): error: cannot be read: \(reason(error)); check the path and its permissions")
        endProcess(2)
      }
    }
    let (loaded, diagnostics) = LoadedPolicy.load(
      texts, profile: profile.flatMap(Profile.named), policyMapName: policyMap, ports: ports)
    for diagnostic in diagnostics where !isQuiet || diagnostic.severity == .error {
      writeError("\(diagnostic)")
    }
    guard let loaded else { endProcess(2) }
    return loaded
  }
}

/// What the system says of a file that cannot be read.
private func reason(_ error: any Error) -> String {
  switch (error as? CocoaError)?.code {
  case .fileReadNoSuchFile: "no such file"
  case .fileReadNoPermission: "permission denied"
  case .some, .none: "the system refused"
  }
}
