public import ESMTPInspection

/// Limits of `set connection`, `static` or `nat` (evidence 7.1, 7.2); 0 is no limit.
public struct ConnectionLimits: Sendable, Hashable {
  /// `conn-max`: connections at a time.
  public var connections = 0
  /// `embryonic-conn-max`: half-open connections at a time.
  public var embryonic = 0
  /// `per-client-max`: connections at a time of one client.
  public var perClient = 0
  /// `per-client-embryonic-max`: half-open connections at a time of one client.
  public var perClientEmbryonic = 0
  /// The `static` or `nat` statement that sets them; nil for `set connection`.
  public var translation: String?
  /// The line that sets them, the last where there are several.
  public var source: SourceLine

  init(source: SourceLine, translation: String? = nil) {
    self.source = source
    self.translation = translation
  }

  /// Whether any limit is set.
  public var isLimited: Bool {
    connections > 0 || embryonic > 0 || perClient > 0 || perClientEmbryonic > 0
  }
}
