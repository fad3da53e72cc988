public import ESMTPInspection

// More lines typed into the device that has a policy.
extension LoadedPolicy {
  /// What a device with this policy has after more lines are typed into it.
  ///
  /// Where this policy rests on the device's defaults, the lines are typed behind these, whatever they
  /// would stand for as texts of their own.
  ///
  /// - Parameters:
  ///   - lines: what is typed.
  ///   - profile: another behaviour than that of this policy, or nil.
  /// - Returns: the policy, or nil where a diagnostic is an error; and the diagnostics of all texts.
  public func typing(_ lines: [PolicyText], profile: Profile? = nil) -> (
    policy: LoadedPolicy?, diagnostics: [Diagnostic]
  ) {
    var options = state.options
    if let profile { options.profile = profile }
    return LoadedPolicy.load(lines, behind: state.typed, options: asTyped(options))
  }

  /// Whether lines typed behind a policy that was made of this one give this one again, and what else of
  /// the changed policy stood in this one's configuration, as it stood.
  public func isRestored(by lines: [String], typedInto changed: LoadedPolicy) -> Bool {
    let restored = LoadedPolicy.load(
      [PolicyText(typed: lines)], behind: changed.state.typed, options: asTyped(state.options)
    ).policy
    guard let restored, restored.text == text else { return false }
    let all = changed.statements
    return standingDifferences(to: restored, beside: all).isEmpty
      && all.allSatisfy { stands($0.block) == restored.stands($0.block) }
  }

  /// Options under which more texts do not change what those of this policy are typed into.
  private func asTyped(_ options: Options) -> Options {
    guard state.restsOnDefaults else { return options }
    var options = options
    options.base = .factory
    // The generation is that of the device, and not what the lines look like.
    if options.profile == nil, configuration.version == nil { options.profile = profile }
    return options
  }
}

extension PolicyText {
  /// Lines as somebody types them.
  init(typed lines: [String]) {
    self.init(name: "typed", text: lines.map { $0 + "\n" }.joined())
  }
}
