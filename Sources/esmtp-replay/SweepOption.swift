import ASAPolicy
import ArgumentParser
import ESMTPInspection

/// `--sweep 'CRITERION=LOW..HIGH[/STEP]'`: a criterion with a number, and the numbers to try.
struct SweepOption {
  /// The criterion's words, as `header line length`, spelled out.
  let criterion: String
  /// The values, growing.
  let values: [Int]

  /// The number of values where no step is given, and at most.
  static let usualCount = 16
  static let mostValues = 64

  /// - Throws: `ValidationError` that says what is wrong with the text.
  init(_ text: String) throws {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else {
      throw ValidationError(
        "--sweep takes a criterion and values, as in 'header line length=998..4000'")
    }
    criterion = try Self.criterion(String(parts[0]))
    let range = parts[1].split(separator: "/", maxSplits: 1)
    guard let dots = range[0].firstRange(of: ".."),
      let low = Int(range[0][..<dots.lowerBound]), let high = Int(range[0][dots.upperBound...]),
      low >= 0, low <= high, high <= 1_000_000_000
    else {
      throw ValidationError(
        "'\(range[0])' is no range of values; the lower comes first, as in 998..4000")
    }
    let step: Int
    if range.count == 2 {
      guard let given = Int(range[1]), given > 0 else {
        throw ValidationError("'\(range[1])' is no step; it is a number from 1")
      }
      step = given
    } else {
      step = max(1, (high - low + SweepOption.usualCount - 2) / (SweepOption.usualCount - 1))
    }
    var values = Array(stride(from: low, to: high, by: step))
    values.append(high)
    guard values.count <= SweepOption.mostValues else {
      throw ValidationError(
        "\(values.count) values are too many; a sweep tries at most \(SweepOption.mostValues), "
          + "so take a larger step")
    }
    self.values = values
  }

  /// A criterion with a number, by words that may be abbreviated.
  private static func criterion(_ text: String) throws -> String {
    let typed = text.lowercased().split(separator: " ")
    let all = Criterion.allCases.map(\.definition).filter {
      if case .greaterThan = $0.shape { true } else { false }
    }
    let found = all.filter { definition in
      ([definition.words] + definition.aliases).contains { words in
        let words = words.lowercased().split(separator: " ")
        return words.count == typed.count && zip(words, typed).allSatisfy { $0.hasPrefix($1) }
      }
    }
    guard found.count == 1, let words = found.first?.words else {
      throw ValidationError(
        "'\(text)' \(found.isEmpty ? "is no criterion with a number" : "is ambiguous"); "
          + "choose one of \(all.map(\.words).joined(separator: ", "))")
    }
    return words
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
