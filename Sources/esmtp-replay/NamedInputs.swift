import CaptureFiles

/// The inputs that paths name.
///
/// The first ^C of a terminal is for the program that writes standard input, as in `tcpdump -w - | …`:
/// what came until then is taken.
///
/// - Throws: `CaptureError` where a path cannot be read.
func namedInputs(_ paths: [String]) throws(CaptureError) -> [CaptureInput] {
  let inputs = try expandInputs(paths)
  if inputs.contains(.standardInput), FileIdentity(.standardInput) == nil {
    StopRequest.awaitWriter()
  }
  return inputs
}
