extension Verdict {
  /// What the client notices of a session of this verdict.
  var clientNotices: String {
    switch self {
    case .exempt: "what the server sent: no class inspects the session"
    case .untouched: "what the server sent, as far as looked at"
    case .logged: "what the server sent"
    case .masked: "asterisks in the greeting, X in the EHLO reply, or refused commands"
    case .rewritten: "replies to something else than it sent"
    case .dropped: "silence from one packet on, until it gives up"
    case .reset: "an RST in the middle of the dialogue"
    }
  }

  /// What the server notices of a session of this verdict.
  var serverNotices: String {
    switch self {
    case .exempt: "what the client sent: no class inspects the session"
    case .untouched: "what the client sent, as far as looked at"
    case .logged: "what the client sent; only the device's log shows more"
    case .masked: "nothing, or X where a command was"
    case .rewritten: "blanks or NOOP where something else was"
    case .dropped: "silence as well, until its own time limit"
    case .reset: "an RST as well, and half a message at most"
    }
  }
}
