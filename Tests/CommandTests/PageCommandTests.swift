import ArgumentParser
import Foundation
import Testing

@testable import esmtp_replay

/// The commands that a page prints.
@Suite struct PageCommandTests {
  private static let captures = FileManager.default.currentDirectoryPath + "/captures"

  @Test("every option that bears on the sessions stands in the command for one of them")
  func options() throws {
    let given = [
      "-p", "a b.cfg", "--policy-map", "M", "--profile", "asa-field", "--ingress", "outside",
      "--egress", "inside", "--base", "empty", "--context", "c", "--port", "25", "--port", "2525",
      "--filter", "tcp", "--checksums", "all", "--overlap", "last", "--segments", "mss",
      "--queued-bytes", "9", "--queued-total", "99", "--connections", "8", "--remembered", "7",
    ]
    let command = try EsmtpReplay.parseAsRoot(given + ["-j", "1", "--where", "id=1", "a.pcap"])
    let analyze = try #require(command as? Analyze)
    #expect(analyze.policy.arguments + analyze.capture.reading.arguments == given)
    let plain = try #require(try EsmtpReplay.parseAsRoot(["a.pcap"]) as? Analyze)
    #expect(plain.policy.arguments + plain.capture.reading.arguments == [])
  }

  @Test("the command for the gravest session shows it as the page does")
  func pasted() throws {
    let page = try Tool.run(
      ["--format", "html", "--profile", "asa-field", "-k", "none"]
        + ["starttls", "long-header-line", "plain-delivery", "auth-plain", "mail-relay-like"]
        .filter { FileManager.default.fileExists(atPath: Self.captures + "/" + $0) }
        .map { Self.captures + "/" + $0 })
    let text = try #require(
      page.output.split(separator: "\n").first { $0.contains("Command line for one session") })
    let line = try #require(
      text.split(separator: "<code>").last?.split(separator: "</code>").first)
    #expect(line.contains("show --profile asa-field --checksums none "))
    let words = line.split(separator: " ").map(String.init)
    let shown = try Tool.run(Array(words.dropFirst()))
    #expect(shown.status == 0, "\(shown.error)")
    #expect(page.output.contains("Community ID</dt><dd>1:"))
  }
}
