public import ESMTPInspection

/// A statement of the policy that bears on ESMTP.
public struct PolicyLineRecord: Sendable, Equatable {
  /// The statement that it stands in; empty at the top level.
  public var block: String
  /// The statement with its actions.
  public var text: String
  /// Its line.
  public var source: SourceLine

  /// A statement and its line.
  public init(block: String, text: String, source: SourceLine) {
    self.block = block
    self.text = text
    self.source = source
  }
}

/// A number that an inspection map compares with.
public struct PolicyLimitRecord: Sendable, Equatable {
  /// The map.
  public var mapName: String
  /// What is compared.
  public var criterion: Criterion
  /// The number behind `gt`.
  public var number: Int
  /// What happens above it, in the words of the configuration.
  public var actions: String
  /// The line of the `match`.
  public var source: SourceLine

  /// A number and where it stands.
  public init(
    mapName: String, criterion: Criterion, number: Int, actions: String, source: SourceLine
  ) {
    self.mapName = mapName
    self.criterion = criterion
    self.number = number
    self.actions = actions
    self.source = source
  }
}
