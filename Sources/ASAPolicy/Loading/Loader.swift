import ESMTPInspection
import Primitives

/// Makes a policy of texts: which of the device's defaults hold beside them, and what refers to what.
struct Loader {
  let options: LoadedPolicy.Options
  private(set) var diagnostics: [Diagnostic] = []
  /// The texts.
  private(set) var typed: TypedTexts

  /// A loader of texts that were typed before; what is typed behind them may change what they mean.
  init(_ typed: TypedTexts, _ options: LoadedPolicy.Options) {
    self.options = options
    self.typed = typed
    guard typed.context != options.context else { return }
    self.typed = TypedTexts(context: options.context)
    self.typed.type(typed.texts)
  }

  /// How the texts stand to the device's defaults.
  private enum Kind {
    /// They say everything; the default class and map exist all the same.
    case complete
    /// They are typed into a device that has its defaults.
    case delta
    /// One map, on all port-25 traffic.
    case map(String)

    var isDelta: Bool { if case .delta = self { true } else { false } }
  }

  /// Types more texts in; nil where a diagnostic is an error.
  mutating func load(_ added: [PolicyText]) -> LoadedPolicy? {
    typed.type(added)
    let first = typed.intoEmpty()
    if let problem = contextProblem(first) {
      fail(first, problem)
      return nil
    }
    refuseForeignTexts(first)
    if refusesRouter(first) { return nil }
    let profile = profile(first)
    let silentTLS = silentTLS(profile, first.configuration.version)
    let isLegacy = isLegacy(first, profile)
    let builtIn = BuiltIn.text(profile, isLegacy: isLegacy, allowsTLS: silentTLS)
    guard let kind = kind(first, isEmpty: typed.texts.isEmpty, isLegacy: isLegacy) else {
      diagnostics = first.problems + diagnostics
      return nil
    }
    let map = Interpreter.defaultMap
    var interpreter: Interpreter
    // A complete text may say something of the built-in map all the same.
    if kind.isDelta || first.configuration.inspectionMaps[map] != nil {
      interpreter = typed.into(TypedTexts.Device(defaults: builtIn, isBare: !kind.isDelta))
    } else {
      interpreter = first
      interpreter.texts.replace(0, with: builtIn)
    }
    // Both exist without being defined, also where all was cleared.
    lazy var defaults = Interpreter(defaults: builtIn).configuration
    if interpreter.configuration.inspectionMaps[map] == nil {
      interpreter.configuration.inspectionMaps[map] = defaults.inspectionMaps[map]
    }
    let name = "inspection_default"
    if interpreter.configuration.classMaps[name] == nil {
      interpreter.configuration.classMaps[name] = defaults.classMaps[name]
    }
    if let threshold = options.threshold {
      for name in interpreter.configuration.inspectionMaps.names {
        interpreter.configuration.inspectionMaps[name]?.set(threshold)
      }
    }
    diagnostics = interpreter.diagnostics + diagnostics
    return link(interpreter, kind, profile, silentTLS: silentTLS, isLegacy: isLegacy)
  }

  /// A text that is no configuration must not be taken for an empty one.
  private mutating func refuseForeignTexts(_ interpreter: Interpreter) {
    guard options.context == nil else { return }
    for text in interpreter.wordy.subtracting(interpreter.understood).sorted() {
      fail(
        interpreter, text: Int(text),
        "no line of this text is understood; give the text of show running-config, "
          + "without marks or numbers in front of its lines")
    }
  }

  /// A text of IOS must not be taken for lines that are typed into an ASA.
  private mutating func refusesRouter(_ interpreter: Interpreter) -> Bool {
    guard let line = interpreter.routerLine, interpreter.configuration.version == nil else {
      return false
    }
    diagnostics.append(
      interpreter.texts.diagnostic(
        .error, at: line.origin, offset: line.tokens[0].offset,
        "this is a line of IOS: the inspection of a router is another one, and no profile is it; "
          + "give the configuration of an ASA, PIX or FWSM"))
    return true
  }

  /// A dump of several contexts needs a choice.
  private func contextProblem(_ interpreter: Interpreter) -> String? {
    let names = interpreter.contexts.joined(separator: ", ")
    if let context = options.context {
      if interpreter.contexts.contains(context) { return nil }
      return "there is no context \"\(context)\"; there is \(names.isEmpty ? "none" : names)"
    }
    return interpreter.contexts.count > 1
      ? "the text holds the contexts \(names); choose one with --context" : nil
  }

  private func profile(_ interpreter: Interpreter) -> Profile {
    if let profile = options.profile { return profile }
    if let version = interpreter.configuration.version { return version.profile }
    return interpreter.sawFixup && !interpreter.sawServicePolicy ? .pix63 : .asa
  }

  private func silentTLS(_ profile: Profile, _ version: Version?) -> Bool {
    if let known = options.silentTLS { return known }
    if options.profile == nil, let version { return version.allowsTLSByDefault }
    return askedSilentTLS(profile, version)
  }

  /// What a profile says that was asked for by its name.
  private func askedSilentTLS(_ profile: Profile, _ version: Version?) -> Bool {
    let byVersion = version?.allowsTLSByDefault ?? false
    return switch profile.silentTLS {
    case .refused: false
    case .allowed: true
    case .byVersion: byVersion
    }
  }

  /// Whether `fixup protocol smtp` decides.
  private func isLegacy(_ interpreter: Interpreter, _ profile: Profile) -> Bool {
    if let version = interpreter.configuration.version { return !version.hasModularPolicies }
    if interpreter.sawServicePolicy || interpreter.namesDefaults { return false }
    // Its defaults are those of a generation with maps, whatever is typed into it.
    if options.base == .factory, profile.usesMap { return false }
    return interpreter.sawFixup || !profile.usesMap
  }

