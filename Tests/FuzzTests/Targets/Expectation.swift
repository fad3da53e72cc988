import Replay

/// An `expect.yaml`: what is written of it reads as the same again.
func fuzzExpectation(_ bytes: [UInt8]) throws(BrokenPromise) {
  let text = String(decoding: bytes, as: UTF8.self)
  let expectation: Expectation
  do throws(ExpectationError) { expectation = try Expectation(text, path: "e") } catch {
    try promise(!error.reason.isEmpty && error.line >= 0, "an error without place or words")
    return
  }
  let written = expectation.text
  let again: Expectation
  do throws(ExpectationError) { again = try Expectation(written, path: "e") } catch {
    throw BrokenPromise("what is written cannot be read: \(error)\n\(written)")
  }
  try promise(
    again.text == written, "what is written reads as something else:\n\(written)\n\(again.text)")
}
