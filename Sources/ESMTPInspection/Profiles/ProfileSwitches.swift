/// The switches of `Profile` on which the vendor's documents and the field differ: `asa` and `asa-field`.
public struct ProfileSwitches: OptionSet, Sendable, Hashable {
  /// A bit a switch.
  public let rawValue: UInt8

  /// The switches of some bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Which characters of a greeting stay.
  public static let banner = ProfileSwitches(rawValue: 1 << 0)
  /// Whether an unknown command is crossed out by its packet or by its verb.
  public static let unknownCommandScope = ProfileSwitches(rawValue: 1 << 1)
  /// What a `|` in a path does.
  public static let pipe = ProfileSwitches(rawValue: 1 << 2)
  /// Whether `AUTH=…` lines of the reply to EHLO count as `others`.
  public static let authEquals = ProfileSwitches(rawValue: 1 << 3)
  /// Whether `no inspect esmtp` in a class of its own exempts the class.
  public static let bareNoInspect = ProfileSwitches(rawValue: 1 << 4)
  /// TLS where the configuration is silent.
  public static let silentTLS = ProfileSwitches(rawValue: 1 << 5)

  /// The switches one by one with their names, which are those of `Assumption`.
  public static let named: [(name: String, single: ProfileSwitches)] = [
    ("banner", .banner), ("unknown-command-scope", .unknownCommandScope), ("pipe", .pipe),
    ("auth-equals", .authEquals), ("bare-no-inspect", .bareNoInspect), ("silent-tls", .silentTLS),
  ]

  /// The names of those that are in the set.
  public var names: [String] { Self.named.filter { contains($0.single) }.map(\.name) }

  /// The switches one by one.
  public var singles: [ProfileSwitches] { Self.named.map(\.single).filter { contains($0) } }
}

extension Profile {
  /// The switches that stand as `asa` or as `asa-field` has them; none for the `fixup` generations, of
  /// which neither speaks.
  public var openSwitches: ProfileSwitches {
    guard usesMap else { return [] }
    var open: ProfileSwitches = []
    for (_, single) in ProfileSwitches.named where !turned(single).stands(as: self) {
      open.insert(single)
    }
    return open
  }

  /// The behaviour with some switches as the other of `asa` and `asa-field` has them; a switch that
  /// stands in a third way stays.
  public func turned(_ switches: ProfileSwitches) -> Profile {
    var turned = self
    if switches.contains(.banner) {
      turned.bannerFirstLine = other(\.bannerFirstLine)
      turned.bannerFurtherLines = other(\.bannerFurtherLines)
    }
    if switches.contains(.unknownCommandScope) { turned.unknownCommand = other(\.unknownCommand) }
    if switches.contains(.pipe) { turned.pipe = other(\.pipe) }
    if switches.contains(.authEquals) { turned.authEqualsIsOther = other(\.authEqualsIsOther) }
    if switches.contains(.bareNoInspect) {
      turned.bareNoInspectExempts = other(\.bareNoInspectExempts)
    }
    if switches.contains(.silentTLS) { turned.silentTLS = other(\.silentTLS) }
    // With all of them turned it is the other one, by name too.
    if let other = otherOfTwo, turned.stands(as: other) { return other }
    return turned
  }

  /// The value of a switch that the other of the two has.
  private func other<Value: Equatable>(_ path: KeyPath<Profile, Value>) -> Value {
    let value = self[keyPath: path]
    let (documented, seen) = (Profile.asa[keyPath: path], Profile.asaField[keyPath: path])
    return value == documented ? seen : value == seen ? documented : value
  }

  /// Whether all switches stand as those of another one.
  private func stands(as other: Profile) -> Bool {
    bannerFirstLine == other.bannerFirstLine && bannerFurtherLines == other.bannerFurtherLines
      && unknownCommand == other.unknownCommand && pipe == other.pipe
      && authEqualsIsOther == other.authEqualsIsOther
      && bareNoInspectExempts == other.bareNoInspectExempts && silentTLS == other.silentTLS
  }

  /// What the behaviour with all open switches turned is called; nil where none is open.
  public var counterpartName: String? {
    guard !openSwitches.isEmpty else { return nil }
    return otherOfTwo?.name ?? "\(name) with the switches of \(Profile.asaField.name)"
  }

  private var otherOfTwo: Profile? {
    name == Profile.asa.name ? .asaField : name == Profile.asaField.name ? .asa : nil
  }
}
