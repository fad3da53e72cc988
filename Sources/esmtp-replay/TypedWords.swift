/// The words of a command line that its results hang on: without the number of workers.
///
/// - Parameter words: as they were typed, without the name of the program.
/// - Returns: the others, in order.
func wordsThatMatter(_ words: [String]) -> [String] {
  var rest = words[...]
  var kept: [String] = []
  while let word = rest.popFirst() {
    switch word {
    case "--":
      return kept + [word] + rest
    case "-j", "--jobs":
      _ = rest.popFirst()
    case _ where word.hasPrefix("--jobs="):
      break
    default:
      kept.append(word)
    }
  }
  return kept
}
