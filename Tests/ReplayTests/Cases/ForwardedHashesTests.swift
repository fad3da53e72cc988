import Crypto
import FoundationEssentials
import Reports
import Testing

@testable import Replay

@Suite struct ForwardedHashesTests {
  @Test("the hashes are those of what is extracted as forwarded")
  func extracted() throws {
    let policy = try loadPolicy()
    for (folder, path) in try repositoryCaptures() {
      let directory = try TemporaryFolder()
      var options = AnalysisOptions()
      options.hashesForwarded = true
      options.extractDirectory = directory.path
      for record in try sessions([path], policy: policy, options: options) {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter {
          $0.hasPrefix("\(record.id).") && $0.hasSuffix(".after")
        }
        let hashes = try names.sorted().map { name in
          let file = URL(filePath: "\(directory.path)/\(name)")
          return hexText(SHA256.hash(data: try Data(contentsOf: file)))
        }
        // The client's file comes before the server's.
        #expect(hashes == [record.forwarded?.client, record.forwarded?.server], "\(folder)")
      }
    }
  }
}