  private mutating func kind(_ interpreter: Interpreter, isEmpty: Bool, isLegacy: Bool) -> Kind? {
    let maps = interpreter.configuration.inspectionMaps
    if let name = options.policyMapName {
      if maps[name] != nil || name == Interpreter.defaultMap { return .map(name) }
      let known =
        maps.names.isEmpty ? Interpreter.defaultMap : maps.names.joined(separator: ", ")
      fail(interpreter, "there is no esmtp inspection map \"\(name)\"; there is \(known)")
      return nil
    }
    if isEmpty || isLegacy || options.base == .factory { return .delta }
    if interpreter.configuration.version != nil || interpreter.sawServicePolicy
      || options.base == .empty
    {
      return .complete
    }
    if interpreter.namesDefaults { return .delta }
    let used = Set(
      interpreter.configuration.policies.ordered.flatMap {
        $0.classes.compactMap { $0.inspect?.map?.name }
      })
    if used.isEmpty, maps.count == 1 { return .map(maps.names[0]) }
    if used.isEmpty, maps.count > 1, let second = maps.ordered.last {
      diagnostics.append(
        interpreter.texts.diagnostic(
          .error, at: second.origin,
          "no class uses any of these maps: \(maps.names.joined(separator: ", ")); "
            + "choose one with --policy-map"))
      return nil
    }
    // A text that already failed may be a fragment only because of its mistakes.
    if !(diagnostics + interpreter.problems).contains(where: { $0.severity == .error }) {
      diagnostics.append(
        Diagnostic(
          .warning, at: SourceLine(file: interpreter.name(of: 1), line: 0),
          "this is a fragment: it has neither an ASA Version line nor a service-policy; "
            + "the device's defaults are added"))
    }
    return .delta
  }

  private mutating func fail(_ interpreter: Interpreter, text: Int = 1, _ message: String) {
    diagnostics.append(
      Diagnostic(.error, at: SourceLine(file: interpreter.name(of: text), line: 0), message))
  }

  /// An interface that an option names, in a text that defines others.
  private mutating func checkInterface(_ name: String, _ interpreter: Interpreter) {
    let known = interpreter.configuration.interfaces.compactMap(\.name)
    guard !known.isEmpty, !known.contains(name) else { return }
    fail(
      interpreter, "there is no interface \"\(name)\"; there is \(known.joined(separator: ", "))")
  }

  // MARK: Linking

  /// A fixup says nothing where there are classes.
  private mutating func refuseFixups(_ interpreter: Interpreter) {
    for fixup in interpreter.configuration.fixups {
      var problem = interpreter.texts.diagnostic(
        .warning, at: fixup.origin,
        "\"fixup\" is a statement of PIX before 7.0 and is passed over; "
          + "type \"inspect esmtp\" in a class")
      problem.isPassedOver = true
      diagnostics.append(problem)
    }
  }

  private mutating func link(
    _ interpreter: Interpreter, _ kind: Kind, _ profile: Profile, silentTLS: Bool, isLegacy: Bool
  ) -> LoadedPolicy? {
    let configuration = interpreter.configuration
    let texts = interpreter.texts
    for name in [options.ingress, options.egress].compactMap({ $0 }) {
      checkInterface(name, interpreter)
    }
    var resolver = Resolver(configuration, texts)
    let turned = askedSilentTLS(profile.turned(.silentTLS), configuration.version)
    var linker = PolicyLinker(
      configuration, texts, profile: profile, silentTLS: silentTLS,
      isTLSOpen: turned != silentTLS)
    let method: LoadedPolicy.Method
    if isLegacy, case .delta = kind {
      method = .ports(linker.fixups())
    } else if case .map(let name) = kind {
      method = .ports(linker.lone(name, ports: options.ports, &resolver))
    } else {
      linker.linkPolicies(&resolver)
      method = .servicePolicies
    }
    linker.check(
      &resolver, isSelected: { if case .map(let name) = kind { $0 == name } else { false } })
    let usesReal = configuration.usesRealAddresses(profile)
    resolver.severity = .warning
    if !isLegacy { refuseFixups(interpreter) }
    let translations = TranslationTable(&resolver, limits: &linker.limits, usesReal: usesReal)
    var problems = resolver.diagnostics
    for (list, problem) in interpreter.listProblems {
      problems.append(problem)
      guard !linker.relevantLists.contains(list) else { continue }
      problems[problems.count - 1].severity = .warning
    }
    // What a device would refuse, or does without, where nothing that is inspected rests on it.
    for index in problems.indices where problems[index].severity == .warning {
      problems[index].isPassedOver = true
    }
    diagnostics += linker.diagnostics + problems
    if diagnostics.contains(where: { $0.severity == .error }) { return nil }
    return LoadedPolicy(
      profile: profile, inspections: linker.inspections, limits: linker.limits,
      headline: linker.headline,
      state: LoadedPolicy.State(
        configuration: configuration, texts: texts, method: method, policies: linker.policies,
        accessLists: linker.accessLists, interfaces: InterfaceTable(configuration),
        translations: translations, bareNoInspectExempts: profile.bareNoInspectExempts,
        ingress: options.ingress, egress: options.egress, silentTLS: silentTLS,
        loneMapName: isLegacy ? nil : linker.headline?.mapName,
        typed: typed, options: options,
        restsOnDefaults: kind.isDelta, isTLSOpen: turned != silentTLS))
  }
}

extension Interpreter {
  /// The name of a text, or of the built-in one.
  func name(of text: Int) -> String {
    text < texts.count
      ? texts.source(Origin(text: Int32(clamping: text), line: 0)).file : BuiltIn.name
  }
}
