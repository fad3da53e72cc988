public import ESMTPInspection
public import Primitives

/// A configuration with its references resolved: what takes which session.
public struct LoadedPolicy: Sendable {
  /// The statement that a report's header names.
  public struct Headline: Sendable, Equatable {
    /// `inspect esmtp MAP` or `fixup protocol smtp 25`.
    public var statement: String
    /// Its line.
    public var source: SourceLine
    /// The class it stands in.
    public var className: String?
    /// The inspection map.
    public var mapName: String?
  }

  /// What takes sessions.
  enum Method: Sendable {
    /// One map, or nothing, on a set of ports.
    case ports([(ports: ClosedRange<UInt16>, inspection: Int, origin: Origin)])
    case servicePolicies
  }

  /// The behaviour.
  public let profile: Profile
  /// All policies that sessions can be inspected under; `Classification.Outcome` has indices.
  public let inspections: [InspectionPolicy]
  /// All limits; classifications have indices.
  public let limits: [ConnectionLimits]
  /// The statement that a report's header names; nil where nothing is inspected.
  public let headline: Headline?
  /// What is said of lines that are not understood, by line: the policy goes without them.
  public internal(set) var notUnderstood: [Diagnostic] = []
  /// The lines that are about something else.
  public var skippedLines: [SourceLine] { state.configuration.skipped.map(state.texts.source) }
  /// How the device writes its log lines.
  public var logStyle: LogStyle {
    configuration.version?.logStyle(profile) ?? LogStyle(profile)
  }
  /// What was parsed.
  public var configuration: Configuration { state.configuration }

  /// The longest time without a packet after which the device still keeps a connection, in seconds; 0
  /// for ever.
  public var longestIdleTime: Int {
    let common = ConnectionTimeouts().changed(by: configuration.timeouts)
    let classes = state.policies.flatMap { $0.entries.map { common.changed(by: $0.timeouts).idle } }
    return classes.reduce(common.idle) { $0 == 0 || $1 == 0 ? 0 : max($0, $1) }
  }

  /// Whether of a session the server's port alone decides: then the classification of another one with
  /// that port is the same but for the sockets.
  public var decidesByPort: Bool { state.decidesByPort }

  let state: State

  /// What all copies share.
  final class State: Sendable {
    let configuration: Configuration
    let texts: SourceTexts
    let method: Method
    let policies: [CompiledPolicy]
    let accessLists: [CompiledAccessList]
    let interfaces: InterfaceTable
    let translations: TranslationTable
    let bareNoInspectExempts: Bool
    let ingress: String?
    let egress: String?
    /// Whether TLS is allowed where a map is silent.
    let silentTLS: Bool
    /// Whether any policy is one of an interface.
    let hasInterfacePolicies: Bool
    /// Whether neither addresses nor times play a part.
    let decidesByPort: Bool
    /// The policies as they are tried where no interface of a session is known.
    let commonOrder: [CompiledPolicy]
    /// The map by itself on some ports.
    let loneMapName: String?
    /// The texts and what stood beside them, to read them under another profile.
    let typed: TypedTexts
    let options: Options
    /// Whether the texts are typed into the device's own defaults.
    let restsOnDefaults: Bool
    /// Whether TLS where a map is silent depends on a switch that documents and field set differently.
    let isTLSOpen: Bool

    init(
      configuration: Configuration, texts: SourceTexts, method: Method,
      policies: [CompiledPolicy], accessLists: [CompiledAccessList], interfaces: InterfaceTable,
      translations: TranslationTable, bareNoInspectExempts: Bool, ingress: String?,
      egress: String?, silentTLS: Bool, loneMapName: String?, typed: TypedTexts,
      options: Options, restsOnDefaults: Bool, isTLSOpen: Bool
    ) {
      self.configuration = configuration
      self.texts = texts
      self.method = method
      var placed = policies
      for place in placed.indices {
        placed[place].place = Int32(clamping: place)
        for entry in placed[place].entries.indices {
          placed[place].entries[entry].place = Int32(clamping: entry)
        }
      }
      self.policies = placed
      commonOrder = placed.filter { $0.interface != nil } + placed.filter { $0.interface == nil }
      hasInterfacePolicies = placed.contains { $0.interface != nil }
      decidesByPort = accessLists.isEmpty && interfaces.isEmpty && translations.isEmpty
      self.accessLists = accessLists
      self.interfaces = interfaces
      self.translations = translations
      self.bareNoInspectExempts = bareNoInspectExempts
      self.ingress = ingress
      self.egress = egress
      self.silentTLS = silentTLS
      self.loneMapName = loneMapName
      self.typed = typed
      self.options = options
      self.restsOnDefaults = restsOnDefaults
      self.isTLSOpen = isTLSOpen
    }
  }

  /// Says which class takes a session, by the packet that opens it.
  ///
  /// - Parameters:
  ///   - client: the socket that opens the session, as captured.
  ///   - server: the other one.
  ///   - time: when it opens, in nanoseconds since 1970-01-01 UTC, for `time-range`.
  /// - Returns: what becomes of the session, and the statements that decide.
  public func classify(client: Socket, server: Socket, time: Int64) -> Classification {
    var question = Question(state: state, client: client, server: server, time: time)
    return question.answer()
  }
}
