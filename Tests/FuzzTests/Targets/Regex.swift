import ESMTPInspection

/// A regular expression and what it is looked for in: cuts do not matter.
///
/// The input is the length of the expression, then both.
func fuzzRegex(_ bytes: [UInt8]) throws(BrokenPromise) {
  var input = FuzzInput(bytes)
  let pattern = String(decoding: input.take(Int(input.byte())), as: UTF8.self)
  let subject = input.rest()
  guard let program = try? RegexProgram(patterns: [pattern]) else { return }
  let whole = program.matches(subject.span)
  var cut = RegexMatcher(program)
  for byte in subject { _ = cut.feed([byte].span) }
  try promise(whole == cut.isFound, "whole \(whole), byte by byte \(cut.isFound)")
}
