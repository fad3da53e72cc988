public import ESMTPInspection
public import Primitives

/// How a finding stands to an earlier one (SARIF 2.1.0 section 3.27.24).
public enum BaselineState: String, Sendable, CaseIterable {
  /// It was not there.
  case new
  /// It was there, and is the same.
  case unchanged
  /// It was there with another effect.
  case updated
  /// It is not there any more.
  case absent
}

/// A finding of an earlier report that is not there any more.
public struct AbsentFinding: Sendable {
  /// The Community ID of the session.
  public var session: String
  /// The rule, as the report names it.
  public var rule: Rule
  /// The sender of the bytes.
  public var sender: Sender
  /// The stream offset of the first byte, from 0.
  public var offset: UInt64
  /// The frame in the earlier run, from 1.
  public var frame: Int
  /// The statement, or nil.
  public var match: String?
  /// Its line, or nil.
  public var source: SourceLine?

  /// A finding.
  public init(
    session: String, rule: Rule, sender: Sender, offset: UInt64, frame: Int, match: String?,
    source: SourceLine?
  ) {
    self.session = session
    self.rule = rule
    self.sender = sender
    self.offset = offset
    self.frame = frame
    self.match = match
    self.source = source
  }
}
