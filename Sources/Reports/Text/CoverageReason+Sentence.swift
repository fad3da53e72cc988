import ESMTPInspection

extension CoverageReason {
  /// Its sentence, behind "not looked at".
  var sentence: String {
    switch self {
    case .tls: "encrypted from there on"
    case .gap: "bytes are missing from the capture"
    case .midstream: "the capture starts inside the session"
    case .snapped: "frames were cut by the snapshot length"
    case .divergence: "the recording cannot be what would have happened from there on"
    case .oneSided: "one direction was captured without the other"
    case .boundHit: "a bound of this tool was reached"
    case .policy: "the policy does not inspect the session"
    case .policyUndecided: "it is not known whether the policy inspects the session"
    case .bdatUnmodelled: "a BDAT chunk, which the inspection does not know"
    case .tlsUnmodelled: "TLS that the inspection does not know"
    case .noData: "the session carried no bytes"
    case .readInPart: "what could not be read of an input may hold the rest"
    }
  }
}
