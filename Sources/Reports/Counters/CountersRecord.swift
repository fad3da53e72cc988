/// What the device would count for one `inspect esmtp`, as `show service-policy` prints it.
///
/// Packets are counted, not lines: of several events of a match in one packet one counts.
public struct CountersRecord: Sendable, Equatable {
  /// The head line of a software generation (evidence section 5).
  public enum Layout: Sendable, CaseIterable {
    /// `packet N, drop N, reset-drop N`.
    case plain
    /// With `lock fail N`.
    case lockFail
    /// With `lock fail N` and rates.
    case packetRate
  }

  /// A line below the head line.
  public struct Line: Sendable, Equatable {
    /// What the line stands for.
    public enum Kind: Sendable, Equatable {
      /// A parameter whose line devices print.
      case parameter
      /// A parameter whose line no device output shows: the tool's own.
      case toolParameter
      /// A match with its actions.
      case match(action: String)
    }

    /// The statement; of a match without the word itself.
    public var text: String
    /// What the line stands for.
    public var kind: Kind
    /// Banners of `mask-banner`, else packets.
    public var count: Int

    /// A line with its count.
    public init(text: String, kind: Kind, count: Int = 0) {
      self.text = text
      self.kind = kind
      self.count = count
    }
  }

  /// The head line's form.
  public var layout: Layout
  /// The interface of the service-policy; nil for the global one.
  public var interface: String?
  /// The policy map of the service-policy; nil where the configuration has none.
  public var servicePolicy: String?
  /// The class; nil where the configuration has none.
  public var className: String?
  /// The inspection map; nil for `fixup protocol smtp`.
  public var mapName: String?
  /// Packets of the inspected connections, both ways.
  public var packets = 0
  /// Packets that were dropped without an RST.
  public var drops = 0
  /// Packets that were dropped with an RST.
  public var resetDrops = 0
  /// The lines below the head line in their order.
  public var lines: [Line]

  /// An inspection that has seen nothing yet.
  public init(
    layout: Layout, interface: String? = nil, servicePolicy: String? = nil,
    className: String? = nil, mapName: String? = nil, lines: [Line] = []
  ) {
    self.layout = layout
    self.interface = interface
    self.servicePolicy = servicePolicy
    self.className = className
    self.mapName = mapName
    self.lines = lines
  }
}
