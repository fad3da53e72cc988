extension CriterionDefinition {
  /// `match MIME encoding`: the Content-Transfer-Encoding of the message or of a part.
  static let mimeEncoding = CriterionDefinition(
    rule: .mimeEncoding, words: "MIME encoding",
    shape: .words(MIMEEncodingName.allCases.map(\.rawValue), aliases: [:]),
    summary: "the message or one of its parts has one of the encodings named")
}

/// The words of `match MIME encoding` (evidence 1.2); `others` is every encoding without a name here.
public enum MIMEEncodingName: String, Sendable, CaseIterable {
  case sevenBit = "7bit"
  case eightBit = "8bit"
  case base64, binary, others
  case quotedPrintable = "quoted-printable"
}
