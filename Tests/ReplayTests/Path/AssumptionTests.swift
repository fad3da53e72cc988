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
      others.append((assumption, try #require(policy.turned(assumption))))
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

  /// What a device of a version has where nothing else is said.
  private static func plain(_ version: String) -> String {
    """
    ASA Version \(version)
    class-map inspection_default
     match default-inspection-traffic
    policy-map global_policy
     class inspection_default
      inspect esmtp
    service-policy global_policy global

    """
  }

  @Test(
    "the version's word on TLS is turned by its own assumption alone",
    arguments: ["9.2(4)", "9.1(7)", "9.8(2)", "8.4(1)", "9.1(5)"])
  func silentTLS(_ version: String) throws {
    let found = try decided(["starttls"], Self.plain(version)).map(\.name)
    #expect(found.contains("silent-tls"))
    #expect(!found.contains("pipe") && !found.contains("bare-no-inspect"))
    #expect(!found.contains("unknown-command-scope"))
  }

  @Test("bytes are looked at where they have been changed")
  func places() {
    for assumption in Assumption.all where assumption.command.contains("capture mail") {
      let end = assumption.name == "unknown-command-scope" ? "server" : "client"
      #expect(assumption.command.hasPrefix("on the interface of the \(end): "))
      #expect(assumption.command.hasSuffix("copy /pcap capture:mail tftp:"))
    }
  }

  @Test(
    "names are unique, and each turns something round twice back", arguments: Assumption.all.indices
  )
  func turns(index: Int) {
    let assumption = Assumption.all[index]
    #expect(Assumption.all.count { $0.name == assumption.name } == 1)
    // Profiles are equal where their names are; their switches stand in the description.
    guard case .profile(let otherwise) = assumption.turn else { return }
    #expect("\(otherwise(.asa))" != "\(Profile.asa)")
  }
}
