/// One switch of `Profile` that bytes can tell, with all of its positions.
public struct ProfileSwitch: Sendable {
  /// A stable name.
  public let name: String
  /// What it decides, in a sentence without a full stop.
  public let question: String
  /// Its positions in a fixed order.
  public let positions: [Position]

  /// One position of a switch.
  public struct Position: Sendable {
    /// A stable name.
    public let name: String
    /// A behaviour with the switch in this position, all else the same.
    public let applied: @Sendable (Profile) -> Profile
    /// Whether a behaviour has the switch in this position.
    public let holds: @Sendable (Profile) -> Bool
  }

  private init<Value: Equatable & Sendable>(
    _ name: String, _ question: String, _ path: any WritableKeyPath<Profile, Value> & Sendable,
    _ values: KeyValuePairs<String, Value>
  ) {
    self.name = name
    self.question = question
    positions = values.map { name, value in
      Position(
        name: name,
        applied: { profile in
          var copy = profile
          copy[keyPath: path] = value
          return copy
        },
        holds: { $0[keyPath: path] == value })
    }
  }

  /// The position that a behaviour has.
  public func position(of profile: Profile) -> Position? {
    positions.first { $0.holds(profile) }
  }
}

extension ProfileSwitch {
  /// A line a switch; `hasOldAddressLog` words log lines alone, which no capture shows.
  public static let all: [ProfileSwitch] = [
    ProfileSwitch(
      "commands", "which commands pass", \.commands, ["fifteen": .extended, "seven": .basic]),
    ProfileSwitch(
      "unknown-command", "what an unknown command becomes", \.unknownCommand,
      ["x-to-end-of-packet": .maskPacket, "x-verb": .maskVerb, "noop": .noop]),
    ProfileSwitch(
      "banner-first-line", "what stays of a greeting's first line", \.bannerFirstLine,
      [
        "digits-2-0": .keepTwoZero, "first-four-bytes": .keepFirstFour, "nothing": .keepNothing,
        "cmap-ready": .cmapReady,
      ]),
    ProfileSwitch(
      "banner-further-lines", "what stays of a greeting's later lines", \.bannerFurtherLines,
      [
        "digits-2-0": .keepTwoZero, "first-four-bytes": .keepFirstFour, "nothing": .keepNothing,
        "cmap-ready": .cmapReady,
      ]),
    ProfileSwitch(
      "pipe", "what a bar in the path of MAIL or RCPT does", \.pipe,
      ["closes-session": .closeSession, "blank": .blankLogged, "blank-not-logged": .blank]),
    ProfileSwitch(
      "vrfy-keyword", "whether VRFY lines of the reply to EHLO count as others", \.vrfyIsOther,
      ["kept": false, "others": true]),
    ProfileSwitch(
      "auth-equals", "whether AUTH=… lines of the reply to EHLO count as others",
      \.authEqualsIsOther, ["kept": false, "others": true]),
    ProfileSwitch(
      "content-opening", "what opens the content of a message", \.contentOpening,
      ["354": .reply354, "data": .dataCommand]),
    ProfileSwitch(
      "split-final-dot", "whether a final dot cut by a segment ends the content",
      \.seesSplitEndOfMailData, ["seen": true, "not-seen": false]),
    ProfileSwitch(
      "map", "whether a map drives the inspection", \.usesMap, ["yes": true, "no": false]),
    ProfileSwitch(
      "silent-tls", "whether TLS is allowed where the configuration does not say it", \.silentTLS,
      ["refused": .refused, "allowed": .allowed, "by-version": .byVersion]),
    ProfileSwitch(
      "bare-no-inspect", "whether a class that holds no inspect esmtp alone takes its sessions out",
      \.bareNoInspectExempts, ["takes-out": true, "ignored": false]),
  ]
}
