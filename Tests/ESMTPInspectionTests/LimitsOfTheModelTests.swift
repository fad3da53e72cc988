import ESMTPInspection
import Foundation
import Testing

/// The article on what is not proven names all that is not.
@Suite struct LimitsOfTheModelTests {
  private static let article = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/ESMTPInspection/ESMTPInspection.docc/LimitsOfTheModel.md")

  /// The names in the first column of the tables.
  private func names() throws -> Set<String> {
    let lines = try String(contentsOf: Self.article, encoding: .utf8).split(separator: "\n")
    let names = lines.compactMap { line in
      line.hasPrefix("| `") ? line.split(separator: "`", omittingEmptySubsequences: false)[1] : nil
    }
    return Set(names.map(String.init))
  }

  @Test("every open assumption and every inferred rule is named, and nothing else")
  func complete() throws {
    let inferred = Rule.allCases.filter { $0.confidence == .inferred }.map(\.rawValue)
    #expect(try names() == Set(Assumption.all.map(\.name) + inferred))
  }
}
