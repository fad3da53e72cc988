/// The behaviour of one software generation: a table of switches.
///
/// Where documents and field evidence disagree the difference is a switch here, never a choice in
/// the code. One generation is one file of this folder and one line of `Profile.all`.
public struct Profile: Sendable, Hashable {
  /// The name that `--profile` takes.
  public let name: String
  /// One line for the help.
  public let summary: String
  /// The commands that pass.
  public internal(set) var commands: Commands
  /// What happens to the bytes of an unknown command.
  public internal(set) var unknownCommand: UnknownCommand
  /// What is kept of the greeting's first line.
  public internal(set) var bannerFirstLine: BannerMask
  /// What is kept of its further lines.
  public internal(set) var bannerFurtherLines: BannerMask
  /// What a `|` in the path of MAIL or RCPT does.
  public internal(set) var pipe: Pipe
  /// Whether `VRFY` lines of an EHLO reply count as `others`.
  public internal(set) var vrfyIsOther: Bool
  /// Whether `AUTH=…` lines of an EHLO reply count as `others`.
  public internal(set) var authEqualsIsOther: Bool
  /// What opens the content of a message.
  public internal(set) var contentOpening: ContentOpening
  /// Whether a `.` CR LF that starts in one segment and ends in the next ends the content.
  public internal(set) var seesSplitEndOfMailData: Bool
  /// Whether a map drives the inspection; false for the `fixup protocol smtp` generations.
  public internal(set) var usesMap: Bool
  /// TLS where the configuration is silent.
  public internal(set) var silentTLS: SilentTLS
  /// Whether 108003 has its wording of before 9.0 (evidence 10, item 9).
  public let hasOldAddressLog: Bool
  /// Whether `no inspect esmtp` in a class of its own exempts the class.
  public internal(set) var bareNoInspectExempts: Bool

  /// The commands that pass.
  public enum Commands: Sendable { case extended, basic }
  /// What an unknown command becomes.
  public enum UnknownCommand: Sendable {
    /// Every character from its first byte to the end of the segment becomes `X`, CR and LF apart.
    case maskPacket
    /// The verb becomes `X`, arguments stay.
    case maskVerb
    /// `NOOP`, padded with blanks to the length.
    case noop
  }
  /// What is kept of a greeting line.
  public enum BannerMask: Sendable {
    /// `2`, `0`, and a blank right after a `0`.
    case keepTwoZero
    /// The first four bytes.
    case keepFirstFour
    /// Nothing.
    case keepNothing
    /// The fixed text `220 SMTP/cmap ready`, filled up with underscores; it stands for all lines.
    case cmapReady
  }
  /// What a `|` in a path does.
  public enum Pipe: Sendable { case closeSession, blankLogged, blank }
  /// What opens content.
  public enum ContentOpening: Sendable { case reply354, dataCommand }
  /// TLS where the configuration is silent.
  public enum SilentTLS: Sendable { case refused, allowed, byVersion }

  init(
    name: String, summary: String, commands: Commands = .extended,
    unknownCommand: UnknownCommand = .maskPacket, bannerFirstLine: BannerMask = .keepTwoZero,
    bannerFurtherLines: BannerMask = .keepTwoZero, pipe: Pipe = .closeSession,
    vrfyIsOther: Bool = false, authEqualsIsOther: Bool = true,
    contentOpening: ContentOpening = .reply354, seesSplitEndOfMailData: Bool = true,
    usesMap: Bool = true, silentTLS: SilentTLS = .refused, hasOldAddressLog: Bool = false,
    bareNoInspectExempts: Bool = true
  ) {
    self.name = name
    self.summary = summary
    self.commands = commands
    self.unknownCommand = unknownCommand
    self.bannerFirstLine = bannerFirstLine
    self.bannerFurtherLines = bannerFurtherLines
    self.pipe = pipe
    self.vrfyIsOther = vrfyIsOther
    self.authEqualsIsOther = authEqualsIsOther
    self.contentOpening = contentOpening
    self.seesSplitEndOfMailData = seesSplitEndOfMailData
    self.usesMap = usesMap
    self.silentTLS = silentTLS
    self.hasOldAddressLog = hasOldAddressLog
    self.bareNoInspectExempts = bareNoInspectExempts
  }
}

extension Profile {
  /// Whether two are of one name: a switch that is turned for a trial makes no other generation.
  public static func == (left: Profile, right: Profile) -> Bool { left.name == right.name }

  /// Feeds the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Profile {
  /// The catalogue, a line a file of this folder; the first is the default.
  public static let all: [Profile] = [
    .asa,
    .asaField,
    .asa94,
    .asa84,
    .asa72,
    .asa70,
    .pix63,
    .pix51,
    .pix44,
    .pix40,
  ]

  /// The profile of a name, or nil.
  public static func named(_ name: String) -> Profile? { all.first { $0.name == name } }
}
