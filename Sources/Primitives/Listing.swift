/// Words as a sentence lists them: `A, B or C`; nothing where there is none.
///
/// - Parameters:
///   - words: the words.
///   - conjunction: what stands before the last of several.
/// - Returns: the list.
public func listed(_ words: [String], _ conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
