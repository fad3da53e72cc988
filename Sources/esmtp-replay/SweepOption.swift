import ASAPolicy
import ArgumentParser
import ESMTPInspection

/// `--sweep 'CRITERION=LOW..HIGH[/STEP]'`: a criterion with a number, and the numbers to try.
struct SweepOption: ExpressibleByArgument {
  /// The criterion's words, as `header line length`.
  let criterion: String
  /// The values, growing.
  let values: [Int]

  /// The number of values where no step is given, and at most.
  static let usualCount = 16
  static let mostValues = 64

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    criterion = parts[0].split(separator: " ").joined(separator: " ")
    let range = parts[1].split(separator: "/", maxSplits: 1)
    guard let dots = range[0].firstRange(of: ".."),
      let low = Int(range[0][..<dots.lowerBound]), let high = Int(range[0][dots.upperBound...]),
      low >= 0, low <= high, high <= 1_000_000_000
    else { return nil }
    let step: Int
    if range.count == 2 {
      guard let given = Int(range[1]), given > 0 else { return nil }
      step = given
    } else {
      step = max(1, (high - low + SweepOption.usualCount - 2) / (SweepOption.usualCount - 1))
    }
    var values = Array(stride(from: low, to: high, by: step))
    values.append(high)
    guard values.count <= SweepOption.mostValues else { return nil }
    self.values = values
  }

  /// The lines that give the criterion of a map a value and let it end sessions.
  func change(of policy: LoadedPolicy, to value: Int) -> PolicyText? {
    guard let map = policy.inspections.first?.map else { return nil }
    let words = "\(criterion) gt"
    var lines = ["policy-map type inspect esmtp \(map.name)"]
    for match in map.matches where match.text.hasPrefix(words + " ") {
      lines.append(" no match \(match.text)")
    }
    lines += [" match \(words) \(value)", "  drop-connection log"]
    return PolicyText(name: "sweep", text: lines.map { $0 + "\n" }.joined())
  }
}
