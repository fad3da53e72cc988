public import ESMTPInspection

extension LoadedPolicy {
  /// What stands beside the texts.
  public struct Options: Sendable {
    /// The behaviour, or nil for what the version line asks for, else the default.
    public var profile: Profile?
    /// The one map to use, on all traffic of `ports`.
    public var policyMapName: String?
    /// The ports that a map by itself is used on.
    public var ports: [UInt16]
    /// The interface on which every session comes in, where the routes must not decide.
    public var ingress: String?
    /// The interface on which every session leaves.
    public var egress: String?
    /// What the texts are typed into, where their own words must not decide.
    public var base: Base?
    /// The context to take of a dump of several.
    public var context: String?
    /// Whether TLS is allowed where a map is silent, where that is not to be found out again.
    var silentTLS: Bool?
    /// A number that holds instead of what the texts say, to try it.
    var threshold: Threshold?

    /// What a device holds before anything is typed.
    public enum Base: String, Sendable, CaseIterable {
      /// The device's defaults.
      case factory
      /// Nothing but the default class and map.
      case empty
    }

    /// Options that leave every decision to the texts.
    public init(
      profile: Profile? = nil, policyMapName: String? = nil, ports: [UInt16] = [25],
      ingress: String? = nil, egress: String? = nil, base: Base? = nil, context: String? = nil
    ) {
      self.profile = profile
      self.policyMapName = policyMapName
      self.ports = ports
      self.ingress = ingress
      self.egress = egress
      self.base = base
      self.context = context
    }
  }

  /// Reads texts of configuration, applied in order as if typed into the device.
  ///
  /// - Parameters:
  ///   - texts: the texts; none means the device's own defaults.
  ///   - options: what stands beside them.
  /// - Returns: the policy, or nil where a diagnostic is an error; and all diagnostics, by line.
  public static func load(_ texts: [PolicyText], options: Options = Options()) -> (
    policy: LoadedPolicy?, diagnostics: [Diagnostic]
  ) {
    load(texts, behind: TypedTexts(context: options.context), options: options)
  }

  /// Reads texts of configuration behind others that were read before.
  static func load(
    _ added: [PolicyText] = [], behind typed: TypedTexts, options: Options
  ) -> (policy: LoadedPolicy?, diagnostics: [Diagnostic]) {
    var loader = Loader(typed, options)
    var policy = loader.load(added)
    let names = loader.typed.texts.map(\.name)
    let order = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    let ordered = loader.diagnostics.enumerated().sorted { a, b in
      let left = (order[a.element.source.file] ?? -1, a.element.source.line, a.element.column)
      let right = (order[b.element.source.file] ?? -1, b.element.source.line, b.element.column)
      return left == right ? a.offset < b.offset : left < right
    }
    let diagnostics = ordered.map(\.element)
    policy?.notUnderstood = diagnostics.filter(\.isPassedOver)
    return (policy, diagnostics)
  }

  /// Reads texts of configuration under a profile, or under what their version line asks for.
  public static func load(
    _ texts: [PolicyText], profile: Profile?, policyMapName: String? = nil, ports: [UInt16] = [25]
  ) -> (policy: LoadedPolicy?, diagnostics: [Diagnostic]) {
    load(texts, options: Options(profile: profile, policyMapName: policyMapName, ports: ports))
  }
}
