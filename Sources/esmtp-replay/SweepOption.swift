import ArgumentParser
import ESMTPInspection

/// `--sweep 'CRITERION=LOW..HIGH[/STEP]'`: a criterion with a number, and the numbers to try.
struct SweepOption {
  /// The criterion.
  let subject: Criterion
  /// Its words, as `header line length`, spelled out.
  var criterion: String { subject.definition.words }
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
    let found = try Self.criterion(String(parts[0]))
    subject = found.criterion
    let range = parts[1].split(separator: "/", maxSplits: 1)
    guard let dots = range[0].firstRange(of: ".."),
      let low = Int(range[0][..<dots.lowerBound]), let high = Int(range[0][dots.upperBound...]),
      low >= 0, low <= high, high <= 1_000_000_000
    else {
      throw ValidationError(
        "'\(range[0])' is no range of values; the lower comes first, as in 998..4000")
    }
    guard low >= found.least else {
      throw ValidationError("\(low) is less than \(found.least), the least that a device takes")
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

  /// A criterion with a number, by words that may be abbreviated, and the least number.
  private static func criterion(_ text: String) throws -> (criterion: Criterion, least: Int) {
    let typed = text.lowercased().split(separator: " ")
    let all = Criterion.allCases.compactMap { criterion -> (criterion: Criterion, least: Int)? in
      guard case .greaterThan(let range, _) = criterion.definition.shape else { return nil }
      return (criterion, range.lowerBound)
    }
    let found = all.filter { item in
      let definition = item.criterion.definition
      return ([definition.words] + definition.aliases).contains { words in
        let words = words.lowercased().split(separator: " ")
        return words.count == typed.count && zip(words, typed).allSatisfy { $0.hasPrefix($1) }
      }
    }
    guard found.count == 1, let only = found.first else {
      throw ValidationError(
        "'\(text)' \(found.isEmpty ? "is no criterion with a number" : "is ambiguous"); "
          + "choose one of \(all.map(\.criterion.definition.words).joined(separator: ", "))")
    }
    return only
  }
}
