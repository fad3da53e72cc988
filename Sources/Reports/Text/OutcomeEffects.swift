import ESMTPInspection

extension MailOutcome {
  /// What the outcome means to the mail, in a sentence without a full stop.
  var meaning: String {
    switch self {
    case .delivered: "the server takes the mail"
    case .deliveredInClear:
      "the server takes the mail, and its offer of TLS is hidden from the client"
    case .unknown: "the recording does not tell, or has no mail"
    case .refused: "the server says no, and the client returns the mail or tries again"
    case .hangs: "client and server wait for each other until one gives up"
    case .lost: "the session ends before the server has the mail, and nobody says why"
    }
  }
}

extension TextStyle {
  /// The style of an outcome.
  init(_ outcome: MailOutcome) {
    switch outcome {
    case .delivered: self = .green
    case .deliveredInClear: self = .yellow
    case .unknown: self = .faint
    case .refused: self = .magenta
    case .hangs: self = .red
    case .lost: self = .boldRed
    }
  }
}
