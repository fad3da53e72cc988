/// A choice of the model where documents and transcripts disagree, or where one source is all there is.
public struct Assumption: Sendable {
  /// A stable name.
  public let name: String
  /// What is taken for granted, and what else may be, in a sentence without a full stop.
  public let question: String
  /// What settles it on a device.
  public let command: String
  /// Why it is open, in a sentence without a full stop.
  public let source: String
  /// The behaviour with the other choice.
  public let otherwise: @Sendable (Profile) -> Profile
}

extension Assumption {
  /// What shows the bytes that leave a device.
  private static let bytes =
    "capture out interface inside match tcp any any eq smtp, then show capture out dump"

  /// The open ones, a line a switch of `Profile` (evidence 10).
  public static let all: [Assumption] = [
    Assumption(
      name: "banner",
      question: "which characters of a greeting stay, in its first line and in later ones",
      command: bytes, source: "the vendor's documents and transcripts of devices disagree"
    ) { profile in
      var other = profile
      let isField = profile.bannerFirstLine == .keepFirstFour
      other.bannerFirstLine = isField ? .keepTwoZero : .keepFirstFour
      other.bannerFurtherLines = isField ? .keepTwoZero : .keepNothing
      return other
    },
    Assumption(
      name: "unknown-command-scope",
      question: "whether an unknown command is crossed out by its packet or by its verb",
      command: bytes,
      source: "documents name the packet, transcripts of devices show the verb"
    ) { profile in
      var other = profile
      other.unknownCommand = profile.unknownCommand == .maskVerb ? .maskPacket : .maskVerb
      return other
    },
    Assumption(
      name: "pipe", question: "whether a bar in an address closes the session or becomes a blank",
      command: "show logging | include 10800[23]", source: "two documents of the vendor disagree"
    ) { profile in
      var other = profile
      other.pipe = profile.pipe == .closeSession ? .blankLogged : .closeSession
      return other
    },
    Assumption(
      name: "auth-equals", question: "whether AUTH=… lines of the reply to EHLO count as others",
      command: bytes, source: "transcripts of devices disagree"
    ) { profile in
      var other = profile
      other.authEqualsIsOther.toggle()
      return other
    },
    Assumption(
      name: "vrfy-keyword", question: "whether VRFY lines of the reply to EHLO count as others",
      command: bytes, source: "transcripts of devices disagree"
    ) { profile in
      var other = profile
      other.vrfyIsOther.toggle()
      return other
    },
    Assumption(
      name: "bare-no-inspect",
      question: "whether a class that holds no inspect esmtp alone takes its sessions out",
      command: "show service-policy flow tcp host CLIENT host SERVER eq smtp",
      source: "the rules of the policy language and a recipe of the vendor disagree"
    ) { profile in
      var other = profile
      other.bareNoInspectExempts.toggle()
      return other
    },
    Assumption(
      name: "silent-tls",
      question: "whether TLS is allowed where the configuration does not say it",
      command: "show running-config all policy-map type inspect esmtp",
      source: "the default changed with software 9.4(1)"
    ) { profile in
      var other = profile
      other.silentTLS = profile.silentTLS == .allowed ? .refused : .allowed
      return other
    },
  ]
}
