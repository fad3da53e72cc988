/// The `inspect esmtp` blocks of a pasted `show service-policy [inspect esmtp]` (evidence section 5).
///
/// The text is read as a sequence of words, so that wrapped lines, lost indentation, prompts, page
/// breaks, comments behind criteria and other inspections around the blocks do no harm.
public struct ShowServicePolicy: Sendable, Equatable {
  /// The head line of a software generation.
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
    /// The statement: `mask-banner`, or a match without that word, as the running configuration
    /// prints it.
    public var text: String
    /// Whether it is a match.
    public var isMatch: Bool
    /// The actions of a match.
    public var action: String
    /// Its count.
    public var count: Int
    /// Its line in the text, from 1.
    public var line: Int
  }

  /// One `Inspect: esmtp`.
  public struct Block: Sendable, Equatable {
    /// The interface of the service-policy; nil for the global one, or where the text has no head.
    public var interface: String?
    /// The policy map of the service-policy, where the text has it.
    public var servicePolicy: String?
    /// The class, where the text has it.
    public var className: String?
    /// The inspection map, where one is named.
    public var mapName: String?
    /// The form of the head line.
    public var layout: Layout
    /// `packet`.
    public var packets: Int
    /// `drop`.
    public var drops: Int
    /// `reset-drop`; nil where the head line has none.
    public var resetDrops: Int?
    /// `lock fail`.
    public var lockFails: Int?
    /// The lines below the head line.
    public var lines: [Line]
    /// The line of the text, from 1.
    public var line: Int
  }

  /// What cannot be read.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// The name of the text.
    public var file: String
    /// The line, from 1; 0 for the text as a whole.
    public var line: Int
    /// What is wrong.
    public var message: String

    /// `FILE:LINE: error: …`.
    public var description: String {
      (line > 0 ? "\(file):\(line)" : file) + ": error: \(message)"
    }
  }

  /// The parameters that have a counter.
  public static let parameters = ["mask-banner", "mail-relay", "special-character", "allow-tls"]

  /// The blocks in the order of the text; never empty.
  public let blocks: [Block]

  /// Reads a text.
  ///
  /// - Parameter text: what was pasted, with the name that errors give it.
  /// - Throws: `Failure` where there is no block or a block that cannot be understood.
  public init(_ text: PolicyText) throws(Failure) {
    var reader = ShowReader(text)
    blocks = try reader.read()
  }
}
