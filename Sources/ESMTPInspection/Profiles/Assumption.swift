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
  /// What makes the other choice.
  public let turn: Turn

  /// What makes the other choice.
  public enum Turn: Sendable {
    /// The behaviour has it.
    case profile(@Sendable (Profile) -> Profile)
    /// Whether TLS is allowed where a map is silent: the version says it where no profile is named.
    case silentTLS
  }
}

extension Assumption {
  /// An assumption of a behaviour.
  private init(
    name: String, question: String, command: String, source: String,
    otherwise: @escaping @Sendable (Profile) -> Profile
  ) {
    self.init(
      name: name, question: question, command: command, source: source, turn: .profile(otherwise))
  }

  /// What shows the bytes that leave a device by the interface towards one end.
  private static func bytes(to end: String) -> String {
    "on the interface of the \(end): capture mail interface NAME match tcp any any eq smtp, "
      + "then copy /pcap capture:mail tftp:"
  }
  /// Replies are masked on their way to the client; the server's interface has them whole.
  private static let replyBytes = bytes(to: "client")
  /// Commands are crossed out on their way to the server.
  private static let commandBytes = bytes(to: "server")

  /// The open ones, a line a switch of `Profile` (evidence 10).
  public static let all: [Assumption] = [
    Assumption(
      name: "banner",
      question: "which characters of a greeting stay, in its first line and in later ones",
      command: replyBytes, source: "the vendor's documents and transcripts of devices disagree"
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
      command: commandBytes,
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
      command: replyBytes, source: "transcripts of devices disagree"
    ) { profile in
      var other = profile
      other.authEqualsIsOther.toggle()
      return other
    },
    Assumption(
      name: "vrfy-keyword", question: "whether VRFY lines of the reply to EHLO count as others",
      command: replyBytes, source: "transcripts of devices disagree"
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
      source: "the default changed with software 9.4(1); an upgraded device keeps what it had",
      turn: .silentTLS),
  ]
}
