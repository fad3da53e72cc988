public import ASAPolicy
import ArgumentParser
import ESMTPInspection

/// Where the policy comes from.
struct PolicyOptions: ParsableArguments {
  @Option(
    name: [.customShort("p", allowingJoined: true), .long],
    help: ArgumentHelp(
      "A configuration, as 'show running-config' prints it, or a part of one; '-' is standard input. May be repeated: the texts are applied in order. Default: the device's own defaults.",
      valueName: "file"), completion: .file())
  var policy: [String] = []

  @Option(
    help: ArgumentHelp("The inspection map to use where the file has several.", valueName: "name"))
  var policyMap: String?

  @Option(
    help: ArgumentHelp(
      "The behaviour of a software generation: \(Profile.all.map(\.name).joined(separator: ", ")). Default: what the line 'ASA Version' or 'PIX Version' says, else asa.",
      valueName: "name"), completion: .list(Profile.all.map(\.name)))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "The interface on which sessions come in, whatever the routes say.", valueName: "interface"))
  var ingress: String?

  @Option(
    help: ArgumentHelp(
      "The interface on which they leave, whatever the routes say.", valueName: "interface"))
  var egress: String?

  @Option(
    help:
      "What the texts are typed into: the 'factory' configuration, or an 'empty' one. Default: what they look like."
  )
  var base: LoadedPolicy.Options.Base?

  @Option(help: ArgumentHelp("The context to take of a dump of several.", valueName: "name"))
  var context: String?

  func validate() throws {
    if let profile, Profile.named(profile) == nil {
      let names = Profile.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no profile '\(profile)'; choose one of \(names)")
    }
  }

  /// Refuses to read standard input twice; `others` are further files and captures.
  func checkStandardInput(_ others: [String]) throws {
    try requireSingleStandardInput(policy + others)
  }

  /// Refuses options that say how a configuration is read where there is none.
  func requireEffect(beside files: [String] = []) throws {
    guard policy.isEmpty, files.isEmpty else { return }
    try GivenOption.refuse(
      [
        GivenOption("--ingress", ingress), GivenOption("--egress", egress),
        GivenOption("--base", base), GivenOption("--context", context),
      ], without: GivenOption("--policy", isGiven: false))
  }

  /// The options as words of a command line.
  var arguments: [String] {
    policy.flatMap { ["-p", $0] }
      + [
        ("--policy-map", policyMap), ("--profile", profile), ("--ingress", ingress),
        ("--egress", egress), ("--base", base?.rawValue), ("--context", context),
      ].flatMap { name, value in value.map { [name, $0] } ?? [] }
  }

  /// What stands beside the texts.
  func options(ports: [UInt16] = [25]) -> LoadedPolicy.Options {
    LoadedPolicy.Options(
      profile: profile.flatMap(Profile.named), policyMapName: policyMap, ports: ports,
      ingress: ingress, egress: egress, base: base, context: context)
  }

  /// The texts of '-p' and of further files; ends with status 2 where one cannot be read.
  func texts(and files: [String] = []) -> [PolicyText] {
    (policy + files).map(policyText)
  }

  /// Loads the policy; prints diagnostics and ends with status 2 where it has errors.
  ///
  /// - Parameters:
  ///   - texts: the texts, in the order in which they are applied.
  ///   - ports: those that are looked at; nil where no traffic is read.
  ///   - isQuiet: whether errors alone are printed.
  /// - Returns: the policy.
  func load(_ texts: [PolicyText], ports: [UInt16]? = nil, isQuiet: Bool) -> LoadedPolicy {
    let (loaded, diagnostics) = LoadedPolicy.load(texts, options: options(ports: ports ?? [25]))
    for diagnostic in diagnostics where !isQuiet || diagnostic.severity == .error {
      writeError("\(diagnostic)")
    }
    guard let loaded else { endProcess(2) }
    if let ports, !isQuiet, let remark = loaded.portRemark(beside: ports) {
      writeError("esmtp-replay: \(remark)")
    }
    return loaded
  }
}

extension LoadedPolicy.Options.Base: ArgumentChoice {}
