import Foundation
import Testing

/// What fuzzing starts from and what it has found, in the tests of everybody.
@Suite struct CorpusTests {
  private static func inputs(_ kind: String, _ target: FuzzTarget) -> [URL] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Inputs/\(kind)/\(target.rawValue)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appending(path: $0) }
  }

  @Test("no input of the corpus breaks a promise", arguments: FuzzTarget.allCases)
  func corpus(_ target: FuzzTarget) throws {
    let inputs = Self.inputs("Corpus", target)
    #expect(!inputs.isEmpty)
    for input in inputs { try run(target, input) }
  }

  @Test("no input that once broke a promise does so again", arguments: FuzzTarget.allCases)
  func crashers(_ target: FuzzTarget) throws {
    for input in Self.inputs("Crashers", target) { try run(target, input) }
  }

  private func run(_ target: FuzzTarget, _ input: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: input))
    do throws(BrokenPromise) { try target.run(bytes) } catch {
      Issue.record("\(target.rawValue)/\(input.lastPathComponent): \(error.text)")
    }
  }
}
