import CaptureFiles

/// The inputs that paths name, each file once.
///
/// The first ^C of a terminal is for the program that writes standard input, as in `tcpdump -w - | …`:
/// what came until then is taken.
///
/// - Throws: `CaptureError` where a path cannot be read.
func namedInputs(_ paths: [String]) throws(CaptureError) -> [CaptureInput] {
  let inputs = distinctInputs(try expandInputs(paths))
  if inputs.contains(.standardInput), FileIdentity(.standardInput) == nil {
    StopRequest.awaitWriter()
  }
  return inputs
}

/// The inputs of which each file is taken once; says which names are left out for that.
func distinctInputs(_ inputs: [CaptureInput]) -> [CaptureInput] {
  let distinct = DistinctInputs(inputs)
  for remark in distinct.remarks { writeError("esmtp-replay: \(remark)") }
  return distinct.inputs
}
