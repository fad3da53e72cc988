extension CoverageNote {
  /// Every reason and its sentence, behind "not looked at".
  static let reasons: [(word: String, sentence: String)] = [
    ("tls", "encrypted from there on"),
    ("gap", "bytes are missing from the capture"),
    ("midstream", "the capture starts inside the session"),
    ("snapped", "frames were cut by the snapshot length"),
    ("divergence", "the recording cannot be what would have happened from there on"),
    ("one-sided", "one direction was captured without the other"),
    ("bound-hit", "a bound of this tool was reached"),
    ("policy", "the policy does not inspect the session"),
    ("policy-undecided", "it is not known whether the policy inspects the session"),
    ("bdat-unmodelled", "a BDAT chunk, which the inspection does not know"),
    ("tls-unmodelled", "TLS that the inspection does not know"),
    ("no-data", "the session carried no bytes"),
    (readInPart, "what could not be read of an input may hold the rest"),
  ]
}

/// The sentence of a coverage reason, behind "not looked at".
func coverageReasonText(_ reason: String) -> String {
  CoverageNote.reasons.first { $0.word == reason }?.sentence ?? Escape.text(reason)
}
