/// The sentence of a coverage reason, behind "not looked at".
func coverageReasonText(_ reason: String) -> String {
  switch reason {
  case "tls": "encrypted from there on"
  case "gap": "bytes are missing from the capture"
  case "midstream": "the capture starts inside the session"
  case "snapped": "frames were cut by the snapshot length"
  case "divergence": "the recording cannot be what would have happened from there on"
  case "one-sided": "one direction alone was captured"
  case "bound-hit": "a bound of this tool was reached"
  case "policy": "the policy does not inspect the session"
  case "policy-undecided": "it is not known whether the policy inspects the session"
  case "bdat-unmodelled": "a BDAT chunk, which the inspection does not know"
  case "tls-unmodelled": "TLS that the inspection does not know"
  case "no-data": "the session carried no bytes"
  case CoverageNote.readInPart: "what could not be read of an input may hold the rest"
  default: Escape.text(reason)
  }
}
