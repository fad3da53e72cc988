/// Finds fewer cuts that still lead to the same result (Zeller's delta debugging).
struct CutShrinker {
  /// How many trials may follow.
  private(set) var left: Int
  /// Whether there were too few to be sure that no cut can be left out.
  var isBounded: Bool { left <= 0 }

  init(trials: Int) { left = trials }

  /// The fewest cuts that were found; leaving any single one out leads elsewhere, unless `isBounded`.
  mutating func shrink(_ cuts: [Cuts.Cut], _ holds: ([Cuts.Cut]) -> Bool) -> [Cuts.Cut] {
    if left > 0 {
      left -= 1
      if holds([]) { return [] }
    }
    var cuts = cuts
    var parts = 2
    while cuts.count > 1 {
      let size = (cuts.count + parts - 1) / parts
      var reduced: [Cuts.Cut]?
      for start in stride(from: 0, to: cuts.count, by: size) {
        let end = min(start + size, cuts.count)
        let candidates = [Array(cuts[start..<end]), Array(cuts[..<start] + cuts[end...])]
        for candidate in candidates where !candidate.isEmpty && candidate.count < cuts.count {
          guard left > 0 else { return cuts }
          left -= 1
          if holds(candidate) {
            reduced = candidate
            break
          }
        }
        if reduced != nil { break }
      }
      if let reduced {
        parts = max(2, min(parts - 1, reduced.count))
        cuts = reduced
      } else if size == 1 {
        break
      } else {
        parts = min(parts * 2, cuts.count)
      }
    }
    return cuts
  }
}
