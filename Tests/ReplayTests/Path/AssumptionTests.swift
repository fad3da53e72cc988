import ASAPolicy
import CaptureFiles
import ESMTPInspection
import Foundation
import Reports
import Testing

@testable import Replay

@Suite struct AssumptionTests {
  /// The assumptions that decide something in recorded captures.
  private func decided(_ folders: [String], _ text: String? = nil) throws -> [AssumptionRecord] {
    let policy = try loadPolicy(text)
    var others: [(assumption: Assumption, policy: LoadedPolicy)] = []
    for assumption in Assumption.all {
      let loaded = LoadedPolicy.load(
        text.map { [PolicyText(name: "test.cfg", text: $0)] } ?? [],
        options: LoadedPolicy.Options(profile: assumption.otherwise(policy.profile), ports: [25]))
      others.append((assumption, try #require(loaded.policy)))
    }
    var trial = AssumptionTrial(
      policy: policy, others: others, options: AnalysisOptions(), mergesLegs: true)
    for (folder, path) in try repositoryCaptures() where folders.contains(folder) {
      try trial.read(.file(path), filter: nil)
    }
    return try trial.finish()
  }

  @Test(
    "the greeting is open where its lines differ, the scope of X where a command is crossed out")
  func counts() throws {
    // One line without a digit is masked alike either way.
    let plain = try decided(["plain-delivery"])
    #expect(!plain.map(\.name).contains("banner"))
    #expect(!plain.map(\.name).contains("unknown-command-scope"))
    let lines = try decided(["multiline-greeting"])
    #expect(lines.first { $0.name == "banner" }?.flips == 1)
    let typed = try decided(["vrfy-expn-help"])
    #expect(typed.first { $0.name == "unknown-command-scope" }?.sessions == [1])
  }

  @Test("the recipe for an exemption is open where it is used")
  func exemption() throws {
    let folder = try repositoryCaptures().first { $0.folder == "exemption-recipe" }
    let path = URL(filePath: try #require(folder?.path)).deletingLastPathComponent()
      .appending(path: "policy.cfg")
    let text = try String(contentsOf: path, encoding: .utf8)
    let found = try decided(["exemption-recipe"], text)
    #expect(found.first { $0.name == "bare-no-inspect" }?.flips == 1)
    #expect(try !decided(["plain-delivery"]).map(\.name).contains("bare-no-inspect"))
  }

  @Test(
    "names are unique, and each turns something round twice back", arguments: Assumption.all.indices
  )
  func turns(index: Int) {
    let assumption = Assumption.all[index]
    #expect(Assumption.all.count { $0.name == assumption.name } == 1)
    // Profiles are equal where their names are; their switches stand in the description.
    #expect("\(assumption.otherwise(.asa))" != "\(Profile.asa)")
  }
}
