/// Which policies go without which lines.
extension ComparisonRecord {
  /// What a policy is called.
  func label(_ place: Int) -> String {
    let isPair = policies.count == 2
    return place == 0 ? (isPair ? "old" : "base") : isPair ? "new" : "candidate \(place)"
  }

  /// The lines that any policy goes without, each once, in the order of the policies.
  var notUnderstoodLines: [NotUnderstoodLine] {
    merged(policies.indices).map { NotUnderstoodLine(text: $0.text, policies: names($0.places)) }
  }

  /// The lines that the old policy or a candidate goes without, each once.
  func notUnderstood(besides candidate: Int) -> [String] { merged([0, candidate]).map(\.text) }

  /// That a candidate says the same as the old policy, as far as that is known.
  func sameWords(_ candidate: Int) -> String {
    "the two say the same of ESMTP"
      + (notUnderstood(besides: candidate).isEmpty
        ? "" : ", as far as their lines are understood")
  }

  private func merged(_ places: some Sequence<Int>) -> [(text: String, places: [Int])] {
    var lines: [(text: String, places: [Int])] = []
    var known: [String: Int] = [:]
    for place in places {
      for text in policies[place].notUnderstood {
        let index = known[text, default: lines.count]
        known[text] = index
        if index == lines.count { lines.append((text, [])) }
        if lines[index].places.last != place { lines[index].places.append(place) }
      }
    }
    return lines
  }

  private func names(_ places: [Int]) -> String? {
    let isPair = policies.count == 2
    if places.count == policies.count {
      // The policies of a sweep are one text.
      return sweep != nil ? nil : isPair ? "both policies" : "all policies"
    }
    if isPair { return places.map { "\(label($0)) policy" }.joined() }
    if places.elementsEqual(1..<policies.count) { return "all candidates" }
    return places.map(label).joined(separator: ", ")
  }
}
