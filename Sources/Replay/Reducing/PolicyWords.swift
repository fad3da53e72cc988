import ASAPolicy
import Primitives

/// The words that a policy looks for in addresses and file names: those of its regular expressions and of
/// `mail-relay`.
struct PolicyWords {
  /// The words in lower case.
  let words: Set<[UInt8]>

  init(_ policy: LoadedPolicy) {
    var words: Set<[UInt8]> = []
    for line in policy.text.split(separator: "\n") {
      let tokens = line.split(separator: " ")
      let pattern =
        switch tokens.first {
        case "regex": tokens.dropFirst(2).joined(separator: " ")
        case "mail-relay": String(tokens.dropFirst().first ?? "")
        default: ""
        }
      // A letter of a class or an escape is no word.
      let runs = pattern.utf8.split { !($0.isLetterOrDigit || $0 > 127) }
      for run in runs where run.count > 1 {
        words.insert(run.map(\.lowercase))
      }
    }
    self.words = words
  }

  /// What stays, in the order in which it is tried: nothing, the words, and at last what holds one of them,
  /// the longer ones first, as where an expression looks for a part of a name.
  var attempts: [(words: Set<[UInt8]>, parts: Set<[UInt8]>)] {
    guard !words.isEmpty else { return [([], [])] }
    return [([], []), (words, []), (words, words.filter { $0.count > 2 }), (words, words)]
  }
}
